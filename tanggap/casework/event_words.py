"""The words of the trail: what each entry is called for staff, and for the complainant where it concerns them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tanggap.audit.models import Entry
from tanggap.cases.case import ContactKind, Temperature
from tanggap.cases.models import Case
from tanggap.cases.states import Outcome
from tanggap.casework.calendar_words import why_words
from tanggap.casework.called_words import why_called
from tanggap.casework.competent import kind_words
from tanggap.casework.mail_event_words import MAIL_WORDS
from tanggap.casework.people_event_words import PEOPLE_WORDS
from tanggap.casework.wording import date_in_words, promise_inside, promise_name
from tanggap.channels.email.why_not import in_words
from tanggap.channels.models import Counter
from tanggap.core.subject import split
from tanggap.people.models import Staff, Unit
from tanggap.remedy.conflict import Conflict, Meeting
from tanggap.remedy.solution import RedressKind
from tanggap.remedy.together import Contact, Feeling
from tanggap.sop.render.talking import element, warning


@dataclass(frozen=True)
class Said:
    words: str
    step: int | None = None


class _InWords(dict[str, Any]):
    """The facts of one entry, put into words as they are asked for."""

    def __init__(self, names: "Names", entry: Entry) -> None:
        super().__init__()
        self.names, self.entry = names, entry

    def __missing__(self, gap: str) -> Any:
        return _GAPS[gap](self.names, self.entry.facts, self.entry)


@dataclass
class Names:
    """Codes and keys as people call them, looked up once per page."""

    case: Case
    language: str
    units: dict[str, str]
    staff: dict[str, str]
    inside: bool = True

    @classmethod
    def of(cls, case: Case, entries: Iterable[Entry]) -> "Names":
        entries = list(entries)
        keys = {entry.actor for entry in entries}
        for entry in entries:
            keys |= {value for value in entry.facts.values() if isinstance(value, str) and value.startswith("staff:")}
        ids = [number for kind, number in map(split, keys) if kind == "staff" and number]
        named = (entry.facts.get(name) for entry in entries for name in ("unit", "before"))
        units = Unit.objects.filter(code__in={code for code in named if isinstance(code, str)})
        return cls.of_people(case, Staff.objects.filter(pk__in=ids), units)

    @classmethod
    def of_people(cls, case: Case, staff: Iterable[Staff], units: Iterable[Unit]) -> "Names":
        """The names of people and units that were looked up already."""
        return cls(
            case=case,
            language=(get_language() or "id")[:2],
            units={unit.code: unit.name for unit in units},
            staff={one.key: one.full_name for one in staff},
        )

    def actor(self, key: str) -> str:
        """The name of whoever did it; the complainant and the worker have words of their own."""
        kind, _number = split(key)
        if kind == "staff":
            return self.staff.get(key, "")
        if kind == "errand":
            return str(_("An outside party"))
        if kind == "worker":
            return str(_("Tanggap"))
        return str(_("The complainant")) if kind in {"party", "visitor"} else ""

    def values(self, entry: Entry) -> Mapping[str, Any]:
        """The facts of an entry in words; each is looked up when a sentence asks for it, and most ask for none."""
        return _InWords(self, entry)

    def label(self, known: Mapping[str, Any], code: Any) -> str:
        """What the procedure calls that type or category; the code itself when it does not know it."""
        return known[code].label.say(self.language) if code in known else code

    def conflict(self, kind: str) -> str:
        """What the procedure calls that kind of conflict."""
        policy = self.case.edition.procedure.conflict
        return self.label(policy.kinds, kind) if policy is not None else kind

    def moment(self, written: object) -> str:
        """A moment that was written as text, in words; empty for anything else."""
        try:
            return date_in_words(datetime.fromisoformat(str(written)), self.language)
        except ValueError:
            return ""

    def day(self, written: str) -> str:
        """The last day of what ends at that moment, in words; empty for none."""
        if not written:
            return ""
        return date_in_words(last_moment_of(written), self.language, with_time=False)

    def why(self, codes: Any) -> str:
        """Why a calendar moved a promise."""
        return why_words(codes, self.language, names=self.units) if isinstance(codes, dict) else ""

    def talk(self, facts: Mapping[str, Any]) -> str:
        """What was done in a call, as sentences that follow another."""
        done = [
            _("Sorry was said.") if facts.get("apologised") else "",
            _("What was heard was said back and confirmed.") if facts.get("restated") else "",
            _("The next word was promised by %(when)s.") % {"when": self.moment(facts["promised"])}
            if facts.get("promised") else "",
        ]  # fmt: skip
        return "".join(f" {one}" for one in done if one)

    def visit(self, facts: Mapping[str, Any]) -> str:
        """Number, counter and waiting time of a visit; of an anonymous one only how long it waited."""
        place = dict(Counter.Kind.choices).get(facts.get("place", ""))
        where = f"{place} {facts.get('counter', '')}" if place else ""
        waited = _("waited %(minutes)s minutes") % {"minutes": facts.get("waited", "")}
        return ", ".join(filter(None, (str(facts.get("ticket", "")), where, waited)))

    def called(self, facts: Mapping[str, Any]) -> str:
        """Why this person was called in."""
        training, until = kind_words(str(facts.get("training", ""))), str(facts.get("until", ""))
        day = self.day(until)
        return why_called(str(facts.get("why", ""))) % {
            "training": training, "until": _(" until %(date)s") % {"date": day} if day else ""}  # fmt: skip

    def private(self, entry: Entry) -> str:
        """The personal text that was written with an entry, for staff."""
        return "\n".join(str(value) for value in entry.read_private(self.case.data_key).values() if value)


def last_moment_of(until: str) -> datetime:
    """What ends at midnight ends on the day before."""
    return datetime.fromisoformat(until) - timedelta(microseconds=1)


# What stands in a gap of the sentences below, from the names, the facts, and the entry itself.
_GAPS: dict[str, Callable[[Names, Mapping[str, Any], Entry], Any]] = {
    "who": lambda names, _facts, entry: names.actor(entry.actor),
    "unit": lambda names, facts, _entry: names.units.get(code := str(facts.get("unit", "")), code),
    "type": lambda names, facts, _entry: names.label(names.case.edition.procedure.types, facts.get("type", "")),
    "category": lambda names, facts, _entry: names.label(
        names.case.edition.procedure.categories, facts.get("category", "")
    ),
    "promise": lambda names, facts, _entry: (promise_inside if names.inside else promise_name)(
        str(facts.get("promise", "")), names.language
    ),
    "after": lambda names, facts, _entry: names.moment(facts.get("after")),
    "due_before": lambda names, facts, _entry: names.moment(facts.get("before")),
    "outcome": lambda _names, facts, _entry: dict(Outcome.choices).get(facts.get("outcome", ""), ""),
    "redress": lambda _names, facts, _entry: dict(RedressKind.choices).get(facts.get("kind", ""), ""),
    "feeling": lambda _names, facts, _entry: dict(Feeling.Kind.choices).get(facts.get("kind", ""), ""),
    "felt": lambda _names, facts, _entry: dict(Contact.Result.choices).get(facts.get("result", ""), ""),
    "conflict": lambda names, facts, _entry: names.conflict(str(facts.get("kind", ""))),
    "ended": lambda _names, facts, _entry: dict(Conflict.State.choices).get(facts.get("how", ""), ""),
    "meeting": lambda _names, facts, _entry: dict(Meeting.Kind.choices).get(facts.get("kind", ""), ""),
    "meets": lambda names, facts, _entry: names.moment(facts.get("at")),
    "comes": lambda _names, facts, _entry: dict(Meeting.Answer.choices).get(facts.get("answer", ""), ""),
    "came_of_it": lambda _names, facts, _entry: dict(Meeting.Result.choices).get(facts.get("result", ""), ""),
    "count": lambda _names, facts, _entry: len(facts.get("options", [])) or facts.get("files", 0),
    "level": lambda _names, facts, _entry: facts.get("level", ""),
    "round": lambda _names, facts, _entry: facts.get("next_round", ""),
    "mood": lambda _names, facts, _entry: str(dict(Temperature.choices).get(facts.get("temperature", ""), "")).lower(),
    "passed": lambda names, facts, _entry: str(_("Now with: %(name)s.")) % {"name": name} if (
        name := names.staff.get(str(facts.get("handler", "")), "")) else "",
    "called": lambda names, facts, _entry: names.called(facts),
    "number": lambda _names, facts, _entry: facts.get("number", ""),
    "agenda": lambda _names, facts, _entry: _(" (agenda %(number)s)") % {"number": facts["agenda"]} if facts.get(
        "agenda") else "",
    "contact": lambda _names, facts, _entry: str(dict(ContactKind.choices).get(facts.get("contact", ""), "")).lower(),
    "visit": lambda names, facts, _entry: names.visit(facts),
    "why": lambda names, facts, _entry: names.why(facts.get("why")),
    "talk": lambda names, facts, _entry: names.talk(facts),
    "unfit": lambda _names, facts, _entry: ", ".join(
        [*map(element, facts.get("without", [])), *map(warning, facts.get("with", []))]
    ),
    "lost": lambda _names, facts, _entry: in_words(str(facts.get("reason", ""))),
    "transfers": lambda _names, facts, _entry: facts.get("transfers", ""),
    "other": lambda names, facts, _entry: names.staff.get(
        str(facts.get("person") or facts.get("asked_by") or facts.get("handler") or facts.get("owner") or ""), ""
    ),
}
# verb: (step of the SOP, words for staff, words for the complainant or None)
_WORDS: dict[str, tuple[int | None, Any, Any]] = {
    "received": (2, _("The complaint was received and numbered."), _("We received your complaint.")),
    "assessed": (3, _("Classified as %(type)s: %(category)s."), _("We have read it: %(category)s.")),
    "reclassified": (3, _("Classified anew as %(type)s: %(category)s."), None),
    "reclassification_undone": (3, _("The classification was taken back; it is %(type)s: %(category)s again."), None),
    "came_by_letter": (1, _("It came by letter%(agenda)s."), _("Your letter was registered%(agenda)s.")),
    "letter_came": (None, _("A letter of the complainant came%(agenda)s."), None),
    "letter_posted": (None, _("A letter was posted%(agenda)s."), _("We have posted you a letter%(agenda)s.")),
    "letter_left_out": (None, _("A letter was taken off the list of the post%(agenda)s."), None),
    "letter_came_back": (
        None, _("The post brought a letter back%(agenda)s."), _("A letter of ours came back%(agenda)s.")
    ),
    "resolved_at_once": (3, _("Resolved at once by the front line."), _("We solved it at once.")),
    "forwarded": (5, _("Forwarded to %(unit)s."), _("%(unit)s is looking into it.")),
    "forwarding_undone": (
        5, _("The forwarding was taken back; it is with %(unit)s again."), _("%(unit)s is looking at it again.")
    ),
    "handed_over": (5, _("Handed over to %(unit)s."), _("%(unit)s is looking into it now.")),
    "assigned": (None, _("Assigned to %(other)s."), None),
    "assignment_undone": (None, _("The assignment was taken back."), None),
    "handed_on": (None, _("Passed on because posts changed. Now with: %(other)s."), None),
    "left_to_unit": (None, _("Passed back to the unit because posts changed."), None),
    "tasks_handed_on": (None, _("Tasks were passed on because posts changed."), None),
    "proposed": (6, _("An alternative was put on the table."), None),
    "solution_revised": (6, _("An alternative was corrected."), None),
    "solution_dropped": (6, _("An alternative was taken off the table."), None),
    "solution_restored": (6, _("An alternative was put back on the table."), None),
    "decided": (7, _("%(count)s alternatives were put before the head."), _("We have prepared solutions.")),
    "approved": (8, _("Approved."), _("The head of department has agreed.")),
    "rung_approved": (8, _("Approved; the next rung is asked."), None),
    "approved_conditionally": (8, _("Approved under a condition."), _("The head of department has agreed.")),
    "condition_met": (10, _("The condition of the approval is met."), None),
    "reconsidered": (8, _("The condition cannot be met: back for a new decision."), None),
    "sent_back": (8, _("Sent back with a remark."), None),
    "approval_undone": (8, _("The approval was taken back."), None),
    "offered": (10, _("Offered to the complainant."), _("We have offered you solutions.")),
    "proceeded": (10, _("Carried out without asking, with the reason."), _("We are carrying out the solution.")),
    "accepted": (10, _("The complainant accepted."), _("You accepted a solution.")),
    "declined": (10, _("The complainant declined; round %(round)s begins."), _("You declined; we are looking again.")),
    "lapsed": (10, _("The offer was not answered in time."), _("The time to answer our offer has passed.")),
    "task_added": (8, _("A task was added for %(unit)s."), None),
    "task_done": (8, _("A task was done."), _("A step of the solution was carried out.")),
    "task_cancelled": (8, _("A task was cancelled."), None),
    "task_begun_again": (8, _("A task is to be done after all."), None),
    "task_remark": (8, _("A remark was made on a task."), None),
    "task_ticked": (8, _("The checklist of a task was ticked."), None),
    "task_lengthened": (8, _("The checklist of a task was made longer."), None),
    "task_evidence": (8, _("A file was added to a task."), None),
    "task_lent": (8, _("A task was given to an outside party."), None),
    "errand_renewed": (8, _("The outside party was sent a new link."), None),
    "errand_revoked": (8, _("The link of the outside party was ended."), None),
    "errand_reported": (8, _("The outside party has reported on its task."), None),
    "errand_sent_back": (8, _("The outside party was asked to go on."), None),
    "redress_handed_over": (8, _("It was handed over: %(redress)s."), None),
    "voucher_printed": (8, _("The voucher was printed."), None),
    "voucher_expired": (8, _("The voucher has expired."), _("Your voucher has expired.")),
    "redemption_undone": (8, _("The redemption of the voucher was taken back."), _("Your voucher is valid again.")),
    "granted": (8, _("%(redress)s was given."), _("We gave you: %(redress)s.")),
    "redeemed": (8, _("The voucher was redeemed."), _("Your voucher was redeemed.")),
    "feeling": (11, _("Feelings: %(feeling)s."), None),
    "contact": (10, _("A contact with the complainant was recorded.%(talk)s"), None),
    "courtesy_call": (12, _("Courtesy call: %(felt)s."), _("We called you once more.")),
    "courtesy_call_skipped": (12, _("Nobody made the courtesy call, with the reason."), None),
    "agreement": (10, _("An agreement was recorded."), _("Our agreement was written down.")),
    "conflict_noted": (None, _("A conflict was named: %(conflict)s."), None),
    "conflict_ended": (None, _("Conflict (%(conflict)s): %(ended)s."), None),
    "meeting_called": (None, _("Invited: %(meeting)s on %(meets)s."), _("We invited you: %(meeting)s on %(meets)s.")),
    "meeting_changed": (None, _("The meeting was moved to %(meets)s."), _("Our meeting was moved to %(meets)s.")),
    "meeting_cancelled": (None, _("The meeting was called off."), _("Our meeting was called off.")),
    "meeting_answered": (None, _("The complainant on the meeting: %(comes)s."), _("You answered our invitation.")),
    "meeting_held": (None, _("The meeting was held: %(came_of_it)s."), _("We met.")),
    "agreement_changed": (
        10, _("The agreement was changed; version %(number)s."), _("Our agreement was changed; version %(number)s."),
    ),
    **PEOPLE_WORDS,
    "agreement_confirmed": (10, _("The complainant confirmed the agreement."), _("You confirmed our agreement.")),
    "agreement_objected": (
        10, _("The complainant objects to the agreement."), _("You objected to what was written down."),
    ),
    "status_told": (
        None, _("Whoever asked by telephone was told how it stands."), _("You asked by telephone how it stands."),
    ),
    "phoned": (None, _("The complainant telephoned."), _("You telephoned us.")),
    "phoned_out": (None, _("We telephoned the complainant."), _("We telephoned you.")),
    "call_asked": (None, _("The complainant asks to be called."), _("You asked to speak with somebody.")),
    "call_tried": (
        None, _("Called, and nobody was reached: attempt %(number)s."), _("We called, and did not reach you."),
    ),
    "call_made": (None, _("The complainant was spoken with, as asked."), _("We spoke with you, as you asked.")),
    "call_dropped": (
        None, _("The call is not wanted any more."), _("You do not need our call any more."),
    ),
    "call_ended": (
        None, _("The call ended without reaching anybody."), _("We did not reach you, and stopped calling."),
    ),
    "answered": (None, _("Answered; this was no complaint."), _("Your question was answered.")),
    "became_contact": (
        None, _("This is no complaint: %(contact)s."), _("We treat this as a question, not as a complaint."),
    ),
    "became_complaint": (None, _("This is a complaint after all."), _("We treat this as a complaint now.")),
    "message_put_here": (None, _("A message was put on this complaint by hand."), None),
    "message_taken_off": (None, _("A message that did not belong here was taken off."), None),
    "came_in_person": (1, _("Told at the front desk: %(visit)s."), None),
    "visited": (None, _("The complainant was here: %(visit)s."), None),
    "visit_of_another": (None, _("It had been recorded under the number of another visitor."), None),
    "put_right": (11, _("Everything has been carried out."), _("The solution has been carried out.")),
    "feedback": (11, _("The complainant told how it was."), _("You told us how it was.")),
    "dissatisfied": (
        11, _("The complainant is not satisfied; round %(round)s begins."),
        _("It was not right yet; we are looking again."),
    ),
    "closed": (12, _("Closed: %(outcome)s."), _("Closed: %(outcome)s.")),
    "referred": (12, _("Referred to another body."), _("We referred you to another body.")),
    "rejected": (12, _("Closed: %(outcome)s."), _("Closed: %(outcome)s.")),
    "withdrawn": (12, _("Withdrawn by the complainant."), _("You withdrew your complaint.")),
    "deadlocked": (12, _("Closed without an agreement."), _("We could not agree; you know where to turn.")),
    "merged": (None, _("Merged into another complaint."), _("Merged with your other complaint.")),
    "merged_here": (None, _("Another complaint was merged into this one."), None),
    "unmerged": (None, _("The merge was taken back."), _("We handle this complaint on its own again.")),
    "unmerged_here": (None, _("A merge was taken back."), None),
    "linked": (None, _("Linked to another complaint."), None),
    "split": (None, _("A second matter was split off."), None),
    "reopened": (None, _("Opened again; round %(round)s begins."), _("Opened again.")),
    "asked": (
        None, _("The complainant was asked; promises wait."),
        _("We asked you something; our promises wait for your answer."),
    ),
    "paused": (None, _("Promises were paused."), _("Our promises are paused.")),
    "resumed": (None, _("Promises run on."), _("Our promises run on.")),
    "unanswered": (
        None, _("Our question was not answered in time."), _("The time to answer our question has passed."),
    ),
    "pause_over": (None, _("A pause is over; promises run on."), _("Our promises run on.")),
    "extension_asked": (None, _("More time was asked for: %(promise)s."), None),
    "extension_refused": (None, _("More time was refused for: %(promise)s."), None),
    "extended": (None, _("More time was given for: %(promise)s."), _("We need more time for: %(promise)s.")),
    "promise_changed": (None, _("Counted anew: %(promise)s, due %(after)s, before that %(due_before)s."), None),
    "promise_moved": (
        None,
        _("Counted on by the calendar of %(unit)s: %(promise)s, due %(after)s, before that %(due_before)s."), None,
    ),
    "calendar_moved": (
        None, _("Due %(after)s instead of %(due_before)s: %(promise)s. %(why)s"),
        _("%(promise)s: now at the latest %(after)s, not %(due_before)s. %(why)s"),
    ),
    "promise_broken": (None, _("Overdue: %(promise)s."), _("We missed a promise: %(promise)s.")),
    "promise_rung": (None, _("Reminder: %(promise)s."), None),
    "temperature_noted": (None, _("How the complainant feels: %(mood)s."), None),
    "passed_on": (None, _("Passed on. %(passed)s"), None),
    "called_in": (None, _("Called in at once: %(other)s, %(called)s"), None),
    "escalated": (None, _("Escalated to level %(level)s."), None),
    "review_asked": (None, _("The complainant asks for another decider."), _("You asked for another decider.")),
    "review_stands": (
        None, _("Reviewed by another decider: the decision stands."), _("Another decider has looked: it stands."),
    ),
    "review_overturned": (
        None, _("Reviewed by another decider: it is begun again."),
        _("Another decider has looked: we begin again."),
    ),
    "legal_risk": (None, _("Marked as a legal risk."), None),
    "legal_risk_lifted": (None, _("The legal risk was lifted."), None),
    "attached": (None, _("%(count)s files were added."), None),
    "printed": (None, _("Printed the file."), None),
    "contact_seen": (None, _("Looked how the complainant is reached."), None),
    **MAIL_WORDS,
    "replied_despite": (
        None, _("The reply went although the procedure stops such a one: %(unfit)s. The reason is on the file."), None,
    ),
    "reply_taken_back": (None, _("A reply was taken back before it left."), None),
    "code_renewed": (None, _("The tracking code was renewed."), _("Your tracking code was renewed.")),
    "unmask_asked": (None, _("Asked to see the hidden identity."), None),
    "unmasked": (
        None, _("%(other)s may see the identity."), _("With a second person's consent, %(other)s may see your name."),
    ),
    "unmask_refused": (None, _("The identity stays hidden."), None),
    "read": (None, _("Opened the file."), None),
}  # fmt: skip
# These stand in the timeline as the message itself.
SHOWN_AS_MESSAGE = frozenset({"replied", "heard", "noted"})


def for_staff(entry: Entry, names: Names) -> Said | None:
    """The sentence for staff; None where the message or note itself stands in the timeline."""
    return _said(entry, names, lambda row: row[1])


def for_complainant(entry: Entry, names: Names) -> Said | None:
    """The sentence for the complainant; None where the entry is none of their business."""
    return _said(entry, replace(names, inside=False), lambda row: row[2])


def _said(entry: Entry, names: Names, words: Callable[[tuple[int | None, Any, Any]], Any]) -> Said | None:
    if entry.verb in SHOWN_AS_MESSAGE or entry.verb not in _WORDS:
        return None
    row = _WORDS[entry.verb]
    template = words(row)
    return None if template is None else Said(str(template) % names.values(entry), row[0])
