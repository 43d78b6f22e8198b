"""The load page, the rest after a hard contact and the one-touch confirmation of a temperature, as people use them."""

from datetime import timedelta

import pytest

from tanggap.casework.assess import assign
from tanggap.core import time
from tanggap.people.models import Rest
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words

pytestmark = pytest.mark.django_db


def test_the_head_sees_who_has_what_and_who_rests_and_others_do_not(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    assign(case, handler=sagara.bob, by=sagara.olga)
    case.put(temperature="very_angry", next_due_at=time.now() - timedelta(hours=1))
    bob, olga = Desk(sagara.bob).client, Desk(sagara.olga).client
    page = words(bob.get(f"/desk/cases/{case.reference}/rest/"))
    assert "Hand the complaint over" in page and "1 open" in page
    assert bob.post(f"/desk/cases/{case.reference}/rest/", {"version": case.version}).status_code == 303
    assert Rest.objects.get().staff == sagara.bob

    seen = olga.get("/desk/load/")
    assert "rests until" in words(seen) and f"/desk/staff/{sagara.bob.pk}/?only=very_angry" in seen.content.decode()
    assert case.reference in words(olga.get(f"/desk/staff/{sagara.bob.pk}/?only=overdue"))
    assert case.reference not in words(olga.get(f"/desk/staff/{sagara.bob.pk}/?only=today"))
    assert "rests until" in words(olga.get(f"/desk/cases/{case.reference}/assign/"))
    assert "rests until" not in words(Desk(sagara.sandi).client.get(f"/desk/staff/{sagara.bob.pk}/"))
    own = words(bob.get("/desk/load/"))
    assert "Bob Siregar" in own and "Olga Tarigan" not in own
    assert "Resting" in words(bob.get("/desk/settings/deputies/"))

    assert Desk(sagara.mallory).client.post(f"/desk/rest/{sagara.bob.pk}/end/").status_code == 303
    assert Rest.objects.in_force().exists(), "nobody else ends it"
    assert olga.post(f"/desk/rest/{sagara.bob.pk}/end/", {"next": "//evil.test/"}).status_code == 303
    assert not Rest.objects.in_force().exists()


def test_an_estimate_is_confirmed_with_one_touch_and_a_stale_page_confirms_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(body="Ini sudah ketiga kalinya! Saya marah, kalian bohong terus.")
    fitri = Desk(sagara.fitri).client
    page = fitri.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "That is so" in page and "(estimate)" in page
    row = fitri.get("/desk/?show=all&mood=angry").content.decode()
    assert case.reference in row and "(estimate)" in row
    where = f"/desk/cases/{case.reference}/temperature/"
    assert fitri.post(where, {"temperature": "angry", "version": case.version + 7}).status_code == 409
    assert fitri.post(where, {"temperature": "boiling", "version": case.version}).status_code == 400
    assert fitri.post(where, {"temperature": "angry", "version": case.version}).status_code == 303
    case.refresh_from_db()
    assert case.temperature == "angry"
    assert "That is so" not in fitri.get(f"/desk/cases/{case.reference}/").content.decode()
