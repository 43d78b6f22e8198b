"""Giving and taking roles. Whoever's rights change is signed out everywhere and their tokens end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.core import time
from tanggap.core.errors import Forbidden, require
from tanggap.people.models import Post, Role, Staff, Unit
from tanggap.people.standing import forget, standing_of


@transaction.atomic
def appoint(
    staff: Staff, *, unit: Unit, role: str, since: datetime | None = None, until: datetime | None = None, by: Any
) -> Post:
    """Give a role in a unit (and below). Only an administrator of that unit may; to oneself only who works here alone.

    Ends the sessions and tokens of `staff`; recorded. Raises Forbidden, or Refused when the post is already held.
    """
    may_change_rights(by, staff, unit)
    require(unit.closed_at is None, _("This unit is closed: nobody gets a post there."), code="closed")
    require(role in Role.values, _("There is no such role."), code="unknown_role")
    begins = since or time.now()
    held = Post.objects.filter(Q(until=None) | Q(until__gt=begins), staff=staff, unit=unit, role=role)
    if until is not None:
        held = held.filter(since__lt=until)
    require(not held.exists(), _("This role in this unit is already held by this person."), code="already_held")
    post = Post.objects.create(staff=staff, unit=unit, role=role, since=begins, until=until)
    end_sessions(staff)
    alone = {"alone": True} if _is_oneself(by, staff) else {}
    record("role_given", staff, by=by, role=str(role), unit=unit.code, **alone)
    return post


@transaction.atomic
def end_post(post: Post, *, at: datetime | None = None, by: Any) -> Post:
    """Take a role back from that moment on (now, unless said otherwise); ends sessions and tokens at once; recorded."""
    may_end(by, post)
    post.until = max(at or time.now(), post.since)
    post.save(update_fields=["until"])
    end_sessions(post.staff)
    record("role_taken", post.staff, by=by, role=post.role, unit=post.unit.code)
    return post


@transaction.atomic
def reopen_post(post: Post, *, by: Any) -> Post:
    """A role that was to end goes on until further notice; recorded."""
    may_change_rights(by, post.staff, post.unit)
    post.until = None
    post.save(update_fields=["until"])
    end_sessions(post.staff)
    record("role_given", post.staff, by=by, role=post.role, unit=post.unit.code)
    return post


@transaction.atomic
def deactivate(staff: Staff, *, by: Any) -> None:
    """Nobody signs in as this person any more; sessions and tokens end; posts stay as history. Recorded."""
    may_change_rights(by, staff, None)
    Staff.objects.filter(pk=staff.pk).update(is_active=False, version=F("version") + 1)
    end_sessions(staff)
    staff.is_active = False
    record("staff_deactivated", staff, by=by)


@transaction.atomic
def activate(staff: Staff, *, by: Any) -> None:
    """This person may sign in again, with the posts still in force. Recorded."""
    may_change_rights(by, staff, None)
    Staff.objects.filter(pk=staff.pk).update(is_active=True, version=F("version") + 1)
    end_sessions(staff)
    staff.is_active = True
    record("staff_activated", staff, by=by)


def end_sessions(staff: Staff) -> None:
    """Every session and token of this person dies at its next request, however many processes serve it."""
    Staff.objects.filter(pk=staff.pk).update(generation=F("generation") + 1)
    staff.refresh_from_db(fields=["generation"])
    staff.__dict__.pop("is_staff", None)
    forget()


def may_change_rights(by: Any, staff: Staff, unit: Unit | None) -> None:
    """Rights are given by an administrator of the place, to others: raises Forbidden.

    Whoever works here all alone may give roles to himself or herself too: there is nobody to ask, and an organisation
    of one could never begin. Who is not staff is the command line or the demo, and answers for itself.
    """
    if not isinstance(by, Staff):
        return
    if by.pk == staff.pk and (unit is None or not works_alone(by)):
        raise Forbidden(
            _("Nobody changes his or her own rights: ask another administrator, or make somebody else one first.")
        )
    if not standing_of(by).has(Role.ADMIN, unit):
        raise Forbidden(_("Only an administrator of this unit may change rights here."))


def may_end(by: Any, post: Post) -> None:
    """An administrator of the place ends posts in it, his or her own too: less is nobody's harm. Raises Forbidden.

    But for the own administration: whoever ends that by mistake could not take it back.
    """
    if not _is_oneself(by, post.staff):
        may_change_rights(by, post.staff, post.unit)
    elif post.role == Role.ADMIN:
        raise Forbidden(_("Nobody ends his or her own administration: another administrator does that."))
    elif not standing_of(by).has(Role.ADMIN, post.unit):
        raise Forbidden(_("Only an administrator of this unit may change rights here."))


def works_alone(staff: Staff) -> bool:
    """Whether nobody else can sign in here."""
    return not Staff.objects.filter(is_active=True).exclude(pk=staff.pk).exists()


def _is_oneself(by: Any, staff: Staff) -> bool:
    return isinstance(by, Staff) and by.pk == staff.pk
