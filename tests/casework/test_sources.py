"""An intake is opened from a call: it begins with what is known, and the call learns its case at the same moment."""

import pytest
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework.telephone import take_call
from tanggap.channels.models import Call, Inbound
from tanggap.core import secrets
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def sagara(db: None) -> Sagara:
    from tests import sagara as world

    return world.build()


def send(client: Client, **given: str) -> int:
    typed = {"nonce": secrets.token(), "medium": "phone", "name": "Alice", "body": "Galon bocor.", **given}
    return client.post("/desk/new/", typed).status_code


def test_an_intake_from_a_call_begins_with_who_rings_and_the_call_learns_its_case_once(sagara: Sagara) -> None:
    alice_complains()
    call, client = take_call("0812 1111 2222", by=sagara.fitri), desk(sagara.fitri)
    page = client.get(f"/desk/new/?from={call.key}").content.decode()
    assert 'value="Alice Rahmawati"' in page and 'value="0812-1111-2222"' in page
    assert f'name="from" value="{call.key}"' in page

    form = {"from": call.key, "nonce": "once", "phone": "0812 1111 2222"}
    assert [send(client, **form), send(client, **form)] == [200, 200]
    call.refresh_from_db()
    case = Case.objects.latest("pk")
    assert Case.objects.count() == 2
    assert (call.case_key, call.outcome, call.ended_at is not None) == (case.key, "recorded", True)
    assert client.get(f"/desk/new/?from={call.key}")["Location"] == f"/desk/cases/{case.reference}/"
    assert send(client, **{**form, "nonce": "another"}) == 409, "one call, one complaint"
    assert Case.objects.count() == 2


def test_what_somebody_may_not_use_is_not_there(sagara: Sagara) -> None:
    call, mallory = take_call("0812 1111 2222", by=sagara.fitri), desk(sagara.mallory)
    for key in (call.key, "call:999999", "call:x", "call:" + "9" * 30, "nothing:1", "\0", "call"):
        assert mallory.get("/desk/new/", {"from": key}).status_code == 404, key
        assert send(mallory, **{"from": key}) == 404, key
    assert not Case.objects.exists()


def test_the_call_about_a_confidential_complaint_is_sealed_and_nothing_leads_to_an_anonymous_one(
    sagara: Sagara,
) -> None:
    fitri = desk(sagara.fitri)
    secret, nameless = (take_call("0812 1111 2222", by=sagara.fitri) for _ in range(2))
    assert send(fitri, **{"from": secret.key, "privacy": "confidential", "phone": "081211112222"}) == 200
    assert send(fitri, **{"from": nameless.key, "privacy": "anonymous"}) == 200
    secret, nameless = Call.objects.order_by("pk")
    assert secret.number == "+6281211112222" and secret.stored_number.startswith("s1.") and secret.digest is None
    assert (nameless.number, nameless.name, nameless.case_key, nameless.digest) == ("", "", "", None)
    assert nameless.outcome == "recorded"
    assert not any(nameless.key.encode() in bytes(row.raw) for row in Inbound.objects.all())
