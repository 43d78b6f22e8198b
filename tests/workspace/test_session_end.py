"""How long a session goes on, as the page is told that warns before it ends."""

from django.test import Client

from tanggap.core import time
from tests.sagara import Sagara

LIVE = {"tanggap-live": "1"}


def at_work(sagara: Sagara, *, quiet: int, begun: int) -> Client:
    """Bob, who did nothing for so many seconds, and signed in so many ago."""
    client = Client()
    client.force_login(sagara.bob)
    session, now = client.session, int(time.now().timestamp())
    session["seen"], session["begun"] = now - quiet, now - begun
    session.save()
    return client


def left(client: Client, method: str = "get") -> int:
    return getattr(client, method)("/desk/session/", headers=LIVE).json()["left"]


def test_asking_does_not_prolong_it_and_the_button_does(sagara: Sagara) -> None:
    bob = at_work(sagara, quiet=28 * 60, begun=3600)
    assert 110 <= left(bob) <= 120 and 110 <= left(bob) <= 120
    assert left(bob, "post") >= 29 * 60 and left(bob) >= 29 * 60


def test_after_twelve_hours_nobody_stays_and_the_page_knows_it_from_the_beginning(sagara: Sagara) -> None:
    bob = at_work(sagara, quiet=10, begun=12 * 3600 - 600)
    html = bob.get("/desk/").content.decode()
    told = int(html.partition('data-left="')[2].partition('"')[0])
    assert 580 <= told <= 600 and left(bob, "post") <= 600
    late = at_work(sagara, quiet=31 * 60, begun=3600)
    assert late.get("/desk/session/").status_code == 303
    assert Client().get("/desk/session/").status_code == 303
