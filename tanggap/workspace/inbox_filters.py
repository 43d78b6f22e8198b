"""What a list of cases is narrowed by: read from the address, shown as chips, each of which takes itself away."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tanggap.cases.case import Kind, Medium, Severity, Temperature, Visibility
from tanggap.cases.queues import FIELDS
from tanggap.cases.states import State
from tanggap.core import time
from tanggap.core.keyset import Order
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.sop.models import procedure_of
from tanggap.sop.procedure import Procedure

DUE = Order("due", "next_due_at", nullable=True, apart="paused")
NEWEST = Order("newest", "received_at", descending=True)
NEEDS, ALL, CLOSED = "needs", "all", "closed"
UNITS_FRESH_SECONDS = 30
LONGEST_QUERY = 200
NAMED_IN_CHIP = 2
A_FIELD = re.compile(r"[a-z_]{1,40}")
Options = tuple[tuple[str, str], ...]
Values = tuple[str, ...]
Given = QueryDict | Mapping[str, str]
# Code, indented name, and the ids of a unit and of what lies below it.
Units = tuple[tuple[str, str, frozenset[int]], ...]


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the address, its words, what may be chosen, and the condition of what was chosen.

    Of `many` any number may be chosen, and a case fits when it fits one of them.
    """

    name: str
    words: str
    options: Options
    condition: Callable[[Values], Q]
    icon: str = ""
    many: bool = False

    def words_of(self, values: Values) -> str:
        """How that choice is called."""
        if len(values) > NAMED_IN_CHIP:
            return ngettext("%(count)s chosen", "%(count)s chosen", len(values)) % {"count": len(values)}
        names = dict(self.options)
        return ", ".join(names[value].strip() for value in values)


@dataclass(frozen=True)
class Filters:
    """The filters of one request. Values that we never offered are left out, as if nobody had asked."""

    show: str
    sort: Order
    q: str
    chosen: dict[str, Values]
    choices: Mapping[str, Choice]
    # What was asked of filters that we have, and cannot be asked any more: a category that is gone.
    gone: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.show, self.sort, self.q, *self.chosen.items()))

    @property
    def steady(self) -> bool:
        """Whether it asks the same at every moment, and of no words that may be a reference."""
        return not self.q and "due" not in self.chosen

    @property
    def whole(self) -> bool:
        """Whether it is all open work, or all of it that waits for the user, by the nearest promise."""
        return self.sort is DUE and not self.q and not self.chosen

    def condition(self) -> Q:
        """What the chips say, without `show` and the words."""
        found = Q()
        for name, values in self.chosen.items():
            found &= self.choices[name].condition(values)
        return found

    def query(self, **changes: str) -> str:
        """The query of an address with these filters, changed; "" takes one away. Never carries a page."""
        pairs: dict[str, str | Values] = {"show": "" if self.show == NEEDS else self.show, **self.chosen, "q": self.q}
        pairs["sort"] = self.sort.name if self.sort is not default_sort(self.show) else ""
        pairs.update(changes)
        return urlencode({name: value for name, value in pairs.items() if value}, doseq=True)

    def href(self, **changes: str) -> str:
        """The same as a link within the page."""
        return f"?{self.query(**changes)}"

    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed by, for the macro `filters`."""
        found = []
        for name, values in self.chosen.items():
            choice = self.choices[name]
            words = f"{choice.words}: {choice.words_of(values)}" if choice.words else choice.words_of(values)
            found.append({"words": words, "remove": self.href(**{name: ""}), "icon": choice.icon})
        if self.q:
            found.append({"words": f"“{self.q}”", "remove": self.href(q=""), "icon": "search"})
        return found


def default_sort(show: str) -> Order:
    """Open work by the nearest promise; what is over, the newest first."""
    return NEWEST if show == CLOSED else DUE


def read(given: Given, user: Staff, edition: int) -> Filters:
    """The filters of an address; `edition` is the one in force."""
    language = (get_language() or "id")[:2]
    choices = choices_for(user.pk, edition, language, unit_options(language))
    show = given.get("show", NEEDS)
    show = show if show in {NEEDS, ALL, CLOSED} else NEEDS
    sort = {"due": DUE, "newest": NEWEST}.get(given.get("sort", ""), default_sort(show))
    sort = NEWEST if show == CLOSED else sort
    chosen, gone = _chosen(given, choices)
    q = given.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    return Filters(show, sort, q, chosen, choices, gone)


def _chosen(given: Given, choices: Mapping[str, Choice]) -> tuple[dict[str, Values], Values]:
    """What was asked of each filter, in the order of its options; and the words of filters that cannot be asked."""
    chosen: dict[str, Values] = {}
    # What a saved view asks of a field that we no longer have (saved_views.py writes it into the address).
    gone = [
        str(FIELDS[name].label) if name in FIELDS else name
        for name in values_of(given, "gone")[: len(FIELDS)] if A_FIELD.fullmatch(name)
    ]  # fmt: skip
    for name, choice in choices.items():
        asked = {value for value in values_of(given, name) if value}
        known = tuple(value for value, _words in choice.options if value in asked)
        if known:
            chosen[name] = known if choice.many else known[:1]
        if len(known) < len(asked):
            gone.append(str(FIELDS[name].label))
    return chosen, tuple(gone)


def values_of(given: Given, name: str) -> list[str]:
    """All that was sent under that name."""
    if isinstance(given, QueryDict):
        return given.getlist(name)
    return [given[name]] if name in given else []


@lru_cache(maxsize=256)
def choices_for(user: int, edition: int, language: str, units: Units) -> Mapping[str, Choice]:
    """Every filter in the order of the form, in the active language."""
    procedure = procedure_of(edition)
    types = tuple((code, one.label.say(language)) for code, one in procedure.types.items())
    states = tuple((state.value, str(state.label)) for state in State if state is not State.CLOSED)
    named = tuple((code, name) for code, name, _ids in units)
    categories = tuple(category_options(procedure, language))
    anybody = (("me", _("me")), ("none", _("nobody yet")))
    found = [
        Choice("state", _("Stage"), states, _any_of("state"), "route", many=True),
        Choice("due", "", due_options(), lambda values: due_condition(values[0]), "calendar-event"),
        Choice("unit", _("Department"), named, _in_unit(units), "building", many=True),
        Choice("type", _("Type"), types, _any_of("type"), many=True),
        Choice("category", _("Category"), categories, _in_category(procedure), "tag", many=True),
        Choice("severity", _("Severity"), _of(Severity), _any_of("severity"), many=True),
        Choice("mood", _("Emotion"), _of(Temperature), _feels, many=True),
        Choice("kind", _("Complaint or not"), _of(Kind), _any_of("kind"), "message-question", many=True),
        Choice("medium", _("Channel"), _of(Medium), _any_of("medium"), many=True),
        Choice("owner", _("Owner"), anybody, _person("owner", user), "user"),
        Choice("handler", _("Handler"), anybody, _person("handler", user), "user"),
        Choice("visibility", _("Visibility"), _of(Visibility), _any_of("visibility"), "shield-lock"),
        Choice("breached", "", (("1", _("A promise was broken")),), lambda _values: Q(breached=True), "alert-triangle"),
        Choice("legal_risk", "", (("1", _("Legal risk")),), lambda _values: Q(legal_risk=True), "scale"),
        Choice(
            "waiting", "", (("1", _("Waiting for complainant")),), lambda _values: Q(waiting_since__isnull=False),
            "hourglass",
        ),
    ]  # fmt: skip
    return {choice.name: choice for choice in found}


def due_options() -> Options:
    return (
        ("overdue", _("Overdue")), ("today", _("Due today")), ("tomorrow", _("Due tomorrow")),
        ("week", _("Due this week")),
    )  # fmt: skip


def due_condition(value: str) -> Q:
    """By the edges of the groups of the inbox; the week is the whole of what is left of it."""
    due = edges()
    return {
        "overdue": Q(next_due_at__lt=due.now),
        "today": Q(next_due_at__gte=due.now, next_due_at__lt=due.today),
        "tomorrow": Q(next_due_at__gte=due.today, next_due_at__lt=due.tomorrow),
        "week": Q(next_due_at__gte=due.now, next_due_at__lt=due.week),
    }[value]


class Edges(NamedTuple):
    """Now, and where this day, the next one and this week (Sunday) end on the wall calendar of the installation."""

    now: datetime
    today: datetime
    tomorrow: datetime
    week: datetime

    def group(self, due: datetime | None, paused: bool = False) -> str:
        """The code of the group that a promise belongs to."""
        if due is None:
            return "still" if paused else "none"
        names = ("overdue", "today", "tomorrow", "week")
        return next((name for name, edge in zip(names, self, strict=True) if due < edge), "later")


def edges() -> Edges:
    """They, at this moment."""
    now = time.now()
    midnight = time.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Edges(now, *(midnight + time.days(days) for days in (1, 2, 7 - midnight.weekday())))


def unit_options(language: str) -> Units:
    """Every unit, indented by how deep it lies; remembered for half a minute."""
    key = f"unit-options:{language}"
    found: Units | None = cache.get(key)
    if found is None:
        units = list(roster_now().units.values())
        found = tuple(
            (
                unit.code,
                "\u2003" * (len(unit.line()) - 1) + (unit.name_en if language == "en" else unit.name_id),
                frozenset(other.pk for other in units if other.path.startswith(unit.path)),
            )
            for unit in units
        )
        cache.set(key, found, UNITS_FRESH_SECONDS)
    return found


def category_options(procedure: Procedure, language: str) -> list[tuple[str, str]]:
    """Codes and labels of the categories of the edition in force, each after its type."""
    return [
        (code, f"{procedure.types[one.type].label.say(language)}: {one.label.say(language)}")
        for code, one in procedure.categories.items()
    ]


def category_choices(procedure: Procedure, language: str) -> list[tuple[str, str]]:
    """The same, but only those that may be chosen for a complaint."""
    return [option for option in category_options(procedure, language) if option[0] in procedure.offered]


def _of(choices: Any) -> Options:
    return tuple((value, str(label)) for value, label in choices.choices)


def _any_of(field: str) -> Callable[[Values], Q]:
    return lambda values: Q(**{field: values[0]} if len(values) == 1 else {f"{field}__in": values})


def _feels(values: Values) -> Q:
    """As an officer confirmed it, else as it is estimated."""
    return Q(temperature__in=values) | Q(temperature="", temperature_estimate__in=values)


def _in_unit(units: Units) -> Callable[[Values], Q]:
    below = {code: ids for code, _name, ids in units}
    return lambda values: Q(unit__in=frozenset().union(*(below[value] for value in values)))


def _in_category(procedure: Procedure) -> Callable[[Values], Q]:
    """Categories and those below them."""
    lines = {code: {one.code for one in procedure.lineage(code)} for code in procedure.categories}
    return lambda values: Q(category__in=[code for code, line in lines.items() if not line.isdisjoint(values)])


def _person(field: str, user: int) -> Callable[[Values], Q]:
    return lambda values: Q(**{field: user} if values == ("me",) else {f"{field}__isnull": True})
