"""The ladder of reminders: when a promise rings and who is told, as the file says, or as usual when it is silent."""

import re

from tanggap.clocks.ladder import LADDER, Ring, read, written
from tanggap.sop.procedure import Procedure
from tanggap.sop.render.document import document
from tests.sop.shipped import company, procedure
from tests.sop.shipped import read as read_sop

A_DAY_LATER, THREE_DAYS_LATER = Ring(later=480, working=True), Ring(later=1440, working=True)


def silent() -> Procedure:
    """The company's procedure as it was written before there were ladders."""
    text = re.sub(r"\[\[(promises\.resolution\.)?ladder\]\]\n(.+\n)+", "", company())
    assert "ladder]]" not in text
    return read_sop(text)


def test_all_promises_climb_the_ladder_and_one_with_its_own_climbs_that() -> None:
    assert procedure().rings("decision") == (Ring(80), Ring(), A_DAY_LATER)
    assert procedure().rings("follow_up") == (Ring(80), Ring(), A_DAY_LATER)
    assert procedure().rings("resolution") == (Ring(50), Ring(80), Ring(), A_DAY_LATER, THREE_DAYS_LATER)


def test_each_rung_names_who_is_told() -> None:
    told = [procedure().told_at("resolution", ring) for ring in procedure().rings("resolution")]
    assert told == [["handler"], ["responsible"], ["responsible", "head"], ["head", "manager"], ["manager"]]


def test_without_a_ladder_promises_ring_at_80_percent_and_when_they_are_due() -> None:
    assert {silent().rings(kind) for kind in (*silent().promises, "follow_up")} == {LADDER}
    assert [silent().told_at("task", ring) for ring in LADDER] == [["responsible"], ["responsible", "head"]]


def test_a_clock_with_an_older_ladder_still_tells_somebody() -> None:
    assert procedure().told_at("decision", Ring(33)) == ["responsible"]
    assert procedure().told_at("decision", Ring(later=7)) == ["responsible", "head"]


def test_a_working_day_is_as_long_as_the_organisation_s() -> None:
    shorter = procedure(("working_day_hours = 8", "working_day_hours = 7"))
    assert shorter.rings("decision")[-1] == Ring(later=420, working=True)
    ordinary = '[[promises.task.ladder]]\nat = "due"\ntell = ["head"]\n[[promises.task.ladder]]\nat = "2 hours after"\n'
    by_the_clock = procedure(("[[ladder]]", f'{ordinary}tell = ["manager"]\n\n[[ladder]]'))
    assert by_the_clock.rings("task") == (Ring(), Ring(later=120))


def test_a_clock_keeps_its_ladder_in_few_readable_characters() -> None:
    ladder = (*procedure().rings("resolution"), Ring(later=6000))
    assert written(ladder) == "50% 80% due due+480w due+1440w due+6000m"
    assert read(written(ladder)) == ladder
    assert (written(LADDER), read("")) == ("", LADDER)
    assert [ring.name for ring in ladder] == ["due_soon", "due_soon", "broken", "overdue", "overdue", "overdue"]


def test_the_document_shows_the_ladder_in_both_languages() -> None:
    tables = {}
    for language in ("id", "en"):
        section = next(one for one in document(procedure(), language) if one.anchor == "promises")
        tables[language] = {table.caption: table.rows for table in section.tables}
    assert tables["en"]["Who is told, and when"][0] == (
        "when 80% of the time has passed", "whoever is to act", "Time is nearly up; the promise can still be kept.",
    )  # fmt: skip
    assert [row[:2] for row in tables["en"]["Who is told, and when: Resolution"]] == [
        ("when 50% of the time has passed", "the handler"),
        ("when 80% of the time has passed", "whoever is to act"),
        ("at the due moment", "whoever is to act, Head of unit"),
        ("1\u00a0working\u00a0day after the due moment", "Head of unit, Manager"),
        ("3\u00a0working\u00a0days after the due moment", "Manager"),
    ]
    assert tables["id"]["Siapa yang diberi tahu, dan kapan"][1][0] == "pada saat tenggat"
    usual = next(one for one in document(silent(), "en") if one.anchor == "promises")
    assert len(usual.tables[-1].rows) == 2
