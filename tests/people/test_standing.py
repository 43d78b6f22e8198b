"""What somebody is right now."""

from datetime import timedelta

import pytest
from django.db import transaction

from tanggap.core import time
from tanggap.core.errors import Refused
from tanggap.people import units
from tanggap.people.models import Absence, Deputy, Post, Staff
from tanggap.people.standing import heads_of, line_of, post_holders, remembered, stand_ins, standing_of

DAY = timedelta(days=1)


def test_a_role_holds_in_the_unit_of_the_post_and_below_it(house, bob):
    Post.objects.create(staff=bob, unit=house.branch, role="officer")
    standing = standing_of(bob)
    assert standing.roles == {"officer"}
    assert standing.units == {"officer": {house.branch.pk, house.quality.pk}}
    assert standing.has("officer", house.quality)
    assert not standing.has("officer", house.service)
    assert not standing.has("head")
    assert not standing.root


def test_a_role_at_the_root_sees_everything_but_not_that_of_the_administrator(house, bob, ada):
    Post.objects.create(staff=bob, unit=house.root, role="auditor")
    assert standing_of(bob).root
    assert standing_of(ada).has("admin", house.quality)
    assert not standing_of(ada).root


def test_a_post_counts_only_while_it_is_held(house, bob):
    now = time.now()
    Post.objects.create(staff=bob, unit=house.service, role="officer", since=now, until=now + DAY)
    assert standing_of(bob).roles == {"officer"}
    with time.travel(now + DAY):
        assert standing_of(bob).roles == set()
    with time.travel(now - DAY):
        assert standing_of(bob).roles == set()


def test_somebody_who_may_not_sign_in_is_nothing(house, olga):
    olga.is_active = False
    assert standing_of(olga).roles == set()


def test_a_deputy_has_the_duties_in_the_period_and_not_after_it(house, bob, olga):
    now = time.now()
    Deputy.objects.create(of=olga, by=bob, since=now, until=now + DAY)
    assert standing_of(bob).acting_for == {olga.pk}
    assert standing_of(bob).has("head", house.quality)
    with time.travel(now + 2 * DAY):
        assert not standing_of(bob).has("head")


def test_a_deputy_for_absence_acts_only_on_the_days_of_absence(house, bob, olga):
    Deputy.objects.create(of=olga, by=bob, only_when_absent=True)
    assert standing_of(bob).acting_for == set()
    assert stand_ins(olga) == []
    Absence.objects.create(staff=olga)
    assert standing_of(bob).acting_for == {olga.pk}
    assert stand_ins(olga) == [bob]


def test_the_keys_of_the_house_and_its_secrets_are_never_lent(house, bob, ada):
    Post.objects.create(staff=ada, unit=house.root, role="confidentiality")
    Deputy.objects.create(of=ada, by=bob)
    assert standing_of(bob).roles == set()
    assert not bob.is_staff


def test_the_heads_of_a_unit_without_any_are_those_of_the_nearest_above(house, bob, olga):
    office = units.plant("lab", name_id="Laboratorium", parent=house.quality)
    Post.objects.create(staff=bob, unit=house.root, role="head")
    assert heads_of(office) == [olga]
    assert heads_of(house.service) == [bob]
    Post.objects.all().delete()
    assert heads_of(office) == []


def test_post_holders_of_a_unit_and_above_it(house, bob, olga):
    Post.objects.create(staff=bob, unit=house.root, role="head")
    assert post_holders("head", house.quality) == [olga]
    assert post_holders("head", house.quality, above=True) == [bob, olga]
    assert post_holders("head") == [bob, olga]
    assert post_holders("officer") == []


def test_the_line_of_an_accused_are_the_heads_and_managers_above_and_not_the_neighbours(house, bob, olga):
    carl, dewi = (Staff.objects.create_user(f"{name}@tirta.test", full_name=name) for name in ("Carl", "Dewi"))
    Post.objects.create(staff=bob, unit=house.quality, role="officer")
    Post.objects.create(staff=carl, unit=house.root, role="manager")
    Post.objects.create(staff=dewi, unit=house.service, role="head")
    assert line_of(bob) == [carl, olga]
    assert line_of(olga) == [carl]


def test_within_a_request_the_standing_is_asked_once(house, olga, django_assert_num_queries):
    standing_of(olga)
    with remembered(), django_assert_num_queries(1):
        assert standing_of(olga) is standing_of(olga)
        assert heads_of(house.quality) == [olga]


def test_what_was_rolled_back_is_remembered_by_nobody(house, bob):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Post.objects.create(staff=bob, unit=house.branch, role="officer")
        assert standing_of(bob).roles == {"officer"}
        raise ZeroDivisionError
    assert standing_of(bob).roles == set()


def test_a_unit_moves_with_everything_below_it(house):
    units.move(house.branch, parent=house.service)
    house.quality.refresh_from_db()
    assert house.quality.path == f"/{house.root.pk}/{house.service.pk}/{house.branch.pk}/{house.quality.pk}/"
    assert set(units.subtree(house.service)) == {house.service, house.branch, house.quality}


def test_a_unit_never_moves_below_itself(house):
    with pytest.raises(Refused):
        units.move(house.branch, parent=house.quality)
