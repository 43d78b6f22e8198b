"""The page for whoever asks by telephone how a complaint stands: who it is first, then what may be read out."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tanggap.casework.tell_status import Asking, Told, tell_status
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition
from tanggap.workspace.calls import call_of
from tanggap.workspace.intake_form import began, typed

FACTS = ("phone", "member_no", "email", "name", "date")
FIELDS = ("reference", "code", *FACTS, "from", "began")


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def status(request: HttpRequest) -> HttpResponse:
    """/desk/calls/status/?from=call:3: GET asks; POST compares. With `look` it brings what the intake has."""
    user: Staff = request.user  # type: ignore[assignment]
    now = str(int(time.now().timestamp()))
    if request.method != "POST":
        call = call_of(request.GET.get("from", ""), user)
        return _page(request, {"from": call.key, "phone": call.number, "began": now} if call else {"began": now})
    given = {name: request.POST.get(name, "") for name in FIELDS}
    if "look" in request.POST:
        intake = typed(request.POST)
        known = {name: intake[name] for name in ("phone", "member_no", "email", "name")}
        return _page(request, given | known | {"reference": "", "code": ""})
    if not given["reference"].strip():
        return _page(request, given, errors={"reference": _("Write the number of the complaint.")}, status=400)
    asking = Asking(
        reference=given["reference"], code=given["code"], said=given, call=call_of(given["from"], user),
        since=began(given),
    )  # fmt: skip
    try:
        told = tell_status(asking, language=(get_language() or "id")[:2], by=user)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _page(request, given, errors=fields or {"": problem.sentence}, status=problem.status)
    return _page(request, given, told=told)


def _page(
    request: HttpRequest, given: Mapping[str, str], *, errors: Mapping[str, object] | None = None,
    told: Told | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    rule = current_edition().procedure.status_by_phone
    labels = {
        "phone": _("Telephone"), "member_no": _("Customer or member number"), "email": _("Email"), "name": _("Name"),
        "date": _("Day on which it came in"),
    }  # fmt: skip
    context = {
        "given": {name: given.get(name, "") for name in FIELDS}, "errors": errors or {}, "told": told, "rule": rule,
        "facts": [(name, labels[name]) for name in rule.accepted],
    }  # fmt: skip
    answer = render(request, "workspace/call_status.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer
