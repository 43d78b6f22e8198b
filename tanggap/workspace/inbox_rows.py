"""Cases as rows of a list: what the macro `queue` shows, grouped by the nearest promise."""

from collections.abc import Hashable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework.wording import promise_inside
from tanggap.core.db.kept import kept
from tanggap.core.keys import DataKey, unseal
from tanggap.core.keyset import Part
from tanggap.people.standing import roster_now
from tanggap.sop.acts import OF_COMPLAINANT
from tanggap.sop.models import procedure_of
from tanggap.ui.deadline import Pill, clock_pill
from tanggap.ui.formatting import spoken_language
from tanggap.ui.queue import QueueRow, QueueWords
from tanggap.workspace.inbox_filters import edges

EXCERPT = 160
# A list of the nearest promises usually ends among these. Said like this they are read in the order of their index,
# whatever PostgreSQL believes of how many are open; it would rather sort all of them when it believes in few.
NEAREST = 100
AMONG_NEAREST = (
    "WITH cases_case AS (SELECT * FROM cases_case WHERE state <> 'closed' "
    f"ORDER BY next_due_at, paused DESC, id LIMIT {NEAREST}) "
)
TYPE_ICONS = {"product": "droplet", "service": "heart-handshake", "benefit": "gift", "activity": "calendar-event"}


class Listed(NamedTuple):
    """What a list reads of a case. Names of units and staff come from the roster, sealed titles are opened later."""

    pk: int
    reference: str
    state: str
    medium: str
    visibility: str
    anonymous: bool
    data_key_id: int | None
    edition_id: int
    type: str
    severity: str
    temperature: str
    temperature_estimate: str
    shown_name: str
    stored_title: str
    excerpt: str
    unit_id: int
    owner_id: int | None
    handler_id: int | None
    received_at: datetime
    waiting_since: datetime | None
    next_due_at: datetime | None
    next_due_kind: str
    paused: bool


def for_rows(cases: QuerySet[Case]) -> "QuerySet[Case, tuple[Any, ...]]":
    """The same cases as what `Listed` holds."""
    return cases.annotate(excerpt=Left("stored_body", EXCERPT)).values_list(*Listed._fields)


def read(cases: QuerySet[Case], part: Part, key: Hashable = None, *, long: bool = False) -> list[Listed]:
    """That part of a list of cases; with a key its question is made once (core/db/kept.py).

    Of a `long` list of open work by the nearest promise the first page is looked for among the nearest of all.
    """
    if key is None:
        return [Listed(*one) for one in part.of(for_rows(cases))]
    key = (key, part.step, part.wanted)
    found = kept(key, lambda: part.of(for_rows(cases)), AMONG_NEAREST) if long else []
    if len(found) < part.wanted:
        found = kept(key, lambda: part.of(for_rows(cases)))
    return [Listed(*one) for one in found]


def as_rows(cases: Iterable[Listed]) -> list[QueueRow]:
    """Each of them for the macro `queue`."""
    cases = list(cases)
    roster, language = roster_now(), spoken_language()
    sealed = {case.data_key_id for case in cases} - {None}
    keys = DataKey.objects.in_bulk(sealed) if sealed else {}
    # A unit that was founded a moment ago may be missing.
    units = {pk: unit.name if (unit := roster.units.get(pk)) else "" for pk in {case.unit_id for case in cases}}
    rows = []
    for case in cases:
        person = roster.staff.get(case.handler_id or case.owner_id or 0)
        known = units[case.unit_id], person.full_name if person else "", person.pk if person else 0, language
        if case.data_key_id is None:
            words = ordinary(case, *known)
        else:
            words = words_of(case, *known, key=keys.get(case.data_key_id))
        rows.append(QueueRow(words, pill(case, language)))
    return rows


def words_of(
    case: Listed, unit: str, owner: str, owner_id: int, language: str, key: DataKey | None = None
) -> QueueWords:
    """One case in the active language; `key` opens the title of a hidden one, whose story stays closed."""
    type_words, type_icon = type_of(case, language)
    return QueueWords(
        href=address(case.reference),
        reference=case.reference,
        title=str(unseal(case.stored_title, key)),
        excerpt="" if case.data_key_id else " ".join(case.excerpt.split()),
        who=who(case),
        medium=case.medium,
        confidentiality="anonymous" if case.anonymous else case.visibility,
        type_words=type_words,
        type_icon=type_icon,
        severity=case.severity,
        emotion=case.temperature or case.temperature_estimate,
        emotion_confirmed=bool(case.temperature),
        unit=unit,
        owner=owner,
        owner_key=f"staff:{owner_id}" if owner_id else "",
        select=case.reference,
    )


# Of ordinary cases alone: whoever may see the title of a hidden one, it is opened anew each time.
ordinary = lru_cache(maxsize=2048)(words_of)


@lru_cache(maxsize=4096)
def address(reference: str) -> str:
    """The page of the case with that reference."""
    return reverse("case", args=[reference])


def who(case: Listed) -> str:
    """Who complains, as lists may say it: the identity of a hidden case stands on no list, whoever reads it."""
    if case.anonymous:
        return _("Anonymous complainant")
    if case.data_key_id is not None:
        return _("Identity withheld")
    return case.shown_name or _("No name given")


def type_of(case: Listed, language: str) -> tuple[str, str]:
    """The words and the icon of its type in its own edition; the bare code where the edition does not know it."""
    if not case.type:
        return "", ""
    known = procedure_of(case.edition_id).types.get(case.type)
    words = known.label.say(language) if known else case.type
    return words, TYPE_ICONS.get(case.type, "message")


def pill(case: Listed, language: str) -> Pill | None:
    """The nearest promise; one that stands still says why, and one that is the complainant's to keep says so."""
    if case.state == State.CLOSED:
        return None
    if case.next_due_at is None:
        if not case.paused:
            return None
        if case.waiting_since is None:
            return Pill("paused", _("Paused"), _("Our promises stand still; the reason is on file."))
        return Pill("paused", _("Waiting for complainant"), _("Our promises wait for the complainant's answer."))
    state = "paused" if case.next_due_kind in OF_COMPLAINANT else "running"
    what = promise_inside(case.next_due_kind, language) if case.next_due_kind else ""
    return clock_pill(case.next_due_at, state=state, started_at=case.received_at, language=language, what=what)


def grouped(cases: Iterable[Listed]) -> list[tuple[str, str, list[QueueRow]]]:
    """(code, heading, rows) by the nearest promise, in the order they come."""
    due = edges()
    headings = {
        "overdue": _("Overdue"), "today": _("Due today"), "tomorrow": _("Due tomorrow"), "week": _("Later this week"),
        "later": _("Later"), "still": _("Waiting for complainant, or paused"), "none": _("No promise running"),
    }  # fmt: skip
    cases = list(cases)
    groups: list[tuple[str, str, list[QueueRow]]] = []
    for case, shown in zip(cases, as_rows(cases), strict=True):
        code = due.group(case.next_due_at, case.paused)
        if not groups or groups[-1][0] != code:
            groups.append((code, headings[code], []))
        groups[-1][2].append(shown)
    return groups
