"""Complaints come in by form, API and mail while everything that runs is killed (HARDENING P1, P3, P12).

Whatever was answered is on file, once and whole. The clients do what every client should: the same again, until there
is an answer. All the while no mail server answers; in the end there is one, and every letter leaves (P9). Short with
every change; `make chaos` sends ten thousand, on both database servers, and prints its ledger.
"""

import http.client
import json
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.load import COMPLAINTS, Client, as_json, complaint, drive
from bench.organisation import PASSWORD, address
from bench.place import HOST, Place, free_port, temporary_place, wait_until
from tests import founded, second_pg
from tests.browser.conftest import press_on
from tests.chaos import killer
from tests.chaos.away import NOW, Away
from tests.chaos.killer import Killer
from tests.chaos.ledger import UNREAD, Ledger, compare
from tests.chaos.letterbox import open_at
from tests.chaos.outside import outside
from tests.chaos.same_key import TOGETHER, SameKey
from tests.chaos.senders import GIVE_UP_SECONDS, mixed, send_until_answered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FULL = bool(os.environ.get("TANGGAP_TEST_CHAOS"))
SENT = {"web": 4_000, "api": 3_000, "mail": 3_000} if FULL else {"web": 100, "api": 200, "mail": 100}
WAVES = killer.FULL if FULL else killer.SHORT
KEYS, KILLS_OF_KEYS = (200, 5) if FULL else (12, 2)
LETTERS, INTAKES = (10_000, 500) if FULL else (100, 0)
AWAY_SECONDS = 15 * 60
SLOWER = 1.10
CLIENTS = 8
SEED = 20_260
OURS = "layanan@tirtasagara.example"
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Ground:
    """An installation, its mail door, where its mail server would be, and the process of its database."""

    place: Place
    mail_port: int
    letters_port: int
    token: str
    postmaster: Callable[[], int | None]


@pytest.fixture(scope="module", params=["embedded", "outside"] if FULL else ["embedded"])
def ground(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Ground]:
    port, letters = free_port(), free_port()
    listen = {"SMTP_LISTEN": f"smtp://{HOST}:{port}", "EMAIL_URL": f"smtp://{HOST}:{letters}?from={OURS}"}
    if request.param == "embedded":
        with temporary_place(prepare=founded.copy_to, **listen) as place:
            yield Ground(place, port, letters, place.found()["token"], place.server.pid)
        return
    if not second_pg.installed():
        pytest.skip("PostgreSQL 15 of Debian is not installed")
    with outside(Path(tempfile.gettempdir()) / f"tanggap-outside-{os.getpid()}") as server:
        there = {"DATABASE_URL": server.address("tanggap", role="tanggap")}
        with temporary_place(**listen, **there) as place:
            yield Ground(place, port, letters, place.found()["token"], server.pid)


@pytest.fixture
def place(ground: Ground) -> Place:
    return ground.place


def test_what_was_answered_is_on_file_once_and_whole(ground: Ground) -> None:
    place, ledger = ground.place, Ledger()
    every = sum(SENT.values()) // (len(WAVES) + 1)
    killing = Killer(place, ledger, WAVES, every=every, seed=SEED, postmaster=ground.postmaster)

    killing.start()
    began = time.monotonic()
    ports = {"web": place.port, "api": place.port, "mail": ground.mail_port}
    timed = drive(
        mixed(SENT, seed=SEED), lambda _client, item: send_until_answered(ledger, *item, port=ports[item[0]]),
        port=place.port, clients=CLIENTS,
    )  # fmt: skip
    assert not ledger.given_up, f"it did not come back: {timed.faults[0]}\n{place.log.read_text()[-3000:]}"
    killing.over.wait(GIVE_UP_SECONDS)
    lasted = time.monotonic() - began
    if not FULL:
        lease_is_over(place)
    recovered = wait_until(place.ready, 30) and wait_until(lambda: unread(place) == 0, GIVE_UP_SECONDS)
    with place.database() as database:
        found = compare(ledger, database)

    print(f"\n{ledger.as_text()}\n{found.as_text()}\n{lasted:.1f} s under kills, seed {SEED}")
    assert ledger.killed.total() == sum(map(len, WAVES)), "the run killed too little to prove anything"
    assert recovered and timed.faults == []
    assert not any("500" in fault for fault in ledger.refused), "a database that is away is no fault of the request"
    assert {door: line.acknowledged for door, line in found.doors.items()} == SENT
    assert {door: line.on_file for door, line in found.doors.items()} == SENT
    assert (found.lost, found.doubled, found.halves, found.unknown) == ([], [], [], [])
    assert place.run("-m", "tanggap.cli", "verify").strip() == "Everything is as it was written."


def unread(place: Place) -> int:
    """How many mails the worker has still before it."""
    with place.database() as database:
        return (database.execute(UNREAD).fetchone() or (0,))[0]


def lease_is_over(place: Place) -> None:
    """What a dead worker held is free at once, and not within a minute; nobody is killed any more."""
    with place.database() as database:
        database.execute("UPDATE channels_inbound SET lease_until = now() WHERE state = 'received'")


def test_twenty_at_once_under_one_key_get_one_answer_whatever_is_killed(ground: Ground) -> None:
    place, ledger = ground.place, Ledger()
    run = SameKey(place.port, KEYS)
    names = ["web", "database", "web", "database", "web"][:KILLS_OF_KEYS]
    over = threading.Event()

    def kill() -> None:
        killing = Killer(place, ledger, [], every=0, seed=SEED, postmaster=ground.postmaster)
        for number, name in enumerate(names, start=1):
            wait_until(lambda number=number: run.done >= number * KEYS // (len(names) + 1), GIVE_UP_SECONDS)
            if killing.wait(lambda name=name: bool(killing.living(name))) and killing.kill(name):
                ledger.killed[name] += 1
        over.set()

    threading.Thread(target=kill, daemon=True).start()
    before = rows(place)
    run.run()
    over.wait(GIVE_UP_SECONDS)
    assert wait_until(place.ready, 30)

    print(f"\n{KEYS} keys, {TOGETHER} at once, killed {dict(ledger.killed)}, {run.refused} tries without an answer")
    assert ledger.killed.total() == KILLS_OF_KEYS, "the run killed too little to prove anything"
    assert [len(told) for told in run.answers.values()] == [TOGETHER] * KEYS
    assert [len(set(told)) for told in run.answers.values()] == [1] * KEYS, "one answer for all twenty"
    assert rows(place) - before == KEYS
    assert run.otherwise() == {http.client.UNPROCESSABLE_ENTITY}
    assert rows(place) - before == KEYS


def rows(place: Place) -> int:
    with place.database() as database:
        return (database.execute("SELECT count(*) FROM cases_case").fetchone() or (0,))[0]


def test_what_waited_a_day_for_the_mail_server_leaves_when_it_is_back(ground: Ground) -> None:
    away = Away(ground.place, ground.letters_port, ground.token)
    there, without = away.paces(INTAKES) if INTAKES else (None, None)
    faults: list[str] = []
    while (few := LETTERS - away.waiting()) > 0:
        faults += away.file(few).faults
    if not FULL:
        away.forget_the_pause()
    waited, away.letterbox.decide = away.a_day_passes(), away.greylist
    began = time.monotonic()
    with open_at(away.port, away.letterbox):
        while time.monotonic() - began < AWAY_SECONDS and away.waiting():
            time.sleep(0.2)
            if not FULL:
                away.tell(NOW)  # the minute of those that were put off is over
    lasted, refused = time.monotonic() - began, away.letterbox.refused.total()
    missing, twice = away.amiss(waited)

    print(f"\n{len(waited)} letters waited, {refused} were greylisted; after the return all was over in {lasted:.1f} s")
    print(f"{len(missing)} missing, {len(twice)} twice; {len(faults)} complaints were not taken at once")
    assert len(waited) >= LETTERS and refused >= len(waited) // 4, "the run did too little to prove anything"
    assert (missing, twice, faults) == (set(), set(), []) and lasted < AWAY_SECONDS
    if there and without:
        print(f"intake p95 {there.percentile(0.95):.1f} ms with a mail server, {without.percentile(0.95):.1f} without")
        assert there.faults + without.faults == []
        assert without.percentile(0.95) <= there.percentile(0.95) * SLOWER


def at_the_case(browser: "Browser", place: Place, name: str, path: str) -> "Page":
    """A browser of that officer's own, at the page of the complaint."""
    page = browser.new_context(base_url=f"http://127.0.0.1:{place.port}", locale="id-ID").new_page()
    page.goto(f"/desk/sign-in/?next={path}")
    page.fill("input[name=login]", address(name))
    page.fill("input[name=password]", PASSWORD)
    press_on(page, "Enter")
    assert page.url.endswith(path)
    return page


def kept_on_the_server(page: "Page", path: str) -> str:
    """What a page opened anew says was being written."""
    again = page.context.new_page()
    again.goto(path)
    text = again.locator("#reply-body").input_value()
    again.close()
    return text


@pytest.mark.browser
def test_what_two_officers_type_outlives_a_killed_server(place: Place, chromium: "Browser") -> None:
    status, content = Client(place.port).send(
        "POST", COMPLAINTS, as_json(complaint(6000)), **{"Content-Type": "application/json"}
    )
    assert status == http.client.CREATED
    path = f"/desk/cases/{json.loads(content)['reference']}/"
    pages = {name: at_the_case(chromium, place, name, path) for name in ("fitri", "farah")}
    for name, page in pages.items():
        page.locator("#reply-body").press_sequentially(f"Dari {name}: galonnya")
        page.locator(".write.reply [data-saved]", has_text="Draf tersimpan").wait_for()
    for pid in place.processes()["web"]:
        os.kill(pid, signal.SIGKILL)
    for page in pages.values():
        page.locator("#reply-body").press_sequentially(" kami ganti hari ini.")
    assert wait_until(place.ready, 60)
    for name, page in pages.items():
        whole = f"Dari {name}: galonnya kami ganti hari ini."
        assert page.locator("#reply-body").input_value() == whole
        assert wait_until(lambda page=page, whole=whole: kept_on_the_server(page, path) == whole, 30)
        page.context.close()
