"""The coach over the API: for any text, and against the file of a case; nothing is kept."""

from tests.api.machines import Machine, complain
from tests.sagara import Sagara

SAID = "Kami mohon maaf atas galonnya. Seharusnya Ibu memeriksa dulu. Salam dari Pak Wiranto."


def test_a_machine_asks_about_a_text_and_about_a_reply(sagara: Sagara) -> None:
    fitri, number = Machine(sagara.fitri), complain()["reference"]
    before = fitri.get(f"/cases/{number}/timeline").json()

    told = fitri.post("/coach", {"text": SAID, "language": "id"}).json()
    assert told["pieces"] == {
        "apology": "found", "sympathy": "missing", "responsibility": "missing", "help": "missing", "date": "missing"
    }  # fmt: skip
    assert [(one["kind"], one["warning"]) for one in told["found"]] == [("apology", False), ("blame", True)]
    blame = told["found"][1]
    assert SAID[blame["start"] : blame["end"]] == "Seharusnya Ibu" and told["suggestion"] == ""

    of_case = fitri.post(f"/cases/{number}/coach", {"text": SAID}).json()
    assert of_case["suggestion"].startswith("We understand how")
    assert fitri.post(f"/cases/{number}/coach", {"text": SAID, "of": "call"}).json()["pieces"]["wish"] == "missing"
    assert fitri.post(f"/cases/{number}/coach", {"text": SAID * 1_000}).status_code == 400
    assert Machine(sagara.audy).post(f"/cases/{number}/coach", {"text": SAID}).status_code == 403
    assert fitri.get(f"/cases/{number}/timeline").json() == before
