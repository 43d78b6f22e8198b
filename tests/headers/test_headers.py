"""Safety headers stand on every answer, whatever made it (HARDENING §5, T20, T25, T32)."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tanggap.core.client import address_of
from tanggap.core.headers import SANDBOX, protect, safety_headers
from tanggap.core.own_path import own_path

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
WHEREVER = [
    "/",
    "/nowhere",
    "/desk/",
    "/desk/sign-in/",
    "/admin/",
    "/api/v1/nowhere",
    "/healthz",
    "/static/ui/mark.svg",
    "/static/nothing.css",
    "/track/",
]


def check_headers(answer: HttpResponse) -> None:
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy == STRICT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{feature}=()" in answer["Permissions-Policy"]
    assert answer["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.django_db
@pytest.mark.parametrize("path", WHEREVER)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_every_answer_carries_them(client, method, path):
    check_headers(getattr(client, method)(path))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/sign-in/", "/desk/", "/admin/", "/nowhere", "/track/", "/api/v1/me"])
def test_nobody_keeps_a_copy_of_what_may_be_personal(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.django_db
def test_a_wrong_host_is_refused_and_the_refusal_carries_them_too(client):
    answer = client.get("/desk/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    check_headers(answer)


@pytest.mark.django_db
def test_the_forwarded_host_is_not_believed(client):
    answer = client.get("/desk/", headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    assert "evil.example" not in str(answer.headers) + answer.content.decode()


@pytest.fixture
def bob(db):
    """Somebody works here, so that there is a page to sign in at."""
    from tanggap.people.models import Staff

    return Staff.objects.create_user("bob@tirta.test", full_name="Bob")


@pytest.mark.django_db
def test_a_page_that_breaks_says_so_with_all_headers(monkeypatch, bob):
    from allauth.account.views import LoginView

    monkeypatch.setattr(LoginView, "get", lambda *a, **k: 1 / 0)
    answer = Client(raise_request_exception=False).get("/desk/sign-in/")
    assert answer.status_code == 500
    check_headers(answer)


@pytest.mark.django_db
def test_a_post_without_the_token_or_from_elsewhere_is_refused_with_all_headers(bob):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/desk/sign-in/", {"login": "a@b.id", "password": "x"})
    assert answer.status_code == 403
    check_headers(answer)
    strict.get("/desk/sign-in/")
    token = strict.cookies["csrf"].value
    elsewhere = strict.post(
        "/desk/sign-in/", {"csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"}
    )
    assert elsewhere.status_code == 403


def test_behind_https_browsers_are_told_to_stay_there(settings):
    settings.SECURE = True
    assert protect(HttpResponse())["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    settings.SECURE = False
    assert "Strict-Transport-Security" not in protect(HttpResponse())


def test_what_a_view_has_set_itself_stays():
    framed = HttpResponse(headers={"Content-Security-Policy": SANDBOX, "Cache-Control": "public, max-age=60"})
    answer = safety_headers(lambda request: framed)(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == SANDBOX
    assert "X-Frame-Options" not in answer
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/desk/?state=open&x=%2F", "/t/abc", "/desk/K26-00001/#reply"])
def test_a_path_of_ours_is_one(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "desk",
        "//x.example",
        "/\\x.example",
        "/%5Cx.example",
        "/\tx",
        "/\x7f",
        "https://x.example",
        "/" + "a" * 2000,
        "/a\\b",
        "/%0d%0aX: y",
        "/%2Fx.example",
    ],
)
def test_anything_else_is_not(text):
    assert own_path(text) is None


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "rubbish", "unknown"),
        ("", "198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ("::ffff:203.0.113.5", "", "203.0.113.5"),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxies(settings, remote, forwarded, address):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})
    assert address_of(request) == address


@pytest.mark.django_db
def test_an_odd_request_is_answered_with_all_headers(monkeypatch):
    def odd(request):
        raise SuspiciousOperation("odd")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", lambda self, request: odd(request))
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 400
    check_headers(answer)
