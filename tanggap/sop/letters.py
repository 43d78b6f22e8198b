"""The letters a procedure must carry, and the names in braces that each may use. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# What every letter may name. Nothing here was written by the complainant: an acknowledgement is sent unasked to an
# address that somebody typed, so it must never carry text of theirs (it would make us a relay for abuse).
COMMON = frozenset({"name", "reference", "organisation", "track_url", "contact"})


@dataclass(frozen=True)
class LetterKind:
    """To whom a letter goes, and the names it may use besides COMMON; `required` names must appear in the body.

    An `optional` one may be absent, so that editions from before it was thought of stay valid; then it is not sent.
    """

    to: str  # complainant or staff
    names: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    optional: bool = False


def _kind(to: str, names: str = "", required: str = "", *, optional: bool = False) -> LetterKind:
    must = frozenset(required.split())
    return LetterKind(to, frozenset(names.split()) | must, must, optional)


LETTERS: dict[str, LetterKind] = {
    "acknowledgement": _kind("complainant", "tracking_code unit", "reference promises"),
    "contact-received": _kind("complainant", "matter tracking_code unit", "reference promises", optional=True),
    "thanks-received": _kind("complainant", "matter tracking_code unit promises", "reference", optional=True),
    "contact-reply": _kind("complainant", "matter staff unit", "message", optional=True),
    "noticed": _kind("complainant", "tracking_code unit", "reference promises", optional=True),
    "represented": _kind("complainant", "objection_url", "reference contact", optional=True),
    "mandate-upheld": _kind("complainant", "", "reference reason", optional=True),
    "mandate-ending": _kind("complainant", "", "reference due", optional=True),
    "code-renewed": _kind("complainant", "", "reference tracking_code"),
    "reply": _kind("complainant", "staff unit", "message"),
    "question": _kind("complainant", "staff unit", "message due"),
    "forwarded": _kind("complainant", "unit due", "reference"),
    "extended": _kind("complainant", "promise", "reason due"),
    "offer": _kind("complainant", "staff", "solutions due"),
    "offer-reminder": _kind("complainant", "", "due"),
    "proceeding": _kind("complainant", "", "solution"),
    "agreed": _kind("complainant", "due", "solution"),
    "declined-confirmed": _kind("complainant", "due", "reference"),
    "lapsed": _kind("complainant", "", "reference"),
    "feedback-request": _kind("complainant", "due", "track_url"),
    "closed": _kind("complainant", "reopen_until solution", "reference"),
    "reopened": _kind("complainant", "due", "reference"),
    "agreement": _kind("complainant", "due", "agreement", optional=True),
    "call-ended": _kind("complainant", "", "reference", optional=True),
    "review-asked": _kind("complainant", "staff", "due", optional=True),
    "review-answered": _kind("complainant", "staff due", "answer reason", optional=True),
    "rejected": _kind("complainant", "external", "reason"),
    "referred": _kind("complainant", "", "external reason"),
    "meeting": _kind("complainant", "place agenda mediator", "when", optional=True),
    "meeting-cancelled": _kind("complainant", "reason", "when", optional=True),
    "deadlock": _kind("complainant", "offered theirs", "external reason"),
    "withdrawn": _kind("complainant", "", "reference"),
    "merged": _kind("complainant", "", "reference other_reference"),
    "unmasked": _kind("complainant", "staff", "reason"),
    "redress": _kind("complainant", "valid_until voucher_code", "redress"),
    "assigned": _kind("staff", "unit due", "reference"),
    "approval-requested": _kind("staff", "amount due unit", "reference"),
    "extension-requested": _kind("staff", "staff unit due", "reference promise reason", optional=True),
    "extension-answered": _kind("staff", "promise due", "reference answer remark", optional=True),
    "sent-back": _kind("staff", "", "reference remark"),
    "decision-approved": _kind("staff", "unit due", "reference solution"),
    "task": _kind("staff", "unit", "reference task due"),
    "handed-over": _kind("staff", "unit", "reference reason"),
    "escalated": _kind("staff", "level unit", "reference reason"),
    "mentioned": _kind("staff", "staff", "reference"),
    "meeting-staff": _kind("staff", "place agenda mediator", "reference when", optional=True),
    "meeting-off": _kind("staff", "reason", "reference when", optional=True),
    "call-asked": _kind("staff", "way", "reference due", optional=True),
    "review-to-decide": _kind("staff", "unit", "reference reason due", optional=True),
    "due-soon": _kind("staff", "unit", "reference promise due"),
    "overdue": _kind("staff", "unit", "reference promise due"),
}

# What the phrases for replies may name; they are filled before somebody reads, changes and sends them.
PHRASE_NAMES = frozenset(
    {"name", "reference", "organisation", "contact", "staff", "unit", "category", "product", "due", "track_url"}
)

_NAME = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")


def names_in(text: str) -> frozenset[str]:
    """The names in braces that a text uses."""
    return frozenset(_NAME.findall(text))


def stray_brace(text: str) -> bool:
    """Whether a brace stands there that encloses no name."""
    return bool(_BRACE.search(_NAME.sub("", text)))


def allowed(code: str) -> frozenset[str]:
    """The names that letter may use."""
    return COMMON | LETTERS[code].names


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put the values in; one pass, so that a value which looks like a name stays. KeyError when one is absent."""
    return _NAME.sub(lambda found: str(values[found[1]]), text)
