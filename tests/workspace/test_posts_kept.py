"""Posts, absences and leaving: what a change means is said before it is saved, and what is open goes to somebody."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.cases.access import get_case, visible_to
from tanggap.cases.models import Case
from tanggap.casework.assess import assign
from tanggap.core import time
from tanggap.people.models import Absence, Deputy, Duty, Post, Renewal, Staff
from tanggap.people.standing import stand_ins, standing_of
from tests.sagara import PASSWORD, Sagara, alice_complains, bob_decides, bob_proposes, investigate
from tests.workspace.browsing import Desk, words

pytestmark = pytest.mark.django_db
TODAY = time.today()
TOMORROW, NEXT_WEEK = (TODAY + timedelta(days=days) for days in (1, 7))


def bobs_case(sagara: Sagara) -> Case:
    case, _alice, _receipt = alice_complains(category="taste_or_smell")
    investigate(sagara, case)
    assign(case, handler=sagara.bob, by=sagara.olga)
    return case


def test_a_role_holds_from_its_first_day_to_its_last(sagara: Sagara) -> None:
    given = {"staff": sagara.bob.pk, "unit": "service", "role": "officer", "since": TOMORROW.isoformat(),
             "until": NEXT_WEEK.isoformat()}  # fmt: skip
    assert Desk(sagara.ade).client.post("/desk/settings/posts/new/", given).status_code == 303
    service = sagara.unit["service"]
    assert not standing_of(sagara.bob).has("officer", service)
    for days, held in ((2, True), (6, True), (9, False)):
        with time.travel(time.now() + timedelta(days=days)):
            assert standing_of(sagara.bob).has("officer", service) is held
    page = words(Desk(sagara.ade).read("/desk/settings/posts/?role=officer&unit=service"))
    assert "Bob Siregar" in page and "coming" in page and "Olga" not in page


def test_the_end_of_a_post_says_what_it_means_and_hands_on_what_is_open(sagara: Sagara) -> None:
    case, post = bobs_case(sagara), sagara.bob.posts.get()
    ade, path = Desk(sagara.ade), f"/desk/settings/posts/{post.pk}/end/"
    assert "1 open complaint is handled by this person" in words(ade.read(path))
    nobody = ade.client.post(path, {"on": "", "to": ""})
    assert nobody.status_code == 400 and "Choose who takes over" in words(nobody)

    assert ade.client.post(path, {"on": "", "to": sagara.olga.pk}).status_code == 303
    case.refresh_from_db()
    assert case.handler == sagara.olga
    assert not standing_of(sagara.bob).roles
    entry = next(one for one in trail.entries(case) if one.verb == "handed_on")
    assert entry.facts == {"before": sagara.bob.key, "handler": sagara.olga.key}
    assert "Passed on because posts changed. Now with: Olga Tarigan." in words(Desk(sagara.olga).open(case))


def test_who_has_no_post_for_it_leaves_it_to_the_unit_and_a_hidden_name_goes_to_nobody_new(sagara: Sagara) -> None:
    case = bobs_case(sagara)
    hidden, _alice, _receipt = alice_complains(confidential=True)
    Case.objects.filter(pk=hidden.pk).update(owner=sagara.bob)
    hidden.participants.create(staff=sagara.bob, role="owner", since=time.now())
    ade, path = Desk(sagara.ade), f"/desk/staff/{sagara.bob.pk}/leave/"
    page = words(ade.read(path))
    assert "1 open complaint is handled" in page
    assert "answers to the complainant" not in page, "the hidden one is counted nowhere"

    assert ade.client.post(path, {"to": sagara.sandi.pk}).status_code == 303
    case.refresh_from_db()
    hidden.refresh_from_db()
    assert case.handler is None
    assert hidden.owner == sagara.citra
    assert not visible_to(sagara.sandi).filter(pk=hidden.pk).exists()
    assert not Staff.objects.get(pk=sagara.bob.pk).is_active


def test_leaving_ends_duties_and_stand_ins_and_coming_back_signs_in_again(sagara: Sagara) -> None:
    Duty.objects.create(staff=sagara.sandi, since=TODAY)
    Deputy.objects.create(of=sagara.sari, by=sagara.sandi)
    ade, page = Desk(sagara.ade), f"/desk/staff/{sagara.sandi.pk}/"
    assert ade.client.post(f"{page}leave/", {"to": ""}).status_code == 303
    assert not stand_ins(sagara.sari) and not Duty.objects.filter(removed_at=None).exists()
    assert "Sandi Wijaya" in words(ade.read("/desk/staff/?show=left"))
    assert "Sandi Wijaya" not in words(ade.read("/desk/staff/?show=here&unit=service"))
    assert ade.client.post(f"{page}leave/", {"to": ""}).status_code == 409
    assert ade.client.post(f"{page}return/").status_code == 303
    assert standing_of(Staff.objects.get(pk=sagara.sandi.pk)).has("officer", sagara.unit["service"])


def test_a_head_without_another_and_the_last_administrator(sagara: Sagara) -> None:
    ade = Desk(sagara.ade)
    page = words(ade.read(f"/desk/settings/posts/{sagara.olga.posts.get().pk}/end/"))
    assert "Quality Department has no other head and none above it" in page
    other = Staff.objects.create_user("second@sagara.test", PASSWORD, full_name="Second Admin")
    tomorrow = time.now() + timedelta(days=1)
    Post.objects.create(staff=other, unit=sagara.unit["organisation"], role="admin", until=tomorrow)
    last = Desk(other).client.post(f"/desk/settings/posts/{sagara.ade.posts.get().pk}/end/", {})
    assert last.status_code == 409 and "Somebody must administer" in words(last)


def test_somebody_says_that_she_is_away_and_her_stand_in_decides(sagara: Sagara) -> None:
    case = bobs_case(sagara)
    bob_decides(sagara, case, bob_proposes(sagara, case)[:2])
    olga = Desk(sagara.olga)
    given = {"since": TODAY.isoformat(), "until": TOMORROW.isoformat(), "deputy": sagara.sari.pk, "reason": "Cuti"}
    seen = olga.client.post("/desk/settings/deputies/away/", {**given, "look": 1})
    assert "Sari Dewi acts for Olga Tarigan" in words(seen) and not Absence.objects.exists()
    alone = olga.client.post("/desk/settings/deputies/away/", {**given, "deputy": "", "look": 1})
    assert "has no other head" in words(alone)

    assert olga.client.post("/desk/settings/deputies/away/", {**given, "save": 1}).status_code == 303
    assert standing_of(sagara.sari).has("head", sagara.unit["quality"])
    assert get_case(sagara.sari, case.reference)
    assert olga.client.post("/desk/settings/deputies/away/", {**given, "save": 1}).status_code == 409
    olga.client.post(f"/desk/settings/deputies/away/{Absence.objects.get().pk}/end/")
    assert not standing_of(sagara.sari).has("head", sagara.unit["quality"])
    verbs = [entry.verb for entry in trail.entries(sagara.olga)]
    assert verbs[-2:] == ["absence_made", "absence_ended"]


def test_nobody_arranges_for_others_whom_they_do_not_lead_nor_makes_themselves_a_stand_in(sagara: Sagara) -> None:
    days = {"since": TODAY.isoformat(), "until": "", "when": "period", "save": 1}
    mallory, sari = Desk(sagara.mallory).client, Desk(sagara.sari).client
    for path in ("away", "stand-in"):
        given = {**days, "staff": sagara.olga.pk, "deputy": sagara.sandi.pk}
        assert mallory.post(f"/desk/settings/deputies/{path}/", given).status_code == 403
        assert mallory.post(f"/desk/settings/deputies/{path}/", {**given, "look": 1}).status_code == 403
        own = {**days, "staff": sagara.sandi.pk, "deputy": sagara.sari.pk}
        answer = sari.post(f"/desk/settings/deputies/{path}/", own)
        assert answer.status_code == 400 and "makes himself or herself a stand-in" in words(answer)
    assert sari.post("/desk/settings/deputies/away/", {**days, "staff": sagara.sandi.pk}).status_code == 303
    Absence.objects.all().delete()
    # Whoever has a post elsewhere too is led from there.
    Post.objects.create(staff=sagara.sandi, unit=sagara.unit["quality"], role="head")
    assert sari.post("/desk/settings/deputies/away/", {**days, "staff": sagara.sandi.pk}).status_code == 403
    assert not Deputy.objects.exists() and not Absence.objects.exists()


def test_who_is_away_too_stands_in_on_none_of_these_days_and_dates_run_forward(sagara: Sagara) -> None:
    olga, path = Desk(sagara.olga).client, "/desk/settings/deputies/away/"
    days = {"since": TODAY.isoformat(), "until": NEXT_WEEK.isoformat(), "deputy": sagara.sari.pk}
    soon, later = (time.now() + timedelta(days=number) for number in (2, 4))
    Absence.objects.create(staff=sagara.sari, since=soon, until=later)
    assert "Sari Dewi is away on some of these days" in words(olga.post(path, {**days, "look": 1}))
    Absence.objects.update(since=time.now() - timedelta(days=3), until=None)
    for way in ("look", "save"):
        answer = olga.post(path, {**days, way: 1})
        assert answer.status_code == 400 and "This person is away then, too" in words(answer)
    back = {**days, "until": (TODAY - timedelta(days=2)).isoformat(), "deputy": ""}
    answer = olga.post(path, {**back, "look": 1})
    assert answer.status_code == 400 and "not before the first" in words(answer)
    assert f'value="{back["until"]}"' in answer.content.decode()
    assert not Deputy.objects.exists() and Absence.objects.count() == 1


def test_a_stand_in_is_told_of_beforehand_and_what_is_lent_is_not_lent_on(sagara: Sagara) -> None:
    path = "/desk/settings/deputies/stand-in/"
    given = {"since": TODAY.isoformat(), "until": "", "when": "period", "deputy": sagara.bob.pk}
    olga, bob = Desk(sagara.olga).client, Desk(sagara.bob).client
    page = words(olga.post(path, {**given, "look": 1}))
    assert "Lent is: Head of unit, Quality Department." in page and "no last day" in page
    assert not Deputy.objects.exists()
    assert olga.post(path, {**given, "save": 1}).status_code == 303
    assert standing_of(sagara.bob).has("head", sagara.unit["quality"])

    on = {**given, "staff": sagara.olga.pk, "deputy": sagara.mallory.pk, "save": 1}
    assert bob.post(path, on).status_code == 403
    assert bob.post(f"/desk/settings/deputies/stand-in/{Deputy.objects.get().pk}/end/").status_code == 403
    assert not standing_of(sagara.mallory).has("head", sagara.unit["quality"])


def test_who_begins_alone_takes_roles_on_and_stays_signed_in(sagara: Sagara) -> None:
    ade, given = Desk(sagara.ade), {"staff": sagara.ade.pk, "unit": "quality", "role": "head"}
    assert ade.client.post("/desk/settings/posts/new/", given).status_code == 403, "others work here"
    assert "make somebody else one first" in words(ade.client.post("/desk/settings/posts/new/", given))
    Staff.objects.exclude(pk=sagara.ade.pk).update(is_active=False)
    assert "Give yourself a role" in words(ade.read("/desk/settings/people/"))
    assert "that is written down" in words(ade.read("/desk/settings/posts/new/"))
    assert ade.client.post("/desk/settings/posts/new/", given).status_code == 303
    assert ade.read("/desk/settings/posts/").status_code == 200, "still signed in"
    own = sagara.ade.posts.get(role="head")
    assert ade.client.post(f"/desk/settings/posts/{own.pk}/end/", {}).status_code == 303
    assert not standing_of(sagara.ade).has("head")


def test_the_pages_of_the_settings_are_found_by_whoever_may_open_them(sagara: Sagara) -> None:
    for name, typed, href in (("ade", "jabatan", "posts"), ("maya", "roster", "roster"), ("bob", "cuti", "deputies")):
        found = Desk(getattr(sagara, name)).read(f"/desk/palette/?q={typed}").content.decode()
        assert f"/desk/settings/{href}/" in found
    assert "/desk/settings/posts/" not in Desk(sagara.bob).read("/desk/palette/?q=jabatan").content.decode()
    Post.objects.create(staff=sagara.bob, unit=sagara.unit["quality"], role="admin")
    menu = Desk(sagara.bob).read("/desk/settings/").content.decode()
    assert "/desk/settings/posts/" in menu and "/desk/settings/roster/" not in menu, "he administers a part only"
    page = Desk(sagara.ade).read("/desk/setup/ready/").content.decode()
    for href in ("units", "posts", "deputies", "roster"):
        assert f'href="/desk/settings/{href}/"' in page


def test_a_renewed_sign_in_ends_the_old_one_and_its_link_counts_once(sagara: Sagara) -> None:
    bob, ade = Desk(sagara.bob), Desk(sagara.ade)
    path = f"/desk/staff/{sagara.bob.pk}/sign-in/"
    page = ade.client.post(path, follow=True).content.decode()
    link = page.partition("data-copy>")[2].partition("<")[0]
    assert bob.read("/desk/").status_code == 303, "signed out everywhere"
    link = link.partition("/desk/")[2]
    short = bob.client.post(f"/desk/{link}", {"password": "kurang"})
    assert short.status_code == 400
    assert bob.client.post(f"/desk/{link}", {"password": "hujan-sore-di-bogor-7"}).status_code == 303
    assert Staff.objects.get(pk=sagara.bob.pk).check_password("hujan-sore-di-bogor-7")
    assert bob.client.post(f"/desk/{link}", {"password": "hujan-pagi-di-bogor-7"}).status_code == 410
    assert "data-copy" not in ade.read(path).content.decode(), "shown once"
    assert bytes(Renewal.objects.get().digest) not in link.encode()


def test_an_administrator_of_a_part_lets_nobody_go_who_works_elsewhere_too(sagara: Sagara) -> None:
    Post.objects.create(staff=sagara.bob, unit=sagara.unit["quality"], role="admin")
    bob = Desk(sagara.bob).client
    for who in (sagara.maya, sagara.bob, sagara.sandi):
        for act in ("leave", "return", "sign-in"):
            assert bob.post(f"/desk/staff/{who.pk}/{act}/", {"to": sagara.sari.pk}).status_code == 403
    assert bob.get(f"/desk/staff/{sagara.olga.pk}/leave/").status_code == 200
    assert not Renewal.objects.exists()
