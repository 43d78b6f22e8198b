"""Passkeys: signing in with the lock of the own device instead of a password, and the list of them.

allauth and fido2 speak WebAuthn; here is who may do what. A passkey asks for finger, face or PIN, so it stands for
password and code together; whoever has one may still sign in with the password (and the code, where that is on).
"""

import json
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.audit.trail import record
from tanggap.core import limits
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.own_path import own_path
from tanggap.people.models import Staff

TRIES, WINDOW_SECONDS = 60, 15 * 60
MOST, LONGEST_NAME, LONGEST_ANSWER = 10, 60, 20_000


@door("public")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET /desk/sign-in/passkey/ asks the device (JSON); POST credential, next: signed in, or why not."""
    if request.method == "GET":
        return JsonResponse(auth.begin_authentication(user=None))
    where = own_path(request.POST.get("next", "")) or "/desk/"
    if not limits.allowed("passkey", address_of(request), limit=TRIES, per_seconds=WINDOW_SECONDS):
        return _not_in(where, "many")
    form = LoginWebAuthnForm({"credential": request.POST.get("credential", "")[:LONGEST_ANSWER].replace("\0", "")})
    key = _known(form)
    # The same answer for a key that is not known and for somebody who may not sign in any more.
    if key is None or not key.user.is_active:
        return _not_in(where, "wrong")
    return flows.perform_passwordless_login(request, key, Login(user=key.user, redirect_url=where))


def _known(form: Any) -> Authenticator | None:
    try:
        return form.cleaned_data["credential"] if form.is_valid() else None
    except (ValueError, TypeError, AttributeError, KeyError):
        return None  # JSON of a shape that no device sends


def _not_in(where: str, why: str) -> HttpResponse:
    answer = redirect(f"/desk/sign-in/?{urlencode({'next': where, 'passkey': why})}")
    answer.status_code = 303
    return answer


@door("staff")
@require_http_methods(["GET", "POST"])
@reauthentication_required(app="allauth.mfa")
def passkeys(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/account/passkeys/: one is added or taken away. The password was asked for before."""
    user: Staff = request.user  # type: ignore[assignment]
    problem: Any = ""
    if request.method == "POST":
        problem = _take_away(request, user) if "remove" in request.POST else _add(request, user)
        if not problem:
            answer = redirect("passkeys")
            answer.status_code = 303
            return answer
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    asked = auth.begin_registration(user, True)
    return render(request, "account/passkeys.html", {
        "held": [(one, one.wrap().name) for one in held], "asked": json.dumps(asked), "problem": problem,
        "full": len(held) >= MOST, "name": request.POST.get("name", "")[:LONGEST_NAME],
    }, status=400 if problem else 200)  # fmt: skip


@transaction.atomic
def _add(request: HttpRequest, user: Staff) -> Any:
    """What is wrong with it, or nothing."""
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:LONGEST_NAME]
    Staff.objects.select_for_update().get(pk=user.pk)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() >= MOST:
        return _("There are %(count)s passkeys already. Take one away first.") % {"count": MOST}
    try:
        given = json.loads(request.POST.get("credential", "")[:LONGEST_ANSWER])
        auth.parse_registration_response(given)
        if not auth.complete_registration(given).is_user_verified():
            return _("This device asks for neither finger, face nor PIN, so it cannot take the place of a password.")
    except (ValidationError, ValueError, TypeError, AttributeError, KeyError):
        return _("The device did not give a passkey, or it took too long. Please try again.")
    key = auth.WebAuthn.add(user, name or _("Passkey"), given).instance
    record("passkey_added", user, by=user, key=key.pk)
    messages.success(request, _("The passkey is added. You can sign in with it from now on."))
    return ""


@transaction.atomic
def _take_away(request: HttpRequest, user: Staff) -> Any:
    number = request.POST.get("remove", "")
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    key = held.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    if key is not None:
        record("passkey_removed", user, by=user, key=key.pk)
        key.delete()
    messages.success(request, _("The passkey is taken away; nobody can sign in with it any more."))
    return ""
