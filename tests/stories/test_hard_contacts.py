"""A very angry contact goes at once to somebody with authority and competence; who was called, and why, is on file."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice
from tanggap.casework import trainings
from tanggap.casework.assess import assess, assign, forward
from tanggap.casework.event_words import Names, for_staff
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, Refused
from tanggap.people.models import Absence, Competence, Rest, Staff
from tanggap.sop import models as sop
from tests.sagara import PRODUCT, SOPS, Sagara, alice_complains

pytestmark = pytest.mark.django_db
FURIOUS = {**vars(PRODUCT), "temperature": "very_angry"}


def train(sagara: Sagara, name: str, kind: str = "very_angry", *, days: int | None = None, by: str = "ade") -> None:
    since = time.today() - timedelta(days=30)
    until = None if days is None else time.today() + timedelta(days=days)
    trainings.add(getattr(sagara, name), kind=kind, since=since, until=until, proof="Kursus", by=getattr(sagara, by))


def furious_at_quality(sagara: Sagara) -> Case:
    """Classified as calm would be, very angry, and forwarded to Quality without naming anybody."""
    case, _alice, _receipt = alice_complains()
    assess(case, type(PRODUCT)(**FURIOUS), by=sagara.fitri)
    forward(case, by=sagara.fitri)
    case.refresh_from_db()
    return case


def last_call(case: Case) -> tuple[str, str]:
    """Why somebody was called in, and the sentence that staff read."""
    entry = [one for one in trail.entries(case) if one.verb == "called_in"][-1]
    said = for_staff(entry, Names.of(case, [entry]))
    assert said is not None
    return entry.facts["why"], said.words


def test_whoever_is_trained_and_leads_is_called_in_before_the_trained_and_the_leading(sagara: Sagara) -> None:
    for name in ("bob", "olga", "maya"):
        train(sagara, name)
    case = furious_at_quality(sagara)

    assert (case.handler, case.escalation) == (sagara.olga, 2)
    why, words = last_call(case)
    assert why == "trained_leads" and "Olga Tarigan" in words and "terlatih untuk ini" in words
    told = Notice.objects.filter(case=case, kind="very_angry", staff=sagara.olga)
    letters = Outbound.objects.filter(case_key=case.key, to_address=sagara.olga.email).values_list("subject", flat=True)
    assert told.exists() and any(case.reference in subject for subject in letters)

    Absence.objects.create(staff=sagara.olga, since=time.now() - timedelta(hours=1))
    second = furious_at_quality(sagara)
    assert second.handler == sagara.maya, "the manager is trained and leads too"
    Rest.objects.create(staff=sagara.maya, until=time.now() + timedelta(minutes=20))
    third = furious_at_quality(sagara)
    assert (third.handler, last_call(third)[0]) == (sagara.bob, "trained"), "who rests is passed over"


def test_a_training_that_has_expired_does_not_count_and_the_head_is_called_then_the_manager(sagara: Sagara) -> None:
    train(sagara, "bob", days=-3)
    train(sagara, "sandi")  # works in another department
    case = furious_at_quality(sagara)
    assert (case.handler, last_call(case)[0]) == (sagara.olga, "head")
    Absence.objects.create(staff=sagara.olga, since=time.now() - timedelta(hours=1))
    assert last_call(furious_at_quality(sagara))[0] == "manager"


def test_one_who_comes_very_angry_is_somebodys_with_the_complaint_itself(sagara: Sagara) -> None:
    train(sagara, "fitri")
    case, _alice, _receipt = alice_complains(temperature="very_angry")
    assert (case.handler, case.escalation) == (sagara.fitri, 2)
    assert [entry.verb for entry in trail.entries(case)][:2] == ["received", "called_in"]
    assert Notice.objects.filter(case=case, kind="very_angry", staff=sagara.fitri).exists()

    calm, _alice, _receipt = alice_complains(temperature="calm")
    assert calm.escalation == 0 and calm.handler is None


def test_nobody_learns_of_a_hidden_complaint_because_somebody_is_angry(sagara: Sagara) -> None:
    train(sagara, "maya")
    case, _alice, _receipt = alice_complains(temperature="very_angry", confidential=True)
    told = set(Notice.objects.filter(case=case).values_list("staff", flat=True))
    assert told <= {staff for staff, in case.participants.filter(staff__isnull=False).values_list("staff")}
    assert sagara.maya.pk not in told and case.handler is None


def test_giving_it_to_somebody_untrained_is_advice_until_the_sop_makes_it_a_rule(sagara: Sagara) -> None:
    from tanggap.casework.competent import warnings

    train(sagara, "olga")
    case = furious_at_quality(sagara)
    assert "Olga Tarigan" in warnings(case, sagara.bob)[0] and warnings(case, sagara.olga) == []
    assign(case, handler=sagara.bob, by=sagara.olga)
    assert case.handler == sagara.bob

    source = (SOPS / "company.toml").read_text(encoding="utf-8")
    rule = '[[training]]\nkind = "very_angry"\n'
    stricter = source.replace(rule, f"{rule}required = true\n")
    sop.publish(sop.draft(stricter), by=sagara.ade, second=sagara.maya)
    case = furious_at_quality(sagara)
    with pytest.raises(Refused) as refused:
        assign(case, handler=sagara.bob, by=sagara.olga)
    assert refused.value.code == "not_trained" and "Olga Tarigan" in str(refused.value.sentence)


def test_trainings_are_written_down_by_who_leads_and_once(sagara: Sagara) -> None:
    train(sagara, "bob", by="olga")
    for who, by in (("bob", "bob"), ("olga", "olga"), ("fitri", "olga"), ("bob", "mallory")):
        with pytest.raises(Forbidden):
            train(sagara, who, "legal", by=by)
    with pytest.raises(Refused):
        train(sagara, "bob", by="olga")
    with pytest.raises(Invalid) as wrong:
        trainings.add(None, kind="flying", since=None, proof="x" * 201, by=sagara.ade)
    assert {*wrong.value.fields} == {"staff", "kind", "since", "proof"}
    row = Competence.objects.get()
    trainings.end(row, by=sagara.olga)
    with pytest.raises(Refused):
        trainings.end(row, by=sagara.olga)
    assert not Competence.objects.in_force().exists()
    staff: Staff = sagara.bob
    assert [one.verb for one in trail.entries(staff)][-2:] == ["training_added", "training_ended"]
