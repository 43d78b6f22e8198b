"""The acts that a procedure speaks about, who may do them when the SOP file is silent, and other closed lists."""

from typing import Literal, get_args

Act = Literal[
    "assess", "forward", "resolve_at_once", "propose", "decide", "approve", "send_back", "undo_approve", "reconsider",
    "offer", "proceed", "accept", "decline", "lapse", "complete", "feedback", "dissatisfied", "close", "reopen",
    "reply", "note", "ask", "reclassify", "note_temperature", "rest",
    "assign", "hand_over", "escalate", "pause", "resume", "extend",
    "approve_extension", "refuse_extension", "attach", "link", "add_task", "finish_task", "cancel_task", "grant",
    "redeem", "record_feeling", "record_contact", "courtesy_call",
    "record_agreement", "split", "refer", "reject", "withdraw", "deadlock", "merge", "unmerge", "unmask", "review",
    "decide_review", "ask_call", "drop_call", "confirm_agreement", "object_agreement", "flag_legal_risk",
    "note_conflict", "settle_conflict", "invite", "change_meeting", "cancel_meeting", "record_minutes",
    "answer_meeting", "answer", "become_contact", "become_complaint",
]  # fmt: skip
ACTS: tuple[str, ...] = get_args(Act)

# The posts of people.Role, and two that are nobody's post: whoever complains (over the track page), and the worker.
RoleName = Literal[
    "frontdesk", "officer", "head", "manager", "quality", "auditor", "admin", "confidentiality",
    "complainant", "worker",
]  # fmt: skip
ROLES: tuple[str, ...] = get_args(RoleName)

# Who may be told when a clock rings: posts, and three who are found for each case. `responsible` is whoever is to do
# what was promised.
Told = Literal[
    "responsible", "owner", "handler", "frontdesk", "officer", "head", "manager", "quality", "confidentiality",
]  # fmt: skip

STAFF_AT_WORK: tuple[RoleName, ...] = ("frontdesk", "officer", "head", "manager")
# Only what must hold everywhere; an SOP file names the rest, and may narrow or widen these too.
DEFAULT_ROLES: dict[str, tuple[RoleName, ...]] = {
    "approve": ("head", "manager"),
    "send_back": ("head", "manager"),
    "undo_approve": ("head", "manager"),
    "unmask": ("confidentiality",),
    "lapse": ("worker", "frontdesk", "head"),
    "accept": ("complainant", "frontdesk"),
    "decline": ("complainant", "frontdesk"),
    "review": ("complainant", "frontdesk"),
    # The first of these posts that somebody holds who had no part in it decides.
    "decide_review": ("manager", "head"),
    "ask_call": ("complainant", "frontdesk"),
    "drop_call": ("complainant", "frontdesk"),
    "confirm_agreement": ("complainant", "frontdesk"),
    "object_agreement": ("complainant", "frontdesk"),
    "flag_legal_risk": ("officer", "head", "manager", "quality"),
    "feedback": ("complainant", "frontdesk", "officer"),
    "dissatisfied": ("complainant", "frontdesk", "officer"),
    "withdraw": ("complainant", "frontdesk"),
    "reopen": ("complainant", "frontdesk", "head"),
    "answer_meeting": ("complainant", "frontdesk", "officer"),
    "close": ("worker", "frontdesk", "officer", "head"),
}

# What [promises.…] may hold, in the order of the procedure. When each begins and what keeps it: render/words.py.
PromiseKind = Literal[
    "acknowledge", "first_reply", "progress", "documents", "classification", "alternatives", "decision", "approval",
    "offer_answer", "task", "resolution", "follow_up", "courtesy_call", "reopen", "call", "review",
]  # fmt: skip
PROMISE_KINDS: tuple[str, ...] = get_args(PromiseKind)
# Their ordinary length stands in [follow_up], in days; [promises.…] may say where it differs.
IN_FOLLOW_UP: dict[str, str] = {"follow_up": "days", "reopen": "reopen_days"}
# The complainant has these to do, or may do them; that they pass is no promise of ours broken.
OF_COMPLAINANT: frozenset[str] = frozenset({"documents", "offer_answer", "reopen"})
# They run on the calendar of the unit that received the complaint; the others on that of the unit that owes them.
TO_COMPLAINANT: tuple[str, ...] = (
    "acknowledge", "first_reply", "progress", "documents", "offer_answer", "resolution", "follow_up", "reopen", "call",
    "review", "courtesy_call",
)  # fmt: skip

Severity = Literal["low", "medium", "high", "critical"]
Temperature = Literal["calm", "disappointed", "anxious", "angry", "very_angry"]
# What staff may be trained for (R51); the same as people.Competence.Kind.
Training = Literal["very_angry", "conduct", "legal", "media", "mediation", "vulnerable"]
Medium = Literal["web", "email", "whatsapp", "phone", "walk_in", "letter"]
Feeling = Literal["courtesy", "apology", "explanation", "immediacy"]
RedressType = Literal["discount", "voucher", "gift", "sample", "refund", "repair", "apology"]
# The endings of `close`; the other ways out end otherwise.
ClosedWell = Literal["upheld", "partly_upheld", "not_upheld", "resolved_at_once", "answered", "no_answer"]
Stage = Literal[
    "received", "classified", "forwarded", "alternatives", "approval", "told", "carried_out", "feedback", "recorded",
]  # fmt: skip
STAGES: tuple[str, ...] = get_args(Stage)

# What an act may be told to need; rules.py knows how to see whether it is there.
NeedField = Literal[
    "type", "category", "severity", "impact", "temperature", "unit", "owner", "answers", "desired_outcome", "reason",
    "remark", "outcome", "contact", "agreement", "feedback", "feelings", "register", "lesson", "cause", "expectation",
    "values", "second_person", "external_route", "mandate", "solution_kind", "recurrence_risk", "wish_fit",
]  # fmt: skip
