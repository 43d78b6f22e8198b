"""From an empty installation to people at work: the code, the steps, invitations, and what Mallory tries on the way."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework import invitations, readiness
from tanggap.channels.models import Outbound
from tanggap.cli.examination import examine
from tanggap.clocks.models import Calendar, Holiday
from tanggap.core import time
from tanggap.core.keys import unseal
from tanggap.core.secrets import setup_code
from tanggap.people.models import Invitation, Organisation, Post, Staff, Unit
from tanggap.sop.models import Edition, current_edition
from tests.sagara import Sagara
from tests.workspace.browsing import words

PASSWORD = "air jernih sekali 9"
ADE = {"name": "Ade Nugroho", "email": "Ade@Sagara.test", "password": PASSWORD}
ABOUT = {"name_id": "Koperasi Maju", "kind": "association", "language": "id", "zone": "Asia/Makassar",
         "phone": "(0411) 555-010", "email": "keluhan@maju.example"}  # fmt: skip


def browser(language: str = "en") -> Client:
    return Client(headers={"accept-language": language})


@pytest.fixture
def ade(db: None) -> Client:
    """The first administrator, just made."""
    client = browser()
    assert client.post("/desk/begin/", {**ADE, "code": setup_code()})["Location"] == "/desk/setup/"
    return client


@pytest.fixture
def founded(ade: Client) -> Client:
    """The same, with organisation and procedure."""
    assert ade.post("/desk/setup/organisation/", {**ABOUT, "version": 1})["Location"] == "/desk/setup/hours/"
    assert ade.post("/desk/setup/sop/", {"sop": "association"})["Location"] == "/desk/setup/units/"
    return ade


def invite(ade: Client, email: str, role: str, unit: str, **more: str) -> str:
    """The path of the link that Ade is shown."""
    answer = ade.post("/desk/setup/people/", {"email": email, "role": role, "unit": unit, "language": "en", **more})
    assert answer.status_code == 302, words(answer)
    page = ade.get("/desk/setup/people/").content.decode()
    return re.search(r"http://testserver(/desk/invitation/[^<\s]+)", page)[1]  # type: ignore[index]


def test_an_empty_installation_leads_to_the_page_of_the_first_administrator_and_later_to_none(db: None) -> None:
    closed = browser().get("/")
    assert (closed.status_code, "not open yet" in words(closed)) == (503, True)
    assert browser().get("/complain/").status_code == 503
    assert browser().get("/desk/sign-in/")["Location"] == "/desk/begin/"
    assert setup_code() not in browser().get("/desk/begin/").content.decode()

    answer = browser().post("/desk/begin/", {**ADE, "code": setup_code().lower().replace("-", " ")})

    assert answer["Location"] == "/desk/setup/"
    staff = Staff.objects.get()
    assert (staff.email, staff.full_name, staff.is_staff) == ("ade@sagara.test", "Ade Nugroho", True)
    assert browser().get(f"/desk/begin/?code={setup_code()}").status_code == 404
    assert browser().post("/desk/begin/", {**ADE, "email": "mallory@x.test", "code": setup_code()}).status_code == 404
    assert browser().get("/desk/sign-in/").status_code == 200


def test_mallory_guesses_the_code_and_is_slowed_down_and_bad_words_are_told_with_all_that_was_typed(db: None) -> None:
    mallory = browser()
    wrong = mallory.post("/desk/begin/", {"code": "AAAA-BBBB-CCCC\0", "name": "", "email": "x", "password": "short"})
    assert wrong.status_code == 400 and "This is not the code" in words(wrong) and "an email address" in words(wrong)
    kept = mallory.post("/desk/begin/", {**ADE, "password": "1234567890", "code": setup_code()})
    assert kept.status_code == 400 and 'value="Ade Nugroho"' in kept.content.decode()
    for _try in range(10):
        last = mallory.post("/desk/begin/", {**ADE, "code": "AAAA-BBBB-CCCC"})
    assert last.status_code == 429 and Staff.objects.count() == 0


def test_the_steps_lead_on_and_what_is_left_is_found_again(ade: Client) -> None:
    assert ade.get("/desk/setup/")["Location"] == "/desk/setup/organisation/"
    assert ade.get("/desk/")["Location"] == "/desk/setup/", "there is no inbox without a procedure"
    ade.post("/desk/setup/organisation/", {**ABOUT, "version": 1})
    hours = {f"day_{day}": "08.00-12.00, 13.00-16.00" for day in range(5)}
    again = ade.post("/desk/setup/hours/", {**hours, "day_0": "25 sampai 8"})
    assert again.status_code == 400 and 'value="25 sampai 8"' in again.content.decode()
    assert ade.post("/desk/setup/hours/", hours)["Location"] == "/desk/setup/appearance/"
    office = Calendar.objects.get(code="office")
    assert (office.zone, office.week["0"], "5" in office.week) == (
        "Asia/Makassar", [["08:00", "12:00"], ["13:00", "16:00"]], False)  # fmt: skip
    assert Holiday.objects.filter(date__year=time.today().year).exists()
    assert ade.post("/desk/setup/appearance/later/")["Location"] == "/desk/setup/sop/"
    assert ade.post("/desk/setup/sop/later/")["Location"] == "/desk/setup/units/"
    assert ade.get("/desk/setup/")["Location"] == "/desk/setup/sop/", "a procedure cannot be passed by for good"


def test_the_procedure_is_read_first_and_takes_name_and_ways_to_be_reached(founded: Client) -> None:
    edition = current_edition()
    about = edition.procedure.organisation
    assert (about.name.id, about.contact.phone, about.contact.email) == (
        "Koperasi Maju", "(0411) 555-010", "keluhan@maju.example")  # fmt: skip
    assert about.contact.hours is not None and about.contact.hours.id == "Senin sampai Jumat, 08.00 sampai 17.00"
    assert edition.source.startswith("# Prosedur"), "the comments of the file are still there"
    home = words(browser().get("/"))
    assert "Koperasi Maju" in home and "(0411) 555-010" in home
    assert "Arsitek" not in home
    refused = founded.post("/desk/setup/sop/", {"sop": "company"})
    assert refused.status_code == 409 and Edition.objects.count() == 1
    assert founded.post("/desk/setup/sop/", {"sop": "../secrets"}).status_code == 404


def test_a_procedure_can_be_read_before_it_is_chosen(ade: Client) -> None:
    page = words(ade.get("/desk/setup/sop/read/company/"))
    assert "Who is responsible" in page and Edition.objects.count() == 0
    assert ade.get("/desk/setup/sop/read/nothing/").status_code == 404


def test_units_get_the_names_that_people_use_and_one_more(founded: Client) -> None:
    code = Unit.objects.exclude(parent=None).order_by("path")[0].code
    fields = {f"id_{unit.code}": unit.name_id for unit in Unit.objects.exclude(parent=None)}
    done = founded.post("/desk/setup/units/", {**fields, f"id_{code}": "Loket Anggota", "new_id": "Cabang Palu",
                                               "kind": "branch"})  # fmt: skip
    assert done["Location"] == "/desk/setup/units/"
    assert Unit.objects.get(code=code).name_id == "Loket Anggota"
    assert Unit.objects.get(code="cabang-palu").parent == Unit.objects.get(parent=None)
    assert founded.post("/desk/setup/units/", {**fields, f"id_{code}": " "}).status_code == 400


def test_an_invited_officer_chooses_a_password_once_and_works_in_the_unit(founded: Client) -> None:
    unit = Unit.objects.exclude(parent=None).order_by("path")[0]
    link = invite(founded, " Bob@Sagara.test ", "officer", unit.code, full_name="Bob Siregar")
    assert "invitation/" not in founded.get("/desk/setup/people/").content.decode().split('class="stack', 1)[0]
    bob = browser()
    assert "Bob Siregar" in bob.get(link).content.decode()
    assert bob.post(link, {"name": "Bob Siregar", "password": "bob@sagara"}).status_code == 400

    assert bob.post(link, {"name": "Bob Siregar", "password": PASSWORD})["Location"] == "/desk/"

    staff = Staff.objects.get(email="bob@sagara.test")
    assert [(post.role, post.unit) for post in staff.posts.all()] == [("officer", unit)]
    assert bob.get("/desk/").status_code == 200
    twice = browser().post(link, {"name": "Mallory", "password": PASSWORD})
    assert (twice.status_code, "used already" in words(twice)) == (410, True)
    assert Staff.objects.count() == 2


@pytest.mark.parametrize("how", ["expired", "withdrawn", "sent again", "inviter gone"])
def test_mallory_comes_with_a_link_that_counts_no_more(founded: Client, how: str) -> None:
    unit = Unit.objects.exclude(parent=None).order_by("path")[0]
    link = invite(founded, "bob@sagara.test", "admin", unit.code)
    one = Invitation.objects.get()
    if how == "expired":
        Invitation.objects.update(sent_at=time.now() - timedelta(days=8), expires_at=time.now() - timedelta(days=1))
    elif how == "withdrawn":
        founded.post(f"/desk/settings/people/invitations/{one.pk}/end/")
    elif how == "sent again":
        founded.post(f"/desk/settings/people/invitations/{one.pk}/again/", {"next": "/desk/setup/people/"})
    else:
        Post.objects.update(until=time.now())
    answer = browser().post(link, {"name": "Mallory", "password": PASSWORD})
    assert answer.status_code == (404 if how == "sent again" else 410)
    assert Staff.objects.count() == 1
    assert browser().get("/desk/invitation/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_an_invitation_goes_by_sealed_letter_where_letters_leave(founded: Client, settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    unit = Unit.objects.exclude(parent=None).order_by("path")[0]
    given = {"email": "bob@sagara.test", "role": "officer", "unit": unit.code, "language": "id"}
    assert "on its way" in words(founded.post("/desk/settings/people/", given, follow=True))
    letter = Outbound.objects.get()
    assert "invitation" not in letter.body_text
    body = str(unseal(letter.body_text, letter.key))
    token = re.search(r"/desk/invitation/([\w-]{22})/", body)[1]  # type: ignore[index]
    assert "sebagai Petugas" in body and invitations.find(token).email == "bob@sagara.test"
    twice = founded.post("/desk/settings/people/", given)
    assert twice.status_code == 400 and "has an open invitation" in words(twice)
    assert 'value="bob@' in twice.content.decode()


def test_the_list_says_what_is_missing_until_it_is_put_away(founded: Client) -> None:
    cache.clear()
    assert "things are missing before the first complaint" in words(founded.get("/desk/"))
    state = {item.code: item.state for item in readiness.checklist()}
    assert [state[code] for code in ("organisation", "sop", "frontdesk", "mail_out")] == ["ok", "ok", "pending", "warn"]
    root = Unit.objects.get(parent=None)
    for name, role in (("fitri", "frontdesk"), ("bob", "officer"), ("olga", "head")):
        staff = Staff.objects.create_user(f"{name}@sagara.test", full_name=name)
        Post.objects.create(staff=staff, unit=root, role=role)
    assert readiness.is_ready(readiness.checklist())

    assert "Test complaint K26-" not in words(founded.get("/desk/setup/ready/"))
    page = words(founded.post("/desk/setup/try/", {"act": "begin"}, follow=True))
    assert "is under way" in page
    reference = Organisation.objects.get().test_reference
    assert founded.post("/desk/setup/try/", {"act": "begin"}, follow=True).status_code == 200, "one is enough"
    assert "withdrawn and closed" in words(founded.post("/desk/setup/try/", {"act": "end"}, follow=True))
    case = Case.objects.get()
    assert (case.reference, case.outcome, case.title) == (reference, "withdrawn", "Test complaint, please ignore")
    founded.post("/desk/setup/dismiss/")
    assert "before the first complaint" not in words(founded.get("/desk/"))


def test_only_an_administrator_of_the_whole_organisation_comes_near_and_admin_stays_closed(sagara: Sagara) -> None:
    pages = ["setup/", "setup/organisation/", "setup/ready/", "settings/organisation/", "settings/appearance/",
             "settings/people/", "settings/mailboxes/"]  # fmt: skip
    of_unit = Staff.objects.create_user("unit.admin@sagara.test", full_name="Udin")
    Post.objects.create(staff=of_unit, unit=sagara.unit["quality"], role="admin")
    for staff in (sagara.mallory, sagara.maya, of_unit):
        client = browser()
        client.force_login(staff)
        assert {client.get(f"/desk/{page}").status_code for page in pages} == {403}
        assert {client.post(f"/desk/{page}").status_code for page in pages[1:]} <= {403, 405}
        assert client.get("/admin/").status_code in (302, 404) and client.get("/admin/", follow=True).status_code == 404
    ade = browser()
    ade.force_login(sagara.ade)
    assert {ade.get(f"/desk/{page}").status_code for page in pages} == {200, 302}


def test_a_stale_tab_overwrites_nothing_and_keeps_what_was_typed(ade: Client) -> None:
    ade.post("/desk/settings/organisation/", {**ABOUT, "version": 1})
    late = ade.post("/desk/settings/organisation/", {**ABOUT, "name_id": "Koperasi Lama", "version": 1})
    assert late.status_code == 409 and "Koperasi Lama" in late.content.decode()
    assert Unit.objects.get(parent=None).name_id == "Koperasi Maju"
    odd = {"zone": "Mars/Olympus", "kind": "x", "phone": "", "email": "", "version": "9" * 40}
    bad = ade.post("/desk/settings/organisation/", {**ABOUT, **odd})
    assert bad.status_code == 400 and "at least one way to reach you" in words(bad)


def test_the_doctor_says_what_a_first_complaint_still_needs(ade: Client) -> None:
    said = {finding.sentence: (finding.well, finding.can_wait) for finding in examine("127.0.0.1")}
    assert said["Before the first complaint: Choose the procedure. See /desk/setup/."] == (False, True)
    letters = [sentence for sentence in said if sentence.startswith("Letters do not leave")]
    assert len(letters) == 1
