"""More time for a promise: asked for by who handles the case, granted or refused by somebody with the SOP's authority.

Before it is due, never after; with a reason, and a letter to the complainant where it is a promise to them.
"""

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Notice, Reply
from tanggap.cases.notices import tell_staff
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.people import holders_of, kept_out_of, people_to_tell
from tanggap.casework.say import check_text, write_to
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.waits import ON_ASK
from tanggap.casework.wording import date_in_words, promise_inside, promise_name
from tanggap.clocks import extensions
from tanggap.clocks.models import Clock, Extension, Pause
from tanggap.core.db.plain import change, first, refresh
from tanggap.core.errors import Forbidden, Invalid, require
from tanggap.core.keys import unseal
from tanggap.core.subject import split
from tanggap.people.models import Role, Staff
from tanggap.people.standing import roster_now
from tanggap.remedy.models import Offer, Task
from tanggap.sop.acts import TO_COMPLAINANT

MOST_HOURS = 400
# Word on how it is going is given, not put off; the others are over at once, or no promise.
NEVER = frozenset({"acknowledge", "progress", "reopen", "courtesy_call", promises.PAUSE})
# What the complainant is told of: promises to them, and the date by which we decide.
TOLD = frozenset({*TO_COMPLAINANT, "decision"})


@transaction.atomic
def extend(
    case: Case, *, kind: str, hours: int, reason: str, task: Task | None = None, by: Staff, version: int | None = None
) -> Extension:
    """Ask for more (working) hours for one promise, about `task` where it is a task's, before it is due.

    Whoever holds the SOP's authority is told; where that is who asks, and the SOP wants no second person, it is
    granted at once.
    """
    begin(case, "extend", by=by, version=version)
    check_text(reason, "reason", longest=2_000)
    if not 1 <= hours <= MOST_HOURS:
        raise Invalid(_("Extend by 1 to 400 hours."), fields={"hours": _("1 to 400")})
    demand(case, "extend", reason=reason)
    require(kind not in NEVER, _("This is not put off: tell the complainant how it is going."), code="never_extended")
    found = promises.running(case, kind, subject=task)
    require(found, _("No such promise is running."), code="not_now")
    assert found is not None
    rule = case.edition.procedure.extension
    _within_the_sop(case, found, hours * 60)
    asked = extensions.request(found, hours * 60, case.sealed(reason), by=by.key, two_people=rule.two_people)
    case.put()
    write_down(case, "extension_asked", by=by, private={"reason": reason}, promise=kind, about=found.subject,
               minutes=asked.minutes)  # fmt: skip
    if not rule.two_people and set(rule.approver) & access.roles_on(by, case, access.doorway_at_hand(case)):
        _grant(case, asked, found, by=by)
    else:
        _tell_approvers(case, asked, found, reason, by=by)
    return asked


def _within_the_sop(case: Case, clock: Clock, minutes: int) -> None:
    procedure = case.edition.procedure
    often = extensions.granted(clock) < procedure.extension.times
    require(often, _("This promise was given more time as often as the SOP allows."), code="too_often")
    most = procedure.most_extension(clock.working)
    left = None if most is None else most - clock.extended_minutes
    if left is not None and minutes > left:
        sentence = _("The SOP allows at most %(hours)d hours more for this promise.") % {"hours": max(left, 0) // 60}
        raise Invalid(sentence, fields={"hours": sentence})


@transaction.atomic
def approve_extension(
    case: Case, asked: Extension, *, remark: str = "", by: Staff, version: int | None = None
) -> Clock:
    """Somebody else than who asked says yes, before the promise is due; the complainant is told why and until when."""
    begin(case, "approve_extension", by=by, version=version)
    check_text(remark, "remark", longest=2_000, required=False)
    found = _open_request(case, asked, by)
    demand(case, "approve_extension", remark=remark)
    case.put()
    fresh = _grant(case, asked, found, remark=remark, by=by)
    _tell_asker(case, asked, fresh, Notice.Kind.EXTENDED, remark)
    return fresh


@transaction.atomic
def refuse_extension(case: Case, asked: Extension, *, remark: str, by: Staff, version: int | None = None) -> None:
    """Somebody else than who asked says no, with a remark; the promise stands as it was."""
    begin(case, "refuse_extension", by=by, version=version)
    check_text(remark, "remark", longest=2_000)
    found = _open_request(case, asked, by)
    demand(case, "refuse_extension", remark=remark)
    extensions.refuse(asked, by=by.key, remark=case.sealed(remark))
    case.put()
    write_down(case, "extension_refused", by=by, private={"remark": remark}, promise=found.kind, about=found.subject)
    _tell_asker(case, asked, found, Notice.Kind.NOT_EXTENDED, remark)


def _open_request(case: Case, asked: Extension, by: Staff) -> Clock:
    """The promise that more time is asked for, locked; raises Refused when it is answered, ended or overdue."""
    refresh(asked)
    waits_still = asked.state == Extension.State.OPEN
    require(waits_still, _("This was answered already. Look at the file again, please."), code="already_answered")
    found = next((one for one in promises.open_of(case) if one.pk == asked.clock_id), None)
    require(found, _("This promise is not running any more."), code="not_now")
    assert found is not None
    if asked.asked_by == by.key:
        raise Forbidden(_("Whoever asks for more time does not grant it. Ask another approver."), code="own_work")
    return found


def _grant(case: Case, asked: Extension, clock: Clock, *, remark: str = "", by: Staff) -> Clock:
    before = clock.due_at
    fresh = extensions.grant(asked, clock, by=by.key, remark=case.sealed(remark))
    promises.settle(case)
    write_down(
        case, "extended", by=by, private={"remark": remark} if remark else None, promise=fresh.kind,
        about=fresh.subject, before=before.isoformat(), after=fresh.due_at.isoformat(), asked_by=asked.asked_by,
    )  # fmt: skip
    _follow(case, fresh)
    _tell_complainant(case, fresh)
    return fresh


def _follow(case: Case, clock: Clock) -> None:
    """Dates that are also written elsewhere move along."""
    if clock.kind == "offer_answer":
        change(Offer, "case_id = %s AND state = 'open'", case.pk, answer_by=clock.due_at)
    elif clock.kind == "documents":
        waiting = "until IS NULL AND reason = %s AND clock_id IN (SELECT id FROM clocks_clock WHERE case_id = %s)"
        change(Pause, waiting, ON_ASK, case.pk, expected=clock.due_at)
    elif clock.kind == "task":
        change(Task, "id = %s", split(clock.subject)[1], due_at=clock.due_at)


def _tell_complainant(case: Case, clock: Clock) -> None:
    due = date_in_words(clock.due_at, case.language)
    if clock.kind == "offer_answer":
        write_to(case, "offer-reminder", due=due)
    elif clock.kind == "documents":
        question = first(Reply, "case_id = %s AND kind = 'question' ORDER BY id DESC", case.pk, case=case)
        write_to(case, "question", due=due, message=str(question.body) if question else "", staff=_asker_name(question))
    elif clock.kind in TOLD:
        reason = str(unseal(clock.extension_reason, case.data_key))
        write_to(case, "extended", reason=reason, due=due, promise=promise_name(clock.kind, case.language))


def _asker_name(question: Reply | None) -> str:
    staff = roster_now().staff.get(question.author_id) if question and question.author_id else None
    return staff.full_name if staff else ""


def _tell_approvers(case: Case, asked: Extension, clock: Clock, reason: str, *, by: Staff) -> None:
    """Whoever may grant it on this case is told, by bell and mail; of a hidden case only those who may see it."""
    people: dict[int, Staff] = {}
    for role in case.edition.procedure.extension.approver:
        if role == Role.HEAD:
            found = people_to_tell(case, case.unit)
        else:
            found = holders_of(case, role)
        people |= {staff.pk: staff for staff in found}
    told = [staff for staff in people.values() if staff.pk != by.pk and _may_hear(staff, case)]
    tell_staff(told, Notice.Kind.EXTENSION, case, about=asked_key(asked))
    wanted = extensions.due_with(clock, asked.minutes)
    mail_staff(
        case, "extension-requested", told, staff=by.full_name, unit=case.unit.name, reason=reason,
        promise=promise_inside(clock.kind, case.language), due=date_in_words(wanted, case.language),
    )  # fmt: skip


def _may_hear(staff: Staff, case: Case) -> bool:
    """Not whoever is kept out; a letter about a hidden case tells of it, so it goes to nobody who may not see it."""
    door = access.doorway_at_hand(case)
    return staff.pk not in kept_out_of(case) and (not case.hidden or (door is not None and access.sees(staff, door)))


def _tell_asker(case: Case, asked: Extension, clock: Clock, kind: Notice.Kind, remark: str) -> None:
    asker = roster_now().staff.get(split(asked.asked_by)[1] or 0)
    if asker is None or not _may_hear(asker, case):
        return
    tell_staff([asker], kind, case, about=asked_key(asked))
    with override(asker.language):
        answer = gettext("granted") if kind == Notice.Kind.EXTENDED else gettext("refused")
    mail_staff(
        case, "extension-answered", [asker], promise=promise_inside(clock.kind, asker.language), answer=answer,
        due=date_in_words(clock.due_at, asker.language), remark=remark,
    )  # fmt: skip


def asked_key(asked: Extension) -> str:
    """What a notice about the request points at."""
    return f"extension:{asked.pk}"


def request_on(case: Case, number: int) -> Extension | None:
    """The request with that number, if it is on this case; its clock with it."""
    about = "id = %s AND clock_id IN (SELECT id FROM clocks_clock WHERE case_id = %s)"
    return first(Extension, about, number, case.pk)
