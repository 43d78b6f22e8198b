"""Complaining at the portal, page by page, without script."""

import re

from django.test import Client

from tanggap.cases.models import Case
from tanggap.people import vault
from tests.portal.filling import STORY, fill, send
from tests.sagara import Sagara


def page(client: Client, address: str, **more: object) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_alice_complains_and_gets_number_code_and_dates(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    check = page(alice, "/complain/check/")
    assert STORY in check
    assert "Galon 19 liter" in check
    assert "Siapa yang akan membacanya?" in check
    case = send(alice)
    done = page(alice, "/complain/done/")
    assert case.reference in done
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}<", done)
    assert (case.body, case.wish, case.category, case.type) == (STORY, "Galon diganti.", "taste_or_smell", "product")
    assert vault.read(case.parties.get().person).email == "alice@example.org"
