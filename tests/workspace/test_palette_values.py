"""Values in the palette: "assign Bob" is done at once and taken back, "severity high" opens the form filled in."""

import re
from html import unescape

import pytest

from tanggap.cases.models import Case
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words


def first_of(desk: Desk, typed: str, case: Case | None = None, **more: str) -> dict[str, str]:
    """The option that Enter takes."""
    given = {"q": typed, "case": case.reference if case else "", **more}
    html = desk.client.get("/desk/palette/", given).content.decode()
    found = re.search(r"<a role=\"option\"([^>]*)>.*?<span>(.*?)</span>", html, re.S)
    assert found is not None, html
    given = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', found[1])}
    return {**given, "words": found[2]}


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("severity critical", "/assess/?severity=critical"), ("keparahan kritis", "/assess/?severity=critical"),
        ("mendesak", "/assess/?severity=critical"), ("keparahan tingig", "/assess/?severity=high"),
        ("suhu marah", "/assess/?temperature=angry"), ("mood angry", "/assess/?temperature=angry"),
        ("keparahan", "/assess/?severity=low"), ("dampak keuangan tinggi", "/assess/?impact_money=high"),
        ("kategori rasa", "/assess/?category=taste_or_smell&type=product"),
    ],
)  # fmt: skip
def test_a_value_opens_the_act_filled_in(typed: str, href: str, sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri, "id")
    option = first_of(desk, typed, case)
    assert option["href"] == f"/desk/cases/{case.reference}{href}" and "data-act" not in option
    page = desk.read(option["href"])
    name, value = re.findall(r"[?](\w+)=(\w+)", href)[0]
    at = page.content.decode()
    assert re.search(rf'name="{name}" value="{value}" checked|<option value="{value}" selected', at)
    assert "Sudah diisikan, belum dikirim" in words(page)
    assert Case.objects.get(pk=case.pk).version == case.version


def test_what_an_address_fills_in_is_a_choice_and_never_a_text(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    desk = Desk(sagara.bob)
    page = desk.read(f"/desk/cases/{case.reference}/reclassify/?severity=critical&reason=Mallory&type=<b>&tags=x")
    html = page.content.decode()
    assert "Severity: Critical" in words(page) and "Mallory" not in words(page) and "<b>&" not in html
    empty = re.search(r'<textarea[^>]*name="reason"[^>]*autofocus[^>]*>\s*</textarea>', html)
    assert empty, "the reason is what is missing"


def test_assign_bob_is_done_with_one_enter_and_taken_back_on_the_page_of_the_case(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    desk = Desk(sagara.olga)
    option = first_of(desk, "asign bob", case)
    assert option["words"] == "Assign to Bob Siregar"
    sends = dict(one.split("=") for one in option["data-sends"].split("&"))
    done = desk.client.post(option["data-act"], sends, follow=True)
    assert done.redirect_chain == [(f"/desk/cases/{case.reference}/", 303)]
    assert Case.objects.get(pk=case.pk).handler == sagara.bob and "Assigned to Bob Siregar." in words(done)
    undo = re.search(r'action="(/desk/cases/[^"]+/undo/assign/[^"]+)"', done.content.decode())
    back = desk.client.post(undo[1], follow=True)  # type: ignore[index]
    assert back.redirect_chain == [(f"/desk/cases/{case.reference}/", 303)]
    assert Case.objects.get(pk=case.pk).handler is None
    # A name alone means the person; a second press finds the version too old, and says so above the form.
    assert "data-act" not in first_of(desk, "bob", case)
    again = desk.client.post(option["data-act"], sends, follow=True)
    assert again.redirect_chain == [(f"/desk/cases/{case.reference}/assign/", 303)]
    assert Case.objects.get(pk=case.pk).handler is None


def test_whoever_may_not_is_offered_nothing_and_refused(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    for staff in (sagara.audy, sagara.mallory):
        html = Desk(staff).client.get("/desk/palette/", {"q": "assign bob", "case": case.reference}).content.decode()
        assert "data-act" not in html and "severity=critical&" not in html
    given = {"handler": sagara.bob.pk, "version": case.version}
    where = f"/desk/cases/{case.reference}/assign/now/"
    assert Desk(sagara.mallory).client.post(where, given).status_code == 404
    assert Desk(sagara.audy).client.post(where, given).status_code == 303
    for odd in ({"handler": "x", "version": "1"}, {"handler": "9" * 40, "version": "9" * 40}, {}):
        assert Desk(sagara.olga).client.post(where, odd).status_code == 303
    assert Case.objects.get(pk=case.pk).handler is None


def test_what_is_picked_in_the_list_goes_to_the_page_that_says_what_changes(sagara: Sagara) -> None:
    cases = [alice_complains()[0] for _n in range(2)]
    hidden, _alice, _receipt = alice_complains(confidential=True)
    for case in cases:
        investigate(sagara, case)
    desk = Desk(sagara.olga)
    picked = ",".join(one.reference for one in [*cases, hidden])
    option = first_of(desk, "assign bob", picked=picked)
    assert option["href"].startswith("/desk/bulk/assign/?pick=") and hidden.reference not in option["href"]
    assert "2 complaints will change" in words(desk.read(option["href"]))
    assert "bulk" not in first_of(desk, "bob", picked=picked)["href"]
    assert first_of(desk, "", picked=picked)["words"] == "Assign"
