"""What stands around every page of the workspace: the menu with its counters, the bell, who is signed in."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Value
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tanggap.cases import access
from tanggap.cases.models import Notice, SavedView
from tanggap.cases.queues import FIELDS, as_filters
from tanggap.casework import readiness
from tanggap.casework.budgets import READERS as MONEY_READERS
from tanggap.casework.doubles import DECIDES as DECIDES_DOUBLES
from tanggap.casework.give import AT_A_TILL
from tanggap.casework.letters_in import waiting_for
from tanggap.casework.lost_letters import lost_for
from tanggap.casework.quarantine import LOOKS_AFTER, WAITING, looks_after, messages_in
from tanggap.casework.queue_places import RECEIVES
from tanggap.casework.queues import views_of
from tanggap.casework.readiness import Item
from tanggap.casework.waiting import OPEN, to_approve, waits_for
from tanggap.channels.models import Callback, Inbound
from tanggap.core.errors import NotFound
from tanggap.core.keyset import COUNT_MOST, Capped
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Task
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure
from tanggap.workspace.settings_frame import settings_menu

FRESH_SECONDS = 10
COUNTED = ("inbox", "tasks", "approvals", "notices", "aside", "letters", "calls", "lost")
# As the doors of these pages have it.
ONLY_FOR = {
    "/desk/front-desk/": frozenset(RECEIVES), "/desk/quarantine/": frozenset(LOOKS_AFTER),
    "/desk/front-desk/waiting/": frozenset(RECEIVES),
    "/desk/people/doubles/": frozenset(DECIDES_DOUBLES),
    "/desk/vouchers/": frozenset(AT_A_TILL),
    "/desk/budgets/": frozenset(MONEY_READERS), "/desk/costs/": frozenset(MONEY_READERS),
}  # fmt: skip
T = TypeVar("T")
# Of each saved view: the query of its address, its name, whether somebody else shares it.
Saved = tuple[tuple[str, str, bool], ...]
# Headings, and their links: address, words, icon, number, whether we are there.
Menu = tuple[tuple[str, tuple[tuple[str, str, str, int | None, bool], ...]], ...]


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context processor (settings.TEMPLATES): nothing outside /desk/; what a page does not show is not computed."""
    user = getattr(request, "user", None)
    if not request.path.startswith("/desk/") or user is None or not user.is_authenticated:
        return {}
    return {
        "desk_nav": lambda: menu(
            counters(user), request.path, request.META["QUERY_STRING"], saved(user), closed_to(user)
        ),
        "unread": SimpleLazyObject(lambda: counters(user)["notices"]),
        "my_role": SimpleLazyObject(lambda: role_words(user)),
        "setup_left": lambda: setup_left(user),
        "settings_nav": lambda: settings_menu(user, request.path),
    }


def counters(user: Staff, procedure: Procedure | None = None) -> dict[str, int]:
    """How much waits for this person, each capped at 1,001; remembered for some seconds.

    Whoever has the procedure in force at hand hands it over, and saves a query.
    """
    if (found := cache.get(_key(user))) is None:
        found = _count(user, procedure or _in_force())
        cache.set(_key(user), found, FRESH_SECONDS)
    return found


def note_inbox(user: Staff, count: int) -> None:
    """The inbox has just counted what waits; menu and heading of one page must not differ."""
    if (found := cache.get(_key(user))) is not None:
        cache.set(_key(user), {**found, "inbox": count}, FRESH_SECONDS)


def counted(user: Staff, what: Hashable, count: Callable[[], T]) -> T:
    """The numbers of a long list, remembered as long as those of the menu; `what` names the list."""
    known: dict[Hashable, T] = cache.get(key := f"{_key(user)}:lists") or {}
    if what not in known:
        known[what] = count()
        cache.set(key, known, FRESH_SECONDS)
    return known[what]


def _key(user: Staff) -> str:
    return f"desk-counters:{user.pk}:{user.generation}"


def _in_force() -> Procedure | None:
    try:
        return current_edition().procedure
    except NotFound:  # nothing has been published yet, so nothing can wait
        return None


def forget_counters(user: Staff) -> None:
    """Something of theirs has just changed."""
    cache.delete_many([_key(user), f"{_key(user)}:lists", f"{_key(user)}:views"])


def _count(user: Staff, procedure: Procedure | None) -> dict[str, int]:
    """All counters in one query."""
    standing = standing_of(user)
    cases = access.visible_to(user)
    people = {user.pk, *standing.acting_for}
    waiting = deciding = cases.none()
    if procedure is not None:
        waiting = cases.filter(OPEN, waits_for(user, procedure))
        deciding = cases.filter(to_approve(user, procedure))
    tasks = Task.objects.filter(assignee__in=people, state=Task.State.OPEN)
    notices = Notice.objects.filter(staff=user, read_at__isnull=True)
    unread, loose = notices.filter(case__in=cases.values("pk")), notices.filter(case=None)
    aside = messages_in(WAITING) if looks_after(user) else Inbound.objects.none()
    owed = Callback.objects.filter(owner__in=people, state=Callback.State.OPEN)
    # Two counts for one bell: asked together, those without a case would keep PostgreSQL from its way to the others.
    countable = (waiting, tasks, deciding, unread, aside, waiting_for(user), owed, lost_for(user), loose)
    found = Staff.objects.filter(pk=user.pk).values_list(
        *(Capped(rows) if not rows.query.is_empty() else Value(0) for rows in countable)
    )
    *numbers, more = found[0]
    counted = dict(zip(COUNTED, numbers, strict=True))
    return {**counted, "notices": min(counted["notices"] + more, COUNT_MOST + 1)}


def closed_to(user: Staff) -> frozenset[str]:
    """Pages of the menu whose door does not open for this person."""
    roles = standing_of(user).roles
    return frozenset(href for href, wanted in ONLY_FOR.items() if not roles & wanted)


def menu(
    count: dict[str, int], path: str, query: str = "", own: Saved = (), closed: frozenset[str] = frozenset()
) -> Menu:
    """The links of the menu with what waits behind them; that of the view or the part of the desk we are in is current.

    All of it is plain texts and numbers, so that a menu is drawn once (ui/frame.html).
    """
    view = f"/desk/?{query}"
    # Whoever looks at a view is there, and not also at the inbox.
    in_view = path == "/desk/" and view in {f"/desk/?{asked}" for asked, *_rest in (*views(), *own)}
    return tuple(
        (group["heading"], tuple(
            (href := link["href"], link["words"], link["icon"], count.get(link.get("counter", "")),
             href == view if in_view else href == path or (href != "/desk/" and path.startswith(href)))
            for link in (*group["links"], *(own_links(own) if group["views"] else ())) if link["href"] not in closed
        ))
        for group in _links(get_language() or "")
    )  # fmt: skip


@lru_cache
def _links(_language: str) -> list[dict[str, Any]]:
    """Words and addresses; the template leaves out those that lead to pages that do not exist."""
    return [
        {"heading": "", "views": False, "links": [
            {"href": "/desk/", "words": _("Inbox"), "icon": "inbox", "counter": "inbox"},
            {"href": "/desk/tasks/", "words": _("My tasks"), "icon": "clipboard-check", "counter": "tasks"},
            {"href": "/desk/approvals/", "words": _("Approvals"), "icon": "gavel", "counter": "approvals"},
            {"href": "/desk/promises/", "words": _("Promises"), "icon": "alarm"},
            {"href": "/desk/front-desk/", "words": pgettext("place", "Front desk"), "icon": "walk"},
            {"href": "/desk/new/", "words": _("Record a complaint"), "icon": "phone-incoming"},
            {"href": "/desk/calls/", "words": _("Calls"), "icon": "phone", "counter": "calls"},
            {"href": "/desk/quarantine/", "words": _("Quarantine"), "icon": "mail-opened", "counter": "aside"},
            {"href": "/desk/letters/", "words": _("Letters"), "icon": "mail", "counter": "letters"},
            {"href": "/desk/people/", "words": _("People"), "icon": "user-question"},
            {"href": "/desk/notices/", "words": _("Notices"), "icon": "bell", "counter": "notices"},
            {"href": "/desk/undelivered/", "words": _("Undelivered letters"), "icon": "arrow-back-up",
             "counter": "lost"},
            {"href": "/desk/conflicts/", "words": _("Conflicts"), "icon": "heart-handshake"},
            {"href": "/desk/vouchers/", "words": _("Vouchers"), "icon": "ticket"},
        ]},
        {"heading": _("Views"), "views": True, "links": [
            {"href": f"/desk/?{query}", "words": words, "icon": icon} for query, words, icon in views()
        ]},
        {"heading": _("Improvement"), "views": False, "links": [
            {"href": "/desk/register/", "words": _("Register"), "icon": "table"},
            {"href": "/desk/costs/", "words": _("Costs"), "icon": "cash"},
            {"href": "/sop/", "words": "SOP", "icon": "file-text"},
        ]},
        {"heading": _("Organisation"), "views": False, "links": [
            {"href": "/desk/staff/", "words": _("Staff"), "icon": "users"},
            {"href": "/desk/load/", "words": _("Load"), "icon": "scale"},
            {"href": "/desk/units/", "words": _("Units"), "icon": "sitemap"},
            {"href": "/desk/budgets/", "words": _("Budgets"), "icon": "receipt-refund"},
            {"href": "/desk/calendars/", "words": _("Working hours"), "icon": "calendar-event"},
            {"href": "/desk/settings/", "words": _("Settings"), "icon": "settings"},
        ]},
    ]  # fmt: skip


def beside_the_menu() -> list[tuple[str, str, str]]:
    """Pages that are reached from others, and by their name in the palette: address, words, icon."""
    return [
        ("/desk/new/?medium=phone", _("Record a call"), "phone-incoming"),
        ("/desk/new/?medium=walk_in", _("Record a visitor"), "user-check"),
        ("/desk/new/?medium=letter", _("Record a letter"), "mail-opened"),
        ("/desk/new/?medium=walk_in&on_behalf=staff_noticed", _("Record what you noticed"), "eye"),
        ("/desk/people/doubles/", _("The same person twice"), "users"),
        ("/desk/front-desk/waiting/", _("Waiting times"), "clock"),
        ("/desk/calls/note/", _("Note a call"), "note"),
        ("/desk/calls/status/", _("Answer how it stands"), "list-check"),
    ]


def own_links(own: Saved) -> list[dict[str, str]]:
    """Saved views as links of the menu, and where they are kept."""
    links = [{"href": f"/desk/?{query}", "words": name, "icon": "users" if shared else "filter"}
             for query, name, shared in own]  # fmt: skip
    return [*links, {"href": "/desk/settings/views/", "words": _("Manage views"), "icon": "adjustments-horizontal"}]


def saved(user: Staff) -> Saved:
    """The saved views that this person has, remembered for some seconds."""
    if (found := cache.get(f"{_key(user)}:views")) is None:
        found = tuple((query_of(view), view.name, view.owner_id != user.pk) for view in views_of(user))
        cache.set(f"{_key(user)}:views", found, FRESH_SECONDS)
    return found


def query_of(view: SavedView) -> str:
    """The query of the address that asks it, as the inbox itself writes one; fields that are gone are named in it."""
    filters, gone = as_filters(view.query)
    pairs = {name: filters[name] for name in ("show", *FIELDS, "q", "sort") if name in filters}
    return urlencode({**pairs, "gone": [name for name in gone if name]}, doseq=True)


def views() -> list[tuple[str, str, str]]:
    """Ready-made questions to the inbox: the query of the address, words, icon."""
    return [
        ("show=all&owner=me", _("Mine"), "user"),
        ("show=all&handler=none", _("No handler yet"), "user-question"),
        ("show=all&due=overdue", _("Overdue"), "alert-triangle"),
        ("show=all&mood=very_angry", _("Very angry"), "mood-angry"),
        ("show=all&kind=contact", _("Questions and thanks"), "message-question"),
        ("show=all&waiting=1", _("Waiting for complainant"), "hourglass"),
    ]


@dataclass(frozen=True)
class SetupLeft:
    """What administrators see on their desk until the list is put away."""

    missing: list[Item]


def setup_left(user: Staff) -> SetupLeft | None:
    """What is missing before the first complaint, remembered for some seconds; None for everybody else, and later."""
    if not standing_of(user).has(Role.ADMIN) or not readiness.is_shown():
        return None
    items = cache.get_or_set("setup-left", readiness.checklist, FRESH_SECONDS)
    return SetupLeft([item for item in items if item.state == readiness.MISSING])


def role_words(user: Staff) -> str:
    """The roles of this person, as the menu shows them under the name."""
    roles = standing_of(user).roles
    names = [str(role.label) for role in Role if role in roles]
    return ", ".join(names) or _("No post yet")
