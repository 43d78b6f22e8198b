"""More time for a promise: asked for before it is due, granted by somebody else, told to the complainant."""

from datetime import timedelta

import pytest
from django.db import transaction

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice
from tanggap.casework import converse, extend, offer, put_right
from tanggap.casework.acting import Missing
from tanggap.casework.assess import reclassify
from tanggap.casework.waits import waits
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock, Extension
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, Refused
from tests import sagara as world
from tests.racing import all_at_once
from tests.sagara import PRODUCT, Sagara, alice_complains, investigate, until_offered

WHY = "Laboratorium penuh sampai hari Kamis."


@pytest.fixture
def case(sagara: Sagara) -> Case:
    made, _alice, _receipt = alice_complains()
    investigate(sagara, made)
    return made


def promise(case: Case, kind: str = "resolution") -> Clock:
    return Clock.objects.get(case_id=case.pk, kind=kind, state__in=["running", "paused"])


def letters(case: Case, to: str = "alice@example.org") -> list[str]:
    sent = Outbound.objects.filter(case_key=case.key, to_address=to).order_by("pk")
    return list(sent.values_list("subject", flat=True))


def told(case: Case, kind: str) -> set[str]:
    return set(Notice.objects.filter(case=case, kind=kind).values_list("staff__full_name", flat=True))


def test_whoever_handles_it_asks_and_the_head_grants_it(sagara: Sagara, case: Case) -> None:
    before = promise(case).due_at
    asked = extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.fitri)
    assert (asked.state, promise(case).due_at) == ("open", before)
    assert told(case, "extension") >= {"Olga Tarigan", "Maya Lestari"}
    assert not [subject for subject in letters(case) if "lebih lama" in subject]
    extend.approve_extension(case, asked, remark="Baik.", by=sagara.olga)
    after = promise(case)
    assert after.due_at > before and after.extended_minutes == 480
    assert told(case, "extended") == {"Fitri Handayani"}
    assert [subject for subject in letters(case) if "lebih lama" in subject] == [
        f"Kami memerlukan waktu lebih lama untuk {case.reference}"
    ]
    [entry] = [one for one in trail.entries(case) if one.verb == "extended"]
    assert (entry.actor, entry.facts["asked_by"]) == (sagara.olga.key, sagara.fitri.key)
    assert (entry.facts["before"], entry.facts["after"]) == (before.isoformat(), after.due_at.isoformat())
    case.refresh_from_db()
    running = Clock.objects.filter(case_id=case.pk, ended_at=None)
    assert case.next_due_at == min(running.values_list("due_at", flat=True))


def test_a_refusal_says_why_and_changes_nothing(sagara: Sagara, case: Case) -> None:
    before = promise(case).due_at
    asked = extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.fitri)
    with pytest.raises(Missing):
        extend.refuse_extension(case, asked, remark="Tidak.", by=sagara.olga)
    extend.refuse_extension(case, asked, remark="Kirim ke laboratorium lain.", by=sagara.olga)
    assert promise(case).due_at == before and told(case, "not_extended") == {"Fitri Handayani"}
    with pytest.raises(Refused) as answered:
        extend.approve_extension(case, asked, by=sagara.maya)
    assert answered.value.code == "already_answered"
    extend.extend(case, kind="resolution", hours=4, reason=WHY, by=sagara.fitri)


def test_nobody_but_who_has_the_authority_answers_and_never_who_asked(sagara: Sagara, case: Case) -> None:
    asked = extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.fitri)
    for somebody in (sagara.fitri, sagara.bob, sagara.mallory):
        with pytest.raises(Forbidden):
            extend.approve_extension(case, asked, by=somebody)
    world.Post.objects.create(staff=sagara.fitri, unit=sagara.unit["organisation"], role="manager")
    with pytest.raises(Forbidden) as own:
        extend.approve_extension(case, asked, by=world.Staff.objects.get(pk=sagara.fitri.pk))
    assert own.value.code == "own_work"


def test_who_holds_the_authority_has_it_at_once_where_no_second_person_is_wanted(sagara: Sagara, case: Case) -> None:
    asked = extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.olga)
    assert (asked.state, asked.answered_by, promise(case).extended_minutes) == ("granted", sagara.olga.key, 480)


def test_where_the_sop_wants_two_people_the_head_asks_too(db: None) -> None:
    guild = world.build("association.toml", {
        "fitri": ("Fitri Handayani", "frontdesk", "secretariat"), "olga": ("Olga Tarigan", "head", "organisation"),
        "maya": ("Maya Lestari", "manager", "organisation"), "ade": ("Ade Nugroho", "admin", "organisation"),
    })  # fmt: skip
    case, _alice, _receipt = alice_complains()
    asked = extend.extend(case, kind="resolution", hours=8, reason=WHY, by=guild.olga)
    assert asked.state == "open" and asked.two_people
    with pytest.raises(Forbidden):
        extend.approve_extension(case, asked, by=guild.olga)
    extend.approve_extension(case, asked, by=guild.maya)
    assert Extension.objects.get().answered_by == guild.maya.key


def test_after_the_promise_is_due_it_is_too_late_to_ask_and_to_grant(sagara: Sagara, case: Case) -> None:
    asked = extend.extend(case, kind="decision", hours=8, reason=WHY, by=sagara.fitri)
    with time.travel(promise(case, "decision").due_at + timedelta(minutes=1)):
        with pytest.raises(Refused) as late:
            extend.approve_extension(case, asked, by=sagara.olga)
        assert late.value.code == "too_late"
        with pytest.raises(Refused) as again:
            extend.extend(case, kind="alternatives", hours=8, reason=WHY, by=sagara.fitri)
        assert again.value.code == "too_late"
    assert promise(case, "decision").extended_minutes == 0


def test_more_than_the_sop_allows_is_not_asked_for(sagara: Sagara, case: Case) -> None:
    with pytest.raises(Invalid) as much:
        extend.extend(case, kind="resolution", hours=81, reason=WHY, by=sagara.fitri)
    assert "hours" in much.value.fields
    for _turn in range(2):
        extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.olga)
    with pytest.raises(Refused) as often:
        extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.olga)
    assert often.value.code == "too_often"


def test_word_to_the_complainant_is_given_not_put_off(sagara: Sagara, case: Case) -> None:
    with pytest.raises(Refused) as never:
        extend.extend(case, kind="progress", hours=8, reason=WHY, by=sagara.olga)
    assert never.value.code == "never_extended"


def test_two_who_answer_at_once_answer_once(transactional_db: None) -> None:
    sagara = world.build()
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    asked = extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.fitri)

    def answer(index: int) -> object:
        again, request = Case.objects.get(pk=case.pk), Extension.objects.get(pk=asked.pk)
        return extend.approve_extension(again, request, by=(sagara.olga, sagara.maya)[index % 2])

    answers = all_at_once(4, answer)
    assert sum(isinstance(one, Clock) for one in answers) == 1
    assert sum(isinstance(one, Refused) for one in answers) == 3
    assert promise(case).extended_minutes == 480
    assert [one.verb for one in trail.entries(case)].count("extended") == 1


def test_more_time_stays_when_the_case_turns_out_to_be_something_else(sagara: Sagara, case: Case) -> None:
    extend.extend(case, kind="resolution", hours=8, reason=WHY, by=sagara.olga)
    waiting = extend.extend(case, kind="decision", hours=4, reason=WHY, by=sagara.fitri)
    mild = type(PRODUCT)(type="product", category="taste_or_smell", severity="low", impact_satisfaction="low")
    reclassify(case, mild, reason="Ternyata tidak parah.", by=sagara.bob)
    assert promise(case).total_minutes == 10 * 480 + 480
    extend.approve_extension(case, waiting, by=sagara.olga)
    assert promise(case, "decision").total_minutes == 4 * 480 + 240


def test_dates_that_stand_elsewhere_move_along(sagara: Sagara, case: Case) -> None:
    converse.ask(case, text="Berapa nomor segelnya?", by=sagara.fitri)
    extend.extend(case, kind="documents", hours=48, reason="Pelapor sedang bepergian.", by=sagara.olga)
    asked = promise(case, "documents")
    assert [one.expected for one in waits(case, "id")] == [asked.due_at]
    assert letters(case)[-1] == f"Kami perlu bertanya tentang keluhan {case.reference}"
    task = put_right.add_task(case, title="Tahan batch", unit=sagara.unit["quality"], containment=True, by=sagara.bob)
    extend.extend(case, kind="task", task=task, hours=8, reason="Gudang tutup hari ini.", by=sagara.olga)
    task.refresh_from_db()
    assert task.due_at == promise(case, "task").due_at


def test_more_time_to_answer_an_offer_is_told_with_its_new_date(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    until_offered(sagara, case)
    extend.extend(case, kind="offer_answer", hours=48, reason="Pelapor minta waktu berpikir.", by=sagara.olga)
    made = case.offers.get()
    assert made.answer_by == promise(case, "offer_answer").due_at
    with time.travel(made.answer_by - timedelta(hours=1)), transaction.atomic():
        with pytest.raises(Refused):
            offer.lapse(case, by=sagara.fitri)
