"""The procedure: what must be done, read from an SOP file. Casework asks it; it knows no case."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, TypeVar

from pydantic import Field, model_validator

from tanggap.clocks.ladder import Ladder, Ring
from tanggap.core import conditions
from tanggap.sop.acts import (
    ACTS,
    DEFAULT_ROLES,
    IN_FOLLOW_UP,
    STAFF_AT_WORK,
    Act,
    Medium,
    PromiseKind,
    RoleName,
    Stage,
)
from tanggap.sop.coach import Coach
from tanggap.sop.contact import RestRule, StatusRule, TemperatureRule, Training
from tanggap.sop.fields import FIELDS
from tanggap.sop.outside import External
from tanggap.sop.parts import (
    ActRule,
    Answers,
    Approval,
    ApprovalLadder,
    Category,
    Confidential,
    Conflict,
    Consent,
    Emergency,
    Escalation,
    ExtensionRule,
    FollowUp,
    LadderRung,
    Letter,
    Mandate,
    Needs,
    Organisation,
    Outside,
    PauseReason,
    Phrase,
    Promise,
    PromiseException,
    PromiseRule,
    Question,
    RedressKind,
    Routing,
    Rung,
    SolutionKind,
    Step,
    Type,
    UnitName,
)
from tanggap.sop.recovery import AtOnce, CourtesyCall
from tanggap.sop.text import Code, Moment, Part, Text, Within

T = TypeVar("T")


def _found(table: Mapping[Any, T], key: str | None) -> T | None:
    """Look up a plain text in a table whose keys are a closed list."""
    return table.get(key)


def _fitting_best(
    exceptions: Sequence[PromiseException], lineage: Sequence[str], facts: Mapping[str, Any]
) -> PromiseException | None:
    """The most specific of those that fit; `lineage` is the category of the case and its parents."""

    def fits(each: PromiseException) -> bool:
        if each.category is not None and each.category not in lineage:
            return False
        return all(facts[name] == value for name, value in each.conditions().items() if name != "category")

    def weight(each: PromiseException) -> tuple[int, int]:
        nearness = len(lineage) - lineage.index(each.category) if each.category is not None else 0
        return len(each.conditions()), nearness

    return max(filter(fits, exceptions), key=weight, default=None)


# Whoever stands on a rung of the ladder does these, whatever else [acts] says.
OF_APPROVERS = frozenset({"approve", "send_back", "undo_approve"})
ANSWERS_TO_EXTENSION = frozenset({"approve_extension", "refuse_extension"})
# Tables whose keys are codes; each entry also carries its code.
CODED_TABLES = ("units", "types", "categories", "questions", "pauses", "redress", "external", "solutions")

# Where the SOP names no ladder.
USUAL_LADDER = [
    LadderRung(at=Moment(percent=80), tell=["responsible"]),
    LadderRung(at=Moment(), tell=["responsible", "head"]),
]


class Procedure(Part):
    """One SOP, valid in itself. Amounts are whole rupiah, lengths of time are minutes."""

    code: Code
    title: Text
    organisation: Organisation
    purpose: Text
    scope: Text
    definition: Text
    benchmark: Text
    units: dict[Code, UnitName] = Field(min_length=1)
    types: dict[Code, Type] = Field(min_length=1)
    asked: dict[Code, Question] = Field(default={}, alias="questions")
    categories: dict[Code, Category] = Field(min_length=1)
    values: dict[Code, Text] = Field(default={})
    duty_roster: dict[Medium | Literal["default"], Code] = Field(alias="duty")
    routing: list[Routing] = Field(default=[])
    promises: dict[PromiseKind, PromiseRule]
    ladder: list[LadderRung] = Field(default=[])
    pauses_on_ask: list[PromiseKind] = Field(default=[])
    pauses: dict[Code, PauseReason] = Field(default={})
    answers: Answers = Answers()
    extension: ExtensionRule = ExtensionRule()
    acts: dict[Act, ActRule]
    max_hand_overs: int | None = Field(default=None, ge=0)
    approval: Approval
    general_authority: dict[RoleName, int] = Field(default={}, alias="authority")
    redress: dict[Code, RedressKind] = Field(default={})
    budgets: dict[Code, int] = Field(default={})
    solution_kinds: dict[Code, SolutionKind] = Field(default={}, alias="solutions")
    consent: Consent = Consent()
    outside: Outside = Outside()
    follow_up: FollowUp
    at_once: AtOnce | None = None
    courtesy_call: CourtesyCall | None = None
    confidential: Confidential = Confidential()
    mandate: Mandate = Mandate()
    escalation: list[Escalation] = Field(default=[])
    training: list[Training] = Field(default=[])
    temperature: TemperatureRule = TemperatureRule()
    status_by_phone: StatusRule = StatusRule()
    rest: RestRule = RestRule()
    external: dict[Code, External] = Field(default={})
    emergency: Emergency | None = None
    conflict: Conflict | None = None
    stages: dict[Stage, Text]
    steps: list[Step] = Field(min_length=1)
    letters: dict[Code, Letter]
    phrases: dict[Code, Phrase] = Field(default={})
    coach: Coach = Coach()

    @model_validator(mode="before")
    @classmethod
    def _codes(cls, content: Any) -> Any:
        """The key of a table is the code of its entry."""
        if not isinstance(content, dict):
            return content
        coded = dict(content)
        for table in CODED_TABLES:
            if isinstance(coded.get(table), dict):
                coded[table] = {code: {**entry, "code": code} if isinstance(entry, dict) else entry
                                for code, entry in coded[table].items()}  # fmt: skip
        return coded

    # ---- who it belongs to

    @property
    def prefix(self) -> str:
        """The letter before a reference."""
        return self.organisation.prefix

    @property
    def on_silence(self) -> Literal["proceed", "follow_up"]:
        """What happens when the complainant does not answer an offer in time."""
        return self.consent.on_silence

    @property
    def follow_up_days(self) -> int:
        """Days after putting right at which we ask how it was."""
        return self.follow_up.days

    @property
    def reopen_days(self) -> int:
        """Days after closing within which the case may be opened again."""
        return self.follow_up.reopen_days

    @property
    def confidential_role(self) -> RoleName:
        """The role whose holders may see the identity of a confidential complainant."""
        return self.confidential.officers

    # ---- where it goes

    def lineage(self, category: str | None) -> Iterator[Category]:
        """The category, its parent, its parent's parent."""
        while category and (found := self.categories.get(category)):
            yield found
            category = found.parent

    @cached_property
    def offered(self) -> dict[str, Category]:
        """The categories that may be chosen: those that are not retired, nor below one that is."""
        return {code: each for code, each in self.categories.items()
                if not any(entry.retired for entry in self.lineage(code))}  # fmt: skip

    def unit_for(self, type: str, category: str | None = None) -> str:
        """The unit that is responsible: the category's own, else its parents', else the type's (R21)."""
        own = next((entry.unit for entry in self.lineage(category) if entry.unit), None)
        return own or self.types[type].unit

    def route(self, values: Mapping[str, Any]) -> str:
        """The unit for a case with these field values (sop.fields): the first routing rule that fits, else unit_for."""
        for rule, fits in self._routes:
            if fits(values):
                return rule.unit
        return self.unit_for(values["type"], values.get("category"))

    @cached_property
    def _routes(self) -> list[tuple[Routing, conditions.Predicate]]:
        return [(rule, conditions.predicate(conditions.parse(rule.when, FIELDS))) for rule in self.routing]

    def called_for(self, values: Mapping[str, Any]) -> Escalation | None:
        """The highest level of escalation to which a case with these field values goes by itself."""
        fitting = [level for level, fits in self._calls if fits(values)]
        return max(fitting, key=lambda level: level.level, default=None)

    @cached_property
    def _calls(self) -> list[tuple[Escalation, conditions.Predicate]]:
        levels = [level for level in self.escalation if level.when]
        return [(level, conditions.predicate(conditions.parse(level.when, FIELDS))) for level in levels]

    def trainings(self, values: Mapping[str, Any]) -> list[Training]:
        """What whoever takes a case with these field values is to be trained for."""
        return [rule for rule, fits in self._trainings if fits(values)]

    @cached_property
    def _trainings(self) -> list[tuple[Training, conditions.Predicate]]:
        return [(rule, conditions.predicate(conditions.parse(rule.when, FIELDS))) for rule in self.training]

    def external_for(self, values: Mapping[str, Any]) -> list[External]:
        """The outside bodies for a case with these field values: first those that are meant for such a case."""
        fitting = [one for one in self.external.values() if self._is_for(one, values)]
        return sorted(fitting, key=lambda one: one.for_everybody)

    def _is_for(self, body: External, values: Mapping[str, Any]) -> bool:
        lineage = {each.code for each in self.lineage(values.get("category"))}
        return (
            (not body.types or values.get("type") in body.types)
            and (not body.categories or bool(lineage & set(body.categories)))
            and conditions.predicate(conditions.parse(body.when, FIELDS))(values)
        )

    def duty(self, medium: str) -> str:
        """The unit that receives what comes in by that medium (R8)."""
        return _found(self.duty_roster, medium) or self.duty_roster["default"]

    def questions(self, category: str | None) -> list[Question]:
        """What to ask about a complaint of that category: its own questions, then its parents', each once (R12)."""
        codes = dict.fromkeys(code for entry in self.lineage(category) for code in entry.questions)
        return [self.asked[code] for code in codes]

    def is_emergency(self, category: str | None) -> bool:
        """Whether help is to be shown before the form goes on: its own mark or a parent's."""
        return self.emergency is not None and any(entry.emergency for entry in self.lineage(category))

    def sealed(self, category: str | None) -> bool:
        """Whether complaints of that category are sealed: its own mark or a parent's."""
        return any(entry.sealed for entry in self.lineage(category))

    # ---- by when

    def promise(
        self,
        kind: str,
        *,
        severity: str | None = None,
        type: str | None = None,
        category: str | None = None,
        medium: str | None = None,
        oral: bool = False,
    ) -> Promise | None:
        """The promise of that kind for such a case, or None where the SOP promises nothing.

        The exception that fits best wins (PromiseException says which), then the severity, then the ordinary length.
        """
        rule = _found(self.promises, kind)
        within = rule.within if rule else None
        if kind in IN_FOLLOW_UP:
            within = Within(amount=getattr(self.follow_up, IN_FOLLOW_UP[kind]), unit="days", working=False)
        if rule is not None:
            lineage = [each.code for each in self.lineage(category)]
            facts = {"severity": severity, "type": type, "medium": medium, "oral": oral}
            special = _fitting_best(rule.exceptions, lineage, facts)
            within = special.within if special else _found(rule.severity, severity) or within
        return Promise.of(within, self.organisation.working_day_hours) if within else None

    def rungs(self, kind: str) -> list[LadderRung]:
        """The ladder that a promise of that kind climbs: its own, else that of all promises."""
        rule = _found(self.promises, kind)
        return (rule.ladder if rule else []) or self.ladder or USUAL_LADDER

    def rings(self, kind: str) -> Ladder:
        """The same as the clock knows it."""
        if kind not in self._rings:
            self._rings[kind] = tuple(rung.ring(self.organisation.working_day_hours) for rung in self.rungs(kind))
        return self._rings[kind]

    @cached_property
    def _rings(self) -> dict[str, Ladder]:
        return {}

    def told_at(self, kind: str, ring: Ring) -> list[str]:
        """Who is told when a promise of that kind rings so; what the SOP does not name rings as it usually does."""
        for rung, known in zip(self.rungs(kind), self.rings(kind), strict=True):
            if known == ring:
                return list(rung.tell)
        return list(USUAL_LADDER[0 if ring.name == "due_soon" else 1].tell)


    def most_extension(self, working: bool) -> int | None:
        """At most so many minutes more for one promise; None without limit. A day is a day of the promise's clock."""
        most = self.extension.most
        if most is None:
            return None
        hours = self.organisation.working_day_hours if working else 24
        return Within(amount=most.amount, unit=most.unit, working=True).minutes(hours)

    # ---- what an act needs

    def needs(self, act: str, type: str | None = None) -> Needs:
        """What the act needs; with a type, what that type needs. Raises KeyError for an act that is none."""
        if act not in ACTS:
            raise KeyError(act)
        rule = _found(self.acts, act) or ActRule()
        own = _found(rule.min_alternatives_by_type, type)
        roles = rule.roles or self._roles_of(act)
        return Needs(
            fields=[*rule.fields, *(_found(rule.fields_by_type, type) or ())],
            roles=list(dict.fromkeys([*roles, *(self._approvers if act in OF_APPROVERS else ())])),
            min_alternatives=rule.min_alternatives if own is None else own,
            max_offered=rule.max_offered,
            reason_min=rule.reason_min,
        )

    @cached_property
    def _approvers(self) -> list[RoleName]:
        """The roles of all rungs of all ladders."""
        return [rung.role for each in (self.approval, *self.approval.ladders) for rung in each.rungs]

    def _roles_of(self, act: str) -> tuple[RoleName, ...]:
        """Who does it where [acts] is silent; who grants more time stands in [extension]."""
        if act in ANSWERS_TO_EXTENSION:
            return tuple(self.extension.approver)
        return DEFAULT_ROLES.get(act, STAFF_AT_WORK)

    def consent_required(self, type: str) -> bool:
        """Whether the complainant is asked before a solution of this type is carried out."""
        return self.consent.required and type not in self.consent.except_types

    def kinds_for(self, type: str | None) -> dict[str, SolutionKind]:
        """The kinds of solution that can be chosen for a complaint of that type."""
        return {code: kind for code, kind in self.solution_kinds.items()
                if not kind.retired and (not kind.types or type in kind.types)}  # fmt: skip

    # ---- money, in whole rupiah

    def approval_ladder(self, values: Mapping[str, Any]) -> Approval | ApprovalLadder:
        """The ladder for a decision with these field values (sop.fields): the first that fits, else the ordinary."""
        return next((ladder for ladder, fits in self._ladders if fits(values)), self.approval)

    @cached_property
    def _ladders(self) -> list[tuple[ApprovalLadder, conditions.Predicate]]:
        return [(each, conditions.predicate(conditions.parse(each.when, FIELDS))) for each in self.approval.ladders]

    def approval_rungs(self, amount: int, values: Mapping[str, Any] | None = None) -> list[Rung]:
        """The rungs that must approve a solution of that cost, lowest first; without `values`, in an ordinary case."""
        ladder = self.approval_ladder(values) if values is not None else self.approval
        if isinstance(ladder, ApprovalLadder) and ladder.all:
            return ladder.rungs
        enough = next((place for place, rung in enumerate(ladder.rungs) if rung.up_to is None or amount <= rung.up_to),
                      len(ladder.rungs) - 1)  # fmt: skip
        return ladder.rungs[: enough + 1]

    def authority(self, role: str, kind: str) -> int:
        """Up to how much that role may grant of that kind of redress at once; 0 when it may not."""
        redress = self.redress.get(kind)
        if redress is None:
            return 0
        own, general = _found(redress.authority, role), _found(self.general_authority, role)
        return min((general or 0) if own is None else own, redress.max)

    def budget(self, unit: str) -> int:
        """The yearly budget of that unit for redress; 0 when it has none."""
        return self.budgets.get(unit, 0)

    # ---- words

    def letter(self, code: str, language: str) -> tuple[str, str]:
        """Subject and body of that letter with {names} still in it; raises KeyError. See letters.fill."""
        letter = self.letters[code]
        return letter.subject.say(language), letter.body.say(language)
