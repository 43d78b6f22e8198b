"""Letters that did not arrive over the API: listed, looked at, corrected, settled; the rest of the world sees none."""

from tanggap.audit import trail
from tanggap.channels.models import Outbound
from tanggap.people import vault
from tests.api.machines import Machine
from tests.sagara import Sagara, alice_complains
from tests.stories.test_lost_letters import report, sent_letter


def test_letters_are_listed_corrected_and_settled_over_the_api_once(sagara: Sagara) -> None:
    from tanggap.casework.lost_letters import hear_report

    (first, party, _one), (second, _party, _two) = alice_complains(), alice_complains()
    letters = [sent_letter(first), sent_letter(second)]
    for letter in letters:
        hear_report(report(letter.message_id))
    fitri = Machine(sagara.fitri)
    page = fitri.get("/undelivered?limit=1").json()
    row = page["items"][0]
    assert (row["reference"], row["reason"], row["why"]) == (second.reference, "full", "The mailbox is full.")
    assert row["to"].startswith("a••••@") and "alice" not in str(page)
    older = fitri.get(f"/undelivered?limit=1&cursor={page['next']}").json()
    assert ([one["id"] for one in older["items"]], older["next"]) == ([letters[0].pk], None)

    path = f"/undelivered/{letters[0].pk}"
    shown = fitri.get(path).json()
    assert (shown["to"], shown["may_settle"], shown["may_correct"]) == ("alice@example.org", True, True)
    wrong = fitri.post(f"{path}/send_again", {"email": "alice"})
    assert (wrong.status_code, "email" in wrong.json()["errors"]) == (400, True)
    for _again in range(2):
        done = fitri.post(f"{path}/send_again", {"email": "alice@rahmawati.example"}, **{"Idempotency-Key": "satu"})
        assert (done.status_code, done.json()) == (200, {"id": letters[0].pk, "state": "sent_again"}), done.content
    assert party.person is not None and vault.read(party.person).email == "alice@rahmawati.example"
    assert [one.verb for one in trail.entries(first)].count("address_corrected") == 1
    assert fitri.post(f"{path}/send_again", {}).status_code == 404, "it stands on the list no more"

    path = f"/undelivered/{letters[1].pk}"
    assert fitri.post(f"{path}/settle", {"note": "  "}).status_code == 400
    for name, status in (("mallory", 404), ("quentin", 403)):
        assert Machine(getattr(sagara, name)).post(f"{path}/settle", {"note": "x"}).status_code == status, name
        assert trail.entries(getattr(sagara, name))[-1].verb == "refused"
    assert Machine(sagara.mallory).get(path).content == Machine(sagara.mallory).get("/undelivered/987654").content
    assert Machine(sagara.mallory).get("/undelivered").json()["items"] == []
    assert fitri.post(f"{path}/settle", {"note": "Ditelepon."}).json()["state"] == "settled"
    assert fitri.get("/undelivered").json() == {"items": [], "next": None}
    assert (Machine().get("/undelivered").status_code, fitri.get("/undelivered/0").status_code) == (401, 400)
    assert Outbound.objects.get(pk=letters[1].pk).settled_at is not None
