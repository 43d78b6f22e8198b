"""A device that staff have opened as the kiosk of a branch: a signed cookie says of which."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "tanggap-kiosk", "tanggap.kiosk"
A_YEAR = 365 * 24 * 60 * 60


def kiosk_of(request: HttpRequest) -> str:
    """The code of its branch; "" for every other device, and for a cookie that was not signed here."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=A_YEAR))


def make_kiosk(answer: HttpResponse, branch: str) -> None:
    """From this answer on the device is the kiosk of that branch."""
    secure = settings.BASE_URL.startswith("https")
    answer.set_signed_cookie(
        COOKIE, branch, salt=SALT, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure, path="/queue/"
    )


def end_kiosk(answer: HttpResponse) -> None:
    """An ordinary device again."""
    answer.delete_cookie(COOKIE, path="/queue/")
