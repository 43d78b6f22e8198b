"""Whoever has a part in a complaint steps aside from it (R9): said by themselves, by who leads, or found by rule.

From then on they do not see it, and neither does who stands in for them through them; what was theirs goes to the next
in line. Found by rule when it arrives: whoever complains, or speaks for who complains, is one of us by their mail
address; and of a sealed complaint about a department or a committee, all who have a post in it. Nobody is kept out by
rule where then nobody would be left to work on it.
"""

from collections.abc import Collection, Iterable

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import NOT_YOU, lock, write_down
from tanggap.casework.arrivals import Words
from tanggap.casework.call_in import call_in
from tanggap.casework.decide import ask_anew
from tanggap.casework.directory import Directory, directory
from tanggap.casework.handing_on import pass_tasks_on
from tanggap.casework.people import add_participant, end_participants, kept_out_of, people_to_tell
from tanggap.casework.say import check_text
from tanggap.casework.unmask import officers_on
from tanggap.core import time
from tanggap.core.db.plain import change
from tanggap.core.errors import Forbidden, Invalid, require
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import line_of, post_holders, roster_now, stand_ins

LEADS = frozenset({Role.HEAD, Role.MANAGER, Role.CONFIDENTIALITY})
WORKING = frozenset({Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER, Role.CONFIDENTIALITY})
LONGEST = 2_000
NOBODY_LEFT = _("Nobody else could work on this complaint then. Ask the administrator to give somebody a post first.")


class Why(models.TextChoices):
    """What part somebody has in it."""

    PARTY = "party", _("Complains, or is complained about")
    RELATED = "related", _("Is family, a friend, or in business with somebody in it")
    MEMBER = "member", _("Belongs to the department or committee that it is about")
    OTHER = "other", _("Has another interest in how it ends")


@transaction.atomic
def recuse(case: Case, *, who: Staff, why: str, reason: str, by: Staff) -> Staff | None:
    """`who` works on it no more and does not see it any more; answers with the next one who owns it, if they did."""
    lock(case)
    _may(case, who, by)
    if why not in Why.values:
        raise Invalid(_("Choose one of these."), fields={"why": _("Choose one of these.")})
    check_text(reason, "reason", longest=LONGEST)
    require(case.is_open, _("This complaint is closed."), code="not_now")
    out = kept_out_of(case)
    require(who.pk not in out, _("%(name)s is kept out already.") % {"name": who.display_name}, code="already_done")
    require(left_over(case.receiving_unit, {*out, who.pk}), NOBODY_LEFT, code="nobody_left")
    owned, handled = case.owner_id == who.pk, case.handler_id == who.pk
    _end_parts(case, who)
    add_participant(case, Participant.Role.EXCLUDED, staff=who)
    heir = _next_owner(case, {*out, who.pk}) if owned else None
    if owned:
        end_participants(case, Participant.Role.OWNER)
        if heir is not None:
            add_participant(case, Participant.Role.OWNER, staff=heir)
    values = {**({"owner": heir} if owned else {}), **({"handler": None} if handled else {})}
    case.put(**values)
    write_down(
        case, "recused", by=by, private={"reason": reason}, person=who.key, why=why, own=by == who,
        owner=heir.key if heir else "",
    )  # fmt: skip
    pass_tasks_on(case, who, None, by=by)
    if handled:
        call_in(case, again=True)
    ask_anew(case, always=True)
    told = [*([heir] if heir else []), *people_to_tell(case, case.unit)]
    tell_staff([one for one in told if one != by], Notice.Kind.RECUSED, case)
    return heir


@transaction.atomic
def readmit(case: Case, *, who: Staff, reason: str, by: Staff) -> None:
    """It was no conflict after all: a leader lets them see the complaint again. What was theirs stays with the others.

    Never of a sealed one, where being kept out follows from whom it is about.
    """
    lock(case)
    if by == who or not access.roles_on(by, case) & LEADS:
        raise Forbidden(NOT_YOU)
    require(case.visibility != "sealed", _("Of a sealed complaint nobody is let in again."), code="sealed")
    check_text(reason, "reason", longest=LONGEST)
    excluded = "case_id = %s AND staff_id = %s AND role = 'excluded' AND until IS NULL"
    done = change(Participant, excluded, case.pk, who.pk, until=time.now())
    require(done, _("%(name)s is not kept out.") % {"name": who.display_name}, code="already_done")
    case.put()
    write_down(case, "readmitted", by=by, private={"reason": reason}, person=who.key)


def kept_out(case: Case, *, by: Staff) -> list[Staff]:
    """Who was kept out, for whoever leads; of a sealed complaint nobody is told."""
    if case.visibility == "sealed" or not access.roles_on(by, case) & LEADS:
        return []
    return roster_now().people(kept_out_of(case))


def may_name(case: Case, by: Staff) -> list[Staff]:
    """Whom `by` may name: themselves, and for whoever leads everybody at work there but those above them."""
    if not access.roles_on(by, case) & LEADS:
        return [by]
    out, line = kept_out_of(case), {*case.unit.line(), *case.receiving_unit.line()}
    posts = (post for post in in_force(roster_now().posts) if post.role in WORKING and post.unit_id in line)
    ids = {post.staff_id for post in posts if post.staff.is_active} | {case.owner_id, case.handler_id} - {None}
    above = {one.pk for one in line_of(by)}
    return roster_now().people({by.pk, *(ids - out - above)})


def found_by_rule(words: Words, receiving: Unit, *, sealed: bool, directory: Directory) -> list[Staff]:
    """Who of us has a part in what arrives, by the addresses on it and the unit that a sealed one is about."""
    if words.past is not None:
        return []
    given = {who.email.casefold() for who in (words.complainant, words.representative) if who and who.email}
    found = [staff for email in given if (staff := directory.staff_by_email.get(email)) is not None]
    if sealed and words.about_unit is not None:
        held = (post for post in in_force(directory.posts) if post.unit_id == words.about_unit.pk)
        members = {post.staff_id: post.staff for post in held}
        found += [*members.values(), *(deputy for one in members.values() for deputy in stand_ins(one))]
    together = {staff.pk: staff for staff in found}
    return list(together.values()) if together and left_over(receiving, together) else []


def left_over(unit: Unit, out: Collection[int]) -> bool:
    """Whether anybody is left who can work on a complaint of that unit when these are kept out."""
    return bool(set(_working_in(unit)) - set(out))


def _working_in(unit: Unit) -> Iterable[int]:
    line = set(unit.line())
    for post in in_force(roster_now().posts):
        if post.role in WORKING and post.unit_id in line and post.staff.is_active:
            yield post.staff_id


def _may(case: Case, who: Staff, by: Staff) -> None:
    """Everybody speaks for themselves; who leads names others, but nobody who leads them."""
    if by == who:
        return
    if not access.roles_on(by, case) & LEADS:
        raise Forbidden(_("Only they themselves, or whoever leads, can say so."))
    if who.pk not in {one.pk for one in may_name(case, by)} and who.pk not in kept_out_of(case):
        raise Invalid(_("Choose one of these."), fields={"who": _("Choose one of these.")})


def _end_parts(case: Case, who: Staff) -> None:
    """Every part that they had on it ends; that they had it stays on file."""
    theirs = "case_id = %s AND staff_id = %s AND role <> 'excluded' AND until IS NULL"
    change(Participant, theirs, case.pk, who.pk, until=time.now())
    if case.at_hand is not None:
        case.at_hand.participants = [part for part in case.at_hand.participants if part[0] != who.pk]


def _next_owner(case: Case, out: Collection[int]) -> Staff | None:
    """Who answers to the complainant next: of a hidden one an officer on it, else the desk, else who heads it."""
    if case.hidden:
        line = officers_on(case)
    else:
        desk = directory().receivers(case.receiving_unit, case.medium, time.now()).people
        line = [*desk, *in_line(case.receiving_unit)]
    return next((one for one in line if one.pk not in out and one.is_active), None)


def in_line(unit: Unit) -> list[Staff]:
    """Who can answer for what that unit receives, one after the other: the desk, then who leads, there and above."""
    roles = (Role.FRONTDESK, Role.HEAD, Role.MANAGER, Role.OFFICER)
    return [one for role in roles for one in post_holders(role, unit, above=True)]
