"""What a list of cases is narrowed by: read from the address, shown as chips, each of which takes itself away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.cases.case import Medium, Severity, Temperature, Visibility
from tanggap.cases.states import State
from tanggap.core import time
from tanggap.core.keyset import Order
from tanggap.people.models import Staff, Unit
from tanggap.sop.models import procedure_of
from tanggap.sop.procedure import Procedure

DUE = Order("due", "next_due_at", nullable=True, apart="paused")
NEWEST = Order("newest", "received_at", descending=True)
NEEDS, ALL, CLOSED = "needs", "all", "closed"
UNITS_FRESH_SECONDS = 30
LONGEST_QUERY = 200
Options = tuple[tuple[str, str], ...]
# Code, indented name, and the ids of a unit and of what lies below it.
Units = tuple[tuple[str, str, frozenset[int]], ...]


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the address, its words, what may be chosen, and the condition of a choice."""

    name: str
    words: str
    options: Options
    condition: Callable[[str], Q]
    icon: str = ""

    def words_of(self, value: str) -> str:
        """How that choice is called."""
        return dict(self.options)[value]


@dataclass(frozen=True)
class Filters:
    """The filters of one request. Values that we never offered are left out, as if nobody had asked."""

    show: str
    sort: Order
    q: str
    chosen: dict[str, str]
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
        for name, value in self.chosen.items():
            found &= self.choices[name].condition(value)
        return found

    def query(self, **changes: str) -> str:
        """The query of an address with these filters, changed; "" takes one away. Never carries a page."""
        pairs: dict[str, str] = {"show": "" if self.show == NEEDS else self.show, **self.chosen, "q": self.q}
        pairs["sort"] = self.sort.name if self.sort is not default_sort(self.show) else ""
        pairs.update(changes)
        return urlencode({name: value for name, value in pairs.items() if value})

    def href(self, **changes: str) -> str:
        """The same as a link within the page."""
        return f"?{self.query(**changes)}"

    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed by, for the macro `filters`."""
        found = []
        for name, value in self.chosen.items():
            choice = self.choices[name]
            words = f"{choice.words}: {choice.words_of(value)}" if choice.words else choice.words_of(value)
            found.append({"words": words, "remove": self.href(**{name: ""}), "icon": choice.icon})
        if self.q:
            found.append({"words": f"“{self.q}”", "remove": self.href(q=""), "icon": "search"})
        return found


def default_sort(show: str) -> Order:
    """Open work by the nearest promise; what is over, the newest first."""
    return NEWEST if show == CLOSED else DUE


def read(given: QueryDict | Mapping[str, str], user: Staff, edition: int) -> Filters:
    """The filters of an address; `edition` is the one in force."""
    language = (get_language() or "id")[:2]
    choices = choices_for(user.pk, edition, language, unit_options(language))
    show = given.get("show", NEEDS)
    show = show if show in {NEEDS, ALL, CLOSED} else NEEDS
    sort = {"due": DUE, "newest": NEWEST}.get(given.get("sort", ""), default_sort(show))
    sort = NEWEST if show == CLOSED else sort
    asked = {name: given.get(name, "") for name in choices if name in given}
    chosen = {name: value for name, value in asked.items() if value and value in dict(choices[name].options)}
    gone = tuple(choices[name].words or name for name, value in asked.items() if value and name not in chosen)
    q = given.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    return Filters(show, sort, q, chosen, choices, gone)


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
        Choice("state", _("Stage"), states, lambda value: Q(state=value), "route"),
        Choice("due", "", due_options(), due_condition, "calendar-event"),
        Choice("unit", _("Department"), named, _in_unit(units), "building"),
        Choice("type", _("Type"), types, lambda value: Q(type=value)),
        Choice("category", _("Category"), categories, _in_category(procedure), "tag"),
        Choice("severity", _("Severity"), _of(Severity), lambda value: Q(severity=value)),
        Choice("mood", _("Emotion"), _of(Temperature), lambda value: Q(temperature=value)),
        Choice("medium", _("Channel"), _of(Medium), lambda value: Q(medium=value)),
        Choice("owner", _("Owner"), anybody, _person("owner", user), "user"),
        Choice("handler", _("Handler"), anybody, _person("handler", user), "user"),
        Choice("visibility", _("Visibility"), _of(Visibility), lambda value: Q(visibility=value), "shield-lock"),
        Choice("breached", "", (("1", _("A promise was broken")),), lambda _value: Q(breached=True), "alert-triangle"),
        Choice(
            "waiting", "", (("1", _("Waiting for complainant")),), lambda _value: Q(waiting_since__isnull=False),
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
        units = list(Unit.objects.order_by("path"))
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


def _of(choices: Any) -> Options:
    return tuple((value, str(label)) for value, label in choices.choices)


def _in_unit(units: Units) -> Callable[[str], Q]:
    below = {code: ids for code, _name, ids in units}
    return lambda value: Q(unit__in=below[value])


def _in_category(procedure: Procedure) -> Callable[[str], Q]:
    """A category and those below it."""
    return lambda value: Q(
        category__in=[code for code in procedure.categories if value in {one.code for one in procedure.lineage(code)}]
    )


def _person(field: str, user: int) -> Callable[[str], Q]:
    return lambda value: Q(**{field: user}) if value == "me" else Q(**{f"{field}__isnull": True})
