"""A real Chromium against a real server; pictures of every page when TANGGAP_TEST_SHOTS names a folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.sagara import Sagara

SHOTS = os.environ.get("TANGGAP_TEST_SHOTS", "")


@pytest.fixture
def phone(chromium: "Browser", live_server: Any) -> "Iterator[Page]":
    """A telephone of 390 points that speaks Indonesian; mistakes of scripts fail the test."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="id-ID", device_scale_factor=1
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def world(transactional_db: None) -> "Sagara":
    """PT Tirta Sagara and its staff, committed, so that the server sees them."""
    from django.core.cache import cache

    from tests.sagara import build

    cache.clear()
    return build()


def session_of(staff: Any) -> dict[str, str]:
    """The cookie of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(staff)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


def leads_on(button: "Locator", **how: Any) -> None:
    """Press what leads to another page, and wait until that is there.

    The old page still answers for a moment: whatever looks, presses, reloads or leaves right then does it by luck.
    """
    with button.page.expect_navigation():
        button.click(**how)


def press_on(page: "Page", key: str) -> None:
    """The same with a key."""
    with page.expect_navigation():
        page.keyboard.press(key)


def until(page: "Page", holds: Callable[[], bool]) -> None:
    """Look until it holds; the browser goes on meanwhile."""
    for _turn in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to that")


def shot(page: "Page", name: str) -> None:
    """Pictures of the page as it is: narrow and wide, light and dark."""
    if not SHOTS:
        return
    size = page.viewport_size
    for width, height in ((360, 780), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}-{theme}.png"), full_page=True)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
