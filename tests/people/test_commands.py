"""Staff and tokens from the command line."""

import pytest

from tanggap.cli import staff
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.people.tokens import staff_of_token


def test_somebody_is_added_with_a_role_and_a_password(house):
    password = staff.add_staff("Nia@tirta.test", role="officer", unit_code="quality", name="Nia")
    nia = Staff.objects.get(email="nia@tirta.test")
    assert nia.check_password(password)
    assert standing_of(nia).has("officer", house.quality)


def test_a_token_is_made_listed_and_ended(bob):
    token = staff.add_token("BOB@tirta.test", name="till")
    assert staff_of_token(token) == bob
    assert [listed.name for listed in staff.tokens_of(bob.email)] == ["till"]
    staff.revoke_tokens(bob.email, name="till")
    assert staff_of_token(token) is None
    with pytest.raises(TanggapError):
        staff.revoke_tokens(bob.email, name="till")


def test_a_forgotten_password_is_replaced_and_the_old_sessions_end(client, bob):
    client.force_login(bob)
    password = staff.new_password(bob.email)
    bob.refresh_from_db()
    assert bob.check_password(password)
    assert client.get("/desk/account/").status_code == 302


def test_an_unknown_address_gets_a_sentence(db):
    with pytest.raises(TanggapError, match="nobody@tirta.test"):
        staff.add_token("nobody@tirta.test", name="x")
