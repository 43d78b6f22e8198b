"""A voucher is shown at the counter: type its code, and it is redeemed once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework import acting
from tanggap.casework.put_right import redeem
from tanggap.core import limits
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff
from tanggap.ui.formatting import rupiah

# A counter redeems a few in a minute; who tries hundreds is guessing.
TRIES, PERIOD = 60, 15 * 60


@door("frontdesk", "officer", "head", "manager")
@require_http_methods(["GET", "POST"])
def vouchers(request: HttpRequest) -> HttpResponse:
    """GET shows the field, POST redeems."""
    by: Staff = request.user  # type: ignore[assignment]
    code = request.POST.get("code", "")
    errors: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        try:
            limits.hit("voucher", by.key, limit=TRIES, per_seconds=PERIOD)
            voucher = redeem(code, by=by)
            said = _("Redeemed: %(amount)s, code %(code)s.") % {"amount": rupiah(voucher.amount), "code": voucher.code}
            messages.success(request, said)
            answer = redirect(request.path)
            answer.status_code = 303
            return answer
        except TanggapError as problem:
            acting.note_refusal(problem, "redeem", by=by)
            errors, status = {"code": problem.sentence}, problem.status
    return render(request, "workspace/case/vouchers.html", {"code": code, "errors": errors}, status=status)
