"""Categories and letters kept in the product: in a draft, that two people publish, and that the portal then shows."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tanggap.casework import draft_pieces, drafting, readiness
from tanggap.people.models import Post, Staff
from tanggap.people.units import plant
from tanggap.sop.models import Edition, current_edition
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import words

CATEGORIES = "/desk/settings/categories/"
QUESTIONS = "/desk/settings/questions/"
LETTERS = "/desk/settings/letters/"
DRAFT = "/desk/settings/draft/"
COLD = {"label_id": "Dispenser tidak dingin", "label_en": "Dispenser does not cool", "type": "product", "parent": ""}


def browser(staff: Any, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(staff)
    return client


@pytest.fixture
def maya(sagara: Sagara) -> Client:
    return browser(sagara.maya)


@pytest.fixture
def drafting_maya(maya: Client) -> Client:
    maya.post(f"{DRAFT}begin/")
    return maya


def fields(page: HttpResponse) -> dict[str, Any]:
    """What the form of the page would send as it stands, but for the tokens."""
    html = page.content.decode()
    form = next(one for one in re.findall(r"<form.*?</form>", html, re.S) if 'name="seen"' in one)
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") in ("checkbox", "radio") and not re.search(r"\schecked\b", tag):
            continue
        if "name" in given:
            found.setdefault(given["name"], []).append(given.get("value", ""))
    for name, inner in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        found[name] = [inner.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")]
    for name, inner in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = [chosen[1] if chosen else ""]
    return found


def form(client: Client, address: str, **changed: Any) -> HttpResponse:
    """The form of that page, sent with some of it changed."""
    return client.post(address, {**fields(client.get(address)), **changed})


def publish(sagara: Sagara) -> None:
    held = drafting.propose(on=None, version=drafting.the_draft().version, by=sagara.maya)
    drafting.agree(version=held.version, by=sagara.ade)


def test_before_a_draft_is_begun_the_pages_say_what_is_in_force(sagara: Sagara, maya: Client) -> None:
    for address in (CATEGORIES, QUESTIONS, LETTERS, DRAFT):
        assert "Begin a draft" in words(maya.get(address))
    for address in (f"{CATEGORIES}late_delivery/", f"{CATEGORIES}new/", f"{LETTERS}offer/"):
        assert maya.get(address)["Location"] == DRAFT
    answer = maya.post(f"{DRAFT}begin/", {"next": CATEGORIES})
    assert answer["Location"] == CATEGORIES
    assert "Add a category" in words(maya.get(CATEGORIES))
    menu = maya.get("/desk/settings/").content.decode()
    assert all(f'href="{address}"' in menu for address in (CATEGORIES, QUESTIONS, LETTERS, DRAFT))


def test_only_who_manages_or_administers_the_whole_may_see_them(sagara: Sagara) -> None:
    Post.objects.create(staff=sagara.mallory, unit=sagara.unit["service"], role="manager")
    for who in (sagara.olga, sagara.bob, sagara.mallory):
        client = browser(who)
        assert CATEGORIES not in client.get("/desk/settings/").content.decode()
        assert {client.get(one).status_code for one in (CATEGORIES, QUESTIONS, LETTERS, DRAFT)} == {403}
        for act in ("draft/begin", "draft/publish", "draft/agree", "draft/discard", "categories/delivery/retire",
                    "questions/product/remove"):  # fmt: skip
            assert client.post(f"/desk/settings/{act}/").status_code == 403
    assert not Edition.objects.filter(state="draft").exists()


def test_a_new_category_is_offered_after_publishing_and_not_before(sagara: Sagara, drafting_maya: Client) -> None:
    old_case, _alice, _receipt = alice_complains(category="taste_or_smell")
    visitor = Client(headers={"accept-language": "en"})
    saved = form(drafting_maya, f"{CATEGORIES}new/", **COLD, examples_id="Suhu", examples_en="Temperature", sealed="1")
    assert saved.status_code == 303, words(saved)
    assert "dispenser_does_not_cool" in drafting.the_draft().procedure.categories
    assert "Dispenser does not cool" not in words(visitor.get("/complain/"))
    assert "Dispenser does not cool" not in words(visitor.get("/"))
    publish(sagara)
    page = words(visitor.get("/complain/"))
    assert "Dispenser does not cool" in page and "Temperature" in words(visitor.get("/"))
    chosen = visitor.post("/complain/", {"topic": "dispenser_does_not_cool"})
    assert chosen.status_code == 302
    old_case.refresh_from_db()
    assert old_case.edition.number == 1 and current_edition().number == 2


def test_a_category_offered_no_more_leaves_the_forms_and_stays_on_its_complaints(
    sagara: Sagara, drafting_maya: Client
) -> None:
    case, _alice, _receipt = alice_complains(category="late_delivery")
    assert drafting_maya.post(f"{CATEGORIES}delivery/retire/").status_code == 303
    assert "offered no more" in words(drafting_maya.get(CATEGORIES))
    publish(sagara)
    visitor = Client(headers={"accept-language": "en"})
    assert "Delivery problem" not in words(visitor.get("/")) + words(visitor.get("/complain/"))
    assert "delivery" not in re.findall(r'value="(\w+)"', browser(sagara.fitri).get("/desk/new/").content.decode())
    # It still has its name on the case and in the filters; who had begun with it is not turned away.
    assert "Late delivery" in words(browser(sagara.maya).get(f"/desk/cases/{case.reference}/"))
    assert "Late delivery" in words(browser(sagara.maya).get("/desk/"))
    late, _alice, _receipt = alice_complains(category="late_delivery")
    assert late.edition.number == 2


def test_the_form_of_a_category_keeps_what_stands_and_saves_what_changed(drafting_maya: Client) -> None:
    before = drafting.the_draft()
    # Saved as it stands: not one letter of the file moves, for every category.
    for code in before.procedure.categories:
        answer = form(drafting_maya, f"{CATEGORIES}{code}/")
        assert answer.status_code == 303, (code, words(answer))
    assert drafting.the_draft().source == before.source
    answer = form(drafting_maya, f"{CATEGORIES}late_delivery/", label_en="Late “again” \\ 5 > 3",
                  promise_first_reply="2", length_first_reply="working hours", questions=["when", "place"])  # fmt: skip
    assert answer.status_code == 303
    held = drafting.the_draft()
    late = held.procedure.categories["late_delivery"]
    assert (late.label.en, late.questions) == ("Late “again” \\ 5 > 3", ["when", "place"])
    assert held.procedure.promise("first_reply", category="late_delivery").minutes == 120
    page = words(drafting_maya.get(f"{CATEGORIES}late_delivery/"))
    assert "Change" in page or "Late" in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"label_id": "  "}, "Write the name."),
        ({"label_id": "x" * 500}, "At most 120 characters"),
        ({"code": "delivery"}, "There is a category with this code already."),
        ({"code": "Wrong Code"}, "Small letters, digits"),
        ({"notice_id": "Awas"}, "Write the notice in both languages"),
        ({"type": "weather\0"}, "There is no type"),
        ({"parent": "nowhere"}, "There is no category"),
        ({"questions": ["nothing"]}, "There is no question"),
        ({"promise_first_reply": "many"}, "Write a whole number"),
        ({"promise_first_reply": "9" * 40}, "Write a whole number"),
        ({"label_id": "Masalah pengantaran", "label_en": "Delivery problem"}, "with this name already"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(drafting_maya: Client, sent: dict[str, Any], sentence: str) -> None:
    typed = {**COLD, "examples_id": "Suhu", "examples_en": "Typed with care", **sent}
    answer = form(drafting_maya, f"{CATEGORIES}new/", **typed)
    assert answer.status_code in (400, 409)
    assert sentence in words(answer) and "Typed with care" in answer.content.decode()
    assert drafting.the_draft().version == 1


def test_sent_twice_it_is_there_once(drafting_maya: Client) -> None:
    page = fields(drafting_maya.get(f"{CATEGORIES}new/"))
    assert drafting_maya.post(f"{CATEGORIES}new/", {**page, **COLD}).status_code == 303
    again = drafting_maya.post(f"{CATEGORIES}new/", {**page, **COLD})
    assert "There is a category with this name already." in words(again)
    nul = drafting_maya.post(f"{CATEGORIES}new/", {**page, **COLD, "label_id": "a\0b", "label_en": "NUL\0 byte"})
    assert nul.status_code == 303


def test_in_two_tabs_the_slower_sees_both_and_may_save_again(sagara: Sagara, drafting_maya: Client) -> None:
    address = f"{CATEGORIES}late_delivery/"
    first = fields(drafting_maya.get(address))
    ade = browser(sagara.ade)
    assert form(ade, address, label_en="Later than said").status_code == 303
    # A change elsewhere is in nobody's way.
    other = fields(drafting_maya.get(f"{CATEGORIES}not_delivered/"))
    slower = drafting_maya.post(address, {**first, "label_en": "Late at the door"})
    assert slower.status_code == 409
    assert "Stands there now: Later than said" in words(slower) and "Late at the door" in slower.content.decode()
    assert drafting_maya.post(address, {**fields(slower)}).status_code == 303
    assert drafting.the_draft().procedure.categories["late_delivery"].label.en == "Late at the door"
    assert drafting_maya.post(f"{CATEGORIES}not_delivered/", {**other, "label_en": "Never came"}).status_code == 303


def test_moving_and_retiring_can_be_undone_from_the_message(drafting_maya: Client) -> None:
    before = drafting.the_draft().source
    page = drafting_maya.post(f"{CATEGORIES}delivery/move/", {"up": "1"}, follow=True)
    undo = re.search(r'action="(/desk/settings/draft/undo/[^"]+)"', page.content.decode())
    assert undo is not None and drafting.the_draft().source != before
    back = drafting_maya.post(undo[1].replace("&amp;", "&"), follow=True)
    assert "The last change is taken back." in words(back) and drafting.the_draft().source == before
    refused = drafting_maya.post(f"{CATEGORIES}delivery/remove/", follow=True)
    assert "It can be retired, not removed." in words(refused)


def test_every_letter_opens_saves_as_it_stands_and_is_shown_filled(sagara: Sagara, drafting_maya: Client) -> None:
    before = drafting.the_draft().source
    listed = drafting_maya.get(LETTERS).content.decode()
    codes = re.findall(rf'href="{LETTERS}([\w-]+)/"', listed)
    assert len(codes) == len(drafting.the_draft().procedure.letters)
    for code in codes:
        address = f"{LETTERS}{code}/"
        given = fields(drafting_maya.get(address))
        assert drafting_maya.post(address, {**given, "save": "1"}).status_code == 303, code
        shown = drafting_maya.post(address, {**given, "look": "1"})
        assert shown.status_code == 200, (code, words(shown))
        preview = shown.content.decode().partition('id="preview"')[2].partition("</section>")[0]
        assert preview.count("<article") == 2 and "{" not in preview
    assert drafting.the_draft().source == before


def test_a_letter_is_looked_at_with_a_complaint_that_one_may_see(sagara: Sagara, drafting_maya: Client) -> None:
    case, _alice, _receipt = alice_complains()
    hidden, _alice, _receipt = alice_complains(confidential=True)
    address = f"{LETTERS}forwarded/"
    given = {**fields(drafting_maya.get(address)), "look": "1"}
    page = words(drafting_maya.post(address, {**given, "case": case.reference.lower()}))
    assert case.reference in page.partition("So it arrives")[2] and "Alice" in page.partition("So it arrives")[2]
    for absent in (hidden.reference, "K26-99999", "a\0b", "x" * 300):
        page = drafting_maya.post(address, {**given, "case": absent, "subject_id": "Yang saya ketik"})
        assert page.status_code == 400 and "Yang saya ketik" in page.content.decode() and "Alice" not in words(page)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"body_en": "Dear {nama},\n\n{message}"}, "Line 1, “Dear {nama},”: this letter does not know"),
        ({"body_id": "Salam,\n{message} {"}, "Line 2"),
        ({"subject_en": " \0 "}, "Write something there."),
        ({"body_en": "Dear {name}"}, "This letter must say {message}."),
        ({"body_id": "{message}" + "a" * 30_000}, "At most 20000 characters"),
    ],
)
def test_a_letter_that_could_not_be_sent_is_not_kept(
    drafting_maya: Client, sent: dict[str, str], sentence: str
) -> None:
    answer = form(drafting_maya, f"{LETTERS}reply/", save="1", **sent)
    assert answer.status_code == 400 and sentence in words(answer)
    assert drafting.the_draft().version == 1


def test_two_people_publish_and_the_dialog_says_what_it_means(sagara: Sagara, drafting_maya: Client) -> None:
    alice_complains()
    assert "It says the same as the edition in force." in words(drafting_maya.post(f"{DRAFT}publish/", {"version": 1}))
    form(drafting_maya, f"{CATEGORIES}late_delivery/", label_en="Later than said")
    form(drafting_maya, f"{LETTERS}reply/", save="1", subject_en="Our answer {reference}")
    page = words(drafting_maya.get(f"{DRAFT}publish/"))
    assert "Publish edition 2?" in page and "1 open complaint stays with edition 1." in page
    held = drafting.the_draft()
    for on in ("2020-01-01", "yesterday", "99999-01-01"):
        wrong = drafting_maya.post(f"{DRAFT}publish/", {"version": held.version, "on": on, "remark": "Typed by Maya"})
        assert wrong.status_code == 400 and "Typed by Maya" in wrong.content.decode()
    asked = drafting_maya.post(f"{DRAFT}publish/", {"version": held.version, "remark": "Nama baru."}, follow=True)
    assert "You ask for it to be published." in words(asked)
    version = drafting.the_draft().version
    assert "A second person agrees" in words(drafting_maya.post(f"{DRAFT}agree/", {"version": version}))
    ade = browser(sagara.ade)
    stale = ade.post(f"{DRAFT}agree/", {"version": held.version})
    assert stale.status_code == 409 and current_edition().number == 1
    read = words(ade.get(f"{DRAFT}agree/"))
    assert "Nama baru." in read and "Late delivery" not in read.partition("Editions so far")[2]
    done = ade.post(f"{DRAFT}agree/", {"version": version}, follow=True)
    assert "Edition 2 is in force." in words(done) and "Nama baru." in words(done)
    assert current_edition().procedure.letter("reply", "en")[0] == "Our answer {reference}"
    # Pressed twice: the second time there is nothing left to agree on.
    assert "There is no draft." in words(ade.post(f"{DRAFT}agree/", {"version": version}))


def test_what_it_changes_is_told_in_words_of_both_languages(sagara: Sagara, drafting_maya: Client) -> None:
    form(drafting_maya, f"{CATEGORIES}late_delivery/", label_en="Late again", unit="quality")
    drafting_maya.post(f"{CATEGORIES}wrong_item/retire/")
    drafting_maya.post(f"{CATEGORIES}new/", {**fields(drafting_maya.get(f"{CATEGORIES}new/")), **COLD})
    page = words(drafting_maya.get(DRAFT))
    told = page.partition("What it changes")[2]
    for said in ("Categories Late again", "name › English Late delivery again", "offered no more yes",
                 "Dispenser does not cool new"):  # fmt: skip
        assert said in told, told
    assert "Order" not in told.partition("Put it aside")[0]
    indonesian = words(browser(sagara.ade, "id").get(DRAFT))
    assert "Dispenser tidak dingin" in indonesian and "Kategori" in indonesian


def test_the_pages_are_found_in_the_palette_and_on_the_list_of_what_is_left(sagara: Sagara, maya: Client) -> None:
    for typed, address in (("categories", CATEGORIES), ("surat", LETTERS), ("draft edition", DRAFT)):
        assert f'href="{address}"' in maya.get("/desk/palette/", {"q": typed}).content.decode()
        assert f'href="{address}"' not in browser(sagara.bob).get("/desk/palette/", {"q": typed}).content.decode()
    line = {item.code: (item.state, item.href) for item in readiness.checklist()}
    assert line["wording"] == ("warn", CATEGORIES)
    maya.post(f"{DRAFT}begin/")
    assert {item.code: item.href for item in readiness.checklist()}["wording"] == DRAFT
    form(maya, f"{CATEGORIES}late_delivery/", label_en="Late again")
    publish(sagara)
    assert {item.code: item.state for item in readiness.checklist()}["wording"] == "ok"


def test_a_procedure_is_changed_before_it_is_put_in_force(db: None) -> None:
    ade = Staff.objects.create_user("ade@sagara.test", "air-jernih-sekali-9", full_name="Ade Nugroho")
    Post.objects.create(staff=ade, unit=plant("organisation", name_id="Sagara", kind="organisation"), role="admin")
    client = browser(ade)
    for address in (CATEGORIES, QUESTIONS, LETTERS):
        assert "No procedure is chosen yet" in words(client.get(address, follow=True))
    begun = client.post("/desk/setup/sop/", {"sop": "company", "change": "1"})
    assert begun["Location"] == CATEGORIES and not Edition.objects.filter(state="published").exists()
    assert "Go on with it" in words(client.get("/desk/setup/sop/"))
    assert form(client, f"{CATEGORIES}new/", **COLD).status_code == 303
    asked = words(client.get(f"{DRAFT}publish/"))
    assert "The first edition is published by one person" in asked
    done = client.post(f"{DRAFT}publish/", {"version": drafting.the_draft().version}, follow=True)
    assert "Edition 1 is in force." in words(done)
    assert "Dispenser does not cool" in words(Client(headers={"accept-language": "en"}).get("/complain/"))


def test_a_draft_is_put_aside_and_comes_back_from_the_message(drafting_maya: Client) -> None:
    form(drafting_maya, f"{CATEGORIES}late_delivery/", label_en="Late again")
    page = drafting_maya.post(f"{DRAFT}discard/", {"version": drafting.the_draft().version}, follow=True)
    back = re.search(r'action="(/desk/settings/draft/\d+/restore/)"', page.content.decode())
    assert back is not None and "No draft is open" in words(page)
    assert "The draft is back." in words(drafting_maya.post(back[1], follow=True))
    assert drafting.the_draft().procedure.categories["late_delivery"].label.en == "Late again"
    assert drafting_maya.post(f"{DRAFT}99999999999999/restore/", follow=True).status_code == 200


def test_the_lists_cost_the_same_whatever_they_hold(
    sagara: Sagara, drafting_maya: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    for address in (CATEGORIES, QUESTIONS, LETTERS, DRAFT):
        drafting_maya.get(address)
        with django_assert_max_num_queries(14) as few:
            drafting_maya.get(address)
        for number in range(3):
            code = f"new_{address.split('/')[-2]}_{number}"
            facts = draft_pieces.CategoryFacts(type="product", label={"id": code, "en": code})
            draft_pieces.add_category(code, facts, by=sagara.maya)
        with django_assert_num_queries(len(few)):
            page = drafting_maya.get(address)
        assert f"new_{address.split('/')[-2]}_2" in drafting_maya.get(CATEGORIES).content.decode()
        assert page.status_code == 200
