"""Files of a case for staff: pictures without their hidden data, the original for those who work on it; the receipt."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tanggap.cases.models import Case, Evidence
from tanggap.casework.acting import look_at, write_down
from tanggap.casework.documents import receipt_pdf, slip_of, voucher_pdf
from tanggap.casework.redact import note_opening, require_below
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.files import serve
from tanggap.workspace.acts_form import find_case

PAPERS = ("roll", "a5")
LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))


@door("staff")
@require_safe
def case_file(request: HttpRequest, reference: str, public_id: str) -> HttpResponseBase:
    """GET: the file as an attachment, as everybody gets it.

    `?original` gives a picture as it was sent, `?whole` the copy without what was painted over it: both to those who
    may have it, and each opening is written down.
    """
    case = find_case(request, reference)
    one = evidence_of(case, public_id)
    original, whole = "original" in request.GET, "whole" in request.GET and one.file.is_covered
    if original or whole:
        require_below(request.user, case)  # type: ignore[arg-type]
        note_opening(one, by=request.user)  # type: ignore[arg-type]
    look_at(case, by=request.user)  # type: ignore[arg-type]
    blocks, headers = serve(one.file, original=original, whole=whole)
    return StreamingHttpResponse(blocks, headers=headers)


def evidence_of(case: Case, public_id: str) -> Evidence:
    """A file of this case; raises NotFound."""
    known = public_id.isascii() and "\0" not in public_id
    one = case.evidence.filter(file__public_id=public_id).select_related("file__key").first() if known else None
    if one is None:
        raise NotFound(_("There is no such file on this complaint."))
    one.case = case
    return one


@door("staff")
@require_safe
def case_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: the receipt as a PDF, without the tracking code: staff do not hold the complainant's key."""
    case = find_case(request, reference)
    answer = HttpResponse(receipt_pdf(case, language=spoken(request, case.language)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@door("staff")
@require_safe
def case_voucher(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """GET: the voucher on paper, for whoever gave it: the code is money, so others do not have it."""
    case = find_case(request, reference)
    redress = case.redress.filter(pk=pk, granted_by=request.user.pk, voucher__isnull=False).first()
    if redress is None:
        raise NotFound(_("There is no voucher here that you gave."))
    write_down(case, "voucher_printed", by=request.user, redress=redress.key)  # type: ignore[arg-type]
    answer = HttpResponse(voucher_pdf(redress.voucher, case), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="voucher-{case.reference}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@door("staff")
@require_safe
def case_slip(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: the receipt to be printed on a roll or on A5, likewise without the code, in the complainant's language."""
    case, paper = find_case(request, reference), request.GET.get("paper", "")
    language = spoken(request, case.language)
    download = f"{reverse('case_receipt', args=[case.reference])}?language={language}"
    facts = {
        "slip": slip_of(case, "", language), "paper": paper if paper in PAPERS else PAPERS[0],
        "back": reverse("case", args=[case.reference]), "download": download, "languages": LANGUAGES,
    }  # fmt: skip
    answer = render(request, "ui/receipt.html", facts)
    answer["Cache-Control"] = "private, no-store"
    return answer


def spoken(request: HttpRequest, theirs: str) -> str:
    """The language of a paper that is handed over: the complainant's, or the one that was chosen for it."""
    chosen = request.GET.get("language", "")
    return chosen if chosen in dict(LANGUAGES) else theirs
