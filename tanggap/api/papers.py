"""Papers and files of a case: the receipt as PDF, and what was sent along."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from tanggap.api.finding import case_of
from tanggap.cases.access import ABSENT
from tanggap.casework.acting import NOT_YOU, look_at, may
from tanggap.casework.documents import receipt_pdf
from tanggap.casework.settled_papers import agreement_pdf, deadlock_pdf
from tanggap.core import files
from tanggap.core.errors import Forbidden, NotFound

router = Router(tags=["papers"])


def _answers(media_type: str) -> dict[str, Any]:
    return {"responses": {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get(
    "/cases/{reference}/files/{file}", operation_id="read_file", url_name="case-file",
    openapi_extra=_answers("application/octet-stream"),
)  # fmt: skip
def read_file(request: HttpRequest, reference: str, file: str) -> StreamingHttpResponse:
    """One file of the case, as an attachment; pictures without what the camera wrote into them."""
    case = case_of(request.auth, reference)  # type: ignore[attr-defined]
    look_at(case, by=request.auth)  # type: ignore[attr-defined]
    kept = case.evidence.select_related("file__key").filter(file__public_id=file).first() if file.isascii() else None
    if kept is None or "\0" in file:
        raise NotFound(ABSENT)
    blocks, headers = files.serve(kept.file)
    return StreamingHttpResponse(blocks, headers=headers)


@router.get(
    "/cases/{reference}/receipt.pdf", operation_id="read_receipt", url_name="receipt",
    openapi_extra=_answers("application/pdf"),
)  # fmt: skip
def read_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt for the complainant to take home, without the tracking code: staff do not hold that key."""
    by = request.auth  # type: ignore[attr-defined]
    case = case_of(by, reference)
    if not may(by, "reply", case):
        raise Forbidden(NOT_YOU)
    look_at(case, by=by)
    answer = HttpResponse(receipt_pdf(case), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.pdf"'
    return answer


@router.get(
    "/cases/{reference}/agreements/{number}.pdf", operation_id="read_agreement", url_name="agreement-paper",
    openapi_extra=_answers("application/pdf"),
)  # fmt: skip
def read_agreement(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """That version of the agreement, in the complainant's language."""
    by = request.auth  # type: ignore[attr-defined]
    case = case_of(by, reference)
    known = number.isascii() and number.isdigit() and len(number) < 5
    made = case.agreements.filter(number=int(number)).first() if known else None
    if made is None:
        raise NotFound(ABSENT)
    look_at(case, by=by)
    return _pdf(agreement_pdf(case, made), f"{case.reference}-{number}.pdf")


@router.get(
    "/cases/{reference}/letter.pdf", operation_id="read_deadlock_letter", url_name="deadlock-letter",
    openapi_extra=_answers("application/pdf"),
)  # fmt: skip
def read_deadlock_letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter of the latest closing without an agreement, in the complainant's language."""
    by = request.auth  # type: ignore[attr-defined]
    case = case_of(by, reference)
    made = case.deadlocks.order_by("-pk").first()
    if made is None:
        raise NotFound(ABSENT)
    look_at(case, by=by)
    return _pdf(deadlock_pdf(case, made), f"{case.reference}-letter.pdf")


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
