"""Staff, units, notices and settings: seen by staff, changed by those who may."""

from django.core.cache import cache

from tanggap.cases.models import Notice
from tanggap.people.models import Post
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk


def test_everybody_reads_who_works_where_with_the_open_work_they_may_see(sagara: Sagara) -> None:
    cache.clear()
    alice_complains()
    page = desk(sagara.mallory).get("/desk/staff/").content.decode()
    assert "Fitri Handayani" in page and "Bob Siregar" in page
    assert '<td class="number">1</td>' not in page
    assert '<td class="number">1</td>' in desk(sagara.maya).get("/desk/staff/").content.decode()
    assert "Olga Tarigan" in desk(sagara.mallory).get("/desk/units/").content.decode()


def test_a_staff_page_lists_no_case_that_the_reader_may_not_see(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    path = f"/desk/staff/{sagara.fitri.pk}/"
    assert case.reference in desk(sagara.fitri).get(path).content.decode()
    assert case.reference not in desk(sagara.mallory).get(path).content.decode()


def test_an_administrator_gives_a_role_and_takes_it_back(sagara: Sagara) -> None:
    ade, path = desk(sagara.ade), f"/desk/staff/{sagara.mallory.pk}/"
    given = {"staff": sagara.mallory.pk, "unit": "quality", "role": "officer", "next": path}
    assert ade.post("/desk/settings/posts/new/", given)["Location"] == path
    post = Post.objects.get(staff=sagara.mallory, unit=sagara.unit["quality"])
    assert ade.post(f"/desk/settings/posts/{post.pk}/end/", {"next": path})["Location"] == path
    post.refresh_from_db()
    assert post.until is not None


def test_nobody_else_gives_roles_and_nobody_to_themselves(sagara: Sagara) -> None:
    before = Post.objects.count()
    for staff in (sagara.mallory, sagara.maya, sagara.olga):
        given = {"staff": sagara.mallory.pk, "unit": "quality", "role": "head"}
        answer = desk(staff).post("/desk/settings/posts/new/", given)
        assert answer.status_code == 403
    own = {"staff": sagara.ade.pk, "unit": "quality", "role": "head"}
    assert desk(sagara.ade).post("/desk/settings/posts/new/", own).status_code == 403
    odd = {"staff": sagara.bob.pk, "unit": "nowhere", "role": "king", "since": "\0", "until": "99999-01-01"}
    assert desk(sagara.ade).post("/desk/settings/posts/new/", odd).status_code == 400
    assert Post.objects.count() == before


def test_the_budget_of_a_unit_is_shown_to_those_who_answer_for_money(sagara: Sagara) -> None:
    path = "/desk/units/quality/"
    assert "Anggaran" in desk(sagara.olga).get(path).content.decode()
    assert "Anggaran" not in desk(sagara.mallory).get(path).content.decode()


def test_a_notice_is_read_by_opening_it_and_leads_to_its_case(sagara: Sagara) -> None:
    cache.clear()
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    notice = Notice.objects.get(staff=sagara.fitri)
    assert case.reference in fitri.get("/desk/notices/").content.decode()
    assert fitri.post(f"/desk/notices/{notice.pk}/")["Location"] == f"/desk/cases/{case.reference}/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_nobody_opens_anothers_notice_and_the_excluded_are_not_told_of_a_sealed_case(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    notice = Notice.objects.get(staff=sagara.fitri)
    assert desk(sagara.mallory).post(f"/desk/notices/{notice.pk}/").status_code == 404
    desk(sagara.mallory).post("/desk/notices/read/")
    notice.refresh_from_db()
    assert notice.read_at is None
    case.participants.create(staff=sagara.fitri, role="excluded", since=notice.at)
    cache.clear()
    page = desk(sagara.fitri).get("/desk/notices/").content.decode()
    assert case.reference not in page
    assert "Belum ada pemberitahuan" in page


def test_my_language_and_theme_are_kept(sagara: Sagara) -> None:
    client = desk(sagara.fitri)
    answer = client.post("/desk/settings/", {"language": "en", "theme": "dark"})
    assert (answer.cookies["bahasa"].value, answer.cookies["tema"].value) == ("en", "dark")
    sagara.fitri.refresh_from_db()
    assert sagara.fitri.language == "en"
    assert "My settings" in client.get("/desk/settings/").content.decode()
    assert client.post("/desk/settings/", {"language": "xx"}).status_code == 400


def test_a_stranger_sees_none_of_it(sagara: Sagara) -> None:
    from django.test import Client

    for path in ("staff/", "units/", "notices/", "settings/", "register/", "register.csv", "new/", "search/?q=galon"):
        assert Client().get(f"/desk/{path}")["Location"].startswith("/desk/sign-in/?next=")
