"""A thousand complaints come in over the API while web, worker and database are killed twenty times (HARDENING P1, P3).

Whatever was answered is on file, once and whole. The clients do what every client should: the same request with the
same idempotency key, until there is an answer.
"""

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from bench.load import COMPLAINTS, Client, as_json, complaint, drive
from bench.organisation import PASSWORD, address
from bench.place import Place, temporary_place, wait_until
from tests import founded
from tests.browser.conftest import press_on
from tests.chaos.killer import KILLS, PROGRESS, WAVES, Killer
from tests.chaos.ledger import Ledger, compare

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COMPLAINTS_SENT = 1000
CLIENTS = 8
SEED = 20_260
AGAIN_SECONDS = 0.15
GIVE_UP_SECONDS = 60
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with temporary_place(prepare=founded.copy_to) as place:
        place.found()
        yield place


def send_until_answered(ledger: Ledger, client: Client, number: int) -> None:
    """One complaint in twenty-five is confidential: those have a key, a slow hash and a sealed answer besides."""
    key = f"chaos-{number:04d}"
    body = as_json(complaint(number, confidential=number % 25 == 0))
    head = {"Content-Type": "application/json", "Idempotency-Key": key}
    end = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < end and not ledger.given_up:
        ledger.tries[key] += 1
        try:
            status, content = client.send("POST", COMPLAINTS, body, **head)
        except (OSError, http.client.HTTPException) as problem:
            ledger.refused[type(problem).__name__] += 1
        else:
            if status == http.client.CREATED:
                return ledger.answered(key, content)
            ledger.refused[str(status)] += 1
            client.close()  # another process may be the one that can answer
        time.sleep(AGAIN_SECONDS)
    ledger.given_up = True
    raise RuntimeError(f"{key} was never answered")


def test_what_was_answered_is_on_file_once_and_whole(place: Place) -> None:
    ledger = Ledger()
    killer = Killer(place, ledger, seed=SEED)
    assert KILLS == 20 and PROGRESS * len(WAVES) < COMPLAINTS_SENT

    killer.start()
    began = time.monotonic()
    timed = drive(
        range(1, COMPLAINTS_SENT + 1), lambda client, number: send_until_answered(ledger, client, number),
        port=place.port, clients=CLIENTS,
    )  # fmt: skip
    assert not ledger.given_up, f"it did not come back: {timed.faults[0]}\n{place.log.read_text()[-3000:]}"
    killer.over.wait(GIVE_UP_SECONDS)
    lasted = time.monotonic() - began
    recovered = wait_until(place.ready, 30)
    with place.database() as database:
        found = compare(ledger, database)

    print(f"\n{ledger.as_text()}\n{found.as_text()}\n{lasted:.1f} s under kills, seed {SEED}")
    assert ledger.killed.total() == KILLS, "the run killed too little to prove anything"
    assert recovered and timed.faults == []
    assert ledger.refused["500"] == 0, "a database that is away is no fault of the request: 503"
    assert len(ledger.answers) == COMPLAINTS_SENT
    assert (found.lost, found.doubled, found.halves, found.unknown) == ([], [], [], [])
    assert place.run("-m", "tanggap.cli", "verify").strip() == "Everything is as it was written."


def test_after_all_that_the_same_key_still_gets_the_same_answer(place: Place) -> None:
    client, key = Client(place.port), {"Content-Type": "application/json", "Idempotency-Key": "chaos-after"}
    first = client.send("POST", COMPLAINTS, as_json(complaint(5000)), **key)
    again = client.send("POST", COMPLAINTS, as_json(complaint(5000)), **key)
    other = client.send("POST", COMPLAINTS, as_json(complaint(5001)), **key)
    client.close()

    assert first[0] == again[0] == http.client.CREATED and first[1] == again[1]
    assert other[0] == http.client.UNPROCESSABLE_ENTITY


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
