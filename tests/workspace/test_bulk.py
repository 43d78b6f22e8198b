"""Many complaints at once: what the preview says is what is done, what is refused is told, and it can be taken back."""

import re
from datetime import timedelta

import pytest

from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Notice
from tanggap.casework.assess import assess, assign, forward
from tanggap.casework.converse import note
from tanggap.casework.undo import UNDO_SECONDS, Made, undo_forward
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.errors import Refused
from tests.sagara import PRODUCT, Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words


def three_at_quality(sagara: Sagara) -> list[Case]:
    cases = [alice_complains()[0] for _n in range(3)]
    for case in cases:
        investigate(sagara, case)
    return cases


def picks(html: str) -> list[str]:
    """What the button below the preview sends along."""
    form = html[html.index('<form method="post" action="/desk/bulk/'):]
    return re.findall(r'name="pick" value="([^"]+)"', form)


def look(desk: Desk, act: str, cases: list[Case], **more: str) -> str:
    fields = {"pick": [case.reference for case in cases], "show": "1", "back": "show=all", **more}
    answer = desk.client.get(f"/desk/bulk/{act}/", fields)
    assert answer.status_code == 200
    return answer.content.decode()


def handlers(cases: list[Case]) -> list[str]:
    return [str(Case.objects.get(pk=case.pk).handler or "") for case in cases]


def other(case: Case) -> str:
    """A category of the SOP that is not the one of the taste."""
    return next(code for code in case.edition.procedure.categories if code != PRODUCT.category)


def undo_address(html: str) -> str:
    found = re.search(r'action="(/desk/bulk/undo/[^"]+)"', html)
    assert found is not None
    return found[1]


def test_the_inbox_has_a_box_for_each_row_and_a_preview_changes_nothing(sagara: Sagara) -> None:
    cases = three_at_quality(sagara)
    inbox = Desk(sagara.olga).read("/desk/?show=all").content.decode()
    boxes = re.findall(r'name="pick" value="([^"]+)" form="bulk"', inbox)
    assert sorted(boxes) == sorted(case.reference for case in cases)
    entries = Entry.objects.count()
    html = look(Desk(sagara.olga), "assign", cases, handler=str(sagara.bob.pk))
    assert "3 complaints will change" in html and html.count("<b>Bob Siregar</b>") == 3
    assert (handlers(cases), Entry.objects.count()) == (["", "", ""], entries)


def test_what_somebody_changed_meanwhile_and_what_may_not_be_seen_are_skipped_and_told(sagara: Sagara) -> None:
    mine, moved, _third = three_at_quality(sagara)
    hidden, _alice, _receipt = alice_complains(confidential=True)
    olga, bob = Desk(sagara.olga), str(sagara.bob.pk)
    html = look(olga, "assign", [mine, moved, hidden], handler=bob)
    assert "1 complaint will be skipped" in html and hidden.title not in html.replace(mine.title, "", 2)
    sent = picks(html)
    assert [one.split(":")[0] for one in sent] == [mine.reference, moved.reference]
    note(moved, text="Pelapor menelepon.", by=sagara.bob)
    assign(moved, handler=sagara.olga, by=sagara.olga)
    fields = {"pick": [*sent, hidden.reference], "handler": bob, "back": "show=all"}
    answer = olga.client.post("/desk/bulk/assign/", fields)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/?show=all")
    said = words(olga.read("/desk/?show=all"))
    assert "1 complaint is with Bob Siregar now." in said
    assert f"2 complaints were skipped. {moved.reference}: Somebody else has changed" in said
    assert f"{hidden.reference}: There is no such complaint" in said
    assert handlers([mine, moved]) == [str(sagara.bob), str(sagara.olga)]


def test_the_button_pressed_twice_does_it_once(sagara: Sagara) -> None:
    cases = three_at_quality(sagara)
    olga, bob = Desk(sagara.olga), str(sagara.bob.pk)
    sent = {"pick": picks(look(olga, "assign", cases, handler=bob)), "handler": bob}
    for _press in range(2):
        assert olga.client.post("/desk/bulk/assign/", sent).status_code == 303
    assert Entry.objects.filter(verb="assigned").count() == 3
    assert Notice.objects.filter(staff=sagara.bob, kind=Notice.Kind.ASSIGNED).count() == 3
    assert "Bob Siregar handles it already" in words(olga.read("/desk/"))


def test_taking_back_leaves_alone_what_has_gone_on_since(sagara: Sagara) -> None:
    had, free, went_on = cases = three_at_quality(sagara)
    assign(had, handler=sagara.olga, by=sagara.olga)
    olga, bob = Desk(sagara.olga), str(sagara.bob.pk)
    olga.client.post("/desk/bulk/assign/", {"pick": [case.reference for case in cases], "handler": bob})
    address = undo_address(olga.read("/desk/?show=all").content.decode())
    note(Case.objects.get(pk=went_on.pk), text="Sudah saya mulai.", by=sagara.bob)
    assert Desk(sagara.mallory).client.post(address).status_code == 303
    assert handlers(cases) == [str(sagara.bob)] * 3
    for _press in range(2):
        assert olga.client.post(address).status_code == 303
    assert handlers(cases) == [str(sagara.olga), "", str(sagara.bob)]
    said = words(olga.read("/desk/"))
    assert "Taken back for 2 complaints" in said and "Something has happened since" in said
    assert Entry.objects.filter(verb="assignment_undone").count() == 2
    assert "The assignment was taken back." in words(olga.open(free))


def test_forwarding_tells_what_is_not_ready_and_classifying_keeps_how_bad_each_is(sagara: Sagara) -> None:
    ready, raw = alice_complains()[0], alice_complains()[0]
    assess(ready, PRODUCT, by=sagara.fitri)
    fitri = Desk(sagara.fitri)
    html = look(fitri, "forward", [ready, raw], unit="")
    assert "Assess the complaint first." in html and len(picks(html)) == 1
    pick = [ready.reference, raw.reference]
    refused = fitri.client.get("/desk/bulk/classify/", {"pick": pick, "show": "1", "category": other(ready)})
    assert refused.status_code == 400 and "One answer needs attention" in words(refused)
    html = look(fitri, "classify", [ready, raw], category=other(ready), reason="Labelnya keliru.")
    fields = {"pick": picks(html), "category": other(ready), "reason": "Labelnya keliru."}
    assert fitri.client.post("/desk/bulk/classify/", fields).status_code == 303
    ready.refresh_from_db()
    assert (ready.category, ready.severity, ready.impact_money) == (other(raw), "high", "medium")


def test_a_forwarding_and_a_classification_are_taken_back_as_far_as_nothing_came_after(sagara: Sagara) -> None:
    first, went_on = [alice_complains()[0] for _n in range(2)]
    for case in (first, went_on):
        assess(case, PRODUCT, by=sagara.fitri)
    fitri = Desk(sagara.fitri)
    was = known(first)
    fields = {"pick": [first.reference, went_on.reference], "back": "show=all"}
    fitri.client.post("/desk/bulk/classify/", {**fields, "category": other(first), "reason": "Labelnya keliru."})
    assert known(first)[:2] != was[:2]
    address = undo_address(fitri.read("/desk/?show=all").content.decode())
    assert fitri.client.post(address)["Location"] == "/desk/?show=all"
    assert known(first) == was

    fitri.client.post("/desk/bulk/forward/", {**fields, "unit": ""})
    assert {known(case)[2:4] for case in (first, went_on)} == {("investigating", "quality")}
    letters = Outbound.objects.filter(case_key=first.key, to_address=sagara.olga.email)
    assert {one.state for one in letters} == {"queued"} and min(one.due_at for one in letters) > time.now()
    note(Case.objects.get(pk=went_on.pk), text="Sudah saya mulai.", by=sagara.bob)
    address = undo_address(fitri.read("/desk/?show=all").content.decode())
    for _press in range(2):
        fitri.client.post(address)
    assert known(first) == was and known(went_on)[2] == "investigating"
    assert {one.state for one in letters.all()} == {"cancelled"}
    assert not Notice.objects.filter(case=first, kind=Notice.Kind.FORWARDED).exists()
    assert not Clock.objects.filter(case_id=first.pk, kind__in=("alternatives", "decision"), ended_at=None).exists()
    assert "1 complaint stays as it is" in words(fitri.read("/desk/"))
    assert "The forwarding was taken back" in words(fitri.open(first))
    # It goes its way once more as if nothing had been.
    fitri.client.post("/desk/bulk/forward/", {"pick": first.reference, "unit": ""})
    assert known(first)[2:4] == ("investigating", "quality")


def test_one_forwarding_is_taken_back_from_its_message_once_and_by_nobody_else(sagara: Sagara) -> None:
    case = alice_complains()[0]
    assess(case, PRODUCT, by=sagara.fitri)
    was, fitri = known(case), Desk(sagara.fitri)
    fitri.act(case, "forward", unit="", handler="", note="")
    found = re.search(r'action="(/desk/cases/[^"]+/undo/forward/\d+/)"', fitri.open(case).content.decode())
    assert found is not None and known(case)[2] == "investigating"
    assert Desk(sagara.mallory).client.post(found[1]).status_code == 404
    assert Desk(sagara.bob).client.post(found[1]).status_code == 409
    assert [fitri.client.post(found[1]).status_code for _press in range(2)] == [303, 409]
    assert known(case) == was
    assert fitri.client.post(found[1].replace("forward", "close")).status_code == 404


def known(case: Case) -> tuple[str, ...]:
    case = Case.objects.select_related("unit").get(pk=case.pk)
    return case.type, case.category, case.state, case.unit.code, case.severity


def test_after_a_minute_or_with_a_letter_gone_nothing_is_taken_back(sagara: Sagara) -> None:
    case = alice_complains()[0]
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    made = Made(case.pk, case.version)
    Outbound.objects.filter(case_key=case.key, to_address=sagara.olga.email).update(state="sent")
    with pytest.raises(Refused, match="surat"):
        undo_forward(made, by=sagara.fitri)
    with time.travel(time.now() + timedelta(seconds=UNDO_SECONDS + 1)), pytest.raises(Refused, match="terlambat"):
        undo_forward(made, by=sagara.fitri)
    with pytest.raises(Refused):
        undo_forward(made, by=sagara.bob)
    hidden = alice_complains(confidential=True)[0]
    assess(hidden, PRODUCT, by=sagara.fitri)
    forward(hidden, by=sagara.fitri)
    with pytest.raises(Refused, match="rahasia"):
        undo_forward(Made(hidden.pk, hidden.version), by=sagara.fitri)


def test_of_fifty_the_stale_and_the_hidden_are_skipped_and_the_others_done_with_one_look(sagara: Sagara) -> None:
    cases = [alice_complains()[0] for _n in range(48)]
    for case in cases:
        investigate(sagara, case)
    hidden = [alice_complains(confidential=True)[0] for _n in range(2)]
    olga, bob = Desk(sagara.olga), str(sagara.bob.pk)
    html = look(olga, "assign", [*cases, *hidden], handler=bob)
    assert "48 complaints will change" in html and "2 complaints will be skipped" in html
    sent = picks(html)
    for case in cases[:3]:
        note(case, text="Pelapor menelepon.", by=sagara.bob)
        assign(case, handler=sagara.olga, by=sagara.olga)
    olga.client.post("/desk/bulk/assign/", {"pick": [*sent, *(one.reference for one in hidden)], "handler": bob})
    said = words(olga.read("/desk/?show=all"))
    assert "45 complaints are with Bob Siregar now." in said and "5 complaints were skipped." in said
    assert handlers(cases).count(str(sagara.bob)) == 45
    assert not any(handlers(hidden)) and hidden[0].title not in said.replace(cases[0].title, "")


def test_two_that_are_picked_go_on_to_the_page_that_merges_them(sagara: Sagara) -> None:
    older, newer = alice_complains()[0], alice_complains()[0]
    fitri = Desk(sagara.fitri)
    answer = fitri.client.get("/desk/bulk/merge/", {"pick": [newer.reference, older.reference]})
    assert answer["Location"] == f"/desk/cases/{newer.reference}/merge/?into={older.reference}"
    assert fitri.client.get("/desk/bulk/merge/", {"pick": newer.reference, "back": "show=all"})["Location"] == (
        "/desk/?show=all"
    )


def test_what_mallory_sends_breaks_nothing(sagara: Sagara) -> None:
    case = three_at_quality(sagara)[0]
    mallory = Desk(sagara.mallory).client
    for value in ("\0", "K26-00001:" + "9" * 50, "'", "<b>", "💧" * 50, case.reference):
        for act in ("assign", "forward", "classify"):
            fields = {"pick": value, "show": "1", "handler": value, "unit": value, "category": value, "reason": value}
            assert mallory.get(f"/desk/bulk/{act}/", fields).status_code in {200, 303, 400}
            assert mallory.post(f"/desk/bulk/{act}/", fields).status_code in {303, 400}
    assert mallory.post("/desk/bulk/assign/", {"pick": [f"K26-{n}" for n in range(101)]}).status_code == 303
    mallory.post("/desk/bulk/assign/", {"pick": case.reference, "handler": str(sagara.mallory.pk)})
    assert handlers([case]) == [""]
