"""What the demo tells: many different stories, and no two alike."""

from collections import Counter

import pytest

from tanggap.cli.demo.casting import choose
from tanggap.cli.demo.fitting import fitting
from tanggap.cli.demo.stories import KINDS, Story, stories, themes
from tanggap.core.errors import Invalid
from tanggap.sop.schema import read
from tests.sagara import SOPS

LEAST = {"company": 400, "association": 150}


def _said(text: str) -> str:
    return " ".join(text.lower().split())


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_stories_share_their_text(kind: str) -> None:
    told = stories(kind)
    assert len(told) >= LEAST[kind]
    for name in ("title", "body", "reply"):
        again = [text for text, times in Counter(_said(getattr(story, name)) for story in told).items() if times > 1]
        assert again == [], name
    written = [text for story in told for text in (story.thanks, story.reason, story.again, story.expectation) if text]
    assert len(set(map(_said, written))) > 0.95 * len(written)


def test_company_and_association_tell_different_stories() -> None:
    one, other = ({_said(story.body) for story in stories(kind)} for kind in KINDS)
    assert not one & other


@pytest.mark.parametrize("kind", KINDS)
def test_every_story_fits_its_procedure(kind: str) -> None:
    procedure = read((SOPS / f"{kind}.toml").read_text(encoding="utf-8"))
    for story in stories(kind):
        assert story.category in procedure.categories, story.title
        assert set(story.values) <= set(procedure.values), story.title
        assert not story.committee or story.committee in procedure.mandate.committees, story.title
        assert story.severity in {"low", "medium", "high", "critical"}
        assert len(story.title) <= 90
        if story.goal == "at_once" and procedure.at_once is not None:
            lineage = [one.code for one in procedure.lineage(story.category)]
            why = procedure.at_once.leaves_out(type="", lineage=lineage, severity=story.severity)
            assert why == "", story.title
    for theme, _told in themes(kind).values():
        assert len(theme.solutions) >= 3
        for way in theme.solutions:
            # What the head may not give would never be approved.
            assert way.amount <= (procedure.authority("head", way.redress) if way.redress else 0), way.title


def test_every_temper_and_every_kind_of_trust_is_there() -> None:
    told = stories("company")
    assert {story.temperature for story in told} == {"calm", "disappointed", "anxious", "angry", "very_angry"}
    assert {story.medium for story in told} == {"whatsapp", "web", "phone", "email", "walk_in", "letter"}
    assert sum(story.language == "en" for story in told) == 2
    hidden = {name: sum(getattr(story, name) for story in told) for name in ("anonymous", "confidential", "sealed")}
    assert min(hidden.values()) >= 5, hidden
    assert {story.score for story in told} == {1, 2, 3, 4, 5}
    assert {story.season for story in told} >= {"october", "lebaran"}


def test_neighbours_are_dealt_different_lines() -> None:
    for theme, told in themes("company").values():
        for one, other in zip(told, told[1:], strict=False):
            assert one.deal(theme.notes) != other.deal(theme.notes)
            assert one.deal(theme.offers) != other.deal(theme.offers)
        assert told[0].deal(theme.results) != told[0].deal(theme.results, 1)


def test_few_stories_are_mixed_and_more_than_there_are_is_refused() -> None:
    few = choose("company", 40)
    assert len(set(map(_key, few))) == 40
    assert len({story.theme.name for story in few}) >= 12
    assert {story.goal for story in few} == {story.goal for story in stories("company")}
    assert few[0].name == "Ratna Wulandari"
    with pytest.raises(Invalid, match="no two share their text"):
        choose("company", len(stories("company")) + 1)


def _key(story: Story) -> tuple[str, int]:
    return story.theme.name, story.place


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_names_somebody_whose_name_is_confidential(kind: str) -> None:
    for story in stories(kind):
        if not story.confidential:
            continue
        called = story.call.split()[-1]
        texts = (story.title, story.body, story.reply, story.reason, story.message, story.addressed)
        assert not any(name in text for text in texts for name in (story.name, called)), story.title


def test_what_came_of_a_task_speaks_of_that_task() -> None:
    lines = ["Uang kembali sudah ditransfer, bukti transfer dikirim.", "Voucer dikirim, sudah dibaca."]
    assert fitting("Kirim voucer", lines) == lines[1]
    assert fitting("Transfer uang kembali", lines) == lines[0]
    assert fitting("Perbaiki pagar", lines) == "" == fitting("Perbaiki pagar", [])
