"""The two tracks of service recovery (R48, R49): the solution, and the care for the feelings, side by side.

What was done, when and by whom; what is missing, and by when. What the file already shows is suggested, never assumed:
somebody counts it. A pure reading of rows that were read already (dossier.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.cases.models import Reply
from tanggap.casework.dossier import Dossier
from tanggap.casework.wording import day_in_words
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.people.models import Staff
from tanggap.reading.feelings import cares_by
from tanggap.remedy.models import Contact, Decision, Feeling, Offer, Redress, Task

# So many of our latest words are looked through for what they already show.
LOOKED_THROUGH = 20


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One thing on a track. `by_when` is for what is missing; `hint` is what the file shows, `remark` its words."""

    kind: str
    words: str
    done: bool = False
    at: datetime | None = None
    who: str = ""
    remark: str = ""
    by_when: datetime | None = None
    late: bool = False
    hint: str = ""


def feelings_track(on_file: Dossier, language: str) -> list[Stop]:
    """What the SOP wants for the feelings, then the courtesy call where one is owed or was made."""
    case = on_file.case
    done: dict[str, Feeling] = {one.kind: one for one in on_file.feelings}
    wanted = list(case.edition.procedure.follow_up.feelings)
    missing = [kind for kind in wanted if kind not in done]
    hints = _hints(on_file, missing, language) if missing and case.is_open else {}
    by_when = _due(on_file, "resolution") or _due(on_file, "follow_up") if case.is_open else None
    stops = [
        _felt(done[kind]) if kind in done
        else _missing(kind, str(Feeling.Kind(kind).label), by_when, hint=hints.get(kind, ""))
        for kind in wanted
    ]  # fmt: skip
    return [*stops, *_courtesy_call(on_file)]


def _felt(one: Feeling) -> Stop:
    return Stop(
        kind=one.kind, words=str(one.get_kind_display()), done=True, at=one.at, who=_name(one.by), remark=one.remark
    )


def _missing(kind: str, words: str, by_when: datetime | None, *, hint: str = "") -> Stop:
    late = by_when is not None and by_when < time.now()
    return Stop(kind=kind, words=words, by_when=by_when, late=late, hint=hint)


def _courtesy_call(on_file: Dossier) -> Iterator[Stop]:
    words = _("Courtesy call")
    made = next((one for one in reversed(on_file.contacts) if one.purpose == Contact.Purpose.COURTESY), None)
    if (due := _due(on_file, "courtesy_call")) is not None:
        yield _missing("courtesy_call", words, due)
    elif made is not None:
        felt = str(made.get_result_display()) if made.reached else _("not made")
        yield Stop(
            kind="courtesy_call", words=f"{words}: {felt}", done=True, at=made.at, who=_name(made.by),
            remark=made.summary,
        )  # fmt: skip


def solution_track(on_file: Dossier) -> list[Stop]:
    """From the alternatives to the answer how it was."""
    stops = [_decided(on_file), *_agreed(on_file), *_carried_out(on_file), *_given(on_file), _asked(on_file)]
    return [one for one in stops if one is not None]


def _decided(on_file: Dossier) -> Stop:
    at_once = _entry(on_file, "resolved_at_once")
    if at_once is not None:
        return Stop(kind="decided", words=_("Solved at once"), done=True, at=at_once[0], who=at_once[1])
    approved = on_file.decision(Decision.State.APPROVED)
    if approved is not None:
        yes = on_file.approvals_of(approved)
        return Stop(
            kind="decided", words=_("Solution approved"), done=True, at=approved.settled_at or approved.at,
            who=_name(yes[-1].approver) if yes else "",
        )  # fmt: skip
    count = sum(one.dropped_at is None for one in on_file.solutions)
    words = ngettext("Solution, %(count)d alternative so far", "Solution, %(count)d alternatives so far", count)
    due = _due(on_file, "approval") or _due(on_file, "decision") or _due(on_file, "resolution")
    return _missing("decided", words % {"count": count} if count else _("Solution"), due)


def _agreed(on_file: Dossier) -> Iterator[Stop]:
    case = on_file.case
    if _entry(on_file, "resolved_at_once") is not None:
        return
    accepted = [one for one in on_file.offers if one.round == case.round and one.state == Offer.State.ACCEPTED]
    if accepted:
        yield Stop(kind="agreed", words=_("Agreed by the complainant"), done=True, at=accepted[-1].answered_at)
    elif (went_on := _entry(on_file, "proceeded", "lapsed")) is not None:
        yield Stop(kind="agreed", words=_("Told to the complainant"), done=True, at=went_on[0], who=went_on[1])
    elif case.is_open:
        yield _missing("agreed", _("Agreed by the complainant"), _due(on_file, "offer_answer"))


def _carried_out(on_file: Dossier) -> Iterator[Stop]:
    rows = [one for one in on_file.tasks if one.state != Task.State.CANCELLED]
    if not rows:
        return
    finished = [one for one in rows if one.state == Task.State.DONE]
    words = _("Carried out: %(done)d of %(all)d tasks") % {"done": len(finished), "all": len(rows)}
    if len(finished) == len(rows):
        last = max(finished, key=lambda one: one.done_at or one.at)
        yield Stop(kind="tasks", words=words, done=True, at=last.done_at, who=_name(last.done_by))
    else:
        due = (one.due_at for one in rows if one.due_at and one not in finished)
        yield _missing("tasks", words, min(due, default=None))


def _given(on_file: Dossier) -> Iterator[Stop]:
    rows = [one for one in on_file.redress if one.state != Redress.State.RELEASED]
    if not rows:
        return
    open_ones = [one for one in rows if one.state == Redress.State.RESERVED]
    last = rows[-1]
    if open_ones:
        yield _missing("redress", _("Compensation given"), _due(on_file, "resolution"))
    else:
        yield Stop(kind="redress", words=_("Compensation given"), done=True, at=last.granted_at,
                   who=_name(last.granted_by))  # fmt: skip


def _asked(on_file: Dossier) -> Stop | None:
    answers = [one for one in on_file.feedback if one.round == on_file.case.round]
    if answers:
        felt = str(answers[-1].get_solved_display())
        return Stop(kind="asked", words=_("How it was: %(answer)s") % {"answer": felt}, done=True, at=answers[-1].at)
    if not on_file.case.is_open:
        return None
    return _missing("asked", _("Asked how it was"), _due(on_file, "follow_up"))


def _hints(on_file: Dossier, missing: Sequence[str], language: str) -> dict[str, str]:
    """What the file shows of what nobody has counted yet, in words that may serve as the remark."""
    found: dict[str, str] = {}
    case = on_file.case
    wanted = set(missing) - {"immediacy"}
    ours = [one for one in on_file.replies if one.author_id and one.withdrawn_at is None] if wanted else []
    for reply in ours[-LOOKED_THROUGH:]:
        for kind in cares_by(str(reply.body)) & wanted - found.keys():
            found[kind] = _("Our reply of %(day)s") % {"day": _day(reply, language)}
    if "immediacy" in missing and case.first_reply_at is not None and _kept(on_file, "first_reply"):
        day = day_in_words(time.local(case.first_reply_at).date(), language)
        found["immediacy"] = _("First answer within the promise, on %(day)s") % {"day": day}
    return found


def _day(reply: Reply, language: str) -> str:
    day: date = time.local(reply.at).date()
    return day_in_words(day, language)


def _kept(on_file: Dossier, kind: str) -> bool:
    own: list[Clock] = [one for one in on_file.clocks if one.kind == kind]
    return bool(own) and all(one.broken_at is None and not one.is_open for one in own)


def _due(on_file: Dossier, kind: str) -> datetime | None:
    own = [one.due_at for one in on_file.clocks if one.kind == kind and one.is_open and one.subject == on_file.case.key]
    return min(own, default=None)


def _entry(on_file: Dossier, *verbs: str) -> tuple[datetime, str] | None:
    """When one of these acts was done last, and by whom."""
    last: Any = next((one for one in reversed(on_file.entries) if one.verb in verbs), None)
    if last is None:
        return None
    who = next((one.full_name for one in on_file.staff.values() if one.key == last.actor), "")
    return last.at, who


def _name(one: Staff | None) -> str:
    return one.full_name if one is not None else ""
