"""A real file comes in: every row a case in the state its data tell, once, verifiable, and open to be reopened."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case, Reply, SearchEntry
from tanggap.cases.search import find
from tanggap.casework.available import available
from tanggap.casework.reopen import reopen
from tanggap.channels.models import Inbound, Outbound
from tanggap.clocks.models import Clock
from tanggap.learning.models import RegisterEntry
from tests.imports.files import CFPB, Run
from tests.sagara import Sagara


def test_every_row_becomes_a_case_in_the_state_its_data_tell(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CFPB, preset="cfpb") == 0
    assert Case.objects.count() == 300
    assert "300 complaints imported" in capsys.readouterr().out
    assert Counter(Case.objects.values_list("state", flat=True)).keys() == {"closed", "investigating"}
    closed = Case.objects.filter(state="closed").count()
    assert RegisterEntry.objects.filter(source="import").count() == closed
    assert SearchEntry.objects.count() == Inbound.objects.count() == 300
    assert not Outbound.objects.exists() and not Clock.objects.exists()
    assert set(Case.objects.values_list("edition__state", flat=True)) == {"imported"}
    assert not list(trail.verify())


def test_events_stand_at_the_datas_own_times_noon_of_the_zone(run: Run) -> None:
    run(CFPB, preset="cfpb", zone="America/New_York")
    case = Case.objects.order_by("pk").first()
    assert case is not None
    assert case.received_at == datetime(2020, 3, 18, 16, tzinfo=UTC)
    verbs = [(entry.verb, entry.at, entry.face) for entry in trail.entries(case)]
    assert [verb for verb, _at, _face in verbs] == ["received", "forwarded", "closed"]
    assert {at for _verb, at, _face in verbs} == {case.received_at}
    assert {face for _verb, _at, face in verbs} == {"import"}


def test_old_product_names_are_merged_and_narratives_stay_readable(run: Run) -> None:
    run(CFPB, preset="cfpb")
    products = {case.product.split(" · ")[0] for case in Case.objects.all()}
    assert "Credit card" not in products and "Bank account or service" not in products
    longest = max((str(case.body) for case in Case.objects.all()), key=len)
    assert "\n" in longest
    without = Case.objects.order_by("pk").first()
    assert without is not None and without.body == (
        "Incorrect information on your report: Information belongs to someone else.\n\n"
        "Credit reporting, credit repair services, or other personal consumer reports · Credit reporting\n"
        "TRANSUNION INTERMEDIATE HOLDINGS, INC."
    )
    assert Reply.objects.filter(party=None, author=None).exists()


def test_the_same_file_twice_imports_nothing_twice(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(CFPB, preset="cfpb")
    copy = tmp_path / "the same under another name.csv"
    copy.write_bytes(CFPB.read_bytes())
    assert run(copy, preset="cfpb") == 0
    assert Case.objects.count() == 300
    assert "0 complaints imported" in capsys.readouterr().out


def test_an_import_that_was_killed_goes_on_where_it_stopped(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from tanggap.cli.imports import carrying

    class Killed(BaseException):
        pass

    real, calls = carrying.receive_many, []

    def dies_at_the_third(words: list, **how: object) -> object:
        calls.append(len(words))
        if len(calls) == 3:
            raise Killed
        return real(words, **how)

    monkeypatch.setattr(carrying, "BATCH", 50)
    monkeypatch.setattr(carrying, "receive_many", dies_at_the_third)
    with pytest.raises(Killed):
        run(CFPB, preset="cfpb")
    assert Case.objects.count() == 100
    assert run(CFPB, preset="cfpb") == 0
    assert Case.objects.count() == 300
    assert set(Inbound.objects.values_list("external_id", flat=True)) == {str(number) for number in range(1, 301)}


def test_a_dry_run_says_what_would_happen_and_writes_nothing(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CFPB, preset="cfpb", dry_run=True) == 0
    said = capsys.readouterr().out
    assert "300 rows, 300 good, 0 bad." in said and "300 complaints would come in" in said
    assert not Case.objects.exists() and not Inbound.objects.exists()


def test_staff_find_open_and_reopen_what_was_closed_elsewhere(run: Run, sagara: Sagara) -> None:
    run(CFPB, preset="cfpb")
    found = find(access.visible_to(sagara.fitri), "incorrect reports").filter(state="closed").first()
    assert found is not None
    case = access.get_case(sagara.fitri, found.reference)
    assert "reopen" in {one.act for one in available(case, sagara.fitri) if not one.missing}
    reopen(case, reason="She has written again.", by=sagara.fitri)
    assert (case.state, case.round, case.register.count()) == ("investigating", 2, 1)
    assert set(Clock.objects.filter(case_id=case.pk, state="running").values_list("kind", flat=True)) == {
        "alternatives", "decision", "progress", "resolution",
    }  # fmt: skip
    assert not list(trail.verify([case]))
