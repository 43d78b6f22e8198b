"""The language switch on a page with a form keeps page and text, without script, and does nothing else."""

import re

import pytest
from django.http import QueryDict
from django.test import Client

from tanggap.cases.models import Case
from tanggap.ui.refill import refill
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def sagara(db: None) -> Sagara:
    from tests import sagara as world

    return world.build()


def switched(client: Client, path: str, language: str, **typed: object) -> str:
    """Presses the button of the switch as a browser without script would: with the form, to the address it names."""
    page = client.get(path).content.decode()
    button = re.search(rf'<button form="typed" formaction="([^"]+)"[^>]*switch-language" value="{language}"', page)
    assert button, f"{path} has no switch that keeps what was typed"
    answer = client.post(button[1].replace("&amp;", "&"), {"switch-language": language, **typed})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_story_of_a_complaint_survives_the_switch_and_goes_on_from_there(sagara: Sagara) -> None:
    alice = Client(headers={"accept-language": "id"})
    alice.post("/complain/", {"topic": "other"})

    page = switched(alice, "/complain/story/", "en", body='Galonnya "bocor" & <b>basah</b>,\nsampai ke dapur.')

    assert "What happened?" in page and alice.cookies["bahasa"].value == "en"
    assert "Galonnya &quot;bocor&quot; &amp; &lt;b&gt;basah&lt;/b&gt;,\nsampai ke dapur.</textarea>" in page
    assert '<form id="typed" method="post"' in page and 'formaction="/complain/story/?typed"' in page
    # The page has the mark in its address now; going on must go on, and not switch once more.
    onward = alice.post("/complain/story/?typed", {"body": "Galonnya bocor sampai ke dapur."})
    assert onward.status_code == 302 and onward["Location"] != "/complain/story/"


def test_an_officer_changes_language_in_the_middle_of_a_form_and_nothing_happens_to_the_case(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri, "id")

    given = {"category": "taste_or_smell", "severity": "high", "version": "0"}
    page = switched(fitri.client, address(case, "assess"), "en", **given)
    assert "Classify the complaint" in page
    assert re.search(r'<option value="taste_or_smell" selected>', page)
    assert re.search(r'<input type="radio"[^>]*value="high" checked>', page)
    recorded = switched(fitri.client, "/desk/new/", "id", name="Alice", medium="letter", body="Surat tiba.", wish="")
    assert re.search(r'name="name"[^>]* value="Alice"', recorded) and ">\nSurat tiba.</textarea>" in recorded
    reply = switched(fitri.client, address(case, ""), "en", body="Bu Alice, kami periksa.", seen="0", kind="note")
    assert reply.count("Bu Alice, kami periksa.") == 1, "into the reply, never into the note"
    case.refresh_from_db()
    assert (case.category, Case.objects.count(), case.replies.filter(party=None).count()) == ("", 1, 0)


def test_signing_in_keeps_the_address_and_never_the_password(sagara: Sagara) -> None:
    page = switched(Client(), "/desk/sign-in/?next=/desk/new/", "en", login="bob@sagara.example", password="rahasia")

    assert "Sign in to the workspace" in page and 'value="bob@sagara.example"' in page and "rahasia" not in page
    assert 'name="next" value="/desk/new/"' in page


def test_a_form_from_elsewhere_switches_nothing(sagara: Sagara) -> None:
    mallory = Client(enforce_csrf_checks=True)

    answer = mallory.post("/track/?typed", {"switch-language": "en", "reference": "K26-1"})

    assert answer.status_code == 403 and "bahasa" not in answer.cookies
    assert mallory.get("/track/?typed&switch-language=en").cookies.get("bahasa") is None
    assert Client().post("/track/?typed", {"switch-language": "xx", "reference": "", "code": ""}).status_code == 400


PAGE = """<input name="a" value="1"><form id="typed"><input type="hidden" name="version" value="7">
<input name="a" value="1"><input type="password" name="p"><input type="checkbox" name="c" value="x" checked>
<select name="s"><option value="1" selected>Satu</option><option value="2">Dua</option></select>
<textarea name="t">
lama</textarea><textarea name="u">
tetap</textarea></form><form><textarea name="t"></textarea></form>"""


def test_only_the_fields_of_that_form_are_filled_and_what_is_the_pages_own_stays() -> None:
    filled = refill(PAGE, QueryDict("a=%22&version=1&p=rahasia&s=2&t=%3C/textarea%3E%3Cscript%3E"))

    first, *rest = filled.split("\n")
    assert first == '<input name="a" value="1"><form id="typed"><input type="hidden" name="version" value="7">'
    assert rest == [
        '<input name="a" value="&quot;"><input type="password" name="p"><input type="checkbox" name="c" value="x">',
        '<select name="s"><option value="1">Satu</option><option value="2" selected>Dua</option></select>',
        '<textarea name="t">', '&lt;/textarea&gt;&lt;script&gt;</textarea><textarea name="u">',
        'tetap</textarea></form><form><textarea name="t"></textarea></form>',
    ]  # fmt: skip
