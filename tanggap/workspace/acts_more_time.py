"""More time for a promise on the desk: asking for it, and the answer of whoever may grant it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Participant
from tanggap.casework.extend import NEVER, approve_extension, extend, refuse_extension, request_on
from tanggap.casework.wording import promise_inside
from tanggap.clocks import clock
from tanggap.clocks.extensions import due_with, waiting
from tanggap.clocks.models import Extension
from tanggap.core.errors import NotFound
from tanggap.core.keys import unseal
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.remedy.models import Task
from tanggap.ui.deadline import clock_pill
from tanggap.ui.formatting import full_date_time
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import language

MOST_WAITING = 50


def _extend_fields(turn: Turn) -> list[Field]:
    rows = [one for one in clock.running(turn.case.pk) if one.kind not in NEVER and one.broken_at is None]
    tasks = {one.key: str(_tied(one, turn.case).title) for one in turn.case.tasks.all()}
    named = tuple(
        {"value": one.subject if one.subject in tasks else one.kind, "label": promise_inside(one.kind, language()),
         "note": " · ".join(filter(None, (tasks.get(one.subject, ""), full_date_time(one.due_at))))}
        for one in rows
    )  # fmt: skip
    return [
        Field(name="kind", label=_("Which promise"), kind="radios", look="list", options=named),
        Field(name="hours", label=_("Hours more"), kind="number",
              hint=_("Working hours where the promise counts them.")),
        Field(name="reason", label=_("Why"), rows=3,
              hint=_("Where it is a promise to the complainant, they read the reason.")),
    ]  # fmt: skip


def _tied(task: Task, case: Case) -> Task:
    task.case = case
    return task


def _extend(turn: Turn, given: Given) -> Done:
    task = next((one for one in turn.case.tasks.all() if one.key == given["kind"]), None)
    asked = extend(turn.case, kind="task" if task else given["kind"], task=task, hours=given["hours"] or 0,
                   reason=given["reason"], by=turn.by, version=turn.version)  # fmt: skip
    if asked.state == Extension.State.GRANTED:
        return Done(said=_("There is more time."))
    return Done(said=_("More time is asked for. Whoever may grant it has been told."))


def request_of(case: Case, pk: int) -> Extension:
    """A request of this case for more time."""
    found = request_on(case, pk)
    if found is None:
        raise NotFound(_("This no longer exists, or it belongs to another complaint."))
    return found


def _answer_page(turn: Turn) -> dict[str, Any]:
    """What is asked for: which promise, by whom, until when, and why."""
    asked: Extension = turn.subject
    asker = roster_now().staff.get(split(asked.asked_by)[1] or 0)
    about = asked.clock
    return {
        "asker": asker, "asked": asked, "promise": promise_inside(about.kind, language()), "due": about.due_at,
        "wanted": due_with(about, asked.minutes), "reason": unseal(asked.reason, turn.case.data_key),
    }  # fmt: skip


def _answer(turn: Turn, given: Given) -> Done:
    """One page, two answers; each is an act of its own."""
    if given["answer"] == "yes":
        approve_extension(turn.case, turn.subject, remark=given["remark"], by=turn.by, version=turn.version)
        return Done(said=_("There is more time; whoever asked is told."))
    refuse_extension(turn.case, turn.subject, remark=given["remark"], by=turn.by, version=turn.version)
    return Done(said=_("Refused; whoever asked is told."))


def to_answer(by: Staff) -> list[dict[str, Any]]:
    """The requests for more time that this person may answer, the most urgent first; few queries, however many."""
    numbers = waiting(access.visible_to(by).exclude(state="closed").order_by().values("pk"), most=MOST_WAITING)
    if not numbers:
        return []
    asked = {one.pk: one for one in Extension.objects.filter(pk__in=numbers).select_related("clock")}
    about = {one.clock.case_id for one in asked.values()}
    cases = {one.pk: one for one in access.visible_to(by).filter(pk__in=about).select_related("edition", "data_key")}
    named: dict[int, list[str]] = {}
    people = {by.pk, *standing_of(by).acting_for}
    mine = Participant.objects.filter(case__in=cases, staff__in=people, until__isnull=True)
    for pk, role in mine.values_list("case_id", "role"):
        named.setdefault(pk, []).append(role)
    rows = [(asked[number], cases[asked[number].clock.case_id]) for number in numbers]
    return [_row(one, case) for one, case in rows if _may_answer(one, case, by, named.get(case.pk, []))]


def _may_answer(one: Extension, case: Case, by: Staff, named: list[str]) -> bool:
    roles = set(case.edition.procedure.needs("approve_extension").roles)
    return one.asked_by != by.key and bool(roles & access.roles_of_participant(by, case, named))


def _row(one: Extension, case: Case) -> dict[str, Any]:
    asker = roster_now().staff.get(split(one.asked_by)[1] or 0)
    return {
        "case": case, "href": ANSWER_EXTENSION.href(case, one), "pill": clock_pill(one.clock.due_at),
        "promise": promise_inside(one.clock.kind, language()), "who": asker.full_name if asker else "",
    }  # fmt: skip


EXTEND = Act(name="extend", title=_("More time for a promise"), button=_("Extend"), icon="hourglass",
             fields=_extend_fields, run=_extend, lead=_("Before it is due, never after."))  # fmt: skip
ANSWER_EXTENSION = Act(
    name="approve_extension", address="more-time", title=_("Answer the request for more time"), button=_("Answer"),
    icon="hourglass", run=_answer, find=request_of, template="workspace/case/more_time.html", more=_answer_page,
    lead=_("Before the promise is due, never after."), answers={"reason": "remark"},
    fields=lambda turn: [
        Field(name="answer", label=_("May it take longer?"), kind="radios",
              options=options((("yes", _("Yes, there is more time")), ("no", _("No, it stays as promised"))))),
        Field(name="remark", label=_("Remark"), rows=3, optional=True, hint=_("Needed when you refuse.")),
    ],
)  # fmt: skip
ACTS = (EXTEND, ANSWER_EXTENSION)
