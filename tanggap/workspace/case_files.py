"""Files of a case for staff: pictures without their hidden data, the original for those who work on it; the receipt."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.models import Evidence
from tanggap.casework.acting import look_at
from tanggap.casework.documents import receipt_pdf
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, NotFound
from tanggap.core.files import serve
from tanggap.people.models import Role
from tanggap.workspace.acts_form import find_case
from tanggap.workspace.acts_people import language

# The original of a picture may tell where it was taken.
SEES_ORIGINAL = frozenset({Role.OFFICER, Role.HEAD, Role.CONFIDENTIALITY})


@door("staff")
@require_safe
def case_file(request: HttpRequest, reference: str, public_id: str) -> HttpResponseBase:
    """GET: the file as an attachment. `?original` gives the picture as it was sent, to those who may have it."""
    case = find_case(request, reference)
    one = Evidence.objects.filter(case=case, file__public_id=public_id).select_related("file__key").first()
    if one is None:
        raise NotFound(_("There is no such file on this complaint."))
    original = "original" in request.GET
    roles = access.roles_on(request.user, case) if original else frozenset()  # type: ignore[arg-type]
    if original and not roles & SEES_ORIGINAL:
        raise Forbidden(_("The original is for those who work on the case. You can have the copy without hidden data."))
    if original and not access.sees_identity(request.user, case):  # type: ignore[arg-type]
        raise Forbidden(_("The original may tell who complained; ask to see the identity first."))
    look_at(case, by=request.user)  # type: ignore[arg-type]
    blocks, headers = serve(one.file, original=original)
    return StreamingHttpResponse(blocks, headers=headers)


@door("staff")
@require_safe
def case_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: the receipt as a PDF, without the tracking code: staff do not hold the complainant's key."""
    case = find_case(request, reference)
    answer = HttpResponse(receipt_pdf(case, language=language()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
