"""The life of a complaint as a table: which act leaves which state, and where it leads.

Lifecycle is code and stands here; procedure (who, with what, by when) is data and stands in the SOP.
`python -m tanggap.cases.states` prints the table.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    RECEIVED = "received", _("Received")
    ASSESSED = "assessed", _("Assessed")
    INVESTIGATING = "investigating", _("Being investigated")
    DECIDING = "deciding", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    OFFERED = "offered", _("Waiting for the complainant")
    PUTTING_RIGHT = "putting_right", _("Being put right")
    FOLLOWING_UP = "following_up", _("Asking how it was")
    CLOSED = "closed", _("Closed")


class Outcome(TextChoices):
    UPHELD = "upheld", _("Upheld")
    PARTLY_UPHELD = "partly_upheld", _("Partly upheld")
    NOT_UPHELD = "not_upheld", _("Not upheld")
    RESOLVED_AT_ONCE = "resolved_at_once", _("Resolved at once")
    ANSWERED = "answered", _("Answered")
    NO_ANSWER = "no_answer", _("No answer from the complainant")
    WITHDRAWN = "withdrawn", _("Withdrawn by the complainant")
    REFERRED = "referred", _("Referred to another body")
    DEADLOCK = "deadlock", _("No agreement")
    MERGED = "merged", _("Merged into another complaint")
    INVALID = "invalid", _("Not a complaint to us")


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `to` is empty when the act leaves the case where it is."""

    act: str
    sources: frozenset[State]
    to: frozenset[State]


OPEN = frozenset(State) - {State.CLOSED}
STAYS: frozenset[State] = frozenset()
_S = State


def _move(act: str, sources: set[State] | frozenset[State], *to: State) -> Move:
    return Move(act, frozenset(sources), frozenset(to))


_TABLE = (
    _move("assess", {_S.RECEIVED}, _S.ASSESSED),
    _move("resolve_at_once", {_S.RECEIVED, _S.ASSESSED}, _S.FOLLOWING_UP),
    _move("forward", {_S.ASSESSED}, _S.INVESTIGATING),
    _move("undo_forward", {_S.INVESTIGATING}, _S.ASSESSED),
    _move("propose", {_S.INVESTIGATING}),
    _move("decide", {_S.INVESTIGATING}, _S.DECIDING),
    _move("approve", {_S.DECIDING}, _S.APPROVED),
    _move("send_back", {_S.DECIDING}, _S.INVESTIGATING),
    _move("undo_approve", {_S.DECIDING, _S.APPROVED}, _S.DECIDING),
    _move("reconsider", {_S.APPROVED}, _S.INVESTIGATING),
    _move("offer", {_S.APPROVED}, _S.OFFERED),
    _move("proceed", {_S.APPROVED}, _S.PUTTING_RIGHT),
    _move("accept", {_S.OFFERED}, _S.PUTTING_RIGHT),
    _move("decline", {_S.OFFERED}, _S.INVESTIGATING),
    _move("lapse", {_S.OFFERED}, _S.PUTTING_RIGHT, _S.FOLLOWING_UP),
    _move("complete", {_S.PUTTING_RIGHT}, _S.FOLLOWING_UP),
    _move("feedback", {_S.FOLLOWING_UP, _S.CLOSED}),
    _move("dissatisfied", {_S.FOLLOWING_UP}, _S.INVESTIGATING),
    _move("close", {_S.FOLLOWING_UP}, _S.CLOSED),
    _move("courtesy_call", {_S.CLOSED}),
    _move("reopen", {_S.CLOSED}, _S.INVESTIGATING),
    # Also of what was closed: somebody else may say that it is begun again.
    _move("review", frozenset(State)),
    _move("decide_review", frozenset(State), _S.INVESTIGATING),
    _move("refer", OPEN, _S.CLOSED),
    _move("reject", OPEN, _S.CLOSED),
    _move("withdraw", OPEN, _S.CLOSED),
    _move("deadlock", OPEN, _S.CLOSED),
    _move("merge", OPEN, _S.CLOSED),
    # Of what is no complaint: it is answered, and that is its end (R79).
    _move("answer", OPEN, _S.CLOSED),
    _move("become_contact", {_S.RECEIVED, _S.ASSESSED}),
    _move("become_complaint", OPEN),
    _move("unmerge", {_S.CLOSED}, *OPEN),
    *(
        _move(act, OPEN)
        for act in (
            "reply", "note", "ask", "reclassify", "note_temperature", "rest",
            "assign", "hand_over", "escalate", "pause", "resume", "extend",
            "approve_extension", "refuse_extension", "attach", "link", "add_task", "finish_task", "cancel_task",
            "grant", "note_conflict", "settle_conflict", "invite", "change_meeting", "cancel_meeting", "record_minutes",
            "answer_meeting", "record_feeling", "record_contact",
            "record_agreement", "confirm_agreement", "object_agreement", "ask_call", "drop_call", "split", "unmask",
            "hear",
        )
    ),
    _move("redeem", frozenset(State)),
    _move("flag_legal_risk", frozenset(State)),
)  # fmt: skip

MOVES: dict[str, Move] = {move.act: move for move in _TABLE}


ONLY_CONTACTS = frozenset({"answer", "become_complaint"})
# A question, a request or thanks: talked about and passed on like a complaint; never assessed or decided.
OF_CONTACTS = ONLY_CONTACTS | {
    "reply", "note", "ask", "assign", "hand_over", "escalate", "pause", "resume", "attach", "link", "split", "hear",
    "record_contact", "ask_call", "drop_call", "note_temperature", "rest", "unmask", "refer", "withdraw", "merge",
    "unmerge", "reopen",
}  # fmt: skip


def fits(act: str, kind: str) -> bool:
    """Whether that act is for what the case is: a complaint, or a contact that is none."""
    return act in OF_CONTACTS if kind == "contact" else act not in ONLY_CONTACTS


def acts_from(state: str) -> list[str]:
    """The acts that a case in this state allows, in the order of the table."""
    return [move.act for move in _TABLE if state in move.sources]


def as_table() -> str:
    """The table for people: act, from, to."""
    rows = []
    for move in _TABLE:
        sources = "any open" if move.sources == OPEN else ", ".join(s.value for s in State if s in move.sources)
        to = ", ".join(s.value for s in State if s in move.to) or "(stays)"
        rows.append(f"{move.act:18} {sources:42} {to}")
    return "\n".join(rows)


if __name__ == "__main__":
    print(as_table())
