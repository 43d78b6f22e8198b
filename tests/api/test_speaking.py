"""Mandates, doubles and stepping aside over the API: the same stories, with the same refusals, as on the pages."""

from datetime import timedelta

from tanggap.cases.models import Case
from tanggap.casework import objections
from tanggap.casework.arrivals import Words
from tanggap.casework.links import objection_url
from tanggap.casework.receive import receive
from tanggap.core import time
from tanggap.core.files import take_in
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.people.models import Double, Person
from tests.api.machines import Machine
from tests.sagara import Sagara, alice_complains

MEMBER = vault.contact(name="Alice Rahmawati", email="alice@example.org", phone="0812-3456-7890")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CARLA = vault.contact(name="Carla Simatupang", email="carla@example.org")


def brought() -> Case:
    words = Words(body="Galon ibu saya bocor.", complainant=MEMBER, representative=CARLA, on_behalf="representative")
    return Case.objects.get(pk=receive(words, by=VISITOR).case_id)


def test_a_mandate_is_read_checked_suspended_and_ended(sagara: Sagara) -> None:
    case, fitri, mallory = brought(), Machine(sagara.fitri), Machine(sagara.mallory)
    path, day = f"/cases/{case.reference}/mandate", time.today() + timedelta(days=30)
    told = fitri.get(path).json()
    assert (told["state"], told["holder"], told["giver"], told["spoken_to"]) == ("told", CARLA.name, MEMBER.name, True)
    assert mallory.get(path).status_code == 404 and mallory.post(f"{path}/end", {"reason": "x"}).status_code == 404
    file = take_in(PDF, "kuasa.pdf")
    shown = fitri.post(f"{path}/show", {"document": file.public_id, "until": day.isoformat()})
    assert shown.status_code == 200, shown.content.decode()
    assert (shown.json()["state"], shown.json()["document"]) == ("shown", file.public_id)
    assert fitri.post(f"{path}/show", {"document": "A" * 22}).status_code == 400
    assert fitri.post(f"{path}/check", {"until": "2020-01-01"}).status_code == 400
    checked = fitri.post(f"{path}/check", {"until": day.isoformat(), "scope": "Galon"}).json()
    assert (checked["state"], checked["until"], checked["checked_by"]) == (
        "checked", day.isoformat(), sagara.fitri.email)  # fmt: skip
    assert fitri.post(f"{path}/uphold", {"reason": "x"}).status_code == 409, "nobody has objected"
    own = case.parties.get(role="complainant")
    objections.object_to(objection_url(case, own.pk).strip("/").rpartition("/")[2], words="Bukan wakil saya.")
    now = fitri.get(path).json()
    assert (now["state"], now["spoken_to"], now["objection"]) == ("suspended", False, "Bukan wakil saya.")
    assert fitri.post(f"{path}/uphold", {"reason": "Suratnya asli."}).json()["state"] == "checked"
    key = {"Idempotency-Key": "akhir"}
    assert fitri.post(f"{path}/end", {"reason": " "}).status_code == 400
    for _again in range(2):
        assert fitri.post(f"{path}/end", {"reason": "Dicabut."}, **key).json()["state"] == "ended"
    assert fitri.post(f"{path}/end", {"reason": "Dicabut."}).status_code == 409
    alone, _party, _receipt = alice_complains()
    assert fitri.get(f"/cases/{alone.reference}/mandate").status_code == 404


def test_doubles_are_decided_and_taken_back_and_somebody_steps_aside(sagara: Sagara) -> None:
    first, second = brought(), brought()
    people = [case.parties.get(role="complainant").person for case in (first, second)]
    double = Double.objects.filter(older=people[0], newer=people[1]).first() or Double.objects.create(
        older=people[0], newer=people[1], why=["email"])  # fmt: skip
    fitri, path = Machine(sagara.fitri), f"/doubles/{double.pk}"
    assert double.pk in [one["id"] for one in fitri.get("/doubles").json()["items"]]
    assert fitri.get("/doubles?state=nonsense").status_code in (400, 422)
    assert Machine(sagara.mallory).post(f"{path}/same").status_code in (403, 404)
    assert fitri.post("/doubles/987654/same").status_code == 404
    assert fitri.post(f"{path}/same").json()["state"] == "same"
    assert Person.objects.get(pk=people[1].pk).merged_into_id == people[0].pk
    assert fitri.post(f"{path}/same").status_code == 409
    # A complaint that came after the merge stays where it is when that is undone.
    third = brought()
    assert fitri.post(f"{path}/back").json()["state"] == "proposed"
    assert Person.objects.get(pk=people[1].pk).merged_into_id is None
    assert third.parties.get(role="complainant").person not in people
    aside, maya = f"/cases/{first.reference}/step_aside", Machine(sagara.maya)
    assert fitri.post(aside, {"why": "nonsense", "reason": "x"}).status_code in (400, 422)
    assert fitri.post(aside, {"why": "related", "reason": "Ibu saya."}).json()["who"] == sagara.fitri.email
    assert fitri.get(f"/cases/{first.reference}").status_code == 404
    assert maya.get(f"/cases/{first.reference}").status_code == 200
