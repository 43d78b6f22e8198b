"""Saved views: who has which; naming one, sharing it, its place, putting it away and taking that back (U26)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import SavedView
from tanggap.cases.queues import LONGEST_NAME, Filters, as_question
from tanggap.core import time
from tanggap.core.conditions import ConditionProblem
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused, require
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import roster_now, standing_of

SHARERS = (Role.HEAD, Role.MANAGER, Role.ADMIN)
MOST = 30
LONGEST_VALUE = 200
# Whoever deletes a view and looks away for a moment finds the button still there.
TAKEN_BACK_WITHIN = timedelta(minutes=10)
_ABSENT = _("There is no such view, or it is not yours.")


def views_of(user: Staff) -> list[SavedView]:
    """Their own in their order, then those that are shared with a unit where they have a post, or above it."""
    posts = in_force(roster_now().posts_of.get(user.pk, ()))
    line = {pk for post in posts for pk in post.unit.line()}
    found = SavedView.objects.filter(Q(owner=user) | Q(shared_with__in=line), removed_at=None)
    return sorted(found.order_by("position", "pk"), key=lambda view: view.owner_id != user.pk)


def may_share_with(user: Staff) -> list[Unit]:
    """Heads and managers with their units and those below; with the unit at the top everybody has the view."""
    held = standing_of(user).units_of(*SHARERS)
    return [unit for unit in roster_now().units.values() if unit.pk in held]


def may_keep(user: Staff, view: SavedView) -> bool:
    """Whoever made it; and administrators what is shared, as its maker may have left."""
    return view.owner_id == user.pk or (view.shared_with_id is not None and standing_of(user).has(Role.ADMIN))


def save_view(name: str, filters: Filters, *, share: Unit | None = None, by: Staff) -> SavedView:
    """Give a question a name. The same name for the same question again is the same view."""
    name, question = _checked(name), _question(filters)
    _see_sharer(share, by)
    with transaction.atomic():
        mine = _all_of(by.pk)
        known = mine.filter(name=name).first()
        if known is not None and (known.query, known.shared_with_id) == (question, share.pk if share else None):
            return known
        if known is not None:
            raise _taken()
        if mine.count() >= MOST:
            raise Refused(_("You have %(count)s views. Delete one first, please.") % {"count": MOST}, code="too_many")
        last = mine.aggregate(last=Max("position"))["last"]
        SavedView.objects.filter(owner=by, removed_at__lt=time.now() - TAKEN_BACK_WITHIN).delete()
        position = 0 if last is None else last + 1
        return SavedView.objects.create(owner=by, name=name, query=question, shared_with=share, position=position)


@transaction.atomic
def change_view(number: int, *, name: str, share: Unit | None, by: Staff) -> SavedView:
    """Another name, or other people who have it."""
    view, name = _kept_by(number, by), _checked(name)
    if share is not None and share.pk != view.shared_with_id:
        _see_sharer(share, by)
    if _all_of(view.owner_id).filter(name=name).exclude(pk=view.pk).exists():
        raise _taken()
    view.name, view.shared_with = name, share
    view.save(update_fields=["name", "shared_with"])
    return view


@transaction.atomic
def move_view(number: int, *, up: bool, by: Staff) -> SavedView:
    """One place up or down among one's own; at the end of the list nothing happens."""
    view = _kept_by(number, by)
    rest = list(_all_of(view.owner_id).order_by("position", "pk"))
    at = next(place for place, one in enumerate(rest) if one.pk == view.pk)
    to = at + (-1 if up else 1)
    if 0 <= to < len(rest):
        rest[at], rest[to] = rest[to], rest[at]
        for place, one in enumerate(rest):
            one.position = place
        SavedView.objects.bulk_update(rest, ["position"])
    return view


@transaction.atomic
def remove_view(number: int, *, by: Staff) -> SavedView:
    """Away with it, for everybody who has it; it can be taken back for some minutes. A second press finds it done."""
    view = _kept_by(number, by, removed=True)
    if view.removed_at is None:
        view.removed_at = time.now()
        view.save(update_fields=["removed_at"])
    return view


@transaction.atomic
def restore_view(number: int, *, by: Staff) -> SavedView:
    """The deletion is taken back: in its old place, with the same people. A second press finds it done."""
    view = _kept_by(number, by, removed=True)
    if view.removed_at is None:
        return view
    recent = view.removed_at >= time.now() - TAKEN_BACK_WITHIN
    require(recent, _("It is too late to take it back."), code="too_late")
    mine = _all_of(view.owner_id)
    if mine.filter(name=view.name).exists():
        raise Refused(_("There is another view of this name by now. Rename that one first, please."), code="taken")
    view.removed_at = None
    view.save(update_fields=["removed_at"])
    return view


def _all_of(owner: int) -> "QuerySet[SavedView]":
    """The views of that person, held: one change after the other, so that a second press makes nothing twice."""
    _hold(owner)
    return SavedView.objects.filter(owner=owner, removed_at=None)


def _hold(owner: int) -> None:
    # First of all and before any view, so that two who move different views never wait for each other.
    Staff.objects.select_for_update(of=("self",), no_key=True).get(pk=owner)


def _kept_by(number: int, by: Staff, *, removed: bool = False) -> SavedView:
    """The view, held; one that they do not have does not exist for them, and one that was deleted only if `removed`."""
    owner = SavedView.objects.filter(pk=number).values_list("owner", flat=True).first()
    if owner is not None:
        _hold(owner)
    view = SavedView.objects.filter(pk=number).first()
    theirs = view is not None and (may_keep(by, view) or view.pk in {one.pk for one in views_of(by)})
    if view is None or not theirs or (view.removed_at and not removed):
        raise NotFound(_ABSENT)
    if not may_keep(by, view):
        raise Forbidden(_("Only whoever made this view can change it."))
    return view


def _question(filters: Filters) -> dict[str, object]:
    try:
        if any(len(value) > LONGEST_VALUE for values in filters.values() for value in values):
            raise ValueError(filters)
        return as_question(filters)
    except (ConditionProblem, ValueError):
        raise Invalid(_("These filters cannot be kept. Choose them again in the inbox, please.")) from None


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
