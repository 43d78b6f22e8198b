"""The receipt to take along, on a roll, on A5 or as a PDF: after sending, and again from the complaint itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases.models import Case, Party
from tanggap.casework.documents import receipt_pdf, slip_of, voucher_pdf
from tanggap.core import secrets
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.portal.form import form_of
from tanggap.portal.views.case import for_the_party
from tanggap.portal.views.done import case_of
from tanggap.remedy.models import Voucher

PAPERS = ("roll", "a5")


@door("party")
@require_safe
def done_slip(request: HttpRequest) -> HttpResponse:
    """GET /complain/done/receipt/: with the code, as long as this browser remembers the form."""
    case, code = _sent(request)
    return _paper(request, case, code, back=reverse("portal:done"), download=reverse("portal:done_receipt"))


@door("party")
@require_safe
def done_receipt(request: HttpRequest) -> HttpResponse:
    """The same as a PDF."""
    return _pdf(*_sent(request))


@door("party")
@require_safe
@for_the_party
def case_slip(request: HttpRequest, party: Party) -> HttpResponse:
    """GET /track/case/receipt/: again from the complaint."""
    back, download = reverse("portal:case"), reverse("portal:case_receipt")
    return _paper(request, party.case, _code(party.case), back=back, download=download)


@door("party")
@require_safe
@for_the_party
def case_receipt(_request: HttpRequest, party: Party) -> HttpResponse:
    """The same as a PDF."""
    return _pdf(party.case, _code(party.case))


@door("party")
@require_safe
@for_the_party
def voucher(_request: HttpRequest, party: Party, pk: int) -> HttpResponse:
    """GET /track/case/voucher/PK.pdf: a voucher of this complaint to print; nothing of any other."""
    found = Voucher.objects.filter(redress__case=party.case, pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such voucher."))
    answer = HttpResponse(voucher_pdf(found, party.case), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="voucher-{party.case.reference}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _sent(request: HttpRequest) -> tuple[Case, str]:
    form = form_of(request)
    if form.receipt is None:
        raise NotFound(_("This receipt is no longer here. Open your complaint with its number and code."))
    return case_of(form.receipt), form.receipt.tracking_code


def _code(case: Case) -> str:
    """The code of a hidden complaint is known to nobody any more."""
    return "" if case.hidden else secrets.tracking_code(case.pk, case.code_generation)


def _paper(request: HttpRequest, case: Case, code: str, *, back: str, download: str) -> HttpResponse:
    paper = request.GET.get("paper", "")
    facts = {
        "slip": slip_of(case, code, _language()), "paper": paper if paper in PAPERS else PAPERS[0],
        "back": back, "download": download,
    }  # fmt: skip
    answer = render(request, "ui/receipt.html", facts)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _pdf(case: Case, code: str) -> HttpResponse:
    answer = HttpResponse(receipt_pdf(case, code, _language()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _language() -> str:
    return (get_language() or "id")[:2]
