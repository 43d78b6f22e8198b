"""What a schema cannot see: whether the parts of a procedure fit together. Checks yield key paths and sentences."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from django.utils.translation import gettext as _

from tanggap.clocks.ladder import Ring
from tanggap.core import conditions
from tanggap.sop.acts import IN_FOLLOW_UP, OF_COMPLAINANT, STAGES
from tanggap.sop.coach import check_coach
from tanggap.sop.fields import FIELDS
from tanggap.sop.letters import LETTERS, PHRASE_NAMES, allowed, names_in, stray_brace
from tanggap.sop.lines import Path
from tanggap.sop.parts import LadderRung, Rung
from tanggap.sop.procedure import ANSWERS_TO_EXTENSION, Procedure
from tanggap.sop.recovery_checks import at_once, courtesy_call
from tanggap.sop.text import LANGUAGES

Found = Iterator[tuple[Path, str]]


def check(procedure: Procedure) -> list[tuple[Path, str]]:
    """Everything that does not fit together, as (key path, sentence)."""
    return [found for each in CHECKS for found in each(procedure)]


def _listed(known: Iterable[str]) -> str:
    return ", ".join(known) or "–"


def _units(procedure: Procedure) -> Found:
    named: list[tuple[Path, str | None]] = [
        *((("types", code, "unit"), entry.unit) for code, entry in procedure.types.items()),
        *((("categories", code, "unit"), entry.unit) for code, entry in procedure.categories.items()),
        *((("duty", medium), unit) for medium, unit in procedure.duty_roster.items()),
        *((("routing", place, "unit"), rule.unit) for place, rule in enumerate(procedure.routing)),
        *((("budgets", unit), unit) for unit in procedure.budgets),
    ]
    for path, unit in named:
        if unit is not None and unit not in procedure.units:
            yield path, _("There is no unit “%(unit)s”. Add [units.%(unit)s], or use one of: %(known)s.") % {
                "unit": unit, "known": _listed(procedure.units)}  # fmt: skip
    if "default" not in procedure.duty_roster:
        yield ("duty",), _('Say who receives everything else: add default = "…" with the code of a unit.')


def _types(procedure: Procedure) -> Found:
    named: list[tuple[Path, str]] = [
        *((("categories", code, "type"), entry.type) for code, entry in procedure.categories.items()),
        *((("consent", "except_types", n), each) for n, each in enumerate(procedure.consent.except_types)),
        *((("acts", act, "min_alternatives_by_type", each), each)
          for act, rule in procedure.acts.items() for each in rule.min_alternatives_by_type),
        *((("acts", act, "fields_by_type", each), each)
          for act, rule in procedure.acts.items() for each in rule.fields_by_type),
        *((("solutions", code, "types", n), each)
          for code, kind in procedure.solution_kinds.items() for n, each in enumerate(kind.types)),
        *((("promises", kind, "exceptions", n, "type"), each.type)
          for kind, rule in procedure.promises.items() for n, each in enumerate(rule.exceptions) if each.type),
        *((("external", body.code, "types", n), each)
          for body in procedure.external.values() for n, each in enumerate(body.types)),
    ]  # fmt: skip
    for path, code in named:
        if code not in procedure.types:
            yield path, _("There is no type “%(type)s”. Use one of: %(known)s.") % {
                "type": code, "known": _listed(procedure.types)}  # fmt: skip


def _external(procedure: Procedure) -> Found:
    for code, body in procedure.external.items():
        for place, each in enumerate(body.categories):
            if each not in procedure.categories:
                yield (
                    ("external", code, "categories", place),
                    _("There is no category “%(category)s”. Add [categories.%(category)s].") % {"category": each},
                )


def _categories(procedure: Procedure) -> Found:
    for code, entry in procedure.categories.items():
        path = ("categories", code)
        for place, asked in enumerate(entry.questions):
            if asked not in procedure.asked:
                yield (
                    (*path, "questions", place),
                    _("There is no question “%(question)s”. Add [questions.%(question)s], or use one of: %(known)s.")
                    % {"question": asked, "known": _listed(procedure.asked)},
                )
        if entry.parent is None:
            continue
        parent = procedure.categories.get(entry.parent)
        if parent is None:
            yield (*path, "parent"), _("There is no category “%(category)s”. Add [categories.%(category)s].") % {
                "category": entry.parent}  # fmt: skip
        elif _goes_round(procedure, code):
            yield (*path, "parent"), _("“%(category)s” is its own ancestor. Give one of them another parent.") % {
                "category": code}  # fmt: skip


def _promised_categories(procedure: Procedure) -> Found:
    for kind, rule in procedure.promises.items():
        for place, each in enumerate(rule.exceptions):
            if each.category is None or (found := procedure.categories.get(each.category)) is None:
                if each.category is not None:
                    yield (
                        ("promises", kind, "exceptions", place, "category"),
                        _("There is no category “%(category)s”. Add [categories.%(category)s].")
                        % {"category": each.category},
                    )
            elif each.type is not None and found.type != each.type:
                sentence = _("“%(category)s” is of another type; leave one out.")
                yield ("promises", kind, "exceptions", place), sentence % {"category": each.category}


def _goes_round(procedure: Procedure, code: str) -> bool:
    seen: set[str] = set()
    current: str | None = code
    while current is not None and current in procedure.categories:
        if current in seen:
            return current == code
        seen.add(current)
        current = procedure.categories[current].parent
    return False


def _questions(procedure: Procedure) -> Found:
    for code, entry in procedure.asked.items():
        if (entry.kind == "choice") != bool(entry.choices):
            yield ("questions", code), _("“%(question)s”: kind = \"choice\" and choices belong together.") % {
                "question": code}  # fmt: skip


def _conditions(procedure: Procedure) -> Found:
    known: dict[str, Mapping[str, object]] = {
        "type": procedure.types,
        "category": procedure.categories,
        "unit": procedure.units,
    }
    rules: list[tuple[Path, list[dict[str, object]]]] = [
        *((("routing", place, "when"), rule.when) for place, rule in enumerate(procedure.routing)),
        *((("escalation", place, "when"), level.when) for place, level in enumerate(procedure.escalation)),
        *((("training", place, "when"), rule.when) for place, rule in enumerate(procedure.training)),
        *((("external", code, "when"), body.when) for code, body in procedure.external.items()),
        *((("approval", "ladders", place, "when"), each.when)
          for place, each in enumerate(procedure.approval.ladders)),
    ]  # fmt: skip
    for path, raw in rules:
        try:
            parsed = conditions.parse(raw, FIELDS)
        except conditions.ConditionProblem as problem:
            yield (*path, problem.index, *([problem.part] if problem.part else [])), problem.sentence
            continue
        for place, each in enumerate(parsed):
            for value in each.value if isinstance(each.value, tuple) else (each.value,):
                if each.field in known and value is not None and value not in known[each.field]:
                    yield (*path, place, "value"), _("There is no %(field)s “%(value)s”. Use one of: %(known)s.") % {
                        "field": each.field, "value": value, "known": _listed(known[each.field])}  # fmt: skip


def _promises(procedure: Procedure) -> Found:
    for kind in ("acknowledge", "resolution"):
        if kind not in procedure.promises:
            yield ("promises",), _("A complaint is a promise with a date: add [promises.%(kind)s].") % {"kind": kind}
    for kind, rule in procedure.promises.items():
        if kind in IN_FOLLOW_UP:
            if rule.within is not None:
                sentence = _("Its ordinary length stands in [follow_up]: %(name)s = … days.")
                yield ("promises", kind, "within"), sentence % {"name": IN_FOLLOW_UP[kind]}
        elif rule.within is None and not rule.severity:
            yield ("promises", kind), _('Say how long: add within = "3 working days", for example.')


def _ladders(procedure: Procedure) -> Found:
    ladders: list[tuple[Path, list[LadderRung]]] = [
        (("ladder",), procedure.ladder),
        *((("promises", kind, "ladder"), rule.ladder) for kind, rule in procedure.promises.items()),
    ]
    for path, ladder in ladders:
        rings = [rung.ring(procedure.organisation.working_day_hours) for rung in ladder]
        if rings and Ring() not in rings:
            yield path, _('A ladder has a rung for the due moment itself: add one with at = "due".')
        for place, (before, ring) in enumerate(pairwise(rings), 1):
            if ring.working != before.working and ring.later and before.later:
                yield (*path, place, "at"), _("After the due moment all rungs count in working time, or none does.")
            elif (ring.percent, ring.later) <= (before.percent, before.later):
                yield (*path, place, "at"), _("Each rung comes later than the one before it. Put them in their order.")


def _pauses(procedure: Procedure) -> Found:
    named: list[tuple[Path, str]] = [
        *((("pauses_on_ask", place), kind) for place, kind in enumerate(procedure.pauses_on_ask)),
        *((("pauses", code, "promises", place), kind)
          for code, reason in procedure.pauses.items() for place, kind in enumerate(reason.promises)),
    ]  # fmt: skip
    for path, kind in named:
        if kind in OF_COMPLAINANT:
            sentence = _("“%(kind)s” is for the complainant to do; only promises of ours stand still.")
            yield path, sentence % {"kind": kind}
        elif kind not in procedure.promises and kind not in IN_FOLLOW_UP:
            yield path, _("There is no promise “%(kind)s” that could stand still. Add [promises.%(kind)s].") % {
                "kind": kind}  # fmt: skip


def _extension(procedure: Procedure) -> Found:
    for place, role in enumerate(procedure.extension.approver):
        if role in ("complainant", "worker"):
            yield ("extension", "approver", place), _("More time is granted by staff; use head, for example.")
    for act, rule in procedure.acts.items():
        if act in ANSWERS_TO_EXTENSION and rule.roles is not None:
            yield ("acts", act, "roles"), _("Who grants more time stands in [extension]; leave the roles out here.")


def _alternatives(procedure: Procedure) -> Found:
    for act, rule in procedure.acts.items():
        counts = [rule.min_alternatives, *rule.min_alternatives_by_type.values()]
        if rule.max_offered is not None and act != "decide":
            yield ("acts", act, "max_offered"), _("max_offered belongs to [acts.decide].")
        if any(counts) and act != "decide":
            yield ("acts", act), _("min_alternatives belongs to [acts.decide].")
        for code, count in rule.min_alternatives_by_type.items():
            if not 1 <= count <= 20:
                yield ("acts", act, "min_alternatives_by_type", code), _("Write a number from 1 to 20.")


def _approval(procedure: Procedure) -> Found:
    yield from _rungs(("approval", "rungs"), procedure.approval.rungs, by_amount=True)
    for place, ladder in enumerate(procedure.approval.ladders):
        yield from _rungs(("approval", "ladders", place, "rungs"), ladder.rungs, by_amount=not ladder.all)


def _rungs(where: Path, rungs: list[Rung], *, by_amount: bool) -> Found:
    for place, rung in enumerate(rungs):
        path = (*where, place)
        last = place == len(rungs) - 1
        if rung.role in ("complainant", "worker"):
            yield (*path, "role"), _("A solution is approved by staff; use head or manager, for example.")
        if not by_amount:
            if rung.up_to is not None:
                yield (*path, "up_to"), _("With all = true every rung approves, whatever it costs: leave up_to out.")
        elif last and rung.up_to is not None:
            yield (*path, "up_to"), _("The last rung approves every amount: leave its up_to out.")
        elif not last and rung.up_to is None:
            yield path, _("Only the last rung is without limit: add up_to = … in rupiah.")
        elif place and rung.up_to is not None and rung.up_to <= (rungs[place - 1].up_to or 0):
            yield (*path, "up_to"), _("Each rung reaches higher than the one before it.")
        if any(rung.role == other.role for other in rungs[:place]):
            yield (*path, "role"), _("“%(role)s” already stands on a lower rung.") % {"role": rung.role}


def _redress(procedure: Procedure) -> Found:
    amounts: list[tuple[Path, int]] = [
        *((("authority", role), amount) for role, amount in procedure.general_authority.items()),
        *((("budgets", unit), amount) for unit, amount in procedure.budgets.items()),
    ]
    for code, kind in procedure.redress.items():
        for role, amount in kind.authority.items():
            path: Path = ("redress", code, "authority", role)
            amounts.append((path, amount))
            if amount > kind.max:
                yield path, _("No one may grant more than the most this redress can be (max = %(max)d).") % {
                    "max": kind.max}  # fmt: skip
    for where, amount in amounts:
        if amount < 0:
            yield where, _("An amount is 0 or more.")


def _steps(procedure: Procedure) -> Found:
    for place, step in enumerate(procedure.steps):
        if step.number != place + 1:
            yield ("steps", place, "number"), _("Steps are numbered in order; this one is number %(number)d.") % {
                "number": place + 1}  # fmt: skip
    for stage in STAGES:
        if stage not in procedure.stages:
            yield ("stages",), _("The stage “%(stage)s” has no label. Add %(stage)s = { id = \"…\", en = \"…\" }.") % {
                "stage": stage}  # fmt: skip
    for place, level in enumerate(procedure.escalation):
        if not level.on and not level.when:
            yield ("escalation", place), _('Say what calls for this level: add on = ["overdue"], or when = […].')
        for name in ("training", "assign"):
            if getattr(level, name) and not level.when:
                yield ("escalation", place, name), _("“%(name)s” is for levels to which a complaint goes by itself: "
                                                     "add when = […].") % {"name": name}  # fmt: skip


def _letters(procedure: Procedure) -> Found:
    for code in LETTERS:
        if code not in procedure.letters and not LETTERS[code].optional:
            yield ("letters",), _("The letter “%(letter)s” is missing. Add [letters.%(letter)s].") % {"letter": code}
    for code, letter in procedure.letters.items():
        path = ("letters", code)
        if code not in LETTERS:
            yield path, _("There is no letter “%(letter)s”. Letters are: %(known)s.") % {
                "letter": code, "known": _listed(LETTERS)}  # fmt: skip
            continue
        for part, text in (("subject", letter.subject), ("body", letter.body)):
            for language in LANGUAGES:
                yield from _letter_text(code, (*path, part, language), text.say(language), is_body=part == "body")


def _letter_text(code: str, path: Path, text: str, *, is_body: bool) -> Found:
    for name in sorted(names_in(text) - allowed(code)):
        yield path, _("This letter knows no {%(name)s}. It may use: %(known)s.") % {
            "name": name, "known": ", ".join(f"{{{each}}}" for each in sorted(allowed(code)))}  # fmt: skip
    if stray_brace(text):
        yield path, _("A brace stands alone. A name is written {so}, in small letters.")
    if "\n" in text and not is_body:
        yield path, _("A subject is one line.")
    for name in sorted(LETTERS[code].required - names_in(text)) if is_body else ():
        yield path, _("This letter must say {%(name)s}.") % {"name": name}


def _phrases(procedure: Procedure) -> Found:
    for code, phrase in procedure.phrases.items():
        for language in LANGUAGES:
            text, path = phrase.text.say(language), ("phrases", code, "text", language)
            for name in sorted(names_in(text) - PHRASE_NAMES):
                yield path, _("A phrase knows no {%(name)s}. It may use: %(known)s.") % {
                    "name": name, "known": ", ".join(f"{{{each}}}" for each in sorted(PHRASE_NAMES))}  # fmt: skip
            if stray_brace(text):
                yield path, _("A brace stands alone. A name is written {so}, in small letters.")


def _coach(procedure: Procedure) -> Found:
    for path, sentence in check_coach(procedure.coach):
        yield ("coach", *path), sentence


CHECKS = (
    _units, _types, _external, _categories, _promised_categories, _questions, _conditions, _promises, _ladders, _pauses,
    _extension, _alternatives, _approval, _redress, _steps, _letters, _phrases,
    _coach, at_once, courtesy_call,
)  # fmt: skip
