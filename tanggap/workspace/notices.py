"""The bell: what this member of staff was told, newest first. Opening one marks it read."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.cases import access
from tanggap.cases.models import Notice
from tanggap.cases.notices import mark_read
from tanggap.casework.lost_letters import LOST
from tanggap.channels.models import Callback, Inbound, Letter, Outbound
from tanggap.core.db.kept import kept
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.keys import DataKey, unseal
from tanggap.core.keyset import Order, Part, page
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Budget
from tanggap.workspace.shell import forget_counters

ORDER = Order("newest", "at", descending=True)
ICONS = {
    "arrived": "inbox", "forwarded": "arrow-forward-up", "assigned": "user-check", "to_approve": "gavel",
    "sent_back": "arrow-back-up", "approved": "check", "accepted": "checks", "declined": "x", "answered": "message",
    "task": "clipboard-list", "task_done": "clipboard-check", "mentioned": "message-circle", "due_soon": "clock",
    "unanswered": "hourglass", "pause_over": "clock", "extension": "hourglass", "extended": "check",
    "not_extended": "x", "broken": "alert-triangle", "escalated": "stairs-up", "reopened": "refresh",
    "feedback": "mood-smile", "agreed": "heart-handshake", "objected": "message", "call": "phone",
    "reported": "external-link", "budget": "cash",
    "review": "gavel", "reviewed": "gavel", "legal_risk": "scale", "unmask": "eye", "very_angry": "mood-angry",
    "not_arrived": "alert-circle", "call_owed": "phone", "call_late": "phone", "letter_late": "mail",
    "mail_waits": "mail-opened", "strayed": "alert-circle",
}  # fmt: skip
# What a notice without a case is about: the page of one, the list, and which of them wait.
SOURCES: dict[str, tuple[str, str, QuerySet[Any]]] = {
    "callback": ("callback", "calls", Callback.objects.filter(state=Callback.State.OPEN)),
    "letter": ("letter_in", "letters_in", Letter.objects.filter(state=Letter.State.REGISTERED)),
    "inbound": ("quarantined", "quarantine", Inbound.objects.filter(state=Inbound.State.QUARANTINED)),
    "mail": ("lost_one", "lost", Outbound.objects.filter(LOST)),
}
COLUMNS = "pk", "kind", "at", "read_at", "case__reference", "case__stored_title", "case__data_key_id"


class Told(NamedTuple):
    """What the bell reads of a notice and its case."""

    pk: int
    kind: str
    at: datetime
    read_at: datetime | None
    reference: str | None
    stored_title: str | None
    data_key_id: int | None


@door("staff")
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """GET /desk/notices/"""
    user: Staff = request.user  # type: ignore[assignment]
    cursor = request.GET.get("cursor", "")
    found = page(lambda part: read(user, part, cursor), ORDER, cursor)
    return render(request, "workspace/notices.html", {"rows": as_rows(found.rows), "found": found})


def read(user: Staff, part: Part, cursor: str) -> list[Told]:
    """That part of the notices of this person."""
    key = ("notices", standing_of(user).known_by(), cursor, part.step, part.wanted)
    return [Told(*one) for one in kept(key, lambda: _both(user, part))]


def _both(user: Staff, part: Part) -> QuerySet[Any]:
    """Those about cases and those about none, each by its own way, in one order."""
    ways = [part.of(rows).values_list(*COLUMNS) for rows in (of(user), without_case(user))]
    return ways[0].union(ways[1], all=True).order_by(*part.by)[: part.wanted]


def as_rows(told: list[Told]) -> list[dict[str, Any]]:
    """Each of them in words; the titles of hidden cases are opened."""
    sealed = {one.data_key_id for one in told} - {None}
    keys = DataKey.objects.in_bulk(sealed) if sealed else {}
    words = kinds(get_language() or "")
    return [
        {
            "href": address().replace("0", str(one.pk)), "icon": ICONS.get(one.kind, "bell"), "words": words[one.kind],
            "unread": one.read_at is None, "reference": one.reference or "", "at": one.at,
            "title": unseal(one.stored_title or "", keys.get(one.data_key_id or 0)),
        }
        for one in told
    ]  # fmt: skip


@lru_cache
def kinds(_language: str) -> dict[str, str]:
    """What each kind of notice says, in the active language."""
    return {kind.value: str(kind.label) for kind in Notice.Kind}


@lru_cache
def address() -> str:
    """Where a notice is opened, with a nought for its number."""
    return reverse("notice", args=[0])


@door("staff")
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/notices/ID/: mark it read and go to its case, or to the very task or budget that it is about."""
    user: Staff = request.user  # type: ignore[assignment]
    notice = of(user).filter(pk=pk).select_related("case").first() or without_case(user).filter(pk=pk).first()
    if notice is None:
        raise NotFound(_("This notice does not exist any more."))
    mark_read(Notice.objects.filter(pk=notice.pk))
    forget_counters(user)
    return redirect(_where(notice))


def _where(notice: Notice) -> str:
    kind, number = split(notice.about)
    if notice.case is None:
        return _where_it_waits(kind, number)
    if notice.kind == Notice.Kind.NOT_ARRIVED and Outbound.objects.filter(LOST, pk=number).exists():
        return reverse("lost_one", args=[number])
    if notice.kind == Notice.Kind.REPORTED and kind == "task":
        return reverse("case_task", args=[notice.case.reference, number])
    budget = Budget.objects.filter(pk=number).select_related("unit").first() if kind == "budget" else None
    if budget is not None:
        return reverse("budget", args=[budget.unit.code, budget.year])
    return reverse("case", args=[notice.case.reference])


def _where_it_waits(kind: str, number: int | None) -> str:
    """The page of that very thing while it waits, else of all that waits there."""
    one, every, waiting = SOURCES[kind]
    return reverse(one, args=[number]) if number and waiting.filter(pk=number).exists() else reverse(every)


@door("staff")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """POST /desk/notices/read/: mark all of mine read."""
    user: Staff = request.user  # type: ignore[assignment]
    mark_read(Notice.objects.filter(staff=user))
    forget_counters(user)
    return redirect("notices")


def of(user: Staff) -> QuerySet[Any]:
    """The notices of this person about cases that he or she may (still) see."""
    return Notice.objects.filter(staff=user, case__in=access.visible_to(user).values("pk"))


def without_case(user: Staff) -> QuerySet[Any]:
    """Those about what is no complaint yet. They say nothing of what stands in it."""
    return Notice.objects.filter(staff=user, case=None)
