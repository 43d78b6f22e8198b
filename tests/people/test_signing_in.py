"""Signing in, as a browser sees it (HARDENING T19, T21, T22, T23, T24)."""

import re
import time as wall
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from tanggap.core import time
from tanggap.people import posts
from tanggap.people.models import Staff

DOOR = "/desk/sign-in/"
BOB = {"login": "bob@tirta.test", "password": "a long enough sentence"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client: Client, **changes: str):
    return client.post(DOOR, {**BOB, **changes})


def signed_in(client: Client) -> bool:
    return client.get("/desk/account/").status_code == 200


def code_at(step: int) -> str:
    return format_hotp_value(hotp_value(SECRET, step))


@pytest.fixture
def step(bob, monkeypatch) -> int:
    """Bob has a second factor, and the wall's time stands still at this step."""
    TOTP.activate(bob, SECRET)
    now = 1_790_000_010
    monkeypatch.setattr(wall, "time", lambda: now)
    return now // 30


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_door_speaks_both_languages(client, bob, language):
    page = client.get(DOOR, headers={"accept-language": language}).content.decode()
    assert {"id": "Masuk ke ruang kerja", "en": "Sign in to the workspace"}[language] in page


def test_with_the_right_password_bob_is_in(client, bob):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert signed_in(client)


def test_the_address_counts_in_any_letters(client, bob):
    assert sign_in(client, login=" BOB@Tirta.Test ").status_code == 302


@pytest.mark.parametrize(
    "changes",
    [{"password": "wrong"}, {"login": "nobody@tirta.test"}, {"password": ""}, {"login": "\x00"}, {"login": "x"}],
)
def test_with_anything_else_he_is_not(client, bob, changes):
    assert sign_in(client, **changes).status_code == 200
    assert not signed_in(client)


def test_unknown_wrong_and_switched_off_get_the_same_answer(client, bob, ada):
    Staff.objects.filter(pk=ada.pk).update(is_active=False)
    wrong = sign_in(client, password="wrong")
    unknown = sign_in(client, login="nob@tirta.test", password="wrong")
    off = sign_in(client, login="ada@tirta.test", password="the sentence of the admin")
    assert [answer.status_code for answer in (wrong, unknown, off)] == [200] * 3
    pages = {
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"|\w+@tirta', "", answer.content.decode())
        for answer in (wrong, unknown, off)
    }
    assert len(pages) == 1
    assert "tidak cocok" in pages.pop()


def test_unknown_and_wrong_take_the_same_time(settings, bob):
    settings.PASSWORD_HASHERS = ["tanggap.people.passwords.SmallArgon2"]
    bob.set_password(BOB["password"])
    bob.save()

    def took(login: str, n: int) -> float:
        start = wall.process_time()  # our own work: what else the machine does is not ours to measure
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{n}"), login=login, password="wrong")
        return wall.process_time() - start

    pairs = [(took("bob@tirta.test", n), took("nobody@tirta.test", n)) for n in range(12)]
    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.35 * max(known, unknown)


def test_the_password_is_kept_as_argon2id(settings):
    settings.PASSWORD_HASHERS = ["tanggap.people.passwords.SmallArgon2"]
    ani = Staff.objects.model(email="ani@tirta.test")
    ani.set_password("a long enough sentence")
    assert ani.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_of_a_hundred_guesses_ten_are_looked_at_and_then_the_right_one_is_not_either(client, bob, monkeypatch):
    looked_at = []
    check = Staff.check_password
    monkeypatch.setattr(Staff, "check_password", lambda self, raw: looked_at.append(raw) or check(self, raw))
    for n in range(100):
        sign_in(client, password=f"guess {n}")
    assert sign_in(client).status_code == 200
    assert len(looked_at) == 10
    assert not signed_in(client)


def test_a_stranger_elsewhere_locks_nobody_out_and_the_next_quarter_hour_is_new(client, bob):
    for n in range(20):
        sign_in(Client(REMOTE_ADDR="203.0.113.9"), password=f"guess {n}")
    assert sign_in(client).status_code == 302
    with time.travel(time.now() + timedelta(minutes=16)):
        assert sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


def test_a_made_up_forwarding_header_gives_no_fresh_tries(client, bob):
    for n in range(10):
        client.post(DOOR, {**BOB, "password": "no"}, headers={"x-forwarded-for": f"198.51.100.{n}"})
    assert client.post(DOOR, BOB, headers={"x-forwarded-for": "198.51.100.99"}).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "/%5cevil.example",
        "/%2f/evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/desk/\r\nLocation: https://evil.example",
        "https://testserver@evil.example",
        "evil.example",
        "https://testserver.evil.example/",
        "\x00//evil.example",
        "data:text/html,x",
        "//evil。example",
        "/\n/evil.example",
        "http://testserver/",
        "",
    ],
)
def test_after_signing_in_nobody_is_sent_elsewhere(client, bob, elsewhere):
    answer = client.post(f"{DOOR}", {**BOB, "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_after_signing_in_one_is_where_one_wanted_to_go(client, bob):
    assert client.post(DOOR, {**BOB, "next": "/desk/K26-1/?tab=2"})["Location"] == "/desk/K26-1/?tab=2"


def test_the_session_is_a_new_one_at_the_door_and_the_old_id_is_dead(client, bob):
    client.cookies["session"] = "mallorysfixedsessionidmallorysfi"
    client.get(DOOR)
    before = client.cookies["session"].value
    sign_in(client)
    after = client.cookies["session"].value
    assert after not in (before, "mallorysfixedsessionidmallorysfi")
    assert not signed_in(Client(headers={"cookie": f"session={before}"}))
    assert client.cookies["session"]["httponly"]
    assert client.cookies["session"]["samesite"] == "Lax"


def test_signing_out_is_a_post_and_kills_the_session(client, bob):
    sign_in(client)
    old = client.cookies["session"].value
    client.get("/desk/sign-out/")
    assert signed_in(client)
    client.post("/desk/sign-out/")
    assert not signed_in(Client(headers={"cookie": f"session={old}"}))
    assert not Session.objects.filter(session_key=old).exists()


def test_after_half_an_hour_without_activity_one_is_asked_to_sign_in_again(client, bob):
    now = time.now()
    sign_in(client)
    with time.travel(now + timedelta(minutes=29)):
        assert signed_in(client)
    with time.travel(now + timedelta(minutes=58)):
        assert signed_in(client)
    with time.travel(now + timedelta(minutes=89)):
        answer = client.get("/desk/account/?a=1")
        assert (answer.status_code, answer["Location"]) == (303, f"{DOOR}?next=%2Fdesk%2Faccount%2F%3Fa%3D1&ended=idle")
        assert "30 menit" in client.get(answer["Location"]).content.decode()


def test_a_screen_that_asks_for_news_by_itself_does_not_stay_signed_in(client, bob):
    now = time.now()
    sign_in(client)
    for minutes in (10, 20, 29):
        with time.travel(now + timedelta(minutes=minutes)):
            client.get("/desk/account/", headers={"tanggap-live": "1"})
    with time.travel(now + timedelta(minutes=31)):
        answer = client.get("/desk/account/", headers={"hx-request": "true"})
        assert answer["HX-Redirect"].startswith(DOOR)
        assert not signed_in(client)


def test_after_twelve_hours_one_is_asked_to_sign_in_again_however_busy(client, bob):
    now = time.now()
    sign_in(client)
    for minutes in range(20, 12 * 60, 20):
        with time.travel(now + timedelta(minutes=minutes)):
            assert signed_in(client)
    with time.travel(now + timedelta(hours=12)):
        assert client.get("/desk/account/")["Location"].endswith("ended=long")


def test_a_changed_password_kills_all_other_sessions(client, bob):
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "quite another sentence"
    answer = client.post(
        "/desk/account/password/", {"oldpassword": BOB["password"], "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert signed_in(client)
    assert not signed_in(other)
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password=new).status_code == 302


def test_guesses_of_the_present_password_are_counted(client, bob):
    sign_in(client)
    new = "quite another sentence"
    for _ in range(10):
        client.post("/desk/account/password/", {"oldpassword": "no", "password1": new, "password2": new})
    client.post("/desk/account/password/", {"oldpassword": BOB["password"], "password1": new, "password2": new})
    bob.refresh_from_db()
    assert bob.check_password(BOB["password"])


@pytest.mark.parametrize("change", ["give", "deactivate"])
def test_a_change_of_rights_ends_all_sessions_at_once(client, bob, house, ada, change):
    sign_in(client)
    if change == "give":
        posts.appoint(bob, unit=house.quality, role="officer", by=ada)
    else:
        posts.deactivate(bob, by=ada)
    assert not signed_in(client)


def test_with_a_second_factor_the_password_alone_opens_nothing(client, bob, step):
    assert sign_in(client)["Location"].startswith("/desk/sign-in/code/")
    assert not signed_in(client)
    assert client.post("/desk/sign-in/code/", {"code": code_at(step + 7)}).status_code == 200
    assert client.post("/desk/sign-in/code/", {"code": code_at(step)})["Location"] == "/desk/"
    assert signed_in(client)


def test_a_code_is_good_once_in_all_processes(client, bob, step, monkeypatch):
    sign_in(client)
    client.post("/desk/sign-in/code/", {"code": code_at(step)})
    # Another process does not share this one's memory.
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda self, code: True)
    other = Client()
    sign_in(other)
    for used in (code_at(step), code_at(step - 1)):
        assert other.post("/desk/sign-in/code/", {"code": used}).status_code == 200
    assert not signed_in(other)
    assert other.post("/desk/sign-in/code/", {"code": code_at(step + 1)}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_use_the_same_code_at_once_one_is_in(bob, step):
    clients = [Client(REMOTE_ADDR=f"10.0.0.{n}") for n in range(10)]
    for waiting in clients:
        sign_in(waiting)
    start = Barrier(len(clients))

    def enter(waiting: Client) -> int:
        start.wait()
        try:
            return waiting.post("/desk/sign-in/code/", {"code": code_at(step)}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(enter, clients)) == [200] * 9 + [302]


def test_guesses_of_the_code_are_counted(client, bob, step):
    sign_in(client)
    for n in range(10):
        client.post("/desk/sign-in/code/", {"code": f"{n:06}"})
    assert client.post("/desk/sign-in/code/", {"code": code_at(step)}).status_code == 200
    assert not signed_in(client)


def test_the_secret_of_the_second_factor_is_not_in_the_database(bob, step):
    assert SECRET not in str(Authenticator.objects.get().data)


def test_bob_switches_the_second_factor_on_after_proving_that_it_is_him(client, bob, monkeypatch):
    sign_in(client)
    answer = client.get("/desk/account/code/on/")
    assert answer["Location"].startswith("/desk/account/confirm/")
    before = client.cookies["session"].value
    answer = client.post("/desk/account/confirm/", {"password": BOB["password"], "next": "/desk/account/code/on/"})
    assert answer["Location"] == "/desk/account/code/on/"
    assert client.cookies["session"].value != before
    page = client.get("/desk/account/code/on/")
    secret = page.context["form"].secret if page.context else client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(wall.time()) // 30))
    answer = client.post("/desk/account/code/on/", {"code": code})
    assert answer["Location"] == "/desk/account/recovery/"
    codes = client.get("/desk/account/recovery/").content.decode()
    assert codes.count("<code>") == 10
    recovery = codes.split("<code>")[1].split("</code>")[0]
    assert "<code>" not in client.get("/desk/account/recovery/").content.decode()
    for answer_status in (302, 200):
        other = Client()
        sign_in(other)
        assert other.post("/desk/sign-in/code/", {"code": recovery}).status_code == answer_status


@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "confirm-email/", "email/", "social/login/", "login/code/confirm/"]
)
@pytest.mark.parametrize("prefix", ["/desk/account/", "/desk/", "/accounts/"])
def test_there_is_no_other_way_in(client, db, prefix, path):
    assert client.get(prefix + path).status_code == 404
    assert client.post(prefix + path, {"email": "m@x.test", "password1": "x" * 20}).status_code == 404
    assert not Staff.objects.exists()


@pytest.mark.parametrize(
    "header",
    ["remote-user", "x-remote-user", "x-forwarded-user", "x-forwarded-email", "x-on-behalf-of", "authorization"],
)
def test_no_header_signs_anybody_in(client, bob, header):
    answer = client.get("/desk/account/", headers={header: "bob@tirta.test"})
    assert answer.status_code == 302
