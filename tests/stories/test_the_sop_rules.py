"""The SOP file is the rule: change a number in it and the next case obeys, while older cases keep their edition."""

import pytest

from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import decide
from tanggap.casework.acting import Missing
from tanggap.clocks.models import Clock
from tanggap.sop import models as sop
from tests.sagara import REASON, SOPS, Sagara, alice_complains, bob_proposes, investigate


def publish_changed(sagara: Sagara, *changes: tuple[str, str]) -> None:
    """The shipped file with these texts replaced, published by two people as the next edition."""
    source = (SOPS / "company.toml").read_text(encoding="utf-8")
    for before, after in changes:
        assert source.count(before) == 1, before
        source = source.replace(before, after)
    sop.publish(sop.draft(source), by=sagara.ade, second=sagara.maya)


def decide_on_one(sagara: Sagara, case: Case, proposals: int) -> None:
    investigate(sagara, case)
    options = bob_proposes(sagara, case)
    for extra in options[proposals:]:
        from tanggap.casework.propose import drop

        drop(extra, by=sagara.bob)
    decide.decide(case, options=options[:1], recommended=options[0], reason=REASON, by=sagara.bob)


def test_the_minimum_of_alternatives_comes_from_the_file(sagara: Sagara) -> None:
    before, _alice, _receipt = alice_complains()
    publish_changed(sagara, ("min_alternatives = 3", "min_alternatives = 1"))
    after, _alice, _receipt = alice_complains()

    decide_on_one(sagara, after, proposals=1)
    assert after.state == State.DECIDING
    with pytest.raises(Missing) as told:
        decide_on_one(sagara, before, proposals=1)
    assert [one.code for one in told.value.missing] == ["alternatives"]
    assert (before.edition.number, after.edition.number) == (1, 2)


def test_the_approval_amount_comes_from_the_file(sagara: Sagara) -> None:
    before, _alice, _receipt = alice_complains()
    publish_changed(sagara, ("up_to = 2_000_000", "up_to = 50_000"))
    after, _alice, _receipt = alice_complains()
    for case, approved_by_the_head_alone in ((before, True), (after, False)):
        investigate(sagara, case)
        options = bob_proposes(sagara, case)
        decide.decide(case, options=options[:1], recommended=options[0], reason=REASON, by=sagara.bob)
        decide.approve(case, by=sagara.olga)
        assert (case.state == State.APPROVED) is approved_by_the_head_alone


def test_a_promise_comes_from_the_file(sagara: Sagara) -> None:
    before, _alice, _receipt = alice_complains()
    rule = '[promises.first_reply]'
    source = (SOPS / "company.toml").read_text(encoding="utf-8")
    written = next(line for line in source[source.index(rule):].splitlines() if line.startswith("within"))
    publish_changed(sagara, (source[source.index(rule):source.index(written, source.index(rule)) + len(written)],
                             source[source.index(rule):source.index(written, source.index(rule))]
                             + 'within = "2 working hours"'))  # fmt: skip
    after, _alice, _receipt = alice_complains()
    minutes = {case: Clock.objects.get(case_id=case.pk, kind="first_reply").minutes for case in (before, after)}
    assert minutes[after] == 120
    assert minutes[before] != 120
