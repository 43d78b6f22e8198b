"""The configuration at /admin/ is there for the administrator of the house only."""

import pytest
from django.test import Client

from tanggap.audit.trail import entries
from tanggap.people.models import Post, Staff, Unit
from tanggap.people.standing import standing_of

PAGES = [
    "",
    "people/unit/",
    "people/unit/add/",
    "people/staff/",
    "people/staff/add/",
    "people/post/",
    "people/post/add/",
    "people/deputy/add/",
    "people/absence/add/",
]


@pytest.fixture
def desk(ada) -> Client:
    client = Client()
    client.force_login(ada)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_the_administrator_opens_every_page(desk, page):
    assert desk.get(f"/admin/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_for_other_staff_it_does_not_exist_and_strangers_go_to_our_door(client, olga, page):
    assert client.get(f"/admin/{page}")["Location"].startswith("/admin/login/")
    assert client.get(f"/admin/login/?next=/admin/{page}")["Location"].startswith("/desk/sign-in/?next=/admin/")
    client.force_login(olga)
    assert client.get(f"/admin/{page}", follow=True).status_code == 404


def test_an_administrator_of_a_branch_is_not_one_of_the_house(client, bob, house):
    Post.objects.create(staff=bob, unit=house.branch, role="admin")
    client.force_login(bob)
    assert client.get("/admin/", follow=True).status_code == 404


def test_units_are_planted_and_moved_with_their_paths(desk, house):
    form = {
        "code": "lab",
        "name_id": "Laboratorium",
        "name_en": "Laboratory",
        "kind": "office",
        "parent": house.service.pk,
        "zone": "",
        "calendar_code": "",
    }
    assert desk.post("/admin/people/unit/add/", form).status_code == 302
    lab = Unit.objects.get(code="lab")
    assert lab.path == f"{house.service.path}{lab.pk}/"
    desk.post(f"/admin/people/unit/{lab.pk}/change/", {**form, "parent": house.quality.pk})
    lab.refresh_from_db()
    assert (lab.parent, lab.path, lab.version) == (house.quality, f"{house.quality.path}{lab.pk}/", 3)
    answer = desk.post(f"/admin/people/unit/{house.quality.pk}/change/", {**form, "code": "quality", "parent": lab.pk})
    assert answer.status_code == 200


def test_a_new_colleague_gets_a_role_and_loses_it(desk, house, ada):
    form = {
        "email": "New@tirta.test",
        "full_name": "Nia",
        "language": "id",
        "is_active": "on",
        "password": "her first long sentence",
    }
    assert desk.post("/admin/people/staff/add/", form).status_code == 302
    nia = Staff.objects.get(email="new@tirta.test")
    assert nia.check_password("her first long sentence")
    given = {
        "staff": nia.pk,
        "unit": house.quality.pk,
        "role": "officer",
        "since_0": "2020-01-01",
        "since_1": "08:00",
        "until_0": "",
        "until_1": "",
    }
    assert desk.post("/admin/people/post/add/", given).status_code == 302
    assert standing_of(nia).roles == {"officer"}
    post = Post.objects.get(staff=nia)
    assert (
        desk.post(f"/admin/people/post/{post.pk}/change/", {"until_0": "2021-01-01", "until_1": "08:00"}).status_code
        == 302
    )
    assert standing_of(nia).roles == set()
    assert [(entry.verb, entry.actor) for entry in entries(nia)][:3] == [
        ("staff_made", ada.key),
        ("role_given", ada.key),
        ("role_taken", ada.key),
    ]


def test_nobody_gives_himself_a_role_there(desk, house, ada, bob):
    given = {
        "staff": ada.pk,
        "unit": house.root.pk,
        "role": "confidentiality",
        "since_0": "2020-01-01",
        "since_1": "08:00",
        "until_0": "",
        "until_1": "",
    }
    assert desk.post("/admin/people/post/add/", given).status_code == 200
    assert not standing_of(ada).has("confidentiality")


def test_the_password_of_a_colleague_who_has_signed_in_cannot_be_set(desk, olga):
    olga.last_login = olga.created_at
    olga.save()
    form = {
        "email": olga.email,
        "full_name": "Olga",
        "language": "id",
        "is_active": "on",
        "password": "mallory knows this one",
    }
    desk.post(f"/admin/people/staff/{olga.pk}/change/", form)
    olga.refresh_from_db()
    assert not olga.check_password("mallory knows this one")


@pytest.mark.parametrize(
    "model",
    ["auth/group", "account/emailaddress", "mfa/authenticator", "people/identity", "people/person", "people/apitoken"],
)
def test_secrets_and_other_ways_to_rights_are_not_listed(desk, model):
    assert desk.get(f"/admin/{model}/").status_code == 404


@pytest.mark.parametrize("model", ["unit", "staff", "post"])
def test_nothing_is_deleted_there(desk, ada, house, model):
    pk = {"unit": house.quality.pk, "staff": ada.pk, "post": Post.objects.first().pk}[model]
    assert desk.post(f"/admin/people/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
