"""The procedure as a document that people read: numbered sections, clauses and tables, as plain data.

The faces turn it into a page, PDF or DOCX; nothing here knows how it will look.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tanggap.sop.outside import External
from tanggap.sop.parts import Category, Rung
from tanggap.sop.procedure import Procedure
from tanggap.sop.render import recovery, talking, timing, words
from tanggap.sop.render.parts import Clause, Reader, Section, Table
from tanggap.sop.text import Within

__all__ = ["Clause", "Section", "Table", "document"]


def document(procedure: Procedure, language: str) -> list[Section]:
    """The whole document in that language; sections without content are left out, the others numbered from 1."""
    with override(language):
        parts = [section for make in _SECTIONS for section in make(Reader(procedure, language))]
        filled = [part for part in parts if part.paragraphs or part.clauses or part.tables]
        return [replace(part, number=number) for number, part in enumerate(filled, 1)]


def _opening(read: Reader) -> Iterator[Section]:
    procedure = read.procedure
    yield Section("purpose", _("Purpose"), (read.say(procedure.purpose),))
    yield Section("scope", _("Scope"), (read.say(procedure.scope),))
    yield Section("definition", _("Definition"), (read.say(procedure.definition),))
    yield Section("benchmark", _("Benchmark"), (read.say(procedure.benchmark),))


def _steps(read: Reader) -> Iterator[Section]:
    clauses = tuple(
        Clause(f"5.{step.number}", f"step-{step.number}", read.say(step.title), read.say(step.text),
               tuple(read.say(point) for point in step.points))
        for step in read.procedure.steps
    )  # fmt: skip
    yield Section("steps", _("The steps of the procedure"), clauses=clauses)


def _responsible(read: Reader) -> Iterator[Section]:
    procedure = read.procedure
    types = tuple(
        (read.say(each.label), read.say(each.text), read.unit(each.unit)) for each in procedure.types.values()
    )
    receivers = tuple((words.medium(code), read.unit(unit)) for code, unit in procedure.duty_roster.items())
    yield Section(
        "responsible",
        _("Who is responsible"),
        tuple(read.say(rule.text) for rule in procedure.routing if rule.text),
        tables=(
            Table(_("Types of complaint"), (_("Type"), _("What it is about"), _("Handled by")), types),
            Table(_("Receiving officers"), (_("Channel"), _("Received by")), receivers),
            *_ways_to_reach(read),
        ),
    )


def _ways_to_reach(read: Reader) -> Iterator[Table]:
    contact = read.procedure.organisation.contact
    ways = (
        (_("Telephone"), contact.phone), ("WhatsApp", contact.whatsapp), (_("Email"), contact.email),
        (_("Address"), read.say(contact.address)), (_("Opening hours"), read.say(contact.hours)),
    )  # fmt: skip
    rows = tuple((name, told) for name, told in ways if told)
    if rows:
        yield Table(_("How to reach us"), (_("Channel"), _("Where")), rows)


def _reasons(read: Reader) -> Iterator[Section]:
    tops = [each for each in read.procedure.offered.values() if each.parent is None]
    rows = tuple(row for top in tops for row in _reason_rows(read, top, depth=0))
    yield Section(
        "reasons",
        _("Reasons for complaints"),
        tables=(Table(_("Reasons"), (_("Reason"), _("Type"), _("Handled by")), rows),),
    )


def _reason_rows(read: Reader, category: Category, *, depth: int) -> Iterator[tuple[str, ...]]:
    procedure = read.procedure
    label = "– " * depth + read.say(category.label)
    if procedure.sealed(category.code):
        label = _("%(reason)s (sealed)") % {"reason": label}
    type_label = read.say(procedure.types[category.type].label)
    yield label, type_label, read.unit(procedure.unit_for(category.type, category.code))
    for each in procedure.offered.values():
        if each.parent == category.code:
            yield from _reason_rows(read, each, depth=depth + 1)


def _money(read: Reader) -> Iterator[Section]:
    procedure = read.procedure
    roles = tuple(procedure.general_authority)
    redress = tuple(
        (read.say(kind.label), read.money(kind.max),
         *(read.money(procedure.authority(role, code)) for role in roles))
        for code, kind in procedure.redress.items()
    )  # fmt: skip
    lines = tuple(recovery.at_once(read))
    budgets = tuple((read.unit(code), read.money(amount)) for code, amount in procedure.budgets.items())
    tables = [_ladder(read, _("Who approves a solution"), procedure.approval.rungs)]
    tables += [_ladder(read, read.say(each.text), each.rungs, always=each.all) for each in procedure.approval.ladders]
    if redress:
        head = (_("Redress"), _("At most"), *(words.role(role) for role in roles))
        tables.append(Table(_("What may be given, and how much each may grant at once"), head, redress))
    if budgets:
        tables.append(Table(_("Yearly budget for redress"), (_("Unit"), _("Amount")), budgets))
    yield Section("money", _("Approval and redress"), lines, tables=tuple(tables))


def _ladder(read: Reader, caption: str, rungs: Sequence[Rung], *, always: bool = False) -> Table:
    """The rungs of one ladder of approval, and up to which amount each approves alone."""
    rows = tuple(
        (words.role(rung.role), _("every amount") if always
         else _("up to %(amount)s") % {"amount": read.money(rung.up_to)} if rung.up_to is not None
         else _("above that, too"))
        for rung in rungs
    )  # fmt: skip
    return Table(caption, (_("Who approves"), _("Cost")), rows)


def _decision(read: Reader) -> Iterator[Section]:
    procedure = read.procedure
    needs = procedure.needs("decide")
    lines = [_least(needs.min_alternatives)] if needs.min_alternatives else []
    for code in procedure.types:
        own = procedure.needs("decide", code).min_alternatives
        if own != needs.min_alternatives:
            lines.append(f"{read.say(procedure.types[code].label)}: {_least(own)}")
    if needs.max_offered:
        lines.append(ngettext("At most %(count)d solution is offered to choose from.",
                              "At most %(count)d solutions are offered to choose from.", needs.max_offered)
                     % {"count": needs.max_offered})  # fmt: skip
    lines.append(
        _("Nothing is carried out before the complainant agrees.") if procedure.consent.required
        else _("The complainant is told what is done; consent is not asked.")
    )  # fmt: skip
    lines.append(
        _("Who does not answer an offer in time is asked again how it was.") if procedure.on_silence == "follow_up"
        else _("When an offer is not answered in time, the recommended solution is carried out.")
    )  # fmt: skip
    lines.append(
        _("Somebody outside may carry out a task by a link that is good for %(days)s; we confirm that it is done.")
        % {"days": words.days(procedure.outside.days)} if procedure.outside.confirm
        else _("Somebody outside may carry out a task by a link that is good for %(days)s.")
        % {"days": words.days(procedure.outside.days)}
    )  # fmt: skip
    lines.append(
        _("We ask how it was %(days)s after putting things right.") % {"days": words.days(procedure.follow_up_days)}
    )
    lines.append(
        _("A closed complaint may be opened again within %(days)s.") % {"days": words.days(procedure.reopen_days)}
    )
    lines.extend(recovery.after_closing(read))
    kinds = tuple(
        (read.say(kind.label), ", ".join(read.say(procedure.types[code].label) for code in kind.types) or _("all"))
        for kind in procedure.solution_kinds.values() if not kind.retired
    )  # fmt: skip
    head = (_("Kind of solution"), _("For complaints about"))
    tables = (Table(_("Kinds of solution, by which the register counts"), head, kinds),) if kinds else ()
    yield Section("agreement", _("Agreement and follow-up"), tuple(lines), tables=tables)


def _least(count: int) -> str:
    return ngettext(
        "At least %(count)d solution is put on the table before one is chosen.",
        "At least %(count)d solutions are put on the table before one is chosen.",
        count,
    ) % {"count": count}


def _closing(read: Reader) -> Iterator[Section]:
    procedure = read.procedure
    mandate = [read.say(procedure.mandate.text)] if procedure.mandate.text else []
    committees = tuple((read.say(label),) for label in procedure.mandate.committees.values())
    tables = (Table(_("Committees"), (_("Committee"),), committees),) if committees else ()
    yield Section("mandate", _("Complaining for somebody else"), tuple(mandate), tables=tables)
    yield Section(
        "values", _("Values that may be touched"), tuple(read.say(each) for each in procedure.values.values())
    )
    levels = tuple((str(each.level), words.role(each.role), read.say(each.text)) for each in procedure.escalation)
    if levels:
        head = (_("Level"), _("To whom"), _("When"))
        yield Section("escalation", _("Escalation"), tables=(Table(_("Levels of escalation"), head, levels),))
    yield from _contacts(read)
    if (conflict := procedure.conflict) is not None:
        kinds = tuple((read.say(each.label), read.say(each.text)) for each in conflict.kinds.values())
        head = (_("Kind"), _("How we deal with it"))
        table = (Table(_("Kinds of conflict"), head, kinds),) if kinds else ()
        rules = (read.say(each) for each in conflict.rules)
        yield Section("conflict", _("Conflict"), (read.say(conflict.text), *rules), tables=table)
    outside = tuple(
        (read.say(each.label), read.say(each.text), _reached(read, each)) for each in procedure.external.values()
    )
    if outside:
        table = Table(_("Outside bodies"), (_("Body"), _("What for"), _("Where, cost, by when")), outside)
        yield Section("outside", _("When we do not agree"), tables=(table,))


def _contacts(read: Reader) -> Iterator[Section]:
    """Hard contacts: how they are recognised, who takes them, and the rest after them."""
    procedure = read.procedure
    by_themselves = [each for each in procedure.escalation if each.when and each.training]
    said = [
        _("Level %(level)s goes at once, by itself, to somebody who is trained for this: %(training)s.")
        % {"level": each.level, "training": words.training(each.training)}
        for each in by_themselves
    ]
    if procedure.temperature.estimate:
        said.append(
            _("How angry somebody is, is estimated from the words; an estimate alone already calls somebody in.")
            if procedure.temperature.estimate_calls
            else _("How angry somebody is, is estimated from the words; it counts when an officer has confirmed it.")
        )
    asked = procedure.status_by_phone
    said.append(
        _("Whoever asks by telephone how it stands gives the tracking code, or %(facts)s of: %(which)s.")
        % {"facts": asked.facts, "which": ", ".join(words.fact(each) for each in asked.accepted)}
    )
    rest = words.length(Within(amount=procedure.rest.minutes, unit="minutes", working=False))
    said.append(_("After a hard contact nothing new comes to the officer for %(time)s.") % {"time": rest})
    own = (read.say(each) for each in (procedure.temperature.text, procedure.rest.text) if each)
    rows = tuple(
        (words.training(each.kind), read.say(each.text), _("as a rule") if each.required else _("as advice"))
        for each in procedure.training
    )
    head = (_("Trained for"), _("Which complaints"), _("How strict"))
    tables = (Table(_("Who may take which complaint"), head, rows),) if rows else ()
    yield Section("contacts", _("Hard contacts"), (*said, *own), tables=tables)


def _reached(read: Reader, body: External) -> str:
    """Where it is, what it costs, until when one can turn there; a dash where the procedure says nothing."""
    known = [
        read.say(body.address) if body.address else "", body.phone or "", body.web or "",
        read.say(body.cost) if body.cost else "", read.say(body.within) if body.within else "",
    ]  # fmt: skip
    return "; ".join(one for one in known if one) or "–"


_SECTIONS: tuple[Callable[[Reader], Iterator[Section]], ...] = (
    _opening, _steps, _responsible, _reasons, timing.section, _money, _decision, talking.section, _closing,
)  # fmt: skip
