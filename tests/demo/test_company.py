"""The demo of the company: its complaints stand in every state, made by the story itself."""

from collections import Counter

import pytest

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case, Note, Reply
from tanggap.cases.states import Outcome, State
from tanggap.casework import figures
from tanggap.channels.models import Call, Callback, Inbound, Letter, Outbound, Posting
from tanggap.cli.demo.loading import Loaded
from tanggap.clocks.models import Clock, ClockState, Extension
from tanggap.core import time
from tanggap.core.filling import Filling
from tanggap.learning.models import RegisterEntry
from tanggap.people.models import Staff, Unit
from tanggap.remedy.models import Feeling, Redress, Task
from tanggap.voice.models import Feedback
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.slow]


def _of(name: str) -> Staff:
    return Staff.objects.get(email=f"{name}@demo.tanggap.test")


def test_every_state_and_every_outcome_is_there(company: Loaded) -> None:
    assert company.left_out == 0
    assert set(Case.objects.values_list("state", flat=True)) == set(State.values)
    outcomes = set(Case.objects.exclude(outcome="").values_list("outcome", flat=True))
    assert outcomes == set(Outcome.values) - {Outcome.ANSWERED, Outcome.INVALID}
    assert not Filling.objects.filter(finished_at=None).exists()
    assert Case.objects.filter(round__gt=1).exists()


def test_every_chain_verifies_and_nothing_lies_in_the_future() -> None:
    assert not list(trail.verify())
    assert not Case.objects.filter(received_at__gt=time.now()).exists()
    assert not Reply.objects.filter(at__gt=time.now()).exists()
    mails, papers = Outbound.objects.exclude(kind="letter"), Outbound.objects.filter(kind="letter")
    # Nobody of the demo exists, so nothing leaves; two receipts came back, and one was corrected after it had.
    back = Counter(mails.exclude(state="cancelled").values_list("state", flat=True))
    assert back == {"failed": 2, "sent": 1} and mails.filter(state="cancelled").exists()
    assert set(papers.values_list("state", flat=True)) == {"to_post", "sent"}
    assert not Posting.objects.filter(posted_on__gt=time.today()).exists()
    assert not Clock.objects.filter(state=ClockState.RUNNING, ring_at__lt=time.now()).exists()


def test_what_lists_show_is_what_the_clocks_say() -> None:
    for case in Case.objects.exclude(state=State.CLOSED):
        running = Clock.objects.filter(case_id=case.pk, state__in=[ClockState.RUNNING, ClockState.PAUSED])
        nearest = running.order_by("due_at").values_list("due_at", flat=True).first()
        assert case.next_due_at == nearest, case.reference
        broken = Clock.objects.filter(case_id=case.pk, broken_at__isnull=False).exclude(kind__in=figures.NOT_OURS)
        assert case.breached or not broken.exists(), case.reference


def test_some_promises_were_broken_and_most_were_kept() -> None:
    ended = Clock.objects.exclude(kind__in=["acknowledge", *figures.NOT_OURS])
    broken, kept = (ended.filter(state=state).count() for state in (ClockState.BROKEN, ClockState.KEPT))
    assert 0.03 < broken / (broken + kept) < 0.25
    assert sum(RegisterEntry.objects.values_list("promises_broken", flat=True)) > 0


def test_more_time_was_asked_for_and_nobody_was_left_without_word() -> None:
    asked = Extension.objects.values_list("state", flat=True)
    assert set(asked) >= {"granted"} and Clock.objects.filter(extended_minutes__gt=0).exists()
    ended = Clock.objects.filter(kind="progress", state__in=[ClockState.KEPT, ClockState.BROKEN])
    assert ended.count() > ended.filter(state=ClockState.BROKEN).count() * 4
    assert Clock.objects.filter(kind="documents", state=ClockState.KEPT).exists()
    assert list(figures.astray()) == []


def test_ratna_stands_before_the_head_with_everything_on_the_table() -> None:
    first = Filling.objects.get(place=0).numbers["0"][0]
    case = access.get_case(_of("frontdesk"), Case.objects.get(pk=first).reference)
    assert (case.state, case.visibility, case.unit.code) == ("deciding", "confidential", "quality")
    assert str(case.title) == "Air galon berbau plastik, dua kiriman berturut-turut"
    assert [reply.author is None for reply in case.replies.order_by("pk")] == [False, True]
    assert Note.objects.filter(case=case).exists()
    assert list(case.tasks.values_list("containment", "state")) == [(True, Task.State.DONE)]
    assert case.solutions.count() == 3
    assert case.next_due_kind == "approval"
    assert time.now() < case.next_due_at < time.now() + time.days(1)
    assert time.now() - time.days(4) < case.received_at < time.now() - time.days(1)


def test_people_were_content_and_not() -> None:
    assert len(set(Feedback.objects.values_list("outcome_score", flat=True))) >= 3
    assert Redress.objects.filter(state=Redress.State.GRANTED).exists()
    assert Feeling.objects.values("kind").distinct().count() == 4
    assert {entry.outcome for entry in RegisterEntry.objects.all()} >= {"upheld", "partly_upheld", "not_upheld"}


def test_who_is_kept_out_of_a_sealed_complaint_does_not_find_it() -> None:
    sealed = Case.objects.filter(visibility="sealed")
    assert sealed.exists()
    assert not access.visible_to(_of("frontdesk")).filter(visibility="sealed").exists()
    assert access.visible_to(_of("confidentiality")).filter(visibility="sealed").count() == sealed.count()


def test_the_same_name_is_the_same_customer_and_branches_are_named() -> None:
    assert set(Unit.objects.filter(kind="branch").values_list("code", flat=True)) == {
        "bekasi", "bandung", "surabaya", "makassar",
    }  # fmt: skip
    assert Case.objects.filter(branch__kind="branch").exists()


def test_everybody_can_sign_in_with_the_password_that_is_printed() -> None:
    assert all(staff.check_password("tanggap-demo") for staff in Staff.objects.all())


def test_the_telephone_has_rung_and_some_wait_to_be_called_back() -> None:
    assert Call.objects.exclude(case_key="").filter(outcome="recorded").exists()
    assert {"call_back", "wrong_number", "nothing"} <= set(Call.objects.values_list("outcome", flat=True))
    assert Callback.objects.filter(state="open").count() == 2
    assert not Call.objects.filter(ended_at__isnull=True).exists()


def test_five_mails_wait_for_a_person_each_for_another_reason(company: Loaded) -> None:
    waiting = Inbound.objects.filter(state="quarantined")
    reasons = {row.problem: bool(row.proposed_key) for row in waiting}
    assert reasons == {"only_number": True, "other_sender": True, "from_staff": False, "bulk": False, "spam": False}
    assert waiting.count() == 5 and all(row.received_at < NOW for row in waiting)


def test_a_dozen_letters_stand_in_the_agenda_in_every_state_and_some_answers_wait_for_the_post() -> None:
    states = Counter(Letter.objects.values_list("state", flat=True))
    assert set(states) == set(Letter.State.values) and states.total() == 12
    assert Letter.objects.filter(scans__is_page=True).distinct().count() == 12
    posted = Posting.objects.exclude(posted_on=None)
    assert Outbound.objects.filter(state="to_post").exists() and posted.filter(returned_on__isnull=False).exists()
