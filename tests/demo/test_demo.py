"""The demo: an organisation whose complaints stand in every state, made by the story itself."""

from argparse import Namespace

import pytest
from django.conf import settings

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.channels.models import Outbound
from tanggap.cli.commands import demo
from tanggap.cli.demo.lives import GOALS
from tanggap.cli.demo.stories import stories, themes
from tanggap.core import time
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff

CASES = len(GOALS)


def load(cases: int) -> int:
    return demo.run(Namespace(cases=cases))


@pytest.mark.django_db
def test_every_state_is_there_and_every_chain_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    assert load(CASES) == 0
    assert "frontdesk@demo.tanggap.test" in capsys.readouterr().out
    assert set(Case.objects.values_list("state", flat=True)) == set(State.values)
    assert not Case.objects.filter(received_at__gt=time.now()).exists()
    assert not list(trail.verify())
    assert set(Outbound.objects.values_list("state", flat=True)) == {"cancelled"}
    outcomes = set(Case.objects.exclude(outcome="").values_list("outcome", flat=True))
    assert outcomes >= {"upheld", "partly_upheld", "withdrawn", "referred", "deadlock", "merged", "no_answer"}
    assert set(Case.objects.values_list("visibility", flat=True)) == {"open"} or CASES < len(stories())

    before = Case.objects.count()
    assert load(CASES) == 0  # a second time says where to sign in and changes nothing
    assert Case.objects.count() == before


@pytest.mark.django_db
def test_everybody_can_sign_in_with_the_password_that_is_printed() -> None:
    load(1)
    assert all(staff.check_password("tanggap-demo") for staff in Staff.objects.all())


@pytest.mark.django_db
def test_it_is_refused_where_it_was_not_asked_for_and_where_somebody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    Staff.objects.create_user("ade@sagara.test", "air-jernih-sekali-9", full_name="Ade")
    with pytest.raises(TanggapError, match="complaints or staff here already"):
        load(1)
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(TanggapError, match="TANGGAP_DEMO=1"):
        load(1)


def test_the_stories_are_many_and_of_every_temper() -> None:
    told = stories()
    assert len({story.body for story in told}) == len(told) >= 30
    assert {story.temperature for story in told} == {"calm", "disappointed", "anxious", "angry", "very_angry"}
    assert sum(story.language == "en" for story in told) == 2
    hidden = ("anonymous", "confidential", "sealed")
    assert [sum(getattr(story, kind) for story in told) for kind in hidden] == [2, 2, 1]
    assert {story.theme for story in told} == set(themes())


@pytest.mark.django_db(transaction=True)
def test_nothing_is_served_with_public_passwords_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from tanggap.cli.setting_up import demo_troubles
    from tanggap.core.db import gate

    Staff.objects.create_user("manager@demo.tanggap.test", "tanggap-demo", full_name="Ratih")
    with gate.connect(settings.DATABASES["default"]) as connection:
        assert demo_troubles(connection) == []
        monkeypatch.setattr(settings, "DEMO", False)
        assert ["passwords are public" in sentence for sentence in demo_troubles(connection)] == [True]
