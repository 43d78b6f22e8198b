"""What the shipped files say, and that changing the file changes the next answer."""

import pytest

from tanggap.sop.acts import ACTS, PROMISE_KINDS, STAGES
from tanggap.sop.letters import LETTERS
from tanggap.sop.procedure import Procedure
from tanggap.sop.schema import read
from tests.sop.shipped import ASSOCIATION, COMPANY, company, problems, procedure

GRAVE = {"severity": "critical", "confidential": False}


@pytest.fixture(scope="module", params=[COMPANY, ASSOCIATION], ids=["company", "association"])
def shipped(request: pytest.FixtureRequest) -> Procedure:
    return read(request.param)


def test_a_shipped_file_has_the_twelve_steps_every_stage_and_every_letter(shipped: Procedure) -> None:
    assert [step.number for step in shipped.steps] == list(range(1, 13))
    assert set(shipped.stages) == set(STAGES) == {step.stage for step in shipped.steps}
    assert set(shipped.letters) == set(LETTERS)
    assert set(shipped.acts) == set(ACTS)


def test_a_shipped_file_answers_every_question_casework_asks(shipped: Procedure) -> None:
    for category in shipped.categories.values():
        assert shipped.unit_for(category.type, category.code) in shipped.units
        assert all(question.label.say("id") for question in shipped.questions(category.code))
    for kind in PROMISE_KINDS:
        for severity in ("", "low", "medium", "high", "critical"):
            promise = shipped.promise(kind, severity=severity or None)
            assert promise is not None and promise.minutes > 0
    for medium in ("web", "email", "whatsapp", "phone", "walk_in", "letter", "unheard_of"):
        assert shipped.duty(medium) in shipped.units
    for act in ACTS:
        assert shipped.needs(act).roles


def test_no_text_is_the_same_in_both_languages_but_names(shipped: Procedure) -> None:
    same = [step.number for step in shipped.steps if step.text.id == step.text.en]
    same += [code for code, letter in shipped.letters.items() if letter.body.id == letter.body.en]
    assert same == []


def test_an_acknowledgement_thanks_and_promises_and_carries_nothing_of_the_complainant(shipped: Procedure) -> None:
    _subject, indonesian = shipped.letter("acknowledgement", "id")
    _subject, english = shipped.letter("acknowledgement", "en")
    assert "Terima kasih" in indonesian and "sungguh-sungguh" in indonesian
    assert "Thank you" in english and "seriously" in english
    assert "{promises}" in indonesian and "{message}" not in indonesian


def test_a_kind_of_solution_can_be_chosen_for_its_types_until_it_is_retired_and_stays_readable() -> None:
    ours = procedure(("[solutions.refund]\n", "[solutions.refund]\nretired = true\n"))
    assert "replacement_test" in ours.kinds_for("product") and "replacement_test" not in ours.kinds_for("service")
    assert "refund" not in ours.kinds_for("service") and ours.solution_kinds["refund"].label.say("en") == "Refund"
    assert ours.kinds_for(None).keys() < ours.kinds_for("product").keys()
    [wrong] = problems(company(('types = ["product"]', 'types = ["goods"]')))
    assert "goods" in wrong.sentence


def test_two_types_go_to_two_parties() -> None:
    ours = procedure()
    assert ours.unit_for("service", "late_delivery") == "service"
    assert ours.unit_for("product", "foreign_object") == "quality"
    assert ours.unit_for("service", "staff_misconduct") == "management"
    assert ours.unit_for("product") == "quality"


def test_the_six_reasons_each_have_sub_reasons() -> None:
    ours = procedure()
    tops = [code for code, each in ours.categories.items() if each.parent is None]
    assert tops == ["poor_service", "delivery", "quality", "refund_exchange", "personalisation", "empathy"]
    assert all(sum(each.parent == top for each in ours.categories.values()) >= 3 for top in tops)


def test_questions_come_from_the_category_and_then_from_its_parents() -> None:
    assert [each.code for each in procedure().questions("foreign_object")] == ["drunk", "product", "batch_code"]


def test_sealed_is_inherited_from_the_parent() -> None:
    association = read(ASSOCIATION)
    assert association.sealed("harassment") and association.sealed("conduct") and not association.sealed("dues")
    assert not association.sealed(None)


def test_a_routing_rule_goes_before_the_type() -> None:
    ours = procedure()
    case = {"type": "product", "category": "quality", "severity": "critical", "impact_law": "high"}
    assert ours.route(case) == "management"
    assert ours.route({**case, "impact_law": "low"}) == "quality"
    assert ours.route({"type": "service"}) == "service"


def test_promises_follow_severity_and_exceptions() -> None:
    ours = procedure()
    minutes = {severity: ours.promise("decision", severity=severity).minutes  # type: ignore[union-attr]
               for severity in ("low", "medium", "high", "critical")}  # fmt: skip
    assert minutes == {"low": 4 * 480, "medium": 3 * 480, "high": 480, "critical": 240}
    assert ours.promise("first_reply", medium="whatsapp").minutes == 240  # type: ignore[union-attr]
    assert ours.promise("first_reply", medium="whatsapp", severity="high").minutes == 120  # type: ignore[union-attr]
    assert ours.promise("first_reply", medium="email", severity="high").minutes == 240  # type: ignore[union-attr]
    answer = ours.promise("offer_answer")
    assert answer is not None and (answer.minutes, answer.working) == (7 * 24 * 60, False)


def test_an_oral_complaint_may_have_its_own_promise() -> None:
    ours = procedure(("[promises.resolution]",
                      '[promises.resolution]\nexceptions = [{ oral = true, within = "5 working days" }]'))  # fmt: skip
    assert ours.promise("resolution", severity="low", oral=True).minutes == 5 * 480  # type: ignore[union-attr]
    assert ours.promise("resolution", severity="low").minutes == 10 * 480  # type: ignore[union-attr]


def test_what_the_sop_does_not_promise_is_none() -> None:
    text = company()
    start, end = text.index("[promises.task]"), text.index("[promises.resolution]")
    assert read(text[:start] + text[end:]).promise("task") is None


def test_the_ladder_of_approval_grows_with_the_amount() -> None:
    ours = procedure()
    assert [rung.role for rung in ours.approval_rungs(0)] == ["head"]
    assert [rung.role for rung in ours.approval_rungs(2_000_000)] == ["head"]
    assert [rung.role for rung in ours.approval_rungs(2_000_001)] == ["head", "manager"]
    assert [rung.role for rung in ours.approval_rungs(10**12)] == ["head", "manager"]
    assert [rung.role for rung in ours.approval_rungs(0, GRAVE)] == ["head", "manager"]
    assert [rung.role for rung in ours.approval_rungs(0, {**GRAVE, "severity": "high"})] == ["head"]
    assert [rung.role for rung in ours.approval_rungs(0, {**GRAVE, "confidential": True})] == ["head"]


def test_authority_is_the_role_s_but_never_more_than_the_redress_can_be() -> None:
    ours = procedure(("valid_days = 90", "valid_days = 90\nauthority = { head = 300_000 }"))
    assert ours.authority("frontdesk", "voucher") == 100_000
    assert ours.authority("head", "voucher") == 300_000
    assert ours.authority("head", "refund") == 2_000_000
    assert ours.authority("manager", "discount") == 500_000
    assert ours.authority("auditor", "refund") == ours.authority("head", "nothing_like_it") == 0


def test_changing_the_file_changes_the_next_answer() -> None:
    changed = procedure(
        ("min_alternatives = 3", "min_alternatives = 5"),
        ("up_to = 2_000_000", "up_to = 500_000"),
        ('severity = { low = "4 working days"', 'severity = { low = "6 working days"'),
        ('required = true\non_silence = "follow_up"', 'required = false\non_silence = "proceed"'),
        ("reopen_days = 30", "reopen_days = 45"),
    )
    assert changed.needs("decide", "product").min_alternatives == 5
    assert [rung.role for rung in changed.approval_rungs(500_001)] == ["head", "manager"]
    assert changed.promise("decision", severity="low").minutes == 6 * 480  # type: ignore[union-attr]
    assert (changed.consent_required("service"), changed.on_silence, changed.reopen_days) == (False, "proceed", 45)


def test_service_needs_fewer_alternatives_than_product() -> None:
    ours = procedure()
    assert ours.needs("decide", "service").min_alternatives == 2
    assert ours.needs("decide", "product").min_alternatives == ours.needs("decide").min_alternatives == 3
    assert ours.needs("decide").max_offered == 3


def test_an_act_the_file_does_not_mention_has_the_ordinary_roles() -> None:
    text = company(('[acts.unmask]\nroles = ["confidentiality"]\n', "[acts.unmask]\n"))
    assert read(text).needs("unmask").roles == ["confidentiality"]
    with pytest.raises(KeyError):
        read(text).needs("dance")


def test_a_committee_may_complain_for_a_member() -> None:
    association = read(ASSOCIATION)
    assert association.mandate.representatives and association.mandate.document
    assert set(association.mandate.committees) == {"chapter", "young_members", "members_forum"}
    assert "integrity" in association.values
    assert association.needs("assess", "conduct").fields[-1] == "values"
    assert "values" not in association.needs("assess", "benefits").fields


def test_nothing_of_a_procedure_can_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        procedure().follow_up.days = 1  # type: ignore[misc]
