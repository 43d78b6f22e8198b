"""Service recovery in the document: what is solved at once, how often a complaint moves on, the call after closing."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.sop.render import words
from tanggap.sop.render.parts import Reader


def at_once(read: Reader) -> Iterator[str]:
    """Who may solve what at once, and how often a complaint may be handed over."""
    procedure, rule = read.procedure, read.procedure.at_once
    if rule is not None:
        if rule.text is not None:
            yield read.say(rule.text)
        limits = _listed(
            _("%(role)s up to %(amount)s") % {"role": words.role(role), "amount": read.money(amount)}
            for role, amount in rule.up_to.items()
        )
        yield _("Solved at once, cost and what is given together: %(limits)s.") % {"limits": limits}
        if rule.types:
            types = _listed(read.say(procedure.types[code].label) for code in rule.types)
            yield _("Only for the types %(types)s.") % {"types": types}
        left_out = [read.say(procedure.categories[code].label) for code in rule.except_categories]
        left_out += [_("severity %(severity)s") % {"severity": words.severity(one)} for one in rule.except_severities]
        if left_out:
            yield _("Never for: %(what)s.") % {"what": _listed(left_out)}
    if (most := procedure.max_hand_overs) is not None:
        sentence = ngettext(
            "A complaint is handed over at most %(count)d time; once more only by a manager, with the reason.",
            "A complaint is handed over at most %(count)d times; once more only by a manager, with the reason.",
            most,
        )
        yield sentence % {"count": most}


def after_closing(read: Reader) -> Iterator[str]:
    """Whether we call once more, when, and what for."""
    procedure, rule = read.procedure, read.procedure.courtesy_call
    promised = procedure.promises.get("courtesy_call")
    if rule is None or promised is None:
        return
    yield _("After closing we call once more, within %(length)s, when it ended as: %(endings)s.") % {
        "length": words.length(promised.within),
        "endings": _listed(words.ending(code) for code in rule.outcomes),
    }
    if rule.text is not None:
        yield read.say(rule.text)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
