"""The sign-in page of an installation where nobody works yet leads to where the first administrator is made."""

from allauth.account import views as account
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tanggap.core.doors import door
from tanggap.people.models import Staff


@door("public")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """GET, POST /desk/sign-in/: allauth's page, once there is somebody who could sign in."""
    if request.method != "POST" and not request.user.is_authenticated and not Staff.objects.exists():
        return redirect("first_visit")
    return account.login(request)
