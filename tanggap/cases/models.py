"""The file that is kept on a complaint: the case, who it concerns, who works on it, what was said."""

from tanggap.cases.at_work import Presence, Unsent
from tanggap.cases.case import Case, Link, SearchEntry
from tanggap.cases.notices import Notice
from tanggap.cases.people import Participant, Party, UnmaskRequest
from tanggap.cases.queues import SavedView
from tanggap.cases.redactions import Redaction
from tanggap.cases.risk import LegalRisk
from tanggap.cases.words import Evidence, Note, Reply

__all__ = [
    "Case", "Evidence", "LegalRisk", "Link", "Note", "Notice", "Participant", "Party", "Presence", "Redaction",
    "Reply", "SavedView", "SearchEntry", "UnmaskRequest", "Unsent",
]  # fmt: skip
