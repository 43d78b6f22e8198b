"""The promises of time in the document: how long, from when until when, and when they wait or take longer."""

from collections.abc import Iterable, Iterator
from typing import get_args

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.sop.acts import Severity
from tanggap.sop.parts import LadderRung, PromiseRule
from tanggap.sop.procedure import USUAL_LADDER
from tanggap.sop.render import words
from tanggap.sop.render.parts import Reader, Section, Table


def section(read: Reader) -> Iterator[Section]:
    """By when, from when until when, for which reasons it may wait, and how it may take longer."""
    severities = get_args(Severity)
    rows = tuple(
        (read.say(rule.label), *(words.length(rule.severity.get(each) or rule.within) for each in severities))
        for rule in read.procedure.promises.values()
    )
    special = tuple(sentence for rule in read.procedure.promises.values() for sentence in _exceptions(read, rule))
    begun = tuple(
        (read.say(rule.label), words.begins(kind), words.ends(kind)) for kind, rule in read.procedure.promises.items()
    )
    yield Section(
        "promises",
        _("Promises of time"),
        (*special, *_more_time(read)),
        tables=(
            Table(_("By when, by severity"), (_("Promise"), *(words.severity(each) for each in severities)), rows),
            Table(_("From when until when"), (_("Promise"), _("It begins"), _("It is kept")), begun),
            *_pauses(read),
            *_ladders(read),
        ),
    )


def _ladders(read: Reader) -> Iterator[Table]:
    procedure = read.procedure
    yield _ladder(read, _("Who is told, and when"), procedure.ladder or USUAL_LADDER)
    for rule in procedure.promises.values():
        if rule.ladder:
            caption = _("Who is told, and when: %(promise)s") % {"promise": read.say(rule.label)}
            yield _ladder(read, caption, rule.ladder)


def _ladder(read: Reader, caption: str, ladder: list[LadderRung]) -> Table:
    rows = tuple(
        (words.moment(rung.at), ", ".join(words.told(each) for each in rung.tell), read.say(rung.text) or "–")
        for rung in ladder
    )
    return Table(caption, (_("When"), _("Who is told"), _("What for")), rows)


def _more_time(read: Reader) -> Iterator[str]:
    """What happens without an answer to our question, and how a promise may take longer."""
    procedure, rule = read.procedure, read.procedure.extension
    if procedure.answers.on_silence == "resume":
        yield _("When our question is not answered by its date, staff are told and our promises run on.")
    else:
        yield _("When our question is not answered by its date, staff are told; our promises wait on.")
    who = ", ".join(words.role(role) for role in rule.approver)
    granted = _("More time is granted by %(who)s, with a reason and before the promise is due, never after.")
    yield granted % {"who": who}
    often = ngettext(
        "A promise is given more time once at most.",
        "A promise is given more time %(count)d times at most.",
        rule.times,
    )
    yield often % {"count": rule.times}
    if rule.most is not None:
        yield _("Altogether it takes at most %(length)s more.") % {"length": words.length(rule.most)}
    if rule.two_people:
        yield _("Whoever asks for it never grants it.")


def _pauses(read: Reader) -> Iterator[Table]:
    """For which reasons which promises stand still."""
    procedure = read.procedure

    def labels(kinds: Iterable[str]) -> str:
        return ", ".join(read.say(procedure.promises[kind].label) for kind in kinds if kind in procedure.promises)

    rows = [(_("We asked the complainant something"), labels(procedure.pauses_on_ask), _("until the answer"))]
    rows += [
        (read.say(each.label), labels(each.promises), _("at most %(length)s") % {"length": words.length(each.most)}
         if each.most else _("until it is over"))
        for each in procedure.pauses.values()
    ]  # fmt: skip
    rows = [row for row in rows if all(row)]
    if rows:
        yield Table(_("When promises stand still"), (_("Reason"), _("Which promises"), _("How long")), tuple(rows))


def _exceptions(read: Reader, rule: PromiseRule) -> Iterator[str]:
    for each in rule.exceptions:
        when = [
            read.say(read.procedure.types[each.type].label) if each.type else "",
            read.say(read.procedure.categories[each.category].label) if each.category else "",
            _("severity %(severity)s") % {"severity": words.severity(each.severity)} if each.severity else "",
            words.medium(each.medium) if each.medium else "",
            {True: _("spoken"), False: _("written"), None: ""}[each.oral],
        ]
        yield _("%(promise)s, for %(when)s: %(length)s.") % {
            "promise": read.say(rule.label),
            "when": ", ".join(part for part in when if part),
            "length": words.length(each.within),
        }
