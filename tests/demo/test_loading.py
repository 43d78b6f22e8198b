"""Loading: where it is refused, how it goes on after a kill, and what it leaves alone."""

from argparse import Namespace

import pytest
from django.conf import settings
from django.db import OperationalError

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.channels.models import Letter, Outbound
from tanggap.cli.commands import demo
from tanggap.cli.demo import loading
from tanggap.cli.demo.timeline import Act, Timeline
from tanggap.clocks.models import Clock
from tanggap.core import filling, time
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tests.demo.conftest import NOW, loaded
from tests.sagara import alice_complains

CASES = 5


def load(cases: int, *, association: bool = False) -> int:
    return demo.run(Namespace(cases=cases, association=association))


@pytest.mark.django_db
def test_a_second_time_says_where_to_sign_in_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert load(2) == 0
    before = Case.objects.count()
    assert load(9) == 0
    assert Case.objects.count() == before
    said = capsys.readouterr().out
    assert "PT Tirta Sagara has 2 complaints" in said
    assert "loaded already" in said
    assert "frontdesk@demo.tanggap.test" in said
    with pytest.raises(TanggapError, match="TANGGAP_HOME of its own"):
        load(2, association=True)


@pytest.mark.django_db
def test_it_is_refused_where_it_was_not_asked_for_and_where_somebody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    Staff.objects.create_user("ade@sagara.test", "air-jernih-sekali-9", full_name="Ade")
    with pytest.raises(TanggapError, match="complaints or staff here already"):
        load(1)
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(TanggapError, match="TANGGAP_DEMO=1"):
        load(1)


@pytest.mark.django_db
def test_more_than_there_are_stories_is_refused_before_anything_is_written() -> None:
    with pytest.raises(Invalid, match="no two share their text"):
        load(5_000)
    assert not Staff.objects.exists()


@pytest.mark.django_db
def test_what_was_killed_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    half = loading.begin("company", CASES)
    assert [share.wanted for share in half] == [3, 2]
    performed = Timeline.perform
    acts: list[Act] = []

    def dies_in_the_middle(self: Timeline, act: Act, *, savepoints: bool) -> None:
        acts.append(act)
        if len(acts) == 30:
            raise OperationalError("the database went away")
        performed(self, act, savepoints=savepoints)

    monkeypatch.setattr(Timeline, "perform", dies_in_the_middle)
    with pytest.raises(OperationalError):
        loading.fill(half)
    assert sum(share.steps for share in loading.present()) == 29
    assert filling.under_way()

    monkeypatch.setattr(Timeline, "perform", performed)
    there = loading.load()
    whole = loading.present()
    assert (there.left_out, [share.there for share in whole]) == (0, [3, 2])
    told = [number for share in whole for cases in share.numbers.values() for number in cases]
    assert sorted([*told, *by_letter()]) == sorted(Case.objects.values_list("pk", flat=True))
    assert not list(trail.verify())
    assert not filling.under_way()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_tell_what_one_tells() -> None:
    with loaded("company", 12):
        by_one = what_is_told()
    with time.travel(NOW):
        loading.load("company", 12)
    assert what_is_told() == by_one
    assert len(by_one) >= 12
    assert not list(trail.verify())


def by_letter() -> set[int]:
    """The complaints that letters became; their numbers are drawn at the end, after those of all that is told."""
    became = Letter.objects.exclude(case_key="").values_list("case_key", flat=True)
    return {int(key.partition(":")[2]) for key in became}


def what_is_told() -> dict[str, list[object]]:
    """By its number or, of a letter, its title: what was said on it and when, what was promised, how it ended."""
    letters = by_letter()
    return {
        str(case.title) if case.pk in letters else case.reference: [
            str(case.title), case.state, case.outcome, case.next_due_at, case.breached,
            *[(reply.at, str(reply.body)) for reply in case.replies.order_by("at", "pk")],
            *[(str(task.title), task.state, task.due_at) for task in case.tasks.order_by("pk")],
            *sorted(Clock.objects.filter(case_id=case.pk).values_list("started_at", "kind", "due_at", "state", "rung")),
            *[(entry.verb, entry.actor.partition(":")[0], entry.at) for entry in trail.entries(case)],
        ]
        for case in Case.objects.all()
    }  # fmt: skip


@pytest.mark.django_db
def test_what_an_act_did_is_taken_back_when_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    performed = Timeline.perform

    def refused_at_the_end(self: Timeline, act: Act, *, savepoints: bool) -> None:
        performed(self, act, savepoints=savepoints)
        if act.step == 2:
            raise TanggapError("Somebody was here before.")

    monkeypatch.setattr(Timeline, "perform", refused_at_the_end)
    there = loading.load("company", 2)
    assert (there.left_out, there.cases) == (1, 2)
    [number] = loading.present()[0].numbers["0"]
    assert Case.objects.get(pk=number).state == "assessed"  # the next act would have been to forward it
    assert not list(trail.verify())


@pytest.mark.django_db
def test_it_stops_between_two_steps_when_it_is_told_to() -> None:
    half = loading.begin("company", 1)
    assert loading.fill(half, stopped=[15]) is False
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_what_somebody_complains_of_meanwhile_is_kept_and_answered() -> None:
    half = loading.begin("company", 1)
    case, _party, _receipt = alice_complains()
    loading.fill(half)
    assert Case.objects.filter(pk=case.pk, state="received").exists()
    assert list(Outbound.objects.filter(state="queued").values_list("case_key", flat=True)) == [case.key]
    assert not list(trail.verify())


@pytest.mark.django_db(transaction=True)
def test_nothing_is_served_with_public_passwords_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from tanggap.cli.setting_up import demo_troubles
    from tanggap.core.db import gate

    Staff.objects.create_user("manager@demo.tanggap.test", "tanggap-demo", full_name="Ratih")
    with gate.connect(settings.DATABASES["default"]) as connection:
        assert demo_troubles(connection) == []
        monkeypatch.setattr(settings, "DEMO", False)
        assert ["passwords are public" in sentence for sentence in demo_troubles(connection)] == [True]
