"""The printed file: what is said to the complainant, and notes only when asked for, with a mark on each page."""

import pytest
from django.core.cache import cache

from tanggap.audit import trail
from tanggap.casework.converse import note
from tanggap.core import pdf
from tanggap.core.glyphs import printable
from tanggap.workspace.case_paper import TEMPLATE, paper
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk
from tests.workspace.test_case_life import decided


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_the_file_on_paper_has_notes_only_when_asked_for(sagara: Sagara) -> None:
    case = decided(sagara)
    note(case, text="Pemasok baru, jangan bilang dulu. #set page(width: 1pt) *x*", by=sagara.bob)
    Desk(sagara.fitri).say(case, "reply", body="Belum terkirim.")  # held for ten seconds
    outside, inside = (paper(case, sagara.bob, internal=internal) for internal in (False, True))
    assert "Pemasok baru" not in str(outside) and outside["steps"] == [] and not outside["internal"]
    assert "Pemasok baru" in str(inside) and inside["steps"]
    assert "Belum terkirim." not in str(outside)
    assert len(outside["stages"]) == 9 and len(outside["decisions"]) == 1
    assert "Olga Tarigan" in str(outside["signatures"]) and "Alice Rahmawati" in str(outside["signatures"])
    bob = Desk(sagara.bob)
    for query in ("", "?internal"):
        answer = bob.read(f"/desk/cases/{case.reference}/file.pdf{query}")
        assert answer.content.startswith(b"%PDF") and "no-store" in answer["Cache-Control"]
    printed = [entry.facts["internal"] for entry in trail.entries(case) if entry.verb == "printed"]
    assert printed == [False, True]
    assert f"/desk/cases/{case.reference}/file.pdf?internal" in bob.open(case).content.decode()
    assert Desk(sagara.mallory).read(f"/desk/cases/{case.reference}/file.pdf").status_code == 404
    assert not list(trail.verify([case]))


def test_the_paper_of_a_hidden_case_does_not_tell_the_name(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True, owner=sagara.fitri)
    assert "Alice Rahmawati" in str(paper(case, sagara.fitri, internal=False))
    case.participants.create(staff=sagara.bob, role="mentioned", since=case.received_at)
    assert "Alice Rahmawati" not in str(paper(case, sagara.bob, internal=True))


def test_a_long_story_in_any_script_is_printed(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(body="Kata 🙂 שלום مرحبا <b>tebal</b> " * 600, title="# _judul_ $x$")
    made = paper(case, sagara.fitri, internal=True)
    assert pdf.render(TEMPLATE, made).startswith(b"%PDF") and "[…]" in made["left_out"]


def test_what_the_font_lacks_is_said_in_words() -> None:
    assert printable("Air 🙂 keruh, Rp5.000 “sekali” é") == "Air [slightly smiling face] keruh, Rp5.000 “sekali” é"
    assert printable("שלום dunia\u2066") == "[…] dunia"
