"""The strip that says on every page how far the example data is filled in, and whose accounts there are."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tanggap.core import filling
from tanggap.core.demo import DOMAIN, PASSWORD
from tanggap.core.doors import door
from tanggap.people.models import Post


@dataclass(frozen=True)
class Share:
    """How many complaints are there, and how many there will be."""

    there: int
    wanted: int


@dataclass(frozen=True)
class Account:
    """Somebody as whom anybody may sign in."""

    email: str
    name: str
    role: str
    password: str = PASSWORD


def share() -> Share | None:
    """How far it is; None when nothing is being filled in, which is remembered, so that it costs a query only then."""
    if not filling.awaited():
        return None
    try:
        rows = list(filling.Filling.objects.only("there", "wanted", "finished_at"))
    except DatabaseError:
        return None  # a page about that very fault has nothing to say of examples
    if all(row.finished_at is not None for row in rows):
        filling.seen_finished()
        return None
    return Share(sum(row.there for row in rows), sum(row.wanted for row in rows))


def accounts() -> list[Account]:
    """The accounts of the example data, where it is allowed at all."""
    if not settings.DEMO:
        return []
    posts = Post.objects.in_force().filter(staff__email__endswith=f"@{DOMAIN}", staff__is_active=True)
    found = posts.select_related("staff", "unit").order_by("staff_id")
    return [Account(post.staff.email, post.staff.full_name, post.get_role_display()) for post in found]


@door("public")
@require_safe
@never_cache
def strip(request: HttpRequest) -> HttpResponse:
    """The strip alone, for the page that asks again; nothing once it is finished."""
    return render(request, "ui/_filling.html")
