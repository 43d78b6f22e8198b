"""What somebody sent after the session had ended comes back: on its own form, or on this page to be sent from here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.core.doors import door
from tanggap.people import kept_forms
from tanggap.people.models import Staff

SHORT = 80


@door("staff")
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/kept/PK/ leads to the form, filled in, or shows what was written; POST throws it away."""
    user: Staff = request.user  # type: ignore[assignment]
    if request.method == "POST":
        kept_forms.forget(pk, by=user)
        messages.success(request, _("It is thrown away."))
        return redirect("inbox")
    found = kept_forms.open_(pk, by=user)
    if found is None:
        # The same for what never was, what is over and what somebody else has written.
        messages.info(request, _("Nothing is kept for you here."))
        return redirect("inbox")
    path, sent = found
    if _shows_again(path):
        return redirect(f"{path}?kept={pk}")
    return render(request, "workspace/kept.html", {"where": path, "pk": pk, **_shown(sent)})


def _shows_again(path: str) -> bool:
    try:
        return bool(getattr(resolve(path).func, "shows_again", False))
    except Resolver404:
        return False


def _shown(sent: QueryDict) -> dict[str, Any]:
    """Texts to read and change; what was chosen goes along as it is."""
    pairs = [(name, value) for name, values in sent.lists() for value in values]
    written = [
        (name, value, "\n" in value or len(value) > SHORT) for name, value in pairs
        if not value.isdigit() and " " in value.strip()
    ]  # fmt: skip
    texts = {name for name, _value, _long in written}
    return {"written": written, "along": [(name, value) for name, value in pairs if name not in texts]}
