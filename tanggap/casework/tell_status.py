"""Somebody asks by telephone how a complaint stands (R19): identified first, then told what the track page shows.

The tracking code opens any complaint, as it does for whoever has it. Without it the facts that the SOP names must
match, and only for complaints that the officer sees and that are not hidden. Never a note, nothing of ours inside.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.knocking import knock
from tanggap.cases.models import Case
from tanggap.cases.speaking import voices
from tanggap.casework import promises
from tanggap.casework.acting import note_refusal, write_down
from tanggap.casework.telephone import status_asked
from tanggap.casework.timeline import Moment, for_the_complainant
from tanggap.casework.wording import promise_name, state_words
from tanggap.channels.models import Call
from tanggap.core import limits, time
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.core.text import fold
from tanggap.people import vault
from tanggap.people.contacts import normalise_phone
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition

BUCKET, MOST_WRONG, PERIOD = "status by phone", 10, 15 * 60
LAST_STEPS = 5
NO_MATCH = _("This does not match what is on file. Ask for another fact, or for the tracking code; say nothing yet.")


@dataclass(frozen=True)
class Told:
    """What may be read out."""

    case: Case
    state: str
    unit: str
    waits_for_them: bool
    promised: list[tuple[str, datetime]]
    steps: list[Moment]
    answer: Moment | None
    sees: bool  # whether the officer may open the file as well


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What the caller says of the complaint and of himself or herself; the call, or since when it goes on."""

    reference: str
    code: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    call: Call | None = None
    since: datetime | None = None


def tell_status(asking: Asking, *, language: str, by: Staff) -> Told:
    """What may be told, once it is known who asks. Raises NotFound, alike for wrong and absent; TooMany for guessing.

    Each try is written down: one that matched on the complaint, one that did not on whoever tried.
    """
    reference = asking.reference.replace("\0", "").strip().upper()[:16]
    try:
        if asking.code.strip():
            case, facts = knock(reference, asking.code.replace("\0", ""), address=by.key).case, ["code"]
        else:
            case, facts = _matched(reference, asking.said, by)
    except TanggapError as wrong:
        note_refusal(wrong, "tell_status", by=by)
        raise
    return _tell(case, facts, asking, language=language, by=by)


def _matched(reference: str, said: Mapping[str, str], by: Staff) -> tuple[Case, list[str]]:
    """The complaint, and which facts matched; a wrong one among them is as good as none."""
    rule, who = current_edition().procedure.status_by_phone, f"{by.pk}"
    given = {name: said.get(name, "").strip() for name in rule.accepted if said.get(name, "").strip()}
    if len(given) < rule.facts:
        sentence = _("Ask for %(facts)d of these facts, or for the tracking code.") % {"facts": rule.facts}
        raise Invalid(sentence, fields={"facts": sentence})
    limits.refuse_beyond(BUCKET, who, limit=MOST_WRONG)
    limits.refuse_beyond(BUCKET, reference, limit=MOST_WRONG)
    case = access.visible_to(by).filter(reference=reference, data_key=None).first()
    right = [name for name, text in given.items() if case is not None and text and name in set(_right(case, given))]
    if case is None or len(right) < len(given):
        limits.hit(BUCKET, who, limit=MOST_WRONG, per_seconds=PERIOD)
        limits.hit(BUCKET, reference, limit=MOST_WRONG, per_seconds=PERIOD)
        raise NotFound(NO_MATCH, code="no_match")
    return case, right


def _right(case: Case, given: Mapping[str, str]) -> Iterator[str]:
    """Which of the facts are those of the complainant, or of who brought the complaint."""
    people = [one.person for one in voices(case) if one.person is not None]
    known = list(vault.read_many(people).values())
    numbers = {one for who in known for one in (who.phone, who.whatsapp) if one}
    if "phone" in given and _number(given["phone"]) in numbers:
        yield "phone"
    if "date" in given and _date(given["date"]) == time.local(case.received_at).date():
        yield "date"
    for name in ("email", "member_no", "name"):
        if name in given and fold(given[name]) in {fold(getattr(who, name)) for who in known if getattr(who, name)}:
            yield name


def _number(text: str) -> str:
    try:
        return normalise_phone(text)
    except Invalid:
        return "?"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@transaction.atomic
def _tell(case: Case, facts: list[str], asking: Asking, *, language: str, by: Staff) -> Told:
    write_down(case, "status_told", by=by, matched=",".join(facts))
    number = asking.said.get("phone", "") if "phone" in facts else ""
    status_asked(case, asking.call, since=asking.since, number=number, by=by)
    moments = for_the_complainant(case)
    return Told(
        case=case, state=state_words(case), unit=case.unit.name, waits_for_them=case.waiting_since is not None,
        promised=[(promise_name(one.kind, language), one.due_at) for one in promises.told(case) if one.is_open],
        steps=[one for one in moments if one.kind == "event" and one.verb != "status_told"][-LAST_STEPS:],
        answer=next((one for one in reversed(moments) if one.kind == "said"), None),
        sees=access.visible_to(by).filter(pk=case.pk).exists(),
    )  # fmt: skip
