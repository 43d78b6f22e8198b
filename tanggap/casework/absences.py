"""Who is away and who stands in: everybody says so for themselves, leaders and administrators for others too."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tanggap.audit.trail import record
from tanggap.casework import handing_on
from tanggap.casework.posts_kept import Meaning, first_moment, last_moment
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, require
from tanggap.core.typed import one_line
from tanggap.people.models import Absence, Deputy, Duty, Post, Role, Staff
from tanggap.people.standing import NEVER_LENT, forget, post_holders, standing_of

LONGEST_REASON = 200
ARRANGES = (Role.ADMIN, Role.HEAD, Role.MANAGER)
NOT_YOU = _("You can arrange this for yourself, and for people whom you lead or administer.")


def may_arrange(by: Staff, staff: Staff) -> bool:
    """For oneself; and for people all of whose posts one leads: a stand-in gets what all of them give."""
    if by.pk == staff.pk:
        return True
    led = standing_of(by).units_of(*ARRANGES)
    units = set(staff.posts.in_force().values_list("unit_id", flat=True))
    return bool(units) and units <= led


def arranged_by(by: Staff) -> list[Staff]:
    """Those for whom this person may arrange it, oneself first, then by name."""
    units = standing_of(by).units_of(*ARRANGES)
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
    fields = _wrong_days(since, until)
    if staff is None:
        fields["staff"] = _("Choose the person.")
    if len(one_line(reason)) > LONGEST_REASON:
        fields["reason"] = _("At most %(most)d characters, please.") % {"most": LONGEST_REASON}
    if staff is not None and deputy is not None:
        fields |= _wrong_deputy(staff, deputy, by)
    if fields or staff is None or since is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    _see(by, staff)
    begins, ends = first_moment(since), last_moment(until)
    require(not _overlapping(Absence.objects.filter(staff=staff), since, until).exists(),
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
    fields = _wrong_days(since, until)
    if of is None:
        fields["staff"] = _("Choose the person.")
    if deputy is None:
        fields["deputy"] = _("Choose who stands in.")
    if of is not None and deputy is not None:
        fields |= _wrong_deputy(of, deputy, by)
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
def stop_standing_in(row: Deputy, *, by: Staff) -> None:
    """The deputy acts no more for that person, from now on."""
    _see(by, row.of)
    rows = Deputy.objects.filter(Q(until=None) | Q(until__gt=time.now()), pk=row.pk)
    require(rows.update(until=max(row.since, time.now())), _("This has ended already."), code="already_done")
    forget()
    record("deputy_ended", row.of, by=by, deputy=row.by.key)


def meaning_of_absence(staff: Staff, deputy: Staff | None, since: date, until: date | None) -> list[Meaning]:
    """What goes where while that person is away."""
    names = {"name": staff.display_name, "deputy": deputy.display_name if deputy else ""}
    held = list(staff.posts.in_force().select_related("unit"))
    deputies = [deputy] if deputy else [row.by for row in _deputies(staff, since, until)]
    found: list[Meaning] = []
    if deputies:
        names["deputy"] = ", ".join(one.display_name for one in deputies)
        sentence = _("%(deputy)s acts for %(name)s: sees, decides and is told what %(name)s would.")
        found.append(Meaning("ok", sentence % names))
        if any(post.role in NEVER_LENT for post in held):
            found.append(Meaning("", _("Administration and confidential names are lent to nobody.")))
    else:
        found.append(Meaning("warn", _("Nobody stands in for %(name)s.") % names))
        found += [_unled(post) for post in held if post.role == Role.HEAD]
    load = handing_on.load_of(staff)
    if load.handled or load.owned:
        count = max(load.handled, load.owned)
        sentence = ngettext_lazy(
            "%(num)s open complaint stays with %(name)s; its dates run on.",
            "%(num)s open complaints stay with %(name)s; their dates run on.", "num",
        )  # fmt: skip
        found.append(Meaning("", sentence % {"num": count, **names}))
    if Duty.objects.filter(staff=staff, removed_at=None).exists():
        found.append(Meaning("", _("On the duty roster the stand-in receives, or else the front desk in turn.")))
    return found


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


def _unled(post: Post) -> Meaning:
    others = [one for one in post_holders(Role.HEAD, post.unit, above=True) if one.pk != post.staff_id]
    facts = {"unit": post.unit.name, "others": ", ".join(one.display_name for one in others)}
    if others:
        return Meaning("warn", _("Decisions of %(unit)s wait for %(others)s meanwhile.") % facts)
    return Meaning("bad", _("%(unit)s has no other head: only a manager can approve meanwhile. Name somebody.") % facts)


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


def _overlapping(rows: Any, since: date, until: date | None) -> Any:
    found = rows.filter(Q(until=None) | Q(until__gt=first_moment(since)))
    return found.filter(since__lt=last_moment(until)) if until is not None else found


def _standing_in(of: Staff, deputy: Staff, since: date, until: date | None) -> bool:
    """Whether that person stands in through the whole of these days already."""
    rows = Deputy.objects.filter(of=of, by=deputy, since__lte=first_moment(since))
    through = Q(until=None) | Q(until__gte=last_moment(until)) if until is not None else Q(until=None)
    return rows.filter(through).exists()


def _deputies(staff: Staff, since: date, until: date | None) -> list[Deputy]:
    return list(_overlapping(Deputy.objects.filter(of=staff, by__is_active=True).select_related("by"), since, until))


def _see(by: Staff, staff: Staff) -> None:
    if not may_arrange(by, staff):
        raise Forbidden(NOT_YOU)
