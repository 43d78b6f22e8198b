"""Passkeys in a real browser with an authenticator of its own: made, used, refused, taken away."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import leads_on, press_on, shot
from tests.browser.test_axe import axe, on_the_way  # noqa: F401
from tests.browser.test_one_whole_life import Sit, sit  # noqa: F401
from tests.sagara import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def with_a_device(page: "Page") -> None:
    """A phone or laptop that knows its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def confirm(page: "Page") -> None:
    """The page wants the password once more, so that nobody adds a key at a desk that was left open."""
    assert "/account/confirm/" in page.url
    page.fill("input[name=password]", PASSWORD)
    press_on(page, "Enter")


def test_bob_adds_a_passkey_signs_in_with_it_and_takes_it_away(
    world: "Sagara", sit: Sit, axe: str  # noqa: F811
) -> None:
    from allauth.mfa.models import Authenticator

    from tanggap.audit.models import Entry

    page = sit("bob").page
    with_a_device(page)
    page.goto("/desk/settings/")
    leads_on(page.get_by_role("link", name="Kunci sandi"))
    confirm(page)
    page.get_by_label("Nama perangkat").fill("Laptop <b>kantor</b>")
    page.get_by_role("button", name="Tambah kunci sandi").click()
    page.wait_for_selector(".passkeys li:has-text('Laptop <b>kantor</b>')")
    shot(page, "passkeys")
    assert on_the_way(page, "passkeys", axe) == []
    held = Authenticator.objects.get()
    assert held.user == world.bob and held.type == Authenticator.Type.WEBAUTHN

    page.context.clear_cookies(name="session")
    page.goto("/desk/tasks/")
    shot(page, "sign-in")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    page.wait_for_url("**/desk/tasks/")
    assert Entry.objects.filter(verb="signed_in", actor=world.bob.key).count() == 1

    # Whoever has left is let in no more, and is told nothing that a stranger is not told.
    page.context.clear_cookies(name="session")
    type(world.bob).objects.filter(pk=world.bob.pk).update(is_active=False)
    page.goto("/desk/sign-in/")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    page.wait_for_selector("[role=alert]:has-text('tidak dikenal di sini')")
    type(world.bob).objects.filter(pk=world.bob.pk).update(is_active=True)

    # The password alone is enough as before; the passkey is another way in.
    page.goto("/desk/sign-in/?next=/desk/account/passkeys/")
    page.fill("input[name=login]", world.bob.email)
    page.fill("input[name=password]", PASSWORD)
    press_on(page, "Enter")
    confirm(page)
    assert page.url.endswith("/account/passkeys/")
    leads_on(page.get_by_role("button", name="Hapus"))
    page.wait_for_selector("text=Belum ada.")
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(verb__in=("passkey_added", "passkey_removed")).count() == 2
