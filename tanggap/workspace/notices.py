"""The bell: what this member of staff was told, newest first. Opening one marks it read."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.cases import access
from tanggap.cases.models import Notice
from tanggap.cases.notices import mark_read
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.keyset import Order, page
from tanggap.people.models import Staff
from tanggap.workspace.shell import forget_counters

ORDER = Order("newest", "at", descending=True)
ICONS = {
    "arrived": "inbox", "forwarded": "arrow-forward-up", "assigned": "user-check", "to_approve": "gavel",
    "sent_back": "arrow-back-up", "approved": "check", "accepted": "checks", "declined": "x", "answered": "message",
    "task": "clipboard-list", "task_done": "clipboard-check", "mentioned": "message-circle", "due_soon": "clock",
    "unanswered": "hourglass", "pause_over": "clock", "extension": "hourglass", "extended": "check",
    "not_extended": "x", "broken": "alert-triangle", "escalated": "stairs-up", "reopened": "refresh",
    "feedback": "mood-smile", "unmask": "eye", "very_angry": "mood-angry",
}  # fmt: skip


@door("staff")
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """GET /desk/notices/"""
    user: Staff = request.user  # type: ignore[assignment]
    found = page(of(user).select_related("case__data_key"), ORDER, request.GET.get("cursor", ""))
    rows = [{"notice": one, "icon": ICONS.get(one.kind, "bell")} for one in found.rows]
    return render(request, "workspace/notices.html", {"rows": rows, "found": found})


@door("staff")
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/notices/ID/: mark it read and go to its case."""
    user: Staff = request.user  # type: ignore[assignment]
    notice = of(user).filter(pk=pk).select_related("case").first()
    if notice is None:
        raise NotFound(_("This notice does not exist any more."))
    mark_read(Notice.objects.filter(pk=notice.pk))
    forget_counters(user)
    return redirect("case", reference=notice.case.reference)


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
