"""Every route says who may come in."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, include, path

from tanggap.core.doors import door, door_of, require_doors, routes


def open_to_nobody_knows(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@door("quality", "manager")
def open_to_two_roles(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_route_without_a_declared_rule_fails_the_start() -> None:
    patterns = [path("a/", open_to_two_roles), path("b/", include([path("c/", open_to_nobody_knows)]))]
    with pytest.raises(ImproperlyConfigured, match="/b/c/"):
        require_doors(patterns)


def test_every_route_of_the_house_has_its_rule() -> None:
    require_doors(get_resolver().url_patterns)
    assert len(list(routes(get_resolver().url_patterns))) > 10


def test_a_rule_is_one_word_or_several_roles() -> None:
    assert door_of(open_to_two_roles) == {"quality", "manager"}
    with pytest.raises(ImproperlyConfigured):
        door("public", "staff")
    with pytest.raises(ImproperlyConfigured):
        door()
