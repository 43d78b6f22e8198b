"""Promises in view, lived in real browsers: they stand still for an answer, take longer, and follow a holiday."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, shot
from tests.browser.test_one_whole_life import Sit, alice_follows, sit  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
QUESTION = "Boleh kirimkan foto segel galonnya?"
WHY_LONGER = "Laboratorium penuh, hasil ujinya baru ada pekan depan."


def due(case: Any, kind: str) -> Any:
    """When the open promise of that kind is due."""
    from tanggap.clocks.models import Clock

    return Clock.objects.get(case_id=case.pk, kind=kind, state__in=["running", "paused"]).due_at


def promised(phone: "Page") -> str:
    """What the page of the complaint says of promises, with single spaces."""
    return re.sub(r"\s+", " ", phone.locator("main").inner_text())


def classified(world: "Sagara", severity: str) -> tuple[Any, Any]:
    """A complaint of that severity that Quality looks into, and its receipt."""
    from dataclasses import replace

    from tanggap.casework.assess import assess, forward
    from tests.sagara import PRODUCT, alice_complains

    case, _alice, receipt = alice_complains()
    assess(case, replace(PRODUCT, severity=severity), by=world.fitri)
    forward(case, by=world.fitri)
    return case, receipt


def test_promises_stand_still_until_alice_answers_and_may_take_longer_when_another_person_agrees(
    phone: "Page", world: "Sagara", sit: Sit  # noqa: F811
) -> None:
    from django.db.models import F

    from tanggap.channels.models import Outbound
    from tanggap.clocks.models import Clock, Extension

    case, receipt = classified(world, "low")
    bob, olga = sit("bob"), sit("olga")

    bob.page.goto(f"/desk/cases/{case.reference}/")
    bob.page.locator("main textarea[name=body]").first.fill(QUESTION)
    leads_on(bob.page.locator("main button[name=then][value=ask]"))
    assert {"progress", "alternatives", "decision", "resolution"} <= set(
        Clock.objects.filter(case_id=case.pk, state="paused").values_list("kind", flat=True)
    )
    shot(bob.page, "promises-case-paused")
    bob.page.goto("/desk/?show=all")
    assert "Menunggu pelapor atau dijeda" in bob.reads("/desk/?show=all")
    shot(bob.page, "promises-inbox")
    case.replies.update(visible_at=F("at"))  # the ten seconds in which it can be taken back are over
    alice_follows(phone, receipt.reference, receipt.tracking_code)
    shot(phone, "promises-track-paused")
    said = promised(phone)
    assert "Janji kami berhenti sementara." in said and QUESTION in said
    assert "Kami menunggu jawaban Anda sampai" in said
    assert "Mohon jawab pertanyaan kami sebelum" in phone.locator(".next-step-lead").inner_text()

    phone.get_by_label("Jawaban Anda").fill("Segelnya utuh, fotonya menyusul sore ini.")
    leads_on(phone.get_by_role("button", name="Kirim pesan"))
    assert "said=reply" in phone.url
    assert "berhenti sementara" not in promised(phone)
    assert not Clock.objects.filter(case_id=case.pk, state="paused").exists()

    before = due(case, "resolution")
    bob.act(case.reference, "extend", kind="resolution", hours=40, reason=WHY_LONGER)
    assert due(case, "resolution") == before
    asked = Extension.objects.get(clock__case_id=case.pk)
    bob.page.goto(f"/desk/cases/{case.reference}/more-time/{asked.pk}/")
    olga.act(case.reference, f"more-time/{asked.pk}", answer="yes")
    assert due(case, "resolution") > before
    shot(olga.page, "promises-case-extended")
    phone.goto("/track/case/")
    shot(phone, "promises-track-extended")
    said = promised(phone)
    assert "Kami perlu waktu lebih lama" in said and WHY_LONGER in said
    assert any(WHY_LONGER in letter.body_text for letter in Outbound.objects.filter(case_key=case.key))


def test_a_holiday_in_two_weeks_moves_what_reaches_beyond_it_and_nothing_else(
    phone: "Page", world: "Sagara", sit: Sit  # noqa: F811
) -> None:
    from tanggap.casework.extend import extend
    from tanggap.clocks.models import Clock

    far, receipt = classified(world, "low")
    near, _receipt = classified(world, "high")
    extend(far, kind="resolution", hours=40, reason=WHY_LONGER, by=world.olga)
    before = dict(Clock.objects.values_list("pk", "due_at"))
    maya = sit("maya")

    maya.page.goto("/desk/calendars/all/days/edit/")
    maya.page.locator("main input[name=day]").fill(working_day_after(14).isoformat())
    maya.page.locator("main input[name=name_id]").fill("Hari pemungutan suara")
    maya.page.locator("main input[name=name_en]").fill("Election day")
    leads_on(maya.page.locator("main button[name=look]"))
    maya.page.locator("main button[name=save]").wait_for()
    ahead = maya.page.locator("main").inner_text()
    assert far.reference in ahead and near.reference not in ahead
    leads_on(maya.page.locator("main button[name=save]"))
    assert "/days/?year=" in maya.page.url

    moved = [one for one in Clock.objects.all() if one.due_at != before[one.pk]]
    assert [(one.case_id, one.kind) for one in moved] == [(far.pk, "resolution")]
    assert moved[0].due_at > before[moved[0].pk]
    assert "Hari pemungutan suara" not in maya.reads(f"/desk/cases/{near.reference}/")
    assert "menjadi hari libur" in told_on_file(maya.page, far)
    shot(maya.page, "promises-case-moved")
    alice_follows(phone, receipt.reference, receipt.tracking_code)
    assert "menjadi hari libur" in promised(phone)
    shot(phone, "promises-track-moved")


def told_on_file(page: "Page", case: Any) -> str:
    """What the panel tells of the promises of a case when all of them are unfolded."""
    page.goto(f"/desk/cases/{case.reference}/")
    for one in page.locator(".promise-rows details").all():
        one.evaluate("e => e.open = true")
    return " ".join(page.locator(".promise-rows").all_inner_texts())


def working_day_after(days: int) -> date:
    """The first day of an ordinary week from then on that is no holiday already."""
    from tanggap.clocks.calendar import default_calendar, working_time
    from tanggap.core import time

    office, day = working_time(default_calendar()), time.today() + timedelta(days=days)
    while not office.hours_on(day):
        day += timedelta(days=1)
    return day


def test_the_page_of_promises_leads_to_the_cases(world: "Sagara", sit: Sit) -> None:  # noqa: F811
    from tanggap.clocks.models import Clock
    from tanggap.core import time

    case, _receipt = classified(world, "high")
    late = Clock.objects.filter(case_id=case.pk, kind="decision")
    late.update(due_at=time.now() - timedelta(hours=2), started_at=time.now() - timedelta(days=3))
    maya = sit("maya")
    leads_on(maya.page.get_by_role("link", name="Janji", exact=True))
    leads_on(maya.page.get_by_role("link", name=re.compile("Lewat tenggat 1")))
    assert maya.page.url.endswith("/desk/promises/?show=late")
    shot(maya.page, "promises-late")
    assert "Lewat 2 jam" in maya.page.locator("main").inner_text().replace("\u00a0", " ")
    leads_on(maya.page.get_by_role("link", name=re.compile(case.reference)))
    assert maya.page.url.endswith(f"/desk/cases/{case.reference}/")
