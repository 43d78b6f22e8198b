"""The page of one call that we owe: the number to click, what it is about, and what came of trying."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework.callbacks import begin_callback, call_back, callback_of, drop_callback
from tanggap.channels.models import Callback
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.ui.deadline import clock_pill
from tanggap.workspace.calls import see_other

REACHED, NOT_REACHED, COMPLAINT, DROP = "reached", "not_reached", "complaint", "drop"


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def callback(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows whom to call; POST `came` says what came of it."""
    user: Staff = request.user  # type: ignore[assignment]
    owed = callback_of(pk, by=user)
    if request.method != "POST":
        return _page(request, owed)
    came, note = request.POST.get("came", ""), request.POST.get("note", "")
    try:
        return see_other(_answered(request, owed, came, note, user))
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _page(request, callback_of(pk, by=user), note, fields or {"": problem.sentence}, problem.status)


def _answered(request: HttpRequest, owed: Callback, came: str, note: str, user: Staff) -> str:
    """What was pressed is done; answers where one goes on."""
    if came == COMPLAINT:
        return f"{reverse('intake')}?from={begin_callback(owed, by=user).key}"
    if came == DROP:
        drop_callback(owed, by=user)
        messages.success(request, _("This call is not owed any more."))
    elif came in (REACHED, NOT_REACHED):
        call_back(owed, reached=came == REACHED, note=note, by=user)
        messages.success(request, _("The call is in the log."))
    else:
        raise Invalid(_("Say what came of the call."))
    return reverse("calls")


def _page(
    request: HttpRequest, owed: Callback, note: str = "", errors: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    pill = clock_pill(owed.due_at, started_at=owed.at) if owed.state == Callback.State.OPEN else None
    context = {"owed": owed, "pill": pill, "note": note, "errors": errors or {}}
    return render(request, "workspace/callback.html", context, status=status)
