"""What is missing before each act, by the SOP and by what always holds."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from tanggap.sop.acts import ACTS
from tanggap.sop.procedure import Procedure
from tanggap.sop.rules import Facts, Missing, missing
from tests.sop.shipped import procedure

COMPANY = procedure()
READY = Facts(
    state="investigating", type="product", category="quality", severity="high", impact_set=True, unit_set=True,
    owner_set=True, solutions_open=3, offerable=2, recommended=True, decision_reason="It mends what went wrong.",
    offers_open=1, courtesy_call_due=True, contact_recorded=True, agreement_recorded=True,
    feelings=frozenset({"courtesy", "apology", "explanation", "immediacy"}), feedback_given=True, register_ready=True,
    outcome="Replaced on the spot.", lesson="Check the seals.",
    reason="A reason that is long enough for every act of it.",
    remark="Please compare the cost of both.", expectation="A new gallon.", external_route="bpsk", second_person=True,
)  # fmt: skip


# Nothing waits for an answer there.
ANSWERS = {"drop_call": ["no_call"], "decide_review": ["no_review"], "confirm_agreement": ["no_agreement"],
           "object_agreement": ["no_agreement"]}  # fmt: skip


def codes(act: str, facts: Facts, under: Procedure = COMPANY) -> list[str]:
    return [each.code for each in missing(under, act, facts)]


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"proceed", *ANSWERS}))
def test_when_everything_is_there_nothing_is_missing(act: str) -> None:
    assert codes(act, READY) == []


@pytest.mark.parametrize("act", ACTS)
def test_every_sentence_is_there_in_both_languages(act: str) -> None:
    with override("en"):
        english = missing(COMPANY, act, Facts(approvals_left=1, tasks_open=2, redress_open=1, approver_involved=True))
    with override("id"):
        indonesian = missing(
            COMPANY, act, Facts(approvals_left=1, tasks_open=2, redress_open=1, approver_involved=True)
        )
    assert [each.code for each in english] == [each.code for each in indonesian]
    assert not {each.sentence for each in english} & {each.sentence for each in indonesian}


NOTHING = {
    "assess": ["type", "category", "severity", "impact"],
    "forward": ["type", "category"],
    "resolve_at_once": ["type", "category", "outcome", "reason"],
    "propose": [],
    "decide": ["alternatives", "offerable", "recommended", "reason"],
    "approve": [],
    "send_back": ["remark"],
    "offer": ["offerable"],
    "proceed": ["contact", "consent"],
    "accept": ["offer"],
    "decline": ["expectation", "offer"],
    "lapse": ["offer"],
    "complete": [],
    "feedback": [],
    "dissatisfied": ["expectation"],
    "close": ["feelings.courtesy", "feelings.apology", "feelings.explanation", "feelings.immediacy", "feedback",
              "register", "lesson"],
    "reopen": ["reason"],
    "hand_over": ["reason"],
    "courtesy_call": ["not_due"],
    "extend": ["reason"],
    "refer": ["external_route", "reason"],
    "reject": ["reason"],
    "deadlock": ["external_route", "reason"],
    "unmask": ["second_person", "reason"],
    "reply": [],
    "add_task": [], "ask_call": [], "review": [], "decide_review": ["no_review", "reason"],
    **{act: missed for act, missed in ANSWERS.items() if act != "decide_review"},
}  # fmt: skip


@pytest.mark.parametrize("act", NOTHING)
def test_when_nothing_is_there_all_that_the_act_needs_is_named(act: str) -> None:
    assert codes(act, Facts()) == NOTHING[act]


def test_the_number_of_alternatives_is_the_file_s_and_depends_on_the_type() -> None:
    two = replace(READY, solutions_open=2)
    with override("en"):
        assert missing(COMPANY, "decide", two) == [Missing("alternatives", "Put 1 more alternative on the table.")]
    assert codes("decide", replace(two, type="service")) == []
    assert codes("decide", two, procedure(("min_alternatives = 3", "min_alternatives = 2"))) == []


def test_no_more_may_be_offered_than_the_file_says() -> None:
    assert codes("decide", replace(READY, solutions_open=5, offerable=4)) == ["too_many_offered"]


def test_a_reason_that_is_too_short_says_how_long_it_must_be() -> None:
    with override("en"):
        assert missing(COMPANY, "decide", replace(READY, decision_reason="Cheap.")) == [
            Missing("reason", "Explain a little more: at least 20 characters.")]  # fmt: skip


def test_a_case_does_not_end_while_the_complainant_waits_for_a_call_or_another_decider() -> None:
    for act in ("close", "refer", "reject", "deadlock"):
        assert codes(act, replace(READY, call_open=True, review_open=True)) == ["call", "review"], act
    assert codes("review", replace(READY, reviewed=True)) == ["reviewed"]


def test_spaces_are_no_reason() -> None:
    assert codes("decide", replace(READY, decision_reason=" " * 40, reason="")) == ["reason"]


def test_a_decision_always_needs_one_solution_whatever_the_file_says() -> None:
    lax = procedure(("min_alternatives = 3\nmin_alternatives_by_type = { service = 2 }\n", ""))
    assert "alternatives" in codes("decide", replace(READY, solutions_open=0), lax)


def test_nobody_approves_what_they_chose() -> None:
    assert codes("approve", replace(READY, approver_involved=True)) == ["self_approval"]


def test_nothing_is_offered_before_the_last_approval() -> None:
    assert codes("offer", replace(READY, approvals_left=1)) == ["approval"]


def test_proceeding_needs_no_consent_only_where_the_file_says_so() -> None:
    free = procedure(("required = true\non_silence", 'required = true\nexcept_types = ["service"]\non_silence'))
    assert codes("proceed", READY, free) == ["consent"]
    assert codes("proceed", replace(READY, type="service"), free) == []
    quiet = replace(READY, type="service", contact_recorded=False)
    assert codes("proceed", quiet, free) == ["contact"]
    assert codes("proceed", replace(quiet, no_contact_reason="She asked us not to."), free) == []


def test_a_case_does_not_close_while_a_task_or_a_redress_is_open() -> None:
    assert codes("close", replace(READY, tasks_open=1)) == ["tasks"]
    assert codes("complete", replace(READY, tasks_open=2, redress_open=1)) == ["tasks", "redress"]


def test_the_feelings_and_the_feedback_may_be_left_out_with_a_reason() -> None:
    cold = replace(READY, feelings=frozenset({"apology"}), feedback_given=False)
    assert codes("close", cold) == ["feelings.courtesy", "feelings.explanation", "feelings.immediacy", "feedback"]
    assert codes("close", replace(cold, feelings_skip_reason="Anonymous.", feedback_skipped_reason="Anonymous.")) == []


def test_the_feelings_are_cared_for_even_when_the_file_does_not_mention_them() -> None:
    silent = procedure(('fields = ["feelings", "feedback", "register", "lesson"]', "fields = []"))
    assert codes("close", Facts(), silent) == [*NOTHING["close"][:4], "feedback", "register"]


def test_a_complaint_is_not_passed_on_for_ever() -> None:
    assert codes("hand_over", replace(READY, hand_overs=1)) == []
    assert codes("hand_over", replace(READY, hand_overs=2)) == ["hand_overs"]


def test_a_closed_case_opens_again_only_within_the_window() -> None:
    assert codes("reopen", replace(READY, window_over=False)) == []
    assert codes("reopen", replace(READY, window_over=True)) == ["reopen_window"]


def test_a_question_that_must_be_answered_is_asked_for() -> None:
    strict = procedure(('[acts.forward]\nroles = ["frontdesk", "officer", "head"]\nfields = ["type", "category"]',
                        '[acts.forward]\nroles = ["frontdesk", "officer", "head"]\nfields = ["answers"]'))  # fmt: skip
    object_found = replace(READY, category="foreign_object")
    assert codes("forward", object_found, strict) == ["answer.drunk", "answer.product"]
    assert codes("forward", replace(object_found, answers=frozenset({"drunk", "product"})), strict) == []


def test_an_act_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        missing(COMPANY, "dance", READY)
