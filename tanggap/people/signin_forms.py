"""The forms of signing in that must hold across processes: a code counts once, a guess is counted."""

import time as wall

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django import forms
from django.db import transaction

from tanggap.core import limits
from tanggap.people.sealed_secret import open_
from tanggap.people.signin import TRIES, WINDOW_SECONDS, may_try

STEP_SECONDS = 30
# Whoever gets here knows the password: guesses from many addresses are then worth more than a locked door.
CODES_PER_ACCOUNT = 50


class OneUse(forms.Form):
    """Checks a code under a lock on the person's authenticators, so that of two equal ones at once one wins."""

    def clean_code(self) -> str:
        within = limits.allowed("code", str(self.user.pk), limit=CODES_PER_ACCOUNT, per_seconds=WINDOW_SECONDS)
        if not within or not may_try(context.request, f"code:{self.user.pk}"):
            raise get_adapter().validation_error("too_many_login_attempts")
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(user=self.user)
            totp = next((one for one in held if one.type == Authenticator.Type.TOTP), None)
            code = super().clean_code()
            if totp is not None and self.authenticator.type == Authenticator.Type.TOTP:
                _use_up(totp, code)
        return code


def _use_up(totp: Authenticator, code: str) -> None:
    """Remember the time step of the code: it and all earlier ones are worth nothing from now on."""
    step = _step_of(open_(totp.data["secret"]), code)
    if step is None or step <= totp.data.get("last_step", 0):
        raise get_adapter().validation_error("incorrect_code")
    totp.data["last_step"] = step
    totp.save(update_fields=["data"])


def _step_of(secret: str, code: str) -> int | None:
    # The authenticator in the pocket runs on the wall's time, which `travel` does not move.
    present = int(wall.time()) // STEP_SECONDS  # noqa: TID251
    typed = "".join(code.split())
    return next(
        (step for step in (present - 1, present, present + 1) if format_hotp_value(hotp_value(secret, step)) == typed),
        None,
    )


class SecondStep(OneUse, AuthenticateForm):
    """The code after the password."""


class SecondStepAgain(OneUse, ReauthenticateForm):
    """The code before something that needs care."""


class NewPassword(ChangePasswordForm):
    """The present password and a new one; guesses of the present one are counted."""

    def clean_oldpassword(self) -> str:
        if not limits.allowed("password", str(self.user.pk), limit=TRIES, per_seconds=WINDOW_SECONDS):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_oldpassword()
