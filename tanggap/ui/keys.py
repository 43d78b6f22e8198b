"""The keys of the workspace: what each does, and which one a person has chosen for it (UI §6).

Kept with the person (`Staff.keys`), so that they hold at every device: `own` says for the name of an act which key it
has, "" for none; `off` switches all of them off. Keys that need a second one (Ctrl, Alt) are not among them.
"""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tanggap.people.models import Staff

GO = "go"


class Key(NamedTuple):
    """One act: its name, the key it has by itself, what it does; `to` is the page after the key for going."""

    name: str
    key: str
    words: Any
    to: str = ""


EVERYWHERE = (
    Key("search", "/", _("search")), Key("new", "C", _("new complaint")),
    Key(GO, "G", _("go to a page, with a second key")),
    Key("go_inbox", "K", _("inbox"), "/desk/"), Key("go_tasks", "T", _("my tasks"), "/desk/tasks/"),
    Key("go_approvals", "P", _("approvals"), "/desk/approvals/"),
    Key("go_register", "W", _("register"), "/desk/register/"),
    Key("go_sop", "S", _("SOP"), "/sop/"), Key("help", "?", _("these keys")),
)  # fmt: skip
LIST = (
    Key("down", "J", _("down")), Key("up", "K", _("up")), Key("pick", "X", _("select")),
    Key("assign", "A", _("assign")),
    Key("forward", "T", _("forward")), Key("classify", "L", _("classify")), Key("merge", "M", _("merge two")),
    Key("undo", "Z", _("undo")),
)  # fmt: skip
CASE = (
    Key("reply", "R", _("reply")), Key("note", "N", _("internal note")), Key("solutions", "S", _("solutions")),
    Key("previous", "[", _("previous")), Key("next", "]", _("next")),
)  # fmt: skip
APPROVAL = (Key("approve", "Y", _("approve")), Key("send_back", "B", _("send back")))
DESK = (Key("call_again", "U", _("call again")), Key("absent", "T", _("absent")))
GROUPS = (
    (_("Everywhere"), EVERYWHERE), (_("List"), LIST), (_("Complaint"), CASE), (_("Approval"), APPROVAL),
    (pgettext_lazy("place", "Front desk"), DESK),
)  # fmt: skip
ALL = tuple(key for _heading, keys in GROUPS for key in keys)
# What cannot be changed, shown beside the others.
FIXED: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "Everywhere": (("Ctrl K", _("find or do something")), ("F6", _("last message")), ("Esc", _("close"))),
    "List": (("Enter", _("open")),),
    "Complaint": (("Ctrl Enter", _("send")), ("Alt 1–4", _("sections beside"))),
    "Approval": (),
    "Front desk": ((_("Space"), _("call next")), ("C", _("record what is told"))),
}


class OwnKeys:
    """The keys as one person has them; of nobody, as they come."""

    def __init__(self, chosen: Mapping[str, Any]) -> None:
        self.off = bool(chosen.get("off"))
        own = chosen.get("own") or {}
        self.of = {one.name: str(own.get(one.name, one.key)) for one in ALL}

    @cached_property
    def changed(self) -> str:
        """JSON of the keys that are others now, by the one they had; for single keys (js/keys.js)."""
        return json.dumps({one.key: self.of[one.name] for one in ALL if not one.to and self.of[one.name] != one.key})

    @cached_property
    def pages(self) -> str:
        """JSON of the pages by the second key."""
        return json.dumps({self.of[one.name]: one.to for one in ALL if one.to and self.of[one.name]})

    @cached_property
    def groups(self) -> list[tuple[Any, list[tuple[list[str], Any]]]]:
        """Headings, and under each the keys with what they do; those without a key are left out."""
        names = dict(zip(FIXED, GROUPS, strict=True))
        return [
            (heading, [*((keys.split(" "), words) for keys, words in FIXED[name]),
                       *((shown, one.words) for one in keys if (shown := self._shown(one)))])
            for name, (heading, keys) in names.items()
        ]  # fmt: skip

    def _shown(self, one: Key) -> list[str]:
        key, first = self.of[one.name], self.of[GO]
        if one.name == GO:
            return []
        if one.to:
            return [first, key] if first and key else []
        return [key] if key else []


def keys_of(user: object) -> OwnKeys:
    """Those of whoever is signed in."""
    return OwnKeys(user.keys if isinstance(user, Staff) and isinstance(user.keys, dict) else {})


def check(given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """What was typed for each act, as it is kept; and a sentence for each that cannot be taken."""
    own, problems = {}, {}
    taken: dict[tuple[bool, str], Key] = {}
    for one in ALL:
        key = given.get(one.name, one.key).strip().upper()
        if len(key) > 1 or (key and not key.isprintable()):
            problems[one.name] = _("Write one letter, digit or sign, or leave it empty.")
            continue
        place = (bool(one.to), key)
        # A list and the front desk are two pages: what both have by themselves, both may keep.
        shared = place in taken and taken[place].key == key == one.key
        if key and place in taken and not shared:
            problems[one.name] = _("“%(key)s” is taken already by “%(act)s”.") % {"key": key, "act": taken[place].words}
        taken.setdefault(place, one)
        if key != one.key:
            own[one.name] = key
    return own, problems
