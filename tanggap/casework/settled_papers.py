"""The agreement and the deadlock letter on paper, in the complainant's language; one for each side to keep."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.cases.letters import spokesperson
from tanggap.cases.models import Case
from tanggap.casework.deadlock import in_parts
from tanggap.casework.documents import logo_of, name_of
from tanggap.casework.offered import Offered, offered_in
from tanggap.casework.wording import date_in_words, day_in_words
from tanggap.core import pdf, time
from tanggap.people import vault
from tanggap.remedy.models import Agreement, Deadlock
from tanggap.sop.outside import External
from tanggap.sop.reach import reach_of

TEMPLATES = Path(__file__).parent / "typst"


def agreement_pdf(case: Case, made: Agreement) -> bytes:
    """What, who, by when, prevention; which version, and what the complainant answered to it."""
    language = case.language
    made.case = case
    with override(language):
        data = {
            **_head(case, _("Our agreement about complaint %(reference)s") % {"reference": case.reference}),
            "version": _("Version %(number)s, %(day)s") % {
                "number": made.number, "day": date_in_words(made.at, language, with_time=False),
            },
            "facts": _agreed(made, language), "answer": answer_in_words(made, language),
            "steps": [[step["what"], step["who"], _day(step["due"], language)] for step in made.steps],
            "words": {
                "steps": _("What is done"), "what": _("What"), "who": _("Who"), "by_when": _("By when"),
                "answer": _("Your answer"),
            },
        }  # fmt: skip
    return pdf.render(TEMPLATES / "agreement.typ", data)


def deadlock_pdf(case: Case, made: Deadlock) -> bytes:
    """What each side holds, what was offered round by round, and where the complainant can turn to."""
    language = case.language
    made.case = case
    with override(language):
        data = {
            **_head(case, _("We have not agreed about complaint %(reference)s") % {"reference": case.reference}),
            "lead": _(
                "We looked for a solution together and did not find one. This letter says where both of us stand, so "
                "that whoever goes on with it has a fair picture."
            ),
            "matter": [
                [_("About"), str(case.title)],
                [_("Received"), date_in_words(case.received_at, language, with_time=False)],
                [_("Department"), case.unit.name],
            ],
            "theirs": made.theirs, "ours": made.reason, "rounds": [_round(one, language) for one in offered_in(case)],
            "bodies": [_body(one, language) for one in bodies_of(case, made)], "other": made.other,
            "end": _("We will give the body that you choose everything it asks for."),
            "words": {
                "theirs": _("What you hold"), "ours": _("What we hold"), "rounds": _("What we offered"),
                "nothing": _("Nothing was offered."), "bodies": _("Where you can turn to"), "answer": _("Your answer:"),
            },
        }  # fmt: skip
    return pdf.render(TEMPLATES / "deadlock.typ", data)


def bodies_of(case: Case, made: Deadlock) -> Sequence[External]:
    """The outside bodies that were named, in that order."""
    known = case.edition.procedure.external
    return [known[code] for code in made.bodies if code in known]


def answer_in_words(made: Agreement, language: str) -> str:
    """What the complainant has answered to that version."""
    if made.confirmed_at is not None:
        day = date_in_words(made.confirmed_at, language, with_time=not made.case.anonymous)
        by_hand = made.confirmed_by.startswith("party:")
        told = _("Confirmed on the track page, %(day)s.") if by_hand else _("Confirmed, as we were told, %(day)s.")
        return told % {"day": day}
    if made.objected_at is not None:
        return _("You objected: “%(words)s”") % {"words": made.objection}
    if made.replaced_at is not None:
        return _("Replaced by a newer version.")
    return _("Not confirmed yet.")


def _head(case: Case, title: str) -> dict[str, Any]:
    language = case.language
    return {
        "language": language, "title": title, "organisation": name_of(case.edition.procedure, language),
        "logo": logo_of(), "reference": case.reference, "printed": date_in_words(time.now(), language),
        "to": _addressee(case), "contact": reach_of(case.edition.procedure).line(language),
        "day": date_in_words(time.now(), language, with_time=False),
    }  # fmt: skip


def _addressee(case: Case) -> str:
    """The name stands on the paper of an ordinary complaint only; a paper lies about."""
    party = spokesperson(case)
    if case.hidden or party is None or party.person_id is None:
        return ""
    return vault.read_by_number(party.person_id).name


def _agreed(made: Agreement, language: str) -> list[list[str]]:
    rows = [[_("What"), made.text]]
    if made.who:
        rows.append([_("Who"), made.who])
    if made.by_when:
        rows.append([_("By when"), day_in_words(made.by_when, language)])
    if made.prevention:
        rows.append([_("So that it does not happen again"), made.prevention])
    return rows


def _day(written: str, language: str) -> str:
    return day_in_words(date.fromisoformat(written), language) if written else "–"


def _round(one: Offered, language: str) -> dict[str, Any]:
    answers = {
        "accepted": _("You accepted: %(what)s") % {"what": one.accepted}, "declined": one.expectation,
        "lapsed": _("Not answered in time."),
    }  # fmt: skip
    head = _("Round %(round)s, %(day)s") % {
        "round": one.round, "day": date_in_words(one.at, language, with_time=False),
    }  # fmt: skip
    return {"head": head, "titles": list(one.titles), "answer": answers.get(one.state, ""), "own": one.own}


def _body(one: External, language: str) -> dict[str, Any]:
    return {"name": one.label.say(language), "text": one.text.say(language), "facts": in_parts(one, language)}
