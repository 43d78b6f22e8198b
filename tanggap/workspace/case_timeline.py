"""The timeline of a case as its page shows it: by days, with what is long past folded away, and files with pictures."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tanggap.cases.case import Temperature
from tanggap.cases.models import Case, Evidence
from tanggap.casework.mentions import named_in
from tanggap.casework.timeline import Moment
from tanggap.core import time

SMALL_PICTURE = 400_000  # bytes; larger ones are shown as a name, not as a picture
# Who only looked stands in lists of its own.
UNSEEN = frozenset({"read", "original_opened", "mail_opened", "contact_seen", "printed"})
# The complaint itself and so much of what came last are always open; less than a handful is not worth folding.
LATEST = 12
FOLDED_FROM = 5
SAME_ACT_SECONDS = 5
EVENT_ICONS = {
    "received": "inbox", "assessed": "tag", "reclassified": "tag", "forwarded": "arrow-forward-up",
    "handed_over": "arrow-forward-up", "assigned": "user-check", "assignment_undone": "arrow-back-up",
    "forwarding_undone": "arrow-back-up", "reclassification_undone": "arrow-back-up", "proposed": "bulb",
    "decided": "scale",
    "approved": "gavel", "rung_approved": "gavel", "approved_conditionally": "gavel", "reconsidered": "arrow-back-up",
    "sent_back": "arrow-back-up", "offered": "send", "accepted": "check", "declined": "x",
    "task_added": "clipboard-list", "task_done": "clipboard-check", "granted": "gift", "redeemed": "ticket",
    "feeling": "heart", "contact": "phone", "agreement": "heart-handshake", "feedback": "mood-smile",
    "closed": "archive", "reopened": "refresh", "paused": "player-pause", "asked": "message-question",
    "promise_broken": "alert-triangle", "promise_rung": "bell", "promise_changed": "clock", "extended": "hourglass",
    "escalated": "stairs-up", "called_in": "bolt", "temperature_noted": "mood-smile", "passed_on": "arrow-forward-up",
    "attached": "paperclip", "linked": "link", "merged": "arrow-merge",
    "unmask_asked": "eye", "unmasked": "eye", "code_renewed": "key", "reply_taken_back": "arrow-back-up",
    "redacted": "eye-off", "redaction_undone": "eye",
}  # fmt: skip


class Item(NamedTuple):
    """One moment as the template wants it; `day` is set where a new day begins. `parts` are said as one line."""

    moment: Moment
    files: list[dict[str, Any]]
    icon: str
    id: str
    day: datetime | None = None
    names: tuple[str, ...] = ()
    parts: tuple[Moment, ...] = ()
    mood: str = ""


class Shown(NamedTuple):
    """The items in their order: the first, those folded away, the latest."""

    first: list[Item]
    folded: list[Item]
    latest: list[Item]


def timeline_of(moments: Sequence[Moment], case: Case, below: bool) -> Shown:
    """All of it, read already; `below` when the reader may have pictures as they came, and so may paint over them."""
    items = [_item(one, case, below) for one in _in_one_line([one for one in moments if one.verb not in UNSEEN])]
    cut = len(items) - LATEST
    if cut - 1 < FOLDED_FROM:
        return Shown(_by_days(items), [], [])
    return Shown(_by_days(items[:1]), _by_days(items[1:cut]), _by_days(items[cut:]))


def _in_one_line(moments: list[Moment]) -> list[list[Moment]]:
    """What one act changed of several promises belongs together."""
    groups: list[list[Moment]] = []
    for one in moments:
        last = groups[-1][-1] if groups else None
        together = (
            last is not None and one.verb == last.verb == "promise_changed" and one.author_key == last.author_key
            and (one.at - last.at).total_seconds() < SAME_ACT_SECONDS
        )  # fmt: skip
        if together:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _item(group: list[Moment], case: Case, below: bool) -> Item:
    moment, parts = group[0], ()
    if len(group) > 1:
        parts = tuple(group)
        said = ngettext(
            "%(count)d due date was counted anew.", "%(count)d due dates were counted anew.", len(group)
        ) % {"count": len(group)}  # fmt: skip
        moment = moment._replace(words=said, text="")
    names = tuple(one.full_name for one in named_in(moment.text)) if moment.kind == "note" else ()
    files = [file_shown(one, case, below) for one in moment.files]
    icon = EVENT_ICONS.get(moment.verb, "route")
    return Item(moment, files, icon, f"{moment.kind}-{moment.pk or moment.seq or 0}", names=names, parts=parts,
                mood=_mood(moment))  # fmt: skip


def _mood(moment: Moment) -> str:
    """Beside a message that sounds otherwise than the one before: how, as an estimate."""
    if not moment.turn:
        return ""
    facts = {"mood": str(Temperature(moment.mood).label).lower()}
    if moment.turn > 0:
        return gettext("angrier than before: %(mood)s (estimate)") % facts
    return gettext("calmer than before: %(mood)s (estimate)") % facts


def _by_days(items: list[Item]) -> list[Item]:
    """A part that opens by itself says the day of its first item again."""
    last: date | None = None
    found = []
    for item in items:
        day = time.local(item.moment.at).date()
        found.append(item if day == last else item._replace(day=item.moment.at))
        last = day
    return found


def file_shown(one: Evidence, case: Case, below: bool) -> dict[str, Any]:
    """A file for the macro `attachments`."""
    href = reverse("case_file", args=[case.reference, one.file.public_id])
    shown = one.file.is_picture and one.file.size <= SMALL_PICTURE
    return {
        "href": href, "name": one.file.shown_name, "size": one.file.size, "image": href if shown else None,
        "covered": one.file.is_covered, "redact": f"{href}redact/" if below and one.file.is_picture else "",
    }  # fmt: skip
