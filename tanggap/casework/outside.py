"""A task in the hands of an outside party: a courier, a technician, a supplier. A link opens this one task to them.

They see what the task needs and nothing of the complaint. What they write is a remark on the task, never a reply.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import begin, lock, write_down
from tanggap.casework.documents import name_of
from tanggap.casework.links import errand_token, errand_url
from tanggap.casework.people import people_to_tell, workers_on
from tanggap.casework.put_right import mark_done
from tanggap.casework.say import check_text
from tanggap.casework.tasks import add_evidence, begin_task, left_of, tick
from tanggap.casework.wording import date_in_words
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import make_mail, queue_many
from tanggap.clocks.models import Clock
from tanggap.core import files, secrets, time
from tanggap.core.db.plain import add, change, first, refresh
from tanggap.core.errors import Invalid, NotFound, Refused, Stale, require
from tanggap.core.keys import DataKey
from tanggap.core.typed import an_email, one_line
from tanggap.people.models import Staff
from tanggap.remedy.models import Errand, Task, TaskRemark

MOST_DAYS = 90
LONGEST_NAME, LONGEST = 120, 2_000
NOT_OPEN = _("This task is not open any more. Look at the file again, please.")
WRONG_LINK = _("This link opens nothing. Ask whoever sent it to you for a new one.")
ENDED = _("This link has ended. Ask whoever sent it to you for a new one.")
CHANGED = _("Something has changed on this task meanwhile. Look at it, then send it again, please.")
DONE, CANNOT, KEEP = "done", "cannot", "keep"


@transaction.atomic
def lend(
    task: Task, *, name: str, email: str = "", language: str = "id", message: str = "", shared: str = "",
    days: int | None = None, confirms: bool = True, by: Staff,
) -> Errand:
    """Put the task into the hands of somebody outside; an earlier link of it ends. Mailed when there is an address.

    Where the SOP wants staff to confirm, they confirm.
    """  # fmt: skip
    case = task.case
    begin(case, "add_task", by=by)
    refresh(task)
    require(task.state != Task.State.PLANNED, _("This task begins when the complainant has agreed."), code="not_now")
    require(task.state == Task.State.OPEN, NOT_OPEN, code="not_open")
    rule = case.edition.procedure.outside
    fields: dict[str, Any] = {}
    name = one_line(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        fields["name"] = _("Write who does it, at most 120 characters.")
    email = an_email(email, fields) if email.strip() else ""
    days = rule.days if days is None else days
    if not 1 <= days <= MOST_DAYS:
        fields["days"] = _("From 1 to %(most)d days, please.") % {"most": MOST_DAYS}
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    for field, text in (("message", message), ("shared", shared)):
        check_text(text, field, longest=LONGEST, required=False)
    _end_all(task, by=by)
    moment = time.now()
    [errand] = add([Errand(
        task=task, stored_name=case.sealed(name), stored_email=case.sealed(email), stored_message=case.sealed(message),
        stored_place=case.sealed(shared), confirms=confirms or rule.confirm, given_by=by, at=moment,
        language=language if language in dict(settings.LANGUAGES) else case.language,
        expires_at=moment + timedelta(days=days), digest=secrets.token(),
    )])  # fmt: skip
    _cut_key(errand)
    case.put()
    write_down(case, "task_lent", by=by, private={"name": name}, task=task.key, days=days, shared=bool(shared.strip()))
    _mail([errand], "new")
    return errand


@transaction.atomic
def renew(errand: Errand, *, days: int | None = None, by: Staff) -> Errand:
    """A new link, good from now on; the old one opens nothing any more."""
    case = _begin(errand, by=by)
    days = case.edition.procedure.outside.days if days is None else days
    require(1 <= days <= MOST_DAYS, _("From 1 to %(most)d days, please.") % {"most": MOST_DAYS})
    require(errand.revoked_at is None, ENDED, code="ended")
    errand.generation += 1
    _put(errand, generation=errand.generation, expires_at=time.now() + timedelta(days=days))
    _cut_key(errand)
    write_down(case, "errand_renewed", by=by, task=errand.task.key)
    _mail([errand], "new")
    return errand


@transaction.atomic
def revoke(errand: Errand, *, by: Staff) -> None:
    """The link opens nothing from now on; the task is ours again."""
    case = _begin(errand, by=by)
    require(errand.revoked_at is None, ENDED, code="ended")
    _put(errand, revoked_at=time.now())
    write_down(case, "errand_revoked", by=by, task=errand.task.key)


@transaction.atomic
def send_back(errand: Errand, *, remark: str, by: Staff) -> None:
    """What was reported is not enough, or is answered: the outside party goes on, and reads why."""
    case = errand.task.case
    begin_task(errand.task, by=by)
    refresh(errand)
    check_text(remark, "body", longest=5_000)
    require(errand.report and errand.revoked_at is None, NOT_OPEN, code="not_open")
    add([TaskRemark(task=errand.task, author=by, shown=True, weighty=True, stored_body=case.sealed(remark),
                    at=time.now())])  # fmt: skip
    _put(errand, report="", reported_at=None)
    case.put()
    write_down(case, "errand_sent_back", by=by, task=errand.task.key)
    _mail([errand], "back")


def find(token: str) -> Errand:
    """The errand that this link opens; NotFound for what nobody was sent, Refused for what has ended."""
    known = 20 <= len(token) <= 40 and token.isascii() and token.isalnum()
    errand = Errand.objects.select_related(
        "task__case__data_key", "task__case__unit", "task__case__edition", "task__unit"
    ).filter(digest=_digest(token)).first() if known else None  # fmt: skip
    if errand is None:
        raise NotFound(WRONG_LINK)
    if errand.revoked_at is not None or errand.expires_at <= time.now():
        raise Refused(ENDED, code="ended")
    return errand


@transaction.atomic
def report(
    errand: Errand, *, what: str = KEEP, points: Collection[int] = (), text: str = "",
    uploads: Sequence[files.File] = (), version: int,
) -> str:
    """What the outside party ticks, adds and writes; with `what` it is done, or cannot be done because of the text.

    Answers with what stands against its being done (see tasks.LEFT); the rest is kept all the same. The same a second
    time is a second click and changes nothing.
    """  # fmt: skip
    task = errand.task
    lock(task.case)
    refresh(task)
    refresh(errand)
    require(errand.revoked_at is None and errand.expires_at > time.now(), ENDED, code="ended")
    if version != errand.version and _said_already(errand, what, text):
        return ""
    require(task.state == Task.State.OPEN and task.case.is_open, _("This task is over. Thank you."), code="not_open")
    if version != errand.version:
        raise Stale(CHANGED, current=errand.version)
    check_text(text, "body", longest=5_000, required=what == CANNOT)
    tick(task, points, by=errand)
    add_evidence(task, uploads, by=errand)
    _take_down(errand, text, weighty=what == CANNOT)
    left = left_of(task) if what == DONE else ""
    if what in {DONE, CANNOT} and not left:
        _conclude(errand, what, text)
    _put(errand, version=errand.version + 1)
    task.case.put()
    return left


def live(task: Task) -> Errand | None:
    """Who outside has this task in hand, if anybody; an expired link counts until it is revoked."""
    return first(Errand, "task_id = %s AND revoked_at IS NULL", task.pk, task=task)


def in_hand(task: Task) -> Errand:
    """The same; raises Refused when nobody has it."""
    found = live(task)
    if found is None:
        raise Refused(_("Nobody outside has this task in hand."), code="not_lent")
    return found


def last_words(task: Task) -> str:
    """What whoever has it in hand said when reporting it as done; empty when nothing was reported."""
    errand = live(task)
    if errand is None or errand.report != DONE:
        return ""
    last = first(TaskRemark, "errand_id = %s ORDER BY id DESC", errand.pk, task=task)
    return f"{errand.name}: {last.body}" if last else str(errand.name)


def link_of(errand: Errand) -> str:
    """The link that opens it, for whoever may hand it out."""
    return errand_url(errand_token(errand.pk, errand.generation))


def reminders(rung: Iterable[tuple[Case, Clock]]) -> list[Outbound]:
    """Letters to those outside whose tasks are due soon or overdue, not queued yet; one query for all."""
    cases = {clock.subject: case for case, clock in rung if clock.kind == "task"}
    if not cases:
        return []
    numbers = [int(subject.partition(":")[2]) for subject in cases]
    waiting = Errand.objects.filter(task__in=numbers, revoked_at=None, report="", expires_at__gt=time.now())
    letters = []
    for errand in waiting.select_related("task"):
        errand.task.case = cases[errand.task.key]
        letters += _letters([errand], "due")
    return letters


def _conclude(errand: Errand, what: str, text: str) -> None:
    """Done without confirmation ends the task; everything else waits for staff, who are told."""
    task, case = errand.task, errand.task.case
    if what == DONE and not errand.confirms:
        mark_done(task, result=text, by=errand)
    _put(errand, report=what, reported_at=time.now())
    write_down(case, "errand_reported", by=errand, task=task.key, report=what)
    people = workers_on(case) or people_to_tell(case, task.unit)
    tell_staff(people, Notice.Kind.REPORTED, case, about=task.key)


def _take_down(errand: Errand, text: str, *, weighty: bool) -> None:
    if not text.strip():
        return
    case = errand.task.case
    add([TaskRemark(task=errand.task, errand=errand, weighty=weighty, shown=True, stored_body=case.sealed(text),
                    at=time.now())])  # fmt: skip
    write_down(case, "task_remark", by=errand, task=errand.task.key)


def _said_already(errand: Errand, what: str, text: str) -> bool:
    """Whether an older page says what was said with it before."""
    last = errand.remarks.order_by("-pk").first()
    if last is not None:
        last.task = errand.task
    same_words = not text.strip() or (last is not None and str(last.body) == text)
    return same_words and (what == KEEP and bool(text.strip()) or what != KEEP and errand.report == what)


def _begin(errand: Errand, *, by: Staff) -> Case:
    case: Case = errand.task.case
    begin(case, "add_task", by=by)
    refresh(errand)
    errand.task.case = case
    return case


def _end_all(task: Task, *, by: Staff) -> None:
    if change(Errand, "task_id = %s AND revoked_at IS NULL", task.pk, revoked_at=time.now()):
        write_down(task.case, "errand_revoked", by=by, task=task.key)


def _put(errand: Errand, **values: Any) -> None:
    change(Errand, "id = %s", errand.pk, **values)
    for name, value in values.items():
        setattr(errand, name, value)


def _cut_key(errand: Errand) -> None:
    _put(errand, digest=_digest(errand_token(errand.pk, errand.generation)))


def _digest(token: str) -> str:
    return secrets.digest(token).hex()


def _mail(errands: Iterable[Errand], what: str) -> None:
    queue_many(_letters(errands, what))


def _letters(errands: Iterable[Errand], what: str) -> list[Outbound]:
    """The link opens the task: the letter lies sealed, like everything that opens something."""
    made = []
    for errand in errands:
        if not str(errand.email):
            continue
        case = errand.task.case
        with override(errand.language):
            subject, body = _words(errand, what)
        made.append(
            make_mail(str(errand.email), subject, body, language=errand.language, key=case.data_key or DataKey.make())
        )
    return made


def _words(errand: Errand, what: str) -> tuple[str, str]:
    """Subject and body, in the language of the moment. Of a hidden case no word of the task travels by mail."""
    case, task = errand.task.case, errand.task
    name = name_of(case.edition.procedure, errand.language)
    heads = {
        "new": gettext("%(organisation)s asks you to do something: %(reference)s"),
        "due": gettext("Reminder from %(organisation)s: %(reference)s"),
        "back": gettext("%(organisation)s has answered you: %(reference)s"),
    }
    parts = [gettext("Dear %(name)s,") % {"name": errand.name}]
    parts.append({
        "new": gettext("We ask you to do the following to put a complaint right:"),
        "due": gettext("This is waiting for you:"),
        "back": gettext("We have read what you reported. Please look at our answer:"),
    }[what])  # fmt: skip
    if not case.hidden:
        parts.append(str(task.title))
    if task.due_at is not None:
        parts.append(gettext("Due: %(date)s") % {"date": date_in_words(task.due_at, errand.language)})
    parts.append(gettext("Open this link, no account is needed:") + "\n" + link_of(errand))
    parts.append(gettext("Keep the link to yourself: whoever has it can report on this task."))
    return heads[what] % {"organisation": name, "reference": case.reference}, "\n\n".join([*parts, name])


def due_in_words(errand: Errand) -> str:
    """When the task is due, in the language of the outside party; empty while it waits for consent."""
    return date_in_words(errand.task.due_at, errand.language) if errand.task.due_at else ""


def organisation_of(errand: Errand) -> str:
    """Who asks, as the page and the letters call it."""
    return name_of(errand.task.case.edition.procedure, errand.language)


