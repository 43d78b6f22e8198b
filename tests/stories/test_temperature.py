"""How angry somebody is: estimated when it comes and with each message, confirmed by an officer, no rule by itself."""

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.assess import assess
from tanggap.casework.converse import hear
from tanggap.casework.temperature import note_temperature
from tanggap.casework.timeline import for_people_inside, for_the_complainant
from tanggap.core.errors import Forbidden, Invalid, Refused
from tanggap.sop import models as sop
from tests.sagara import PRODUCT, SOPS, Sagara, alice_complains

pytestmark = pytest.mark.django_db
FURIOUS = "BRENGSEK!!! SUDAH SEBULAN UANG SAYA TIDAK KEMBALI, SAYA LAPOR POLISI!!!"
CALM = "Selamat pagi, saya mau menanyakan jadwal antar. Terima kasih."


def moods(case: Case) -> list[tuple[str, int]]:
    return [(one.mood, one.turn) for one in for_people_inside(case, name="A") if one.kind in ("complaint", "heard")]


def test_an_estimate_is_shown_until_an_officer_confirms_it_and_speaks_again_with_the_next_message(
    sagara: Sagara,
) -> None:
    case, alice, _receipt = alice_complains(body=CALM, title="")
    assert (case.temperature, case.temperature_estimate) == ("", "calm")
    hear(case, text=FURIOUS, by=alice)
    case.refresh_from_db()
    assert (case.temperature_estimate, case.escalation) == ("very_angry", 0), "an estimate alone calls nobody"

    note_temperature(case, temperature="angry", by=sagara.fitri)
    assert (case.temperature, case.temperature_estimate) == ("angry", "angry")
    entry = [one for one in trail.entries(case) if one.verb == "temperature_noted"][-1]
    assert entry.facts["estimate"] == "very_angry"
    hear(case, text=CALM, by=alice)
    case.refresh_from_db()
    assert (case.temperature, case.temperature_estimate) == ("angry", "calm")
    assert moods(case) == [("calm", 0), ("very_angry", 1), ("calm", -1)]
    assert not any(one.turn for one in for_the_complainant(case))


def test_what_an_officer_notes_as_very_angry_calls_somebody_in(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    with pytest.raises(Forbidden):
        note_temperature(case, temperature="calm", by=sagara.mallory)
    with pytest.raises(Invalid):
        note_temperature(case, temperature="boiling", by=sagara.fitri)
    note_temperature(case, temperature="very_angry", by=sagara.fitri)
    assert case.escalation == 2 and trail.entries(case)[-1].verb == "called_in"
    with pytest.raises(Refused):
        note_temperature(case, temperature="very_angry", by=sagara.fitri)
    assess(case, PRODUCT, by=sagara.fitri)
    assert (case.temperature, case.temperature_estimate, case.escalation) == ("angry", "angry", 2)


def test_where_the_sop_says_so_an_estimate_alone_calls_somebody_in_or_none_is_made(sagara: Sagara) -> None:
    source = (SOPS / "company.toml").read_text(encoding="utf-8")
    by = {"by": sagara.ade, "second": sagara.maya}
    sop.publish(sop.draft(source.replace("estimate_calls = false", "estimate_calls = true")), **by)
    case, alice, _receipt = alice_complains(body=FURIOUS)
    assert (case.temperature, case.escalation) == ("", 2)
    later, alice, _receipt = alice_complains(body=CALM)
    hear(later, text=FURIOUS, by=alice)
    later.refresh_from_db()
    assert later.escalation == 2

    sop.publish(sop.draft(source.replace("estimate = true", "estimate = false")), **by)
    silent, _alice, _receipt = alice_complains(body=FURIOUS)
    assert silent.temperature_estimate == ""
