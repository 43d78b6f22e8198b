"""The pages of calendars in a real browser: looked at ahead, saved, read by axe; and without a script."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, shot
from tests.browser.test_axe import RUN, axe, violations  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
LISTS = (
    "calendars/", "calendars/office/", "calendars/office/days/?year=2026", "calendars/all/days/?year=2029",
    "calendars/office/hours/", "calendars/office/days/edit/", "calendars/all/days/edit/?day=2026-12-25",
    "calendars/new/", "units/quality/", "units/quality/calendar/",
)  # fmt: skip


@pytest.fixture
def maya(
    chromium: "Browser", live_server: Any, world: "Sagara", client: Any, settings: Any, request: pytest.FixtureRequest
) -> "Iterator[Page]":
    """Maya's browser, signed in; without scripts when the test asks for that."""
    language, scripts = getattr(request, "param", ("id", True))
    client.force_login(world.maya)
    context = chromium.new_context(
        base_url=live_server.url, locale="id-ID", viewport={"width": 1280, "height": 900}, reduced_motion="reduce",
        bypass_csp=scripts, java_script_enabled=scripts,
    )  # fmt: skip
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value, "bahasa": language}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    yield context.new_page()
    context.close()


def close_a_day(page: "Page", day: date) -> None:
    """Fill in the form of one day off, and look ahead."""
    page.goto("/desk/calendars/all/days/edit/")
    page.locator("main input[name=day]").fill(day.isoformat())
    page.locator("main input[name=name_id]").fill("Hari pemungutan suara")
    page.locator("main input[name=name_en]").fill("Election day")
    leads_on(page.locator("main button[name=look]"))
    page.locator("main button[name=save]").wait_for()


# Their lists are read in Indonesian with the rest of the workspace.
@pytest.mark.parametrize("maya", [("en", True)], indirect=True, ids=["en"])
def test_every_page_of_calendars_can_be_read_by_everybody(
    maya: "Page", world: "Sagara", axe: str, request: pytest.FixtureRequest  # noqa: F811
) -> None:
    from tests.sagara import alice_complains, investigate

    case, _party, _receipt = alice_complains()
    investigate(world, case)
    alice_complains(confidential=True)
    found = [line for name in LISTS for line in violations(maya, f"/desk/{name}", axe)]
    close_a_day(maya, next_working_day())
    shot(maya, f"axe-calendar-ahead-{request.node.callspec.id}")
    maya.evaluate(f"{axe}; 0")
    found += [one["id"] for one in maya.evaluate(RUN)]
    leads_on(maya.locator("main button[name=save]"))
    assert "/days/?year=" in maya.url
    shot(maya, f"axe-calendar-saved-{request.node.callspec.id}")
    maya.goto(f"/desk/cases/{case.reference}/")
    shot(maya, f"axe-calendar-case-{request.node.callspec.id}")
    assert found == []


@pytest.mark.parametrize("maya", [("id", False)], indirect=True, ids=["plain"])
def test_a_day_off_is_saved_without_a_script(maya: "Page", world: "Sagara") -> None:
    from tanggap.clocks.models import Clock
    from tests.sagara import alice_complains

    case, _party, _receipt = alice_complains()
    before = Clock.objects.get(case_id=case.pk, kind="resolution").due_at
    close_a_day(maya, next_working_day())
    assert case.reference in maya.locator("main").inner_text()
    leads_on(maya.locator("main button[name=save]"))
    assert "/days/?year=" in maya.url
    assert "Hari pemungutan suara" in maya.locator("main").inner_text()
    assert Clock.objects.get(case_id=case.pk, kind="resolution").due_at > before


@pytest.mark.parametrize("maya", [("id", True)], indirect=True, ids=["narrow"])
def test_nothing_runs_over_the_edge_of_a_telephone(maya: "Page", world: "Sagara") -> None:
    from tests.sagara import alice_complains

    alice_complains()
    maya.set_viewport_size({"width": 360, "height": 780})
    wide = []
    for name in LISTS:
        maya.goto(f"/desk/{name}")
        if maya.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(name)
    close_a_day(maya, next_working_day())
    assert maya.evaluate("document.documentElement.scrollWidth") <= 360
    maya.goto("/desk/calendars/office/hours/")
    maya.locator("main input[name=day_1]").fill("17-8")
    leads_on(maya.locator("main button[name=look]"))
    maya.locator(".error-summary").wait_for()
    shot(maya, "axe-calendar-wrong")
    assert wide == []


def next_working_day() -> date:
    from tests.workspace.test_calendars import next_working_day

    return next_working_day()
