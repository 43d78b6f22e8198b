"""What waits for a person over the API: listed, read, settled; for those who look after it, and for nobody else."""

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.channels.models import Inbound
from tests.api.machines import Machine
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_quarantine import aside


def test_it_is_listed_read_and_becomes_a_complaint_once(sagara: Sagara) -> None:
    first, second = aside("Galon bocor"), aside("Galon kedua")
    fitri = Machine(sagara.fitri)
    page = fitri.get("/quarantine?limit=1").json()
    assert [one["subject"] for one in page["items"]] == ["Galon kedua"]
    older = fitri.get(f"/quarantine?limit=1&cursor={page['next']}").json()
    assert ([one["id"] for one in older["items"]], older["next"]) == ([first.pk], None)
    shown = fitri.get(f"/quarantine/{first.pk}").json()
    assert (shown["state"], shown["problem"], shown["text"]) == ("waiting", "no_sender", "Galon saya bocor.")
    assert fitri.get(f"/quarantine/{first.pk}/raw").content.startswith(b"Subject: Galon bocor")

    path, key = f"/quarantine/{first.pk}/record", {"Idempotency-Key": "satu"}
    said = {"name": "Alice", "email": "alice@example.org"}
    receipt = fitri.post(path, said, **key)
    assert receipt.status_code == 201, receipt.content.decode()
    assert fitri.post(path, said).status_code == 409
    case = Case.objects.get()
    assert (case.reference, case.body, case.medium) == (receipt.json()["reference"], "Galon saya bocor.", "email")
    assert fitri.get(f"/quarantine/{first.pk}").json()["case"] == case.reference
    assert [one["id"] for one in fitri.get("/quarantine").json()["items"]] == [second.pk]


def test_it_is_put_on_a_complaint_discarded_brought_back_and_read_again(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    first, second = aside(), aside("Galon kedua")
    maya = Machine(sagara.maya)
    put = maya.post(f"/quarantine/{first.pk}/put_on", {"reference": case.reference})
    assert (put.status_code, put.json()["state"], put.json()["case"]) == (200, "read", case.reference)
    assert case.replies.latest("pk").body == "Galon saya bocor."
    off = maya.post(f"/quarantine/{first.pk}/take_off")
    assert (off.status_code, off.json()["state"], off.json()["case"]) == (200, "waiting", None)
    assert maya.post(f"/quarantine/{first.pk}/take_off").status_code == 409
    for _twice in range(2):
        assert maya.post(f"/quarantine/{first.pk}/put_on", {"reference": case.reference}).status_code == 200
    assert case.replies.filter(withdrawn_at=None).count() == 1
    assert maya.post(f"/quarantine/{second.pk}/put_on", {"reference": "K26-99999"}).status_code == 404
    other = maya.post(f"/quarantine/{second.pk}/put_on", {"reference": case.reference, "party": 987654})
    assert (other.status_code, "party" in other.content.decode()) == (400, True)

    assert maya.post(f"/quarantine/{second.pk}/discard", {"reason": "  "}).status_code == 400
    key = {"Idempotency-Key": "dua"}
    for _again in range(2):
        gone = maya.post(f"/quarantine/{second.pk}/discard", {"reason": "Uji coba"}, **key)
        assert (gone.status_code, gone.json()["state"]) == (200, "discarded")
    assert [one["id"] for one in maya.get("/quarantine?state=discarded").json()["items"]] == [second.pk]
    assert maya.post(f"/quarantine/{second.pk}/bring_back").json()["state"] == "waiting"
    assert maya.post(f"/quarantine/{second.pk}/read_again").json()["state"] == "waiting", "nothing was mended"
    Inbound.objects.filter(pk=second.pk).update(raw=b"From: Alice <alice@example.org>\r\n" + bytes(second.raw))
    mended = maya.post(f"/quarantine/{second.pk}/read_again").json()
    assert mended["state"] == "read" and mended["case"]


def test_whoever_does_not_look_after_messages_learns_nothing_of_them(sagara: Sagara) -> None:
    row = aside()
    for name in ("bob", "audy", "mallory"):
        machine = Machine(getattr(sagara, name))
        before = [machine.get("/quarantine").status_code, machine.get("/quarantine?cursor=x").status_code]
        there, absent = (machine.get(f"/quarantine/{number}") for number in (row.pk, 987654))
        assert (before, there.status_code, there.content) == ([403, 403], 403, absent.content)
        assert machine.post(f"/quarantine/{row.pk}/discard", {"reason": "Hilang"}).status_code == 403
        assert trail.entries(getattr(sagara, name))[-1].verb == "refused"
    assert Machine().get("/quarantine").status_code == 401
    fitri = Machine(sagara.fitri)
    assert [fitri.get(f"/quarantine/{number}").status_code for number in (987654, 2**63, 0)] == [404, 400, 400]
    assert fitri.get("/quarantine?cursor=x").json()["code"] == "bad_cursor"
    row.refresh_from_db()
    assert row.state == "quarantined"
