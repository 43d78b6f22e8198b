"""The section of the document that says how we write to whoever complains."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tanggap.sop.render.parts import Reader, Section, Table


def element(code: str) -> str:
    """What people call a piece of a good answer."""
    return {
        "apology": _("an apology"), "sympathy": _("sympathy"), "responsibility": _("that we take responsibility"),
        "help": _("what we do next"), "date": _("by when"),
    }[code]  # fmt: skip


def warning(code: str) -> str:
    """What people call what would better not be sent."""
    return {
        "blame": _("blame of the complainant"), "defensive": _("defending ourselves"),
        "denial": _("denial of what is told"), "formula": _("empty formulas"),
        "promise": _("promises that nobody can keep"), "others": _("data of other people"),
        "internal": _("words that only we understand"), "amount": _("amounts beyond one's authority"),
        "late": _("dates later than what was promised"), "past": _("dates that have passed"),
        "language": _("another language than the complainant's"),
    }[code]  # fmt: skip


def section(read: Reader) -> Iterator[Section]:
    coach = read.procedure.coach
    lines = []
    if coach.first_reply:
        needed = ", ".join(element(each) for each in coach.first_reply)
        lines.append(_("A first reply does not go without: %(pieces)s.") % {"pieces": needed})
    if coach.stops:
        named = ", ".join(warning(each) for each in coach.stops)
        lines.append(_("A reply is stopped by: %(warnings)s.") % {"warnings": named})
    if lines:
        lines.append(
            _("It may be sent all the same with a reason, which is kept on the file.") if coach.reason
            else _("There is no exception.")
        )  # fmt: skip
    words = tuple(
        (warning(kind), ", ".join(getattr(own, read.language)))
        for kind, own in coach.warn.items() if getattr(own, read.language)
    )  # fmt: skip
    phrases = tuple((element(kind), read.say(text)) for kind, text in coach.phrases.items())
    tables = []
    if words:
        tables.append(Table(_("Words that we do not write"), (_("Because it is"), _("Words")), words))
    if phrases:
        tables.append(Table(_("Phrases that we suggest"), (_("For"), _("Phrase")), phrases))
    yield Section("talking", _("How we write to whoever complains"), tuple(lines), tables=tuple(tables))
