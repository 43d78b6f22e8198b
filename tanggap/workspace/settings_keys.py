"""My keys: each act of the keyboard with the key it has for this person, changed, switched off, or as it was."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.core.doors import door
from tanggap.people.models import Staff
from tanggap.people.own import choose_keys
from tanggap.ui.keys import ALL, GROUPS, OwnKeys, check, keys_of


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def my_keys(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/keys/"""
    user: Staff = request.user  # type: ignore[assignment]
    if request.method != "POST":
        return _page(request, keys_of(user).of)
    if request.POST.get("act") == "reset":
        choose_keys(user, own={}, off=False)
        messages.success(request, _("All keys are as they were at first."))
        return redirect("settings_keys")
    given = {one.name: request.POST.get(f"key_{one.name}", one.key).replace("\0", "")[:20] for one in ALL}
    own, problems = check(given)
    if problems:
        return _page(request, given, problems, off=request.POST.get("off") == "1")
    choose_keys(user, own=own, off=request.POST.get("off") == "1")
    messages.success(request, _("Your keys are saved."))
    return redirect("settings_keys")


def _page(
    request: HttpRequest, shown: dict[str, str], problems: dict[str, Any] | None = None, off: bool | None = None
) -> HttpResponse:
    kept: OwnKeys = keys_of(request.user)
    first = kept.of["go"] or "–"
    context = {
        "groups": [
            (heading, [(one, first if one.to else "") for one in keys]) for heading, keys in GROUPS
        ],
        "shown": shown, "problems": problems or {}, "off": kept.off if off is None else off,
        "summary": {f"key_{name}": sentence for name, sentence in (problems or {}).items()},
    }  # fmt: skip
    return render(request, "workspace/settings_keys.html", context, status=400 if problems else 200)
