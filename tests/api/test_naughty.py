"""Every naughty string in every text field of a complaint: kept exactly, or refused with a sentence; never a 5xx."""

from dataclasses import asdict
from typing import Any

import pytest

from tanggap.cases.access import get_case
from tanggap.cases.models import Case
from tanggap.people import vault
from tanggap.people.contacts import normalise_member_no
from tests.api.machines import Machine
from tests.corpus import for_a_long_way, naughty_strings
from tests.sagara import Sagara

TEXTS = ("body", "subject", "desired_outcome", "product")
NAMES = ("name", "organization", "member_no")
TYPED = {
    name: "complainant" if name in ("email", "phone", "whatsapp") else ""
    for name in (
        "channel", "language", "type", "category", "occurred_on", "unit", "received_at", "external_id", "email",
        "phone", "whatsapp",
    )
}  # fmt: skip


def test_there_are_as_many_as_the_list_has() -> None:
    assert len(naughty_strings()) == 515


@pytest.mark.slow
def test_a_naughty_text_is_kept_exactly_or_refused_with_a_sentence(sagara: Sagara) -> None:
    """All text fields of one complaint hold the string; those that are refused are left out the second time."""
    machine, taken = Machine(sagara.fitri), 0
    for text in for_a_long_way():
        sent: dict[str, Any] = {**dict.fromkeys(TEXTS, text), "complainant": dict.fromkeys(NAMES, text)}
        answer = machine.post("/complaints", sent)
        while answer.status_code == 400 and sent:
            refused = answer.json()["errors"]
            assert refused and all(refused.values()), repr(text)
            for field in refused:
                part, _dot, name = field.rpartition(".")
                (sent[part] if part else sent).pop(name)
            sent.setdefault("body", "Bau.")
            answer = machine.post("/complaints", sent)
        assert answer.status_code == 201, (text, answer.content)
        taken += is_kept(sagara, answer.json()["reference"], sent)
    assert taken > 0.75 * len(for_a_long_way()) * len(TEXTS)


def is_kept(sagara: Sagara, reference: str, sent: dict[str, Any]) -> int:
    """How many texts are on file exactly as they were sent; fails on the first that is not."""
    case = get_case(sagara.fitri, reference)
    kept = {"body": case.body, "subject": case.title, "desired_outcome": case.wish, "product": case.product}
    same = [name for name in TEXTS if name in sent and (sent[name] or name != "subject")]
    assert {name: kept[name] for name in same} == {name: sent[name] for name in same}
    person = case.parties.get().person
    contact = asdict(vault.read(person)) if person else asdict(vault.NOBODY)
    for name, text in sent.get("complainant", {}).items():
        kept_as = normalise_member_no(text) if name == "member_no" else text.strip()
        assert contact[name] == kept_as, (name, text)
    return len(same)


@pytest.mark.slow
def test_where_something_else_than_a_text_belongs_a_naughty_one_is_refused(sagara: Sagara) -> None:
    machine = Machine(sagara.fitri)
    for text in for_a_long_way():
        # Something impossible beside it, so that nothing is written even where the string is a fine value.
        sent: dict[str, Any] = {"body": "Bau.", "occurred_on": "never", "complainant": {}}
        for name, part in TYPED.items():
            (sent[part] if part else sent)[name] = text
        answer = machine.post("/complaints", sent)
        assert answer.status_code == 400 and answer.json()["detail"], repr(text)
        for field in ("email", "phone", "whatsapp"):
            alone = machine.post("/complaints", {"body": "", "complainant": {field: text}})
            assert alone.status_code == 400, (field, text)


@pytest.mark.slow
def test_naughty_numbers_codes_filters_and_keys_find_nothing_and_break_nothing(sagara: Sagara) -> None:
    machine, visitor = Machine(sagara.fitri), Machine()
    before = Case.objects.count()
    for text in for_a_long_way():
        answers = [
            visitor.post("/track", {"reference": text, "tracking_code": text}),
            machine.client.get("/api/v1/cases", {"q": text, "unit": text, "type": text, "category": text}),
            machine.client.get("/api/v1/cases", {"cursor": text}),
            machine.client.get("/api/v1/register", {"outcome": text}),
            machine.post("/vouchers/redeem", {"code": text}),
        ]
        assert all(answer.status_code in (200, 400, 404, 409, 429) for answer in answers), repr(text)
    assert Case.objects.count() == before
