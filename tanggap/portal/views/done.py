"""After sending: number, code, dates, and what happens next."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework.arrivals import Receipt
from tanggap.casework.documents import what_happens_next
from tanggap.casework.promises import told
from tanggap.casework.wording import promise_name
from tanggap.channels.mailboxes import leaves
from tanggap.core import pdf
from tanggap.core.doors import door
from tanggap.portal.form import form_of, without_cookie
from tanggap.portal.sending import readers_of
from tanggap.ui import formatting


@door("party")
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The receipt, as long as this browser remembers the form."""
    form = form_of(request)
    if form.receipt is None:
        return HttpResponseRedirect(reverse("portal:complain"))
    case = case_of(form.receipt)
    # Where BASE_URL is not set, the address under which this page was opened is the one that is known.
    address = request.build_absolute_uri(form.receipt.tracking_url)
    kept, language = case.edition.procedure.lineage(case.category), (get_language() or "id")[:2]
    facts = {
        "receipt": form.receipt, "thanked": form.get("thanked"), "case": case, "stops": _stops(case),
        "number": form.get("ticket"),
        "readers": readers_of(case), "notices": [one.notice.say(language) for one in kept if one.notice],
        "mail": form.receipt.mail if leaves() else "", "qr": Markup(pdf.qr_svg(address)),
        "next_steps": what_happens_next(case.edition.procedure.reopen_days),
    }  # fmt: skip
    return render(request, "portal/done.html", facts)


@door("party")
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Leave nothing of it on this device: for shared computers, and for those who must stay unknown."""
    form_of(request).forget()
    answer = without_cookie(HttpResponseRedirect(reverse("portal:home"), status=303))
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def case_of(receipt: Receipt) -> Case:
    """The complaint of that receipt, by the code that stands on it."""
    return access.by_code(receipt.reference, receipt.tracking_code).case


def _stops(case: Case) -> list[dict[str, Any]]:
    """What was promised, each with its date; the first is what comes next."""
    received = formatting.full_date(case.received_at) if case.anonymous else formatting.full_date_time(case.received_at)
    labels = {"first_reply": _("First answer from an officer"), "resolution": _("The solution, agreed with you")}
    language = (get_language() or "id")[:2]
    promised = [
        {"label": labels.get(one.kind) or promise_name(one.kind, language), "note": _until(one.due_at), "state": "next"}
        for one in told(case)
    ]  # fmt: skip
    for one in promised[:1]:
        one["state"] = "current"
    return [
        {"label": _("Received"), "note": received, "state": "done"}, *promised,
        {"label": _("You judge the result"), "note": _("After the solution has been carried out"), "state": "next"},
    ]  # fmt: skip


def _until(moment: datetime) -> Markup:
    return Markup("{} <b>{}</b>").format(_("At the latest"), formatting.full_date_time(moment))
