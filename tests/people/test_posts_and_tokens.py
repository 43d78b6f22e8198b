"""Giving and taking roles, and what ends with them (HARDENING T18, T21)."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.core import time
from tanggap.core.errors import Forbidden, Refused
from tanggap.people import posts, tokens
from tanggap.people.actors import COMMAND
from tanggap.people.models import ApiToken, Post, Staff
from tanggap.people.standing import remembered, standing_of


def test_a_new_role_is_seen_at_once_even_within_a_request(house, bob, ada):
    with remembered():
        assert standing_of(bob).roles == set()
        posts.appoint(bob, unit=house.quality, role="officer", by=ada)
        assert standing_of(bob).roles == {"officer"}


def test_the_same_role_is_not_held_twice(house, bob, ada):
    posts.appoint(bob, unit=house.quality, role="officer", by=ada)
    with pytest.raises(Refused):
        posts.appoint(bob, unit=house.quality, role="officer", by=ada)


def test_only_an_administrator_of_the_place_gives_roles_and_never_to_himself(house, bob, olga, ada):
    Post.objects.create(staff=bob, unit=house.branch, role="admin")
    with pytest.raises(Forbidden):
        posts.appoint(bob, unit=house.quality, role="head", by=olga)
    with pytest.raises(Forbidden):
        posts.appoint(ada, unit=house.root, role="confidentiality", by=ada)
    with pytest.raises(Forbidden):
        posts.appoint(olga, unit=house.service, role="officer", by=bob)
    posts.appoint(olga, unit=house.quality, role="officer", by=bob)
    assert standing_of(olga).roles == {"head", "officer"}


def test_whoever_works_here_all_alone_gives_roles_to_himself_until_somebody_else_is_there(house, ada):
    posts.appoint(ada, unit=house.quality, role="head", by=ada)
    given = trail.entries(ada)[-1]
    assert (given.verb, given.facts["role"], given.facts["alone"]) == ("role_given", "head", True)
    with pytest.raises(Forbidden):
        posts.end_post(ada.posts.get(role="admin"), by=ada)

    Staff.objects.create_user("bob@tirta.test", "a long enough sentence", full_name="Bob")
    with pytest.raises(Forbidden):
        posts.appoint(ada, unit=house.service, role="head", by=ada)
    posts.end_post(ada.posts.get(role="head"), by=ada)  # less is nobody's harm
    assert standing_of(ada).roles == {"admin"}


def test_two_periods_of_one_role_do_not_overlap_and_may_follow_each_other(house, bob, ada):
    now = time.now()
    day = [now + timedelta(days=number) for number in range(40)]
    posts.appoint(bob, unit=house.quality, role="officer", since=day[10], until=day[20], by=ada)
    for since, until in ((day[5], day[11]), (day[19], day[30]), (day[12], day[13]), (now, None)):
        with pytest.raises(Refused):
            posts.appoint(bob, unit=house.quality, role="officer", since=since, until=until, by=ada)
    posts.appoint(bob, unit=house.quality, role="officer", since=day[1], until=day[10], by=ada)
    posts.appoint(bob, unit=house.quality, role="officer", since=day[20], by=ada)
    assert bob.posts.count() == 3


def test_a_token_acts_as_its_owner_until_it_is_revoked(house, bob):
    token = tokens.token_for(bob, name="till", by=COMMAND)
    assert tokens.staff_of_token(token) == bob
    tokens.revoke_token(ApiToken.objects.get(), by=bob)
    assert tokens.staff_of_token(token) is None


def test_the_database_does_not_hold_the_token(bob):
    token = tokens.token_for(bob, name="till", by=bob)
    assert token.encode() not in bytes(ApiToken.objects.get().digest)


@pytest.mark.parametrize("change", ["give", "take", "deactivate"])
def test_when_rights_change_all_tokens_end(house, bob, ada, change):
    post = Post.objects.create(staff=bob, unit=house.service, role="officer")
    token = tokens.token_for(bob, name="till", by=bob)
    if change == "give":
        posts.appoint(bob, unit=house.quality, role="officer", by=ada)
    elif change == "take":
        posts.end_post(post, by=ada)
    else:
        posts.deactivate(bob, by=ada)
    assert tokens.staff_of_token(token) is None


@pytest.mark.parametrize(
    "wrong", ["", " ", "\x00", "tgp_", "tgp_\x00", "None", "tgp_" + "A" * 22, "ü" * 30, "tgp_" + "x" * 10_000]
)
def test_what_is_not_a_token_opens_nothing(bob, wrong):
    tokens.token_for(bob, name="till", by=bob)
    assert tokens.staff_of_token(wrong) is None


def test_a_token_in_other_letters_or_cut_short_opens_nothing(bob):
    token = tokens.token_for(bob, name="till", by=bob)
    for wrong in (token.swapcase(), token[:-1], token + "A", " " + token, token.removeprefix("tgp_")):
        assert tokens.staff_of_token(wrong) is None


def test_nobody_makes_a_token_with_the_rights_of_another(bob, olga):
    with pytest.raises(Forbidden):
        tokens.token_for(olga, name="borrowed", by=bob)
