"""Roles with dates: given, and ended with what that means for open complaints said before and carried out with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tanggap.casework import handing_on
from tanggap.casework.directory import AT_WORK
from tanggap.casework.handing_on import Load
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, require
from tanggap.people import posts
from tanggap.people.models import Post, Role, Staff, Unit
from tanggap.people.standing import heads_of, post_holders, stand_ins


@dataclass(frozen=True)
class Meaning:
    """One thing that a change of posts would mean; `look` is how serious it is."""

    look: str
    sentence: Any


@transaction.atomic
def give(
    staff: Staff | None, *, unit: Unit | None, role: str, since: date | None = None, until: date | None = None,
    by: Staff,
) -> Post:  # fmt: skip
    """A role from a first day (now, when none is said) to a last one. Recorded. Raises Invalid by field, Refused."""
    fields: dict[str, Any] = {}
    if staff is None:
        fields["staff"] = _("Choose the person.")
    elif not staff.is_active:
        fields["staff"] = _("This person has left. Let him or her sign in again first.")
    if unit is None:
        fields["unit"] = _("Choose the unit.")
    if role not in Role.values:
        fields["role"] = _("Choose one of these.")
    if until is not None and until < (since or time.today()):
        fields["until"] = _("The last day is not before the first, nor in the past.")
    if fields or staff is None or unit is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    begins = max(first_moment(since), time.now()) if since else None
    return posts.appoint(staff, unit=unit, role=role, since=begins, until=last_moment(until), by=by)


@transaction.atomic
def end(post: Post, *, on: date | None = None, to: Staff | None = None, by: Staff) -> int:
    """The role ends after that day (at once, when none is said); what is open in it goes to `to`. How many complaints.

    Raises Invalid by field, Forbidden, Refused for one that has ended or the last administrator of all.
    """
    fresh = Post.objects.select_related("staff", "unit").select_for_update(of=("self",)).get(pk=post.pk)
    require(fresh.until is None or fresh.until > time.now(), _("This post has ended already."), code="already_done")
    require(not _is_last_administrator(fresh), _("Somebody must administer the organisation. Give that role first."),
            code="last_admin")  # fmt: skip
    if on is not None and on < time.today():
        sentence = _("Choose today or a later day.")
        raise Invalid(sentence, fields={"on": sentence})
    load = load_in(fresh)
    if to is not None or (load and on is None):
        handing_on.must_be_handed_on(load, to, giver=fresh.staff)
    posts.end_post(fresh, at=last_moment(on), by=by)
    return handing_on.hand_person_on(fresh.staff, to=to, within=fresh.unit, by=by) if to is not None else 0


def may_end(post: Post, *, by: Staff) -> bool:
    """Whether this person may end that post."""
    try:
        posts.may_end(by, post)
    except Forbidden:
        return False
    return True


def load_in(post: Post) -> Load:
    """What would be without a hand if the post ended: nothing while the same person keeps another post over it."""
    others = post.staff.posts.in_force().filter(role__in=AT_WORK).exclude(pk=post.pk).select_related("unit")
    if post.role not in AT_WORK or any(post.unit.path.startswith(other.unit.path) for other in others):
        return Load(0, 0, 0)
    return handing_on.load_of(post.staff, post.unit)


def meaning_of_ending(post: Post) -> list[Meaning]:
    """What the end of that post would mean, the most serious first."""
    name, unit = {"name": post.staff.display_name}, {"unit": post.unit.name}
    found: list[Meaning] = []
    others = [one for one in post_holders(post.role, post.unit) if one.pk != post.staff_id]
    if post.role == Role.HEAD and not others:
        found.append(_without_head(post))
    if post.role == Role.FRONTDESK and not others:
        sentence = _("%(unit)s has no other front desk: what arrives there has no receiving officer, unless the duty "
                     "roster names one.")  # fmt: skip
        found.append(Meaning("warn", sentence % unit))
    if post.role == Role.CONFIDENTIALITY and len(post_holders(post.role)) == 1:
        sentence = _("Nobody else keeps confidential names: new hidden complaints would be entrusted to nobody.")
        found.append(Meaning("bad", sentence))
    found += meaning_of_load(load_in(post))
    found.append(Meaning("", _("%(name)s is signed out everywhere and signs in again.") % name))
    return found


def meaning_of_load(load: Load) -> list[Meaning]:
    """Sentences about what is open with somebody."""
    said = (
        (load.handled, ngettext_lazy("%(num)s open complaint is handled by this person.",
                                     "%(num)s open complaints are handled by this person.", "num")),
        (load.owned, ngettext_lazy("For %(num)s open complaint this person answers to the complainant.",
                                   "For %(num)s open complaints this person answers to the complainant.", "num")),
        (load.tasks, ngettext_lazy("%(num)s task is this person's.", "%(num)s tasks are this person's.", "num")),
    )  # fmt: skip
    return [Meaning("warn", sentence % {"num": count}) for count, sentence in said if count]


def find(pk: int) -> Post:
    """The post with that number; raises NotFound."""
    found = Post.objects.select_related("staff", "unit").filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise NotFound(_("There is no such post."))
    return found


def first_moment(day: date) -> datetime:
    """When that day begins here."""
    return datetime.combine(day, datetime.min.time(), time.default_zone())


def last_moment(day: date | None) -> datetime | None:
    """When that day is over; None for none."""
    return first_moment(day + timedelta(days=1)) if day is not None else None


def last_day(until: datetime | None) -> date | None:
    """The last day on which something holds that ends at that moment: midnight belongs to the day before."""
    return time.local(until - timedelta(microseconds=1)).date() if until is not None else None


def _without_head(post: Post) -> Meaning:
    """The unit would have no head of its own: who decides then."""
    facts = {"unit": post.unit.name, "name": post.staff.display_name}
    deputies = [one.display_name for one in stand_ins(post.staff)]
    above = post.unit.line()[:-1]
    deciding = heads_of(Unit.objects.get(pk=above[-1])) if above else []
    if deciding:
        facts["others"] = ", ".join(one.display_name for one in deciding)
        return Meaning("warn", _("%(unit)s has no other head: its decisions wait for %(others)s from then on.") % facts)
    if deputies:
        sentence = _("%(unit)s has no other head and none above it. With %(name)s the stand-in loses it too: only a "
                     "manager can approve.")  # fmt: skip
        return Meaning("bad", sentence % facts)
    return Meaning("bad", _("%(unit)s has no other head and none above it: nobody but a manager can approve.") % facts)


def _is_last_administrator(post: Post) -> bool:
    if post.role != Role.ADMIN or post.unit.parent_id is not None:
        return False
    others = Post.objects.in_force().filter(role=Role.ADMIN, unit__parent=None, staff__is_active=True, until=None)
    return not others.exclude(pk=post.pk).exists()
