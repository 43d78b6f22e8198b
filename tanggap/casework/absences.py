"""Who is away and who stands in: everybody says so for themselves, leaders and administrators for others too."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework.posts_kept import first_moment, last_moment
from tanggap.casework.propose import MOST_RUPIAH
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, require
from tanggap.core.typed import one_line
from tanggap.people.models import Absence, Deputy, Post, Role, Staff
from tanggap.people.roster import in_force
from tanggap.people.standing import APPROVING, NEVER_LENT, forget, roster_now, standing_of

LONGEST_REASON = 200
ARRANGES = (Role.ADMIN, Role.HEAD, Role.MANAGER)
NOBODY = _("Choose who stands in.")
NOT_YOU = _("You can arrange this for yourself, and for people whom you lead or administer.")


def may_arrange(by: Staff, staff: Staff) -> bool:
    """For oneself; and for people all of whose posts one leads: a stand-in gets what all of them give."""
    if by.pk == staff.pk:
        return True
    led = _led(by)
    units = set(staff.posts.in_force().values_list("unit_id", flat=True))
    return bool(units) and units <= led


def arranged_by(by: Staff) -> list[Staff]:
    """Those for whom this person may arrange it, oneself first, then by name."""
    units = _led(by)
    led = Post.objects.in_force().filter(unit__in=units).values("staff")
    beyond = Post.objects.in_force().exclude(unit__in=units).values("staff")
    others = Staff.objects.filter(is_active=True, pk__in=led).exclude(pk__in=beyond).exclude(pk=by.pk)
    return [by, *others.order_by("full_name", "pk")]


@transaction.atomic
def go_away(
    staff: Staff | None, *, since: date | None, until: date | None, reason: str = "", deputy: Staff | None = None,
    by: Staff,
) -> Absence:  # fmt: skip
    """Away from a first day to a last one, perhaps with a stand-in meanwhile. Raises Invalid by field, Forbidden."""
    fields = wrong_with(staff, deputy, since=since, until=until, by=by)
    if len(one_line(reason)) > LONGEST_REASON:
        fields["reason"] = _("At most %(most)d characters, please.") % {"most": LONGEST_REASON}
    if fields or staff is None or since is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    _see(by, staff)
    begins, ends = first_moment(since), last_moment(until)
    require(not overlapping(Absence.objects.filter(staff=staff), since, until).exists(),
            _("This person is away on some of these days already."), code="already_away")  # fmt: skip
    made = Absence.objects.create(staff=staff, since=begins, until=ends, reason=one_line(reason))
    if deputy is not None and not _standing_in(staff, deputy, since, until):
        Deputy.objects.create(of=staff, by=deputy, only_when_absent=True, since=begins, until=ends)
    forget()
    record("absence_made", staff, by=by, since=since.isoformat(), until=until.isoformat() if until else "",
           deputy=deputy.key if deputy else "", private={"reason": made.reason} if made.reason else None)  # fmt: skip
    return made


@transaction.atomic
def come_back(absence: Absence, *, by: Staff) -> None:
    """It ends now; one that has not begun does not happen. Whoever stood in only for it stops."""
    _see(by, absence.staff)
    rows = Absence.objects.filter(Q(until=None) | Q(until__gt=time.now()), pk=absence.pk)
    end = max(absence.since, time.now())
    require(rows.update(until=end), _("This absence is over already."), code="already_done")
    same = Deputy.objects.filter(of=absence.staff, only_when_absent=True, since=absence.since, until=absence.until)
    same.update(until=end)
    forget()
    record("absence_ended", absence.staff, by=by, since=absence.since)


@transaction.atomic
def stand_in(
    of: Staff | None, *, deputy: Staff | None, since: date | None, until: date | None, only_when_absent: bool, by: Staff
) -> Deputy:  # fmt: skip
    """Somebody acts for another: in a whole period, or whenever that person is away. Raises Invalid, Forbidden."""
    fields = wrong_with(of, deputy, since=since, until=until, by=by)
    if deputy is None:
        fields["deputy"] = NOBODY
    if fields or of is None or deputy is None or since is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    _see(by, of)
    require(not _standing_in(of, deputy, since, until), _("This person stands in already then."), code="already_held")
    made = Deputy.objects.create(
        of=of, by=deputy, only_when_absent=only_when_absent, since=first_moment(since), until=last_moment(until)
    )
    forget()
    record("deputy_named", of, by=by, deputy=deputy.key, since=since.isoformat(), only_when_absent=only_when_absent,
           until=until.isoformat() if until else "")  # fmt: skip
    return made


@transaction.atomic
def hand_approvals(
    of: Staff | None, *, deputy: Staff | None, since: date | None, until: date | None, up_to: int | None = None,
    by: Staff,
) -> Deputy:  # fmt: skip
    """Somebody approves for another from a first day to a last one, perhaps only up to an amount; nothing else is lent.

    Within the own rights: what the ladder of the SOP gives the other, and never what he or she proposed or chose.
    """
    fields = wrong_with(of, deputy, since=since, until=until, by=by) | wrong_hand(of, deputy, until, up_to)
    if fields or of is None or deputy is None or since is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    _see(by, of)
    require(not _standing_in(of, deputy, since, until, approvals_too=True),
            _("This person stands in already then."), code="already_held")  # fmt: skip
    made = Deputy.objects.create(
        of=of, by=deputy, only_approvals=True, up_to=up_to, since=first_moment(since), until=last_moment(until)
    )
    forget()
    record("approvals_handed", of, by=by, deputy=deputy.key, since=since.isoformat(),
           until=until.isoformat() if until else "", up_to=up_to)  # fmt: skip
    return made


def wrong_hand(of: Staff | None, deputy: Staff | None, until: date | None, up_to: int | None) -> dict[str, Any]:
    """What cannot be when only approvals are handed over, field by field."""
    fields: dict[str, Any] = {}
    if deputy is None:
        fields["deputy"] = NOBODY
    if until is None:
        fields["until"] = _("Choose the last day: approvals are handed over for a time.")
    if up_to is not None and not 0 < up_to <= MOST_RUPIAH:
        fields["up_to"] = _("Write an amount above zero, or leave it empty.")
    if of is not None and not approves(of):
        fields["staff"] = _("This person has no post that approves.")
    return fields


def approves(staff: Staff) -> bool:
    """Whether this person holds a post of those that ladders of approval are made of."""
    return any(post.role in APPROVING for post in in_force(roster_now().posts_of.get(staff.pk, ())))


@transaction.atomic
def stop_standing_in(row: Deputy, *, by: Staff) -> None:
    """The deputy acts no more for that person, from now on."""
    _see(by, row.of)
    rows = Deputy.objects.filter(Q(until=None) | Q(until__gt=time.now()), pk=row.pk)
    require(rows.update(until=max(row.since, time.now())), _("This has ended already."), code="already_done")
    forget()
    record("deputy_ended", row.of, by=by, deputy=row.by.key)


def wrong_with(
    staff: Staff | None, deputy: Staff | None, *, since: date | None, until: date | None, by: Staff
) -> dict[str, Any]:
    """What cannot be, field by field, of an absence or a stand-in; empty when all is well."""
    fields = _wrong_days(since, until)
    if staff is None:
        fields["staff"] = _("Choose the person.")
    elif deputy is not None:
        fields |= _wrong_deputy(staff, deputy, by) or _away_throughout(deputy, since, until)
    return fields


def running_absences() -> QuerySet[Absence]:
    """Present and coming ones, the nearest first."""
    rows = Absence.objects.filter(Q(until=None) | Q(until__gt=time.now())).select_related("staff")
    return rows.order_by("since", "pk")


def running_deputies() -> QuerySet[Deputy]:
    """Present and coming ones."""
    rows = Deputy.objects.filter(Q(until=None) | Q(until__gt=time.now())).select_related("of", "by")
    return rows.order_by("of__full_name", "since", "pk")


def possible_deputies() -> list[Staff]:
    """Whoever has a post that reads complaints can stand in, by name."""
    held = Post.objects.in_force().filter(role__in={*Role.values} - NEVER_LENT).values("staff")
    return list(Staff.objects.filter(is_active=True, pk__in=held).order_by("full_name", "pk"))


def find_absence(pk: int) -> Absence:
    """Raises NotFound."""
    found = Absence.objects.select_related("staff").filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise NotFound(_("There is no such absence."))
    return found


def find_deputy(pk: int) -> Deputy:
    """Raises NotFound."""
    found = Deputy.objects.select_related("of", "by").filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise NotFound(_("Nobody stands in here."))
    return found


def _led(by: Staff) -> set[int]:
    """Units led by posts of one's own: what is lent for some days is not lent on to others."""
    held = in_force(roster_now().posts_of.get(by.pk, ()))
    return {pk for post in held if post.role in ARRANGES for pk in roster_now().below(post.unit.path)}


def _wrong_days(since: date | None, until: date | None) -> dict[str, Any]:
    if since is None:
        return {"since": _("Choose the first day.")}
    if until is not None and until < max(since, time.today()):
        return {"until": _("The last day is not before the first, nor in the past.")}
    return {}


def _wrong_deputy(of: Staff, deputy: Staff, by: Staff) -> dict[str, Any]:
    if deputy.pk == of.pk:
        return {"deputy": _("Nobody stands in for himself or herself.")}
    if deputy.pk == by.pk:
        # It would open what the other was entrusted with, hidden complaints too, to whoever asks for it.
        return {"deputy": _("Nobody makes himself or herself a stand-in: choose somebody else.")}
    held = standing_of(deputy).roles & ({*Role.values} - NEVER_LENT)
    return {} if deputy.is_active and held else {"deputy": _("Choose somebody who has a post here.")}


def _away_throughout(deputy: Staff, since: date | None, until: date | None) -> dict[str, Any]:
    """Whoever is away on all of these days can stand in on none of them."""
    if since is None:
        return {}
    absences = Absence.objects.filter(staff=deputy, since__lte=first_moment(since))
    through = Q(until=None) | Q(until__gte=last_moment(until)) if until is not None else Q(until=None)
    found = absences.filter(through).exists()
    return {"deputy": _("This person is away then, too. Choose somebody else.")} if found else {}


def overlapping(rows: Any, since: date, until: date | None) -> Any:
    """Those of the rows that touch these days."""
    found = rows.filter(Q(until=None) | Q(until__gt=first_moment(since)))
    return found.filter(since__lt=last_moment(until)) if until is not None else found


def _standing_in(
    of: Staff, deputy: Staff, since: date, until: date | None, *, approvals_too: bool = False
) -> bool:
    """Whether that person stands in through the whole of these days already; `approvals_too`: or approves."""
    rows = Deputy.objects.filter(of=of, by=deputy, since__lte=first_moment(since))
    rows = rows if approvals_too else rows.filter(only_approvals=False)
    through = Q(until=None) | Q(until__gte=last_moment(until)) if until is not None else Q(until=None)
    return rows.filter(through).exists()


def _see(by: Staff, staff: Staff) -> None:
    if not may_arrange(by, staff):
        raise Forbidden(NOT_YOU)
