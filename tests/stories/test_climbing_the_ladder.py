"""Who may say yes: a refund climbs the ladder while the director is away, and nobody approves his or her own work."""

from datetime import timedelta

import pytest

from tanggap.audit.models import Entry
from tanggap.cases import access
from tanggap.cases.models import Case, Notice
from tanggap.cases.states import State
from tanggap.casework import absences, decide, hand_over, offer, propose
from tanggap.casework.acting import Missing
from tanggap.casework.assess import reclassify
from tanggap.casework.available import available
from tanggap.casework.decide import Condition
from tanggap.casework.propose import Alternative
from tanggap.casework.sweep import ring_due
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused, TanggapError
from tanggap.people.models import Deputy, Post, Staff
from tanggap.remedy.models import Approval, Decision, Solution
from tests.sagara import PRODUCT, REASON, Sagara, alice_complains, bob_decides, bob_proposes, investigate

REFUND = 9_000_000
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def decided(sagara: Sagara, **last: object) -> tuple[Case, Solution]:
    """Bob's decision waits for approval; the last alternative is as the test wants it."""
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    chosen = bob_proposes(sagara, case, **last)[2]
    bob_decides(sagara, case, [chosen])
    return case, chosen


def refused(code: str, act: object, *given: object, **named: object) -> None:
    with pytest.raises(TanggapError) as told:
        act(*given, **named)  # type: ignore[operator]
    assert told.value.code == code, told.value


def told(case: Case, kind: str) -> set[str]:
    return set(Notice.objects.filter(case=case, kind=kind).values_list("staff__full_name", flat=True))


def letters(case: Case, about: str) -> list[str]:
    found = Outbound.objects.filter(case_key=case.key, subject__contains=about)
    return sorted(found.values_list("to_address", flat=True))


def test_a_refund_above_the_heads_limit_climbs_the_ladder_while_the_director_is_away(sagara: Sagara) -> None:
    today = time.today()
    absences.go_away(sagara.maya, since=today, until=today + 3 * DAY, deputy=sagara.sari, by=sagara.maya)
    case, _refund = decided(sagara, redress_kind="refund", redress_amount=REFUND)
    assert told(case, "to_approve") == {"Olga Tarigan"}

    decide.approve(case, remark="Wajar.", by=sagara.olga)
    assert case.state == State.DECIDING and not case.redress.exists()
    assert told(case, "to_approve") == {"Olga Tarigan", "Maya Lestari", "Sari Dewi"}
    assert letters(case, "ersetujuan") == ["maya@sagara.test", "olga@sagara.test", "sari@sagara.test"]
    assert Decision.objects.get(case=case).waits_for == "manager"

    for _twice in range(2):  # neither Olga once more, nor somebody who stands on no rung
        refused("own_work", decide.approve, case, by=sagara.olga)
    refused("forbidden", decide.approve, case, by=sagara.sandi)
    decide.approve(case, by=sagara.sari)

    case.refresh_from_db()
    said = [(one.role, one.approver.full_name, one.on_behalf_of and one.on_behalf_of.full_name)
            for one in Approval.objects.order_by("pk")]  # fmt: skip
    assert said == [("head", "Olga Tarigan", None), ("manager", "Sari Dewi", "Maya Lestari")]
    assert case.state == State.APPROVED and case.redress.get().amount == REFUND
    trail = Entry.objects.filter(subject=case.key, verb__in=["rung_approved", "approved"]).order_by("seq")
    assert [(one.verb, one.actor, one.facts["on_behalf_of"]) for one in trail] == [
        ("rung_approved", sagara.olga.key, None), ("approved", sagara.sari.key, sagara.maya.key)]  # fmt: skip
    assert len(letters(case, "isetujui")) == 1  # the front desk, when the last rung has spoken and not before


def test_nobody_approves_the_own_work_neither_in_person_nor_by_a_deputy(sagara: Sagara) -> None:
    today = time.today()
    absences.stand_in(sagara.maya, deputy=sagara.sari, since=today, until=None, only_when_absent=False, by=sagara.maya)
    case, refund = decided(sagara, redress_kind="refund", redress_amount=REFUND)
    decide.approve(case, by=sagara.olga)
    # The director's own proposal of an earlier round is still among the options: the deputy is no way around it.
    Solution.objects.filter(pk=refund.pk).update(proposed_by=sagara.maya, round=0)
    refused("own_work", decide.approve, case, by=sagara.maya)
    refused("own_work", decide.approve, case, by=sagara.sari)
    # And what the deputy proposed, he does not approve for her.
    Solution.objects.filter(pk=refund.pk).update(proposed_by=sagara.sari)
    refused("own_work", decide.approve, case, by=sagara.sari)
    decide.approve(case, by=sagara.maya)
    assert case.state == State.APPROVED

    # Whoever corrects an alternative is its maker, too.
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    one = bob_proposes(sagara, case)[0]
    propose.revise(one, Alternative(title="Ganti dua galon", cost=1), by=sagara.olga, version=one.version)
    bob_decides(sagara, case, [one])
    refused("own_work", decide.approve, case, by=sagara.olga)
    # Nobody else stands on her rung, so the next one was asked at once; its word covers hers.
    assert told(case, "to_approve") >= {"Maya Lestari"}
    decide.approve(case, by=sagara.maya)
    assert case.state == State.APPROVED and Approval.objects.latest("pk").role == "manager"
    offer.offer(case, by=sagara.fitri)


def test_one_persons_authority_counts_for_one_rung(sagara: Sagara) -> None:
    Post.objects.create(staff=sagara.olga, unit=sagara.unit["organisation"], role="manager")
    Deputy.objects.create(of=sagara.olga, by=sagara.sari)
    case, _refund = decided(sagara, cost=REFUND)
    decide.approve(case, by=sagara.sari)
    assert Approval.objects.get().on_behalf_of == sagara.olga
    refused("own_work", decide.approve, case, by=sagara.olga)
    decide.approve(case, by=sagara.maya)
    assert case.state == State.APPROVED


def test_approvals_alone_are_handed_over_for_some_days_up_to_an_amount_and_taken_back(sagara: Sagara) -> None:
    today = time.today()
    waiting, _one = decided(sagara, cost=100_000)
    dear, _one = decided(sagara, cost=1_500_000)
    with pytest.raises(NotFound):
        access.get_case(sagara.sandi, waiting.reference)
    for wrong in ({"until": None}, {"up_to": -5}, {"deputy": None}, {"of": sagara.bob}):
        with pytest.raises(Invalid):
            absences.hand_approvals(**{"of": sagara.olga, "deputy": sagara.sandi, "since": today, "until": today,
                                       "up_to": None, "by": sagara.olga, **wrong})  # fmt: skip
    with pytest.raises(Forbidden):
        absences.hand_approvals(sagara.olga, deputy=sagara.sandi, since=today, until=today, by=sagara.mallory)
    row = absences.hand_approvals(
        sagara.olga, deputy=sagara.sandi, since=today, until=today + DAY, up_to=1_000_000, by=sagara.olga
    )

    sandi = Staff.objects.get(pk=sagara.sandi.pk)
    assert access.get_case(sandi, waiting.reference) == waiting and waiting in access.visible_to(sandi)
    assert {one.act for one in available(waiting, sandi)} == {"approve", "send_back", "undo_approve"}
    refused("wrong_rung", decide.approve, dear, by=sandi)
    decide.approve(waiting, by=sandi)
    assert waiting.state == State.APPROVED and Approval.objects.get().on_behalf_of == sagara.olga
    assert access.get_case(sandi, waiting.reference) == waiting  # what he decided he still may read, and take back
    decide.undo_approve(waiting, by=sandi)

    absences.stop_standing_in(row, by=sagara.olga)
    refused("forbidden", decide.approve, waiting, by=Staff.objects.get(pk=sagara.sandi.pk))
    with pytest.raises(NotFound):
        access.get_case(sagara.sandi, dear.reference)
    verbs = Entry.objects.filter(subject=sagara.olga.key).values_list("verb", flat=True)
    assert {"approvals_handed", "deputy_ended"} <= set(verbs)


def test_whoever_may_speak_is_reminded_and_the_next_rung_is_told_when_it_is_overdue(sagara: Sagara) -> None:
    Deputy.objects.create(of=sagara.olga, by=sagara.sandi, only_approvals=True)
    case, _one = decided(sagara)
    Notice.objects.all().delete()
    clock = Clock.objects.get(case_id=case.pk, kind="approval")
    with time.travel(clock.due_at - MINUTE):
        ring_due()
    assert told(case, "due_soon") >= {"Olga Tarigan", "Sandi Wijaya"} and "Maya Lestari" not in told(case, "due_soon")
    with time.travel(clock.due_at - MINUTE):
        refused("wrong_rung", decide.approve, case, by=sagara.maya)
    with time.travel(clock.due_at + MINUTE):
        ring_due()
        assert told(case, "broken") >= {"Olga Tarigan", "Sandi Wijaya", "Maya Lestari"}
        assert Decision.objects.get().waits_for == "head manager"
        decide.approve(case, by=sagara.maya)
    assert case.state == State.APPROVED


def test_a_condition_is_shown_confirmed_by_whoever_offers_or_sent_back(sagara: Sagara) -> None:
    case, _one = decided(sagara, redress_kind="refund", redress_amount=100_000)
    with pytest.raises(Invalid):
        decide.approve(case, condition=Condition(text=" "), by=sagara.olga)
    decide.approve(case, condition=Condition(text="Nota asli dilihat dulu."), by=sagara.olga)
    with pytest.raises(Missing) as missing:
        offer.offer(case, by=sagara.fitri)
    assert [one.code for one in missing.value.missing] == ["condition"]
    offer.offer(case, conditions_met=True, by=sagara.fitri)
    met = Approval.objects.get()
    assert met.condition_met_by == sagara.fitri and met.condition == "Nota asli dilihat dulu."
    assert Entry.objects.filter(subject=case.key, verb="condition_met", actor=sagara.fitri.key).exists()

    other, chosen = decided(sagara, redress_kind="refund", redress_amount=100_000)
    decide.approve(other, condition=Condition(text="Tanpa uang tunai.", first=False), by=sagara.olga)
    decide.reconsider(other, reason="Pelapor tidak punya rekening.", by=sagara.fitri)
    assert other.state == State.INVESTIGATING and other.redress.get().state == "released"
    assert told(other, "sent_back") == {"Bob Siregar", "Olga Tarigan"}
    decide.decide(other, options=[chosen], recommended=chosen, reason=REASON, by=sagara.bob)
    decide.approve(other, by=sagara.olga)
    refused("no_condition", decide.reconsider, other, reason="Berubah pikiran.", by=sagara.fitri)
    offer.offer(other, by=sagara.fitri)
    assert Decision.objects.filter(case=other).values_list("attempt", "state").order_by("attempt")[1][1] == "approved"


def test_a_head_sends_back_with_an_alternative_of_her_own_which_others_approve(sagara: Sagara) -> None:
    case, _one = decided(sagara)
    other, _alice, _receipt = alice_complains()
    investigate(sagara, other)
    strange = bob_proposes(sagara, other)[0]
    with pytest.raises(Invalid):
        decide.send_back(case, remark="Pakai yang ini.", suggestion=strange, by=sagara.olga)
    drafted = Alternative(title="Antar dua galon")
    decide.send_back(case, remark="Lebih murah begini.", suggestion=drafted, by=sagara.olga)
    own = Approval.objects.get().suggestion
    assert own is not None and own.proposed_by == sagara.olga and own in case.solutions.all()
    decide.decide(case, options=[own], recommended=own, reason=REASON, by=sagara.bob)
    refused("own_work", decide.approve, case, by=sagara.olga)
    decide.approve(case, by=sagara.maya)
    assert case.state == State.APPROVED


def test_a_rung_takes_its_yes_back_until_the_next_one_speaks(sagara: Sagara) -> None:
    case, _one = decided(sagara, cost=REFUND)
    first = Clock.objects.get(case_id=case.pk, kind="approval")
    with time.travel(time.now() + MINUTE):
        decide.approve(case, by=sagara.olga)
        decide.undo_approve(case, by=sagara.olga)
        again = Clock.objects.get(case_id=case.pk, kind="approval", state="running")
        assert (again.started_at, again.due_at) == (first.started_at, first.due_at)
        decide.approve(case, by=sagara.olga)
        refused("not_yours", decide.undo_approve, case, by=sagara.maya)
        decide.approve(case, by=sagara.maya)
        refused("not_yours", decide.undo_approve, case, by=sagara.olga)
        decide.undo_approve(case, by=sagara.maya)
        assert case.state == State.DECIDING
        decide.undo_approve(case, by=sagara.olga)
    assert not Approval.objects.filter(undone_at=None).exists() and Approval.objects.count() == 3
    with time.travel(time.now() + 20 * MINUTE), pytest.raises(Refused):
        decide.undo_approve(case, by=sagara.olga)


def test_the_ladder_follows_severity_also_while_a_decision_waits(sagara: Sagara) -> None:
    grave = type(PRODUCT)(**{**PRODUCT.__dict__, "severity": "critical"})
    case, _one = decided(sagara)
    reclassify(case, grave, reason="Anak-anak ikut minum.", by=sagara.fitri)
    decide.approve(case, by=sagara.olga)
    assert case.state == State.DECIDING  # a small amount, and yet both have to speak
    decide.approve(case, by=sagara.maya)
    assert case.state == State.APPROVED

    other, _one = decided(sagara)
    reclassify(other, grave, reason="Anak-anak ikut minum.", by=sagara.fitri)
    decide.approve(other, by=sagara.olga)
    reclassify(other, PRODUCT, reason="Ternyata tidak.", by=sagara.fitri)
    assert other.state == State.APPROVED  # whoever has to speak now has spoken

    third, _one = decided(sagara)
    Notice.objects.all().delete()
    hand_over.hand_over(third, unit=sagara.unit["service"], reason="Soal pengiriman.", by=sagara.olga)
    assert told(third, "to_approve") == {"Sari Dewi"}
    decide.approve(third, by=sagara.sari)
    assert third.state == State.APPROVED
