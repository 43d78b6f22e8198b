"""Addresses of signing in, under /desk/: only what we need of allauth, no sign-up, no reset by mail, no social."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from tanggap.people import first_sign_in, passkeys

urlpatterns = [
    path("sign-in/", first_sign_in.sign_in, name="account_login"),
    path("sign-in/passkey/", passkeys.sign_in, name="passkey_sign_in"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/", mfa.index, name="mfa_index"),
    path("account/passkeys/", passkeys.passkeys, name="passkeys"),
    path("account/code/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/code/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
