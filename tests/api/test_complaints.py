"""Taking complaints in over the API: what is kept, what is refused, and how often a request counts."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.cases.access import get_case
from tanggap.cases.models import Case
from tanggap.channels.models import Inbound
from tanggap.people import vault
from tests import sagara as world
from tests.api.machines import Machine, complain
from tests.racing import all_at_once
from tests.sagara import Sagara

EVERYTHING = {
    "body": "Galon bocor.\nDua kali.", "subject": "Galon bocor", "channel": "phone", "language": "en",
    "complainant": {"name": "Alice", "email": "ALICE@example.org", "phone": "0812-1111-2222", "member_no": "A-1"},
    "category": "leaking_packaging", "occurred_on": "2026-03-05", "desired_outcome": "Ganti.", "product": "Galon",
    "unit": "quality", "received_at": "2026-03-06T08:00:00+07:00", "external_id": "CRM-7",
}  # fmt: skip


def test_everything_that_is_said_is_kept(sagara: Sagara) -> None:
    answer = Machine(sagara.fitri).post("/complaints", EVERYTHING)

    case = get_case(sagara.fitri, answer.json()["reference"])
    assert answer.status_code == 201
    assert (case.body, case.title, case.wish, case.product) == (
        EVERYTHING["body"], "Galon bocor", "Ganti.", "Galon"
    )  # fmt: skip
    assert (case.medium, case.entered_by, case.written, case.language) == ("phone", "api", False, "en")
    assert (case.type, case.category, case.about_unit.code) == ("product", "leaking_packaging", "quality")
    assert case.received_at.isoformat() == "2026-03-06T01:00:00+00:00"
    assert case.owner == sagara.fitri
    contact = vault.read(case.parties.get().person)
    assert (contact.name, contact.email, contact.phone, contact.member_no) == (
        "Alice", "alice@example.org", "+6281211112222", "A-1"
    )  # fmt: skip
    kept = Inbound.objects.get()
    assert json.loads(bytes(kept.raw)) == EVERYTHING


def test_the_code_of_the_receipt_opens_the_complaint(sagara: Sagara) -> None:
    receipt = complain(complainant={"name": "Alice"})
    opened = Machine().post(
        "/track", {"reference": receipt["reference"], "tracking_code": receipt["tracking_code"].lower()}
    )
    assert opened.json()["timeline"][0]["text"] == "Dua galon berbau plastik."
    assert opened.json()["promises"][0]["words"]


@pytest.mark.parametrize("hidden", [{"anonymous": True}, {"confidential": True}])
def test_a_hidden_complaint_shows_its_name_to_nobody_else(sagara: Sagara, hidden: dict[str, bool]) -> None:
    receipt = complain("Rahasia.", complainant={"name": "Alice", "email": "alice@example.org"}, **hidden)
    number = receipt["reference"]
    assert len(receipt["tracking_code"]) == 19 and receipt["tracking_url"].endswith("/track/")
    seen = Machine(sagara.citra).case(number)
    assert (seen["identity_visible"], seen["complainant"]) == (True, "")
    assert (seen["contact"] is None) == ("anonymous" in hidden)
    for name in ("fitri", "maya", "mallory"):
        other = Machine(getattr(sagara, name))
        if other.get(f"/cases/{number}").status_code == 200:
            assert name == "fitri", "only the owner, who is on duty"
        else:
            assert number not in other.get("/cases").content.decode()


def test_files_come_along(sagara: Sagara) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    machine = Machine()
    sent = machine.client.post(
        "/api/v1/attachments", {"file": SimpleUploadedFile("galon.txt", b"bau", "image/png")}
    )
    assert (sent.status_code, sent.json()["media_type"]) == (201, "text/plain")
    receipt = complain(attachments=[sent.json()["id"]])
    number, fitri = receipt["reference"], Machine(sagara.fitri)
    (file,) = fitri.case(number)["files"]
    got = fitri.get(f"/cases/{number}/files/{file['id']}")
    assert (got.getvalue(), got["Content-Disposition"][:10]) == (b"bau", "attachment")
    assert Machine(sagara.mallory).get(f"/cases/{number}/files/{file['id']}").status_code == 404
    again = machine.post("/complaints", {"body": "x", "attachments": [file["id"]]})
    assert (again.status_code, list(again.json()["errors"])) == (400, ["attachments"])
    strange = machine.client.post("/api/v1/attachments", {"file": SimpleUploadedFile("a", b"a"), "owner": "1"})
    assert strange.json()["errors"] == {"owner": "This field does not exist here. Leave it out."}


def test_only_staff_say_when_it_arrived(sagara: Sagara) -> None:
    refused = Machine().post("/complaints", {"body": "x", "received_at": "2026-01-05T08:00:00+07:00"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["received_at"])


def test_the_clients_own_number_finds_the_same_complaint(sagara: Sagara) -> None:
    machine, body = Machine(sagara.fitri), {"body": "Bocor.", "external_id": "CRM-7"}
    first, second = machine.post("/complaints", body), machine.post("/complaints", body)
    other = Machine(sagara.sandi).post("/complaints", body)
    assert first.json() == second.json() and other.json()["reference"] != first.json()["reference"]
    assert machine.post("/complaints", {**body, "body": "Lain."}).status_code == 422


def test_a_key_of_one_client_is_nobody_elses(sagara: Sagara) -> None:
    key, body = {"Idempotency-Key": "k-1"}, {"body": "Bocor."}
    answers = [Machine(who).post("/complaints", body, **key).json() for who in (None, sagara.fitri, sagara.fitri)]
    assert answers[1] == answers[2] != answers[0]
    assert Machine().post("/complaints", {"body": "Lain."}, **key).json()["code"] == "idempotency_mismatch"
    assert Machine().post("/complaints", body, **{"Idempotency-Key": "x" * 256}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_key_make_one_complaint() -> None:
    world.build()
    body = {"body": "Sekali saja.", "complainant": {"name": "Alice", "email": "alice@example.org"}}

    answers = all_at_once(20, lambda _: Machine().post("/complaints", body, **{"Idempotency-Key": "twenty"}))

    assert [answer.status_code for answer in answers] == [201] * 20
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.count() == 1 and Inbound.objects.count() == 1
    assert Machine().post("/complaints", {"body": "Lain."}, **{"Idempotency-Key": "twenty"}).status_code == 422


@pytest.mark.django_db
def test_an_act_with_a_key_counts_once() -> None:
    people = world.build()
    number, fitri, key = complain()["reference"], Machine(people.fitri), {"Idempotency-Key": "n-1"}
    for _time in range(3):
        fitri.act(number, "note", {"text": "Sudah ditelepon."}, **key)
    notes = [one for one in fitri.get(f"/cases/{number}/timeline").json()["items"] if one["kind"] == "note"]
    assert [one["text"] for one in notes] == ["Sudah ditelepon."]
    assert fitri.post(f"/cases/{number}/note", {"text": "Lain."}, **key).status_code == 422


def test_how_many_questions_the_database_is_asked(sagara: Sagara) -> None:
    """The budget of DESIGN §11: the hot path stays short, whatever else is built on it."""
    body = {"body": "Bau.", "complainant": {"name": "Alice", "email": "alice@example.org"}}
    machine, fitri = Machine(), Machine(sagara.fitri)
    machine.post("/complaints", body)
    number = complain(**body)["reference"]
    fitri.case(number)

    def asked(do: object) -> int:
        with CaptureQueriesContext(connection, ) as queries:
            assert do().status_code in (200, 201)  # type: ignore[operator]
        return len([one for one in queries if "SAVEPOINT" not in one["sql"]])

    counts = {
        "complain": asked(lambda: machine.post("/complaints", body)),
        "with a key": asked(lambda: machine.post("/complaints", body, **{"Idempotency-Key": "1"})),
        "read": asked(lambda: fitri.get(f"/cases/{number}")),
        "list": asked(lambda: fitri.get("/cases")),
        "search": asked(lambda: fitri.get("/cases?q=bau&state=open&sort=due_at")),
        "timeline": asked(lambda: fitri.get(f"/cases/{number}/timeline")),
        "register": asked(lambda: fitri.get("/register")),
    }
    most = {"complain": 8, "with a key": 10, "read": 13, "list": 5, "search": 5, "timeline": 13, "register": 5}
    assert all(counts[name] <= most[name] for name in most), counts


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_same_however_many_rows(sagara: Sagara, rows: int) -> None:
    for _one in range(rows):
        complain(complainant={"name": "Alice"})
    fitri = Machine(sagara.fitri)
    fitri.get("/cases")
    with CaptureQueriesContext(connection) as queries:
        assert len(fitri.get("/cases").json()["items"]) == rows
    assert len(queries) == 3
