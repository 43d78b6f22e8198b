"""How staff sign in: email and password, then the code; guesses are slowed per account and address.

A stranger who guesses from elsewhere locks nobody out: tries are counted per account *and* address. Right and wrong,
known and unknown, active and not: the answer and its duration are the same.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.core import limits, ring
from tanggap.core.client import address_of
from tanggap.core.errors import TooMany
from tanggap.core.own_path import own_path
from tanggap.people import sealed_secret, sessions
from tanggap.people.models import Staff

TRIES = 10
WINDOW_SECONDS = 15 * 60
# Against one address trying one password on everybody; wide enough for an office behind one address.
TRIES_PER_ADDRESS = 300


class StaffSignIn(DefaultAccountAdapter):
    """allauth's account adapter: no sign-up, own limits, own paths only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Email or password is not right. Check both and try again."),
        "too_many_login_attempts": _("Too many tries. Please wait 15 minutes, then try again."),
        "rate_limited": _("Too many tries. Please wait 15 minutes, then try again."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or has been used already. Wait for the next one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """Who signs in with these, or None. Counted before it is looked at; beyond the limit it is not looked at."""
        account = str(credentials.get("email", "")).strip().lower()
        if not may_try(request, account):
            raise self.validation_error("too_many_login_attempts")
        staff = authenticate(request, **credentials)
        # allauth puts somebody inactive aside to tell them so; here that would tell strangers who works here.
        AuthenticationBackend.unstash_authenticated_user()
        if staff is not None:
            limits.reset("sign-in", _who(request, account))
        return staff

    def reauthenticate(self, user: Staff, password: str) -> bool:
        """Does the person at the screen still know the password? Counts like signing in; renews the session's id."""
        same = self.authenticate(self.request, email=user.email, password=password) == user
        if same:
            self.request.session.cycle_key()
        return same

    def login(self, request: HttpRequest, user: Staff) -> None:
        super().login(request, user)
        sessions.begin(request)
        record("signed_in", user, by=user)

    def is_safe_url(self, url: str) -> bool:
        return own_path(url) is not None

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return f"{reverse('mfa_index')}?changed=password"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say themselves what has happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Letters leave through the outbox only."""


class StaffSecondFactor(DefaultMFAAdapter):
    """allauth's adapter for the second factor: secrets sealed under the key ring, our name in the authenticator app."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": StaffSignIn.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return sealed_secret.close(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealed_secret.open_(encrypted_text)

    def is_mfa_enabled(self, user: Staff, types: Any = None) -> bool:
        """A passkey is another way in, not a second step after the password; only the code is that."""
        asked = [Authenticator.Type.TOTP] if types is None else types
        return super().is_mfa_enabled(user, [one for one in asked if one != Authenticator.Type.WEBAUTHN])

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Tanggap"}

    def get_totp_issuer(self) -> str:
        return "Tanggap"


def may_try(request: HttpRequest, account: str) -> bool:
    """Count one try at this account from this address; whether it may be looked at."""
    try:
        limits.hit("sign-in", _who(request, account), limit=TRIES, per_seconds=WINDOW_SECONDS)
        limits.hit("sign-in-address", address_of(request), limit=TRIES_PER_ADDRESS, per_seconds=WINDOW_SECONDS)
    except TooMany:
        return False
    return True


def _who(request: HttpRequest, account: str) -> str:
    return f"{ring.mac('account', account.encode('utf-8', 'surrogatepass')).hex()}\n{address_of(request)}"
