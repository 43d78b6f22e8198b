"""Saved views: who has which, naming one, sharing it, putting it away (U26)."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import SavedView
from tanggap.cases.queues import FILTERS, LONGEST_NAME
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import roster_now, standing_of

SHARERS = (Role.HEAD, Role.MANAGER, Role.ADMIN)
MOST = 30
LONGEST_VALUE = 200


def views_of(user: Staff) -> list[SavedView]:
    """Their own in their order, then those that are shared with a unit where they have a post, or above it."""
    posts = in_force(roster_now().posts_of.get(user.pk, ()))
    line = {pk for post in posts for pk in post.unit.line()}
    found = SavedView.objects.filter(Q(owner=user) | Q(shared_with__in=line)).order_by("position", "pk")
    return sorted(found, key=lambda view: view.owner_id != user.pk)


def may_share_with(user: Staff) -> list[Unit]:
    """Heads and managers with their units and those below; with the unit at the top everybody has the view."""
    held = standing_of(user).units_of(*SHARERS)
    return [unit for unit in roster_now().units.values() if unit.pk in held]


def may_keep(user: Staff, view: SavedView) -> bool:
    """Whoever made it; and administrators what is shared, as its maker may have left."""
    return view.owner_id == user.pk or (view.shared_with_id is not None and standing_of(user).has(Role.ADMIN))


def save_view(name: str, query: Mapping[str, str], *, share: Unit | None = None, by: Staff) -> SavedView:
    """Give a question a name. The same name for the same question again is the same view."""
    name = _checked(name)
    if not set(query) <= set(FILTERS) or any(len(value) > LONGEST_VALUE for value in query.values()):
        raise Invalid(_("These filters cannot be kept. Choose them again in the inbox, please."))
    _see_sharer(share, by)
    with transaction.atomic():
        # One after the other, so that a second press of the button makes nothing twice.
        Staff.objects.select_for_update(of=("self",)).get(pk=by.pk)
        mine = SavedView.objects.filter(owner=by)
        known = mine.filter(name=name).first()
        if known is not None and (known.query, known.shared_with_id) == (dict(query), share.pk if share else None):
            return known
        if known is not None:
            raise _taken()
        if mine.count() >= MOST:
            raise Refused(_("You have %(count)s views. Delete one first, please.") % {"count": MOST}, code="too_many")
        last = mine.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        return SavedView.objects.create(owner=by, name=name, query=dict(query), shared_with=share, position=position)


@transaction.atomic
def change_view(number: int, *, name: str, share: Unit | None, by: Staff) -> SavedView:
    """Another name, or other people who have it."""
    view, name = _mine(number, by), _checked(name)
    if share is not None and share.pk != view.shared_with_id:
        _see_sharer(share, by)
    if SavedView.objects.filter(owner=view.owner_id, name=name).exclude(pk=view.pk).exists():
        raise _taken()
    view.name, view.shared_with = name, share
    view.save(update_fields=["name", "shared_with"])
    return view


@transaction.atomic
def remove_view(number: int, *, by: Staff) -> str:
    """Away with it, for everybody who has it; its name is answered."""
    view = _mine(number, by)
    view.delete()
    return view.name


def _mine(number: int, by: Staff) -> SavedView:
    """The view, locked; one that they do not have does not exist for them."""
    view = SavedView.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if view is None or (not may_keep(by, view) and view.pk not in {one.pk for one in views_of(by)}):
        raise NotFound(_("There is no such view, or it is not yours."))
    if not may_keep(by, view):
        raise Forbidden(_("Only whoever made this view can change it."))
    return view


def _checked(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        sentence = _("Write a name of at most %(count)s characters.") % {"count": LONGEST_NAME}
        raise Invalid(sentence, fields={"name": sentence})
    return name


def _taken() -> Invalid:
    sentence = _("You have a view of this name already. Choose another name, please.")
    return Invalid(sentence, fields={"name": sentence}, code="taken")


def _see_sharer(share: Unit | None, by: Staff) -> None:
    if share is not None and share.pk not in {unit.pk for unit in may_share_with(by)}:
        raise Forbidden(_("Heads and managers share views with their own department and those below it."))
