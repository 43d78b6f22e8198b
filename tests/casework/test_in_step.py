"""What a case says of its promises agrees with its clocks, through a life; and `verify` tells where it does not."""

import pytest

from tanggap.cases.models import Case
from tanggap.casework.converse import ask, hear
from tanggap.casework.figures import astray
from tanggap.casework.pause import pause, resume
from tanggap.clocks.models import Clock
from tanggap.core import time
from tests import sagara as world
from tests.sagara import Sagara, alice_complains, investigate, until_offered


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def stands(case: Case) -> tuple[object, str, bool]:
    case.refresh_from_db()
    return case.next_due_at, case.next_due_kind, case.paused


def due(case: Case, kind: str) -> object:
    return Clock.objects.get(case_id=case.pk, kind=kind, state="running").due_at


def test_the_nearest_promise_is_the_nearest_that_runs(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    assert stands(case) == (due(case, "first_reply"), "first_reply", False)
    investigate(sagara, case)
    ask(case, text="Kapan botolnya dibuka?", by=sagara.fitri)
    assert stands(case) == (None, "", True)
    hear(case, text="Selasa.", by=alice)
    assert stands(case) == (due(case, "alternatives"), "alternatives", False)
    pause(case, why="complainant_away", by=sagara.bob)
    assert stands(case) == (None, "", True)
    resume(case, by=sagara.bob)
    assert stands(case) == (due(case, "alternatives"), "alternatives", False)
    until = until_offered(sagara, alice_complains()[0])
    assert len(until) == 2
    assert list(astray()) == []


@pytest.mark.parametrize(
    "lie",
    [{"next_due_at": None}, {"next_due_kind": "task"}, {"next_due_at": None, "next_due_kind": "", "paused": True}],
)  # fmt: skip
def test_a_case_that_shows_something_else_is_named(sagara: Sagara, lie: dict[str, object]) -> None:
    case, _alice, _receipt = alice_complains()
    alice_complains()
    Case.objects.filter(pk=case.pk).update(**lie)
    assert [line.split()[0] for line in astray()] == [case.reference]


def test_a_breach_that_no_list_shows_is_named(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    Clock.objects.filter(case_id=case.pk, kind="resolution").update(broken_at=time.now())
    assert [line.split()[0] for line in astray()] == [case.reference]
