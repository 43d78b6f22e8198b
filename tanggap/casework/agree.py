"""What both sides agreed (R38, B10): what, who, by when, and what prevents it from happening again.

Each change is a new version. The complainant confirms it on the track page, or objects and says why.
"""

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.people import frontdesk_of, workers_on
from tanggap.casework.say import check_text, write_to
from tanggap.casework.wording import day_in_words
from tanggap.core import time
from tanggap.core.db.plain import add, ask, change, first, rows
from tanggap.core.errors import Invalid, NotFound, Stale, require
from tanggap.core.subject import key_of
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.remedy.models import Agreement, Solution, Task

NEWER = gettext_lazy("There is a newer version of this agreement. Read it first, please.")


@transaction.atomic
def record_agreement(
    case: Case, *, text: str, who: str = "", prevention: str = "", by_when: date | None = None,
    solution: Solution | None = None, by: Party | Staff, version: int | None = None,
) -> Agreement:
    """Write it down, or change it: a new version, with the tasks that are on file. The complainant is asked to confirm
    what staff have written."""  # fmt: skip
    begin(case, "record_agreement", by=by, version=version)
    check_text(text, "text", longest=5_000)
    check_text(who, "who", longest=500, required=False)
    check_text(prevention, "prevention", longest=5_000, required=False)
    if by_when is not None and by_when < time.local(case.received_at).date():
        raise Invalid(_("That day was before the complaint."), fields={"by_when": _("Choose a later day.")})
    demand(case, "record_agreement", agreement_recorded=True)
    made = _write(case, text, who=who, prevention=prevention, by_when=by_when, solution=solution, by=by)
    case.put()
    if isinstance(by, Staff):
        write_to(case, "agreement", agreement=in_words(made, case.language),
                 due=day_in_words(by_when, case.language) if by_when else "")  # fmt: skip
    return made


def from_the_offer(case: Case, solution: Solution, *, by: Party | Staff) -> Agreement:
    """The offer was accepted: its solution with its tasks and dates is the agreement. Whoever chose it on the track
    page has agreed; what staff have entered after a call is still to be confirmed."""
    text = str(solution.title)
    if (more := str(solution.description).strip()) and more != text:
        text += "\n" + more
    unit = solution.executor or case.unit
    before = newest(case)
    prevention = before.prevention if before is not None and before.round == case.round else ""
    made = _write(case, text, who=unit.name, prevention=prevention, by_when=None, solution=solution, by=by)
    if isinstance(by, Party):
        change(Agreement, "id = %s", made.pk, confirmed_at=case.present(), confirmed_by=key_of(by))
        made.confirmed_at, made.confirmed_by = case.present(), key_of(by)
    return made


@transaction.atomic
def confirm_agreement(
    case: Case, *, number: int | None = None, by: Party | Staff, version: int | None = None
) -> Agreement:
    """The complainant says that this is what was agreed. `number` is the version that was read."""
    begin(case, "confirm_agreement", by=by, version=version)
    made = _to_answer(case, number)
    demand(case, "confirm_agreement")
    moment = case.present()
    _answer(made, confirmed_at=moment, confirmed_by=key_of(by))
    case.put()
    write_down(case, "agreement_confirmed", by=by, agreement=made.pk, number=made.number)
    tell_staff(_told(case, by), Notice.Kind.AGREED, case, about=made.key)
    return made


@transaction.atomic
def object_agreement(
    case: Case, *, text: str, number: int | None = None, by: Party | Staff, version: int | None = None
) -> Agreement:
    """It is not what was agreed; what is different is said in their own words, and staff write a new version."""
    begin(case, "object_agreement", by=by, version=version)
    made = _to_answer(case, number)
    check_text(text, "text", longest=5_000)
    demand(case, "object_agreement", reason=text)
    _answer(made, objected_at=case.present(), stored_objection=case.sealed(text))
    case.put()
    write_down(case, "agreement_objected", by=by, private={"objection": text}, agreement=made.pk, number=made.number)
    tell_staff(_told(case, by), Notice.Kind.OBJECTED, case, about=made.key)
    return made


def newest(case: Case) -> Agreement | None:
    """The version that counts, whatever was answered to it."""
    return first(Agreement, "case_id = %s AND replaced_at IS NULL ORDER BY number DESC", case.pk, case=case)


def in_words(made: Agreement, language: str) -> str:
    """All of it as plain lines, for letters."""
    with override(language):
        lines = [made.text]
        if made.who:
            lines.append(_("Who: %(who)s") % {"who": made.who})
        if made.by_when:
            lines.append(_("By when: %(day)s") % {"day": day_in_words(made.by_when, language)})
        lines += [f"- {step['what']} ({step['who']})" for step in made.steps]
        if made.prevention:
            lines.append(_("So that it does not happen again: %(how)s") % {"how": made.prevention})
    return "\n".join(lines)


def _write(
    case: Case, text: str, *, who: str, prevention: str, by_when: date | None, solution: Solution | None,
    by: Party | Staff,
) -> Agreement:  # fmt: skip
    [(before,)] = ask("SELECT coalesce(max(number), 0) FROM remedy_agreement WHERE case_id = %s", case.pk)
    if before:
        change(Agreement, "case_id = %s AND replaced_at IS NULL", case.pk, replaced_at=case.present())
    steps = _steps(case)
    [made] = add([Agreement(
        case=case, number=before + 1, round=case.round, solution=solution, stored_text=case.sealed(text),
        stored_who=case.sealed(who), stored_prevention=case.sealed(prevention), by_when=by_when,
        stored_steps=case.sealed(json.dumps(steps, ensure_ascii=False)) if steps else "",
        party=by if isinstance(by, Party) else None, recorded_by=key_of(by), at=case.present(),
    )])  # fmt: skip
    write_down(
        case, "agreement_changed" if before else "agreement", by=by, agreement=made.pk, number=made.number,
        by_when=by_when.isoformat() if by_when else None,
    )  # fmt: skip
    return made


def _steps(case: Case) -> list[dict[str, Any]]:
    """The tasks of this round that are to be done or were done, with who does each and by when."""
    tasks = rows(Task, "case_id = %s AND round = %s AND state <> 'cancelled' ORDER BY id", case.pk, case.round,
                 case=case)  # fmt: skip
    units = roster_now().units
    return [
        {
            "what": str(task.title), "who": units[task.unit_id].name if task.unit_id in units else task.unit.name,
            "due": time.local(task.due_at).date().isoformat() if task.due_at else "",
        }
        for task in tasks
    ]  # fmt: skip


def _to_answer(case: Case, number: int | None) -> Agreement:
    made = newest(case)
    if made is None:
        raise NotFound(_("There is no agreement to answer."), code="not_now")
    if number is not None and number != made.number:
        raise Stale(NEWER, current=made.number)
    require(made.state == "waiting", _("This agreement was answered already."), code="already_answered")
    return made


def _answer(made: Agreement, **values: Any) -> None:
    waiting = "id = %s AND confirmed_at IS NULL AND objected_at IS NULL AND replaced_at IS NULL"
    require(change(Agreement, waiting, made.pk, **values), _("This agreement was answered already."),
            code="already_answered")  # fmt: skip
    for name, value in values.items():
        setattr(made, name, value)


def _told(case: Case, by: Party | Staff) -> list[Staff]:
    people = workers_on(case) or frontdesk_of(case)
    return [one for one in people if one != by]
