"""No agreement is a legitimate end (R41): why, what each side holds, what was offered, and where to turn next."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.cases.models import Case
from tanggap.cases.states import Outcome
from tanggap.casework.acting import begin
from tanggap.casework.close import leave
from tanggap.casework.offered import Offered, offered_in
from tanggap.casework.risk import mark
from tanggap.casework.say import check_text, write_to
from tanggap.casework.wording import date_in_words
from tanggap.core import time
from tanggap.core.db.plain import add
from tanggap.core.errors import Invalid
from tanggap.people.models import Staff
from tanggap.remedy.models import Deadlock
from tanggap.sop.outside import External


@transaction.atomic
def deadlock(
    case: Case, *, bodies: Sequence[str] = (), body: str = "", reason: str, theirs: str = "",
    legal_risk: bool = False, note: str = "", by: Staff, version: int | None = None,
) -> Deadlock:  # fmt: skip
    """Close without an agreement. `bodies` are codes of the SOP's table, `body` is one that is not in it; `theirs` is
    what the complainant holds, in fair words. The letter says all of it; the legal risk is for staff only."""
    begin(case, "deadlock", by=by, version=version)
    known = case.edition.procedure.external
    if not set(bodies) <= known.keys():
        raise Invalid(_("The SOP does not know that body."), fields={"bodies": _("Choose among these.")})
    check_text(body, "external_route", longest=500, required=False)
    check_text(theirs, "theirs", longest=5_000, required=False)
    check_text(note, "note", longest=5_000, required=False)
    theirs = theirs.strip() or position_of(case)
    if legal_risk:
        mark(case, note.strip() or reason, by=by)
    chosen = [known[code] for code in dict.fromkeys(bodies)]
    named = "; ".join([*(one.label.say(case.language) for one in chosen), *([body] if body.strip() else [])])
    leave(case, "deadlock", Outcome.DEADLOCK, reason, by=by, version=None, external=named)
    [made] = add([Deadlock(
        case=case, closing=case.closings, stored_reason=case.sealed(reason), stored_theirs=case.sealed(theirs),
        bodies=[one.code for one in chosen], stored_other=case.sealed(body.strip()), by=by, at=time.now(),
    )])  # fmt: skip
    write_to(
        case, "deadlock", reason=reason, theirs=theirs, offered=offered_in_words(case),
        external="\n".join([*(f"- {in_a_line(one, case.language)}" for one in chosen),
                            *([f"- {body.strip()}"] if body.strip() else [])]),
    )  # fmt: skip
    return made


def position_of(case: Case) -> str:
    """What the complainant said last that they expect: with the newest answer, else when they complained."""
    said = [one.expectation for one in offered_in(case) if one.expectation]
    return said[-1] if said else str(case.wish) or str(case.title)


def in_a_line(body: External, language: str) -> str:
    """An outside body with all that one needs to know, on one line."""
    facts = "; ".join(f"{label} {text}" for label, text in in_parts(body, language))
    text = body.text.say(language)
    return f"{body.label.say(language)}: {text} {facts}".strip()


def in_parts(body: External, language: str) -> list[tuple[str, str]]:
    """What one needs to know to go there: each with its name, only what is known."""
    with override(language):
        known = [
            (_("Where:"), body.address.say(language) if body.address else ""), (_("Telephone:"), body.phone or ""),
            (_("Web:"), body.web or ""), (_("Cost:"), body.cost.say(language) if body.cost else ""),
            (_("By when:"), body.within.say(language) if body.within else ""),
        ]  # fmt: skip
    return [(label, text) for label, text in known if text]


def offered_in_words(case: Case) -> str:
    """Round by round, in the complainant's language."""
    with override(case.language):
        rounds = [_round(one, case.language) for one in offered_in(case)]
        return "\n".join(rounds) or _("Nothing was offered.")


def _round(one: Offered, language: str) -> str:
    told = {
        "day": date_in_words(one.at, language, with_time=False), "what": "; ".join(one.titles),
        "answer": one.expectation or one.accepted,
    }  # fmt: skip
    if not told["answer"]:
        return _("- %(day)s: %(what)s") % told
    return _("- %(day)s: %(what)s. Your answer: “%(answer)s”") % told
