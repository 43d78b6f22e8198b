"""What a complainant can do on the page of a complaint: each act reads its fields and calls one story function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Party
from tanggap.casework import agree, call, close, converse, listen, mandates, meet, offer
from tanggap.casework import reopen as reopening
from tanggap.casework import review as reviewing
from tanggap.casework.lengths import reopen_until
from tanggap.core import files, limits, time
from tanggap.core.client import address_of
from tanggap.core.errors import Invalid, Refused, Stale
from tanggap.core.keys import DataKey
from tanggap.portal.steps import date_of
from tanggap.remedy.models import Meeting, Offer, Solution

FILES_A_DAY = 100
MESSAGES_AN_HOUR = 150
HOUR = 60 * 60
JUDGED = ("solved", "outcome_score", "process_score", "comment", "expectation")
DAY = 24 * 60 * 60
CALLED = ("way", "when", "reach", "about")
CALLS_A_DAY = 10
AGAIN = {"following_up": "dissatisfied", "closed": "reopen"}
CHANGED = _("This offer has changed meanwhile. Look at it again, please.")


@dataclass(frozen=True)
class Act:
    """`fields` are shown again when it is refused; `own_page`: it has a page of its own to be asked for."""

    name: str
    fields: tuple[str, ...]
    do: Callable[[Party, HttpRequest], str]
    own_page: bool = False


def reply(party: Party, request: HttpRequest) -> str:
    """A message, with files. The text is checked before any file is kept."""
    text = reply_text(request)
    limits.hit("message", f"party:{party.pk}", limit=MESSAGES_AN_HOUR, per_seconds=HOUR)
    attachments = _uploads(request, party.case.data_key) if text.strip() else []
    converse.hear(party.case, text=text, attachments=attachments, by=party)
    return "reply"


def reply_text(request: HttpRequest) -> str:
    """The message; or what was typed for an act that had become impossible, sent as a message instead."""
    texts = (request.POST.get(name, "") for name in ("body", "expectation", "own_proposal", "text", "reason"))
    return "\n\n".join(text for text in texts if text)


def accept(party: Party, request: HttpRequest) -> str:
    offer.accept(party.case, solution=_solution(party, request), by=party)
    return "accept"


def decline(party: Party, request: HttpRequest) -> str:
    _same_offer(party, request)
    offer.decline(
        party.case, expectation=request.POST.get("expectation", ""), own_proposal=request.POST.get("own_proposal", ""),
        because=request.POST.get("because", ""), by=party,
    )  # fmt: skip
    return "decline"


def propose(party: Party, request: HttpRequest) -> str:
    """Another solution: the answer to what is on offer, or one more alternative while they are being prepared."""
    _same_offer(party, request)
    answers = party.case.state == "offered"
    offer.propose_another(party.case, text=request.POST.get("text", ""), by=party)
    return "decline" if answers else "propose"


@transaction.atomic
def feedback(party: Party, request: HttpRequest) -> str:
    """How it was; and when it is not solved, back to work with what they expect, in one transaction."""
    case, solved = party.case, request.POST.get("solved", "")
    expectation = request.POST.get("expectation", "")
    again = AGAIN.get(case.state) if solved == "no" and may_go_on(party) else None
    if again and not expectation.strip():
        raise Invalid(
            _("Tell us what would make it right."), fields={"expectation": _("Tell us what would make it right.")}
        )
    listen.feedback(
        case, solved=solved, outcome_score=_score(request, "outcome_score"),
        process_score=_score(request, "process_score"), comment=request.POST.get("comment", ""), by=party,
    )  # fmt: skip
    if again == "reopen":
        reopening.reopen(case, reason=expectation, by=party)
    elif again:
        listen.dissatisfied(case, expectation=expectation, by=party)
    return "dissatisfied" if again else "feedback"


def may_go_on(party: Party) -> bool:
    """Whether "not yet" leads back to work: before closing always, after it until the date that was told."""
    if party.case.is_open:
        return True
    until = reopen_until(party.case)
    return until is not None and until > time.now() and party.case.outcome not in {"merged", "withdrawn"}


def reopen(party: Party, request: HttpRequest) -> str:
    reopening.reopen(party.case, reason=request.POST.get("reason", ""), by=party)
    return "reopen"


def withdraw(party: Party, request: HttpRequest) -> str:
    close.withdraw(party.case, reason=request.POST.get("reason", ""), by=party)
    return "withdraw"


def confirm(party: Party, request: HttpRequest) -> str:
    agree.confirm_agreement(party.case, number=_number(request), by=party)
    return "confirm"


def object_to(party: Party, request: HttpRequest) -> str:
    agree.object_agreement(party.case, text=request.POST.get("text", ""), number=_number(request), by=party)
    return "object"


def ask_call(party: Party, request: HttpRequest) -> str:
    limits.hit("call", f"party:{party.pk}", limit=CALLS_A_DAY, per_seconds=DAY)
    given = {name: request.POST.get(name, "") for name in CALLED}
    call.ask_call(party.case, **given, by=party)
    return "call"


def drop_call(party: Party, _request: HttpRequest) -> str:
    call.drop_call(party.case, by=party)
    return "drop_call"


def answer_meeting(party: Party, request: HttpRequest) -> str:
    """Comes, cannot, or proposes another time; an answer to what stood there before it was moved is not taken."""
    meeting = party.case.meetings.filter(state=Meeting.State.INVITED).first()
    if meeting is None:
        raise Refused(meet.NOT_AHEAD, code="not_open")
    meeting.case = party.case
    seen = request.POST.get("sequence", "")
    meet.answer_meeting(
        meeting, answer=request.POST.get("answer", ""), words=request.POST.get("words", ""), by=party,
        sequence=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else None,
    )  # fmt: skip
    return "meeting"


def mandate(party: Party, request: HttpRequest) -> str:
    """The document of whoever speaks for somebody else, for staff to check."""
    problem = _("Write the date like 2026-11-19, or choose it from the calendar.")
    typed = request.POST.get("until", "").strip()
    until = date_of(typed)
    if typed and until is None:
        raise Invalid(problem, fields={"until": problem})
    found = _uploads(request, party.case.data_key)
    mandates.show_mandate(party.case, document=found[0] if found else None, until=until, by=party)
    return "mandate"


def review(party: Party, request: HttpRequest) -> str:
    reviewing.review(party.case, reason=request.POST.get("reason", ""), by=party)
    return "review"


def _solution(party: Party, request: HttpRequest) -> Solution:
    _same_offer(party, request)
    chosen = request.POST.get("solution", "")
    found = party.case.solutions.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() and len(
        chosen
    ) < 16 else None  # fmt: skip
    if found is None:
        raise Invalid(_("Choose one of the solutions on offer."), fields={"solution": _("Choose one of these.")})
    found.case = party.case
    return found


def _same_offer(party: Party, request: HttpRequest) -> None:
    """A page that was left open does not answer an offer that came after it."""
    seen = request.POST.get("offer", "")
    current = party.case.offers.filter(state=Offer.State.OPEN).values_list("pk", flat=True).first()
    if seen and current is not None and seen != str(current):
        raise Stale(CHANGED, current=current)


def _number(request: HttpRequest) -> int:
    """Which version of the agreement was read; what is no number is none that there is."""
    seen = request.POST.get("number", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0


def _score(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    if text not in {"1", "2", "3", "4", "5"}:
        raise Invalid(_("Marks go from 1 to 5."), fields={name: _("From 1 to 5, please.")})
    return int(text)


def _uploads(request: HttpRequest, key: DataKey | None) -> list[files.File]:
    taken: list[Any] = []
    for upload in request.FILES.getlist("files"):
        if not limits.allowed("upload", address_of(request), limit=FILES_A_DAY, per_seconds=DAY):
            sentence = _("Too many files came from your network today. Send it without, and bring them later.")
            raise Invalid(sentence, fields={"files": sentence})
        try:
            taken.append(files.take_in(upload, upload.name or "", key=key))
        except Invalid as problem:
            raise Invalid(problem.sentence, fields={"files": problem.sentence}) from problem
    return taken


ACTS = {
    act.name: act
    for act in (
        Act("reply", ("body",), reply),
        Act("accept", ("solution",), accept),
        Act("decline", ("because", "expectation", "own_proposal"), decline, own_page=True),
        Act("propose", ("text",), propose, own_page=True),
        Act("feedback", JUDGED, feedback, own_page=True),
        Act("reopen", ("reason",), reopen, own_page=True),
        Act("withdraw", ("reason",), withdraw, own_page=True),
        Act("review", ("reason",), review, own_page=True),
        Act("confirm", (), confirm),
        Act("object", ("text",), object_to, own_page=True),
        Act("call", CALLED, ask_call, own_page=True),
        Act("drop-call", (), drop_call),
        Act("mandate", ("until",), mandate, own_page=True),
        Act("meeting", ("answer", "words"), answer_meeting),
    )
}
