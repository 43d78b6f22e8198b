"""What came in, checked and prepared for writing: Words as they were said, Arrival on its way to a file, Receipt."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Evidence, Link, Participant, Party
from tanggap.casework.links import token_of, track_url
from tanggap.channels import inbound
from tanggap.channels.models import Inbound
from tanggap.clocks.models import Calendar
from tanggap.core import files, secrets, time
from tanggap.core.db.making import make
from tanggap.core.errors import Invalid
from tanggap.core.files import File
from tanggap.core.keys import DataKey
from tanggap.core.subject import HasKey, key_of
from tanggap.people import vault
from tanggap.people.models import Person, Staff, Unit
from tanggap.people.vault import Contact
from tanggap.sop.models import Edition
from tanggap.sop.procedure import Procedure

LONGEST = {"title": 200, "body": 50_000, "wish": 5_000, "product": 200}
HIDDEN_CODE_LENGTH = 16
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Words:
    """A complaint as it was brought to us. Texts are kept exactly as they came."""

    body: str
    title: str = ""
    medium: str = "web"
    entered_by: str = "portal"
    on_behalf: str = "nobody"
    kind: str = "complaint"
    answers_by: str = ""  # how they wish to be answered, who left an email and a postal address: post, email, both
    contact: str = ""  # what it is when it is no complaint: question, request, thanks
    formal: bool = True
    written: bool = True
    language: str = "id"
    complainant: Contact | None = None
    person_kind: str = "unknown"
    representative: Contact | None = None
    anonymous: bool = False
    confidential: bool = False
    type: str = ""
    category: str = ""
    severity: str = ""
    temperature: str = ""
    occurred_on: date | None = None
    wish: str = ""
    product: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    unit: Unit | None = None
    about_unit: Unit | None = None
    branch: Unit | None = None
    receiver: Unit | None = None  # who receives it, where that is not whoever is on duty for the medium
    accused: Staff | None = None
    owner: Staff | None = None
    received_at: datetime | None = None
    files: tuple[File, ...] = ()
    follows: Case | None = None
    past: "Past | None" = None
    channel: str = ""
    external_id: str = ""
    raw: bytes | None = None
    source: str = ""  # what it was recorded from (sources.py): `call:3`, `ticket:7`, `letter:9`, `inbound:12`
    network: str = ""  # whose letters are counted: of a stranger at our form or our API; never kept as it is
    kept: Inbound | None = None  # where the bytes lie already, when they were kept before they were read
    message_id: str | None = None  # of the mail it came by, to be answered; None when it was not looked for

    @property
    def complainant_name(self) -> str:
        """The name for lists and search; empty when nobody may see it."""
        if self.anonymous or self.complainant is None:
            return ""
        return self.complainant.name or self.complainant.organization


@dataclass(frozen=True, kw_only=True)
class Past:
    """What is known of a complaint that was handled elsewhere; times are the data's own."""

    state: str = "received"
    outcome: str = ""
    forwarded_at: datetime | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None
    solution: str = ""
    answer: str = ""
    late: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PromisedDate:
    kind: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the complainant is given. The code of a hidden case is shown here and never again."""

    reference: str
    tracking_code: str
    tracking_url: str
    state: str
    case_id: int
    promises: tuple[PromisedDate, ...] = ()
    mail: str = ""  # `coming` when the receipt goes to an address, `withheld` when it does not (T6)

    def as_json(self) -> dict[str, Any]:
        promises = [{"kind": one.kind, "due_at": one.due_at.isoformat()} for one in self.promises]
        return {**vars(self), "promises": promises}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Receipt":
        promises = tuple(
            PromisedDate(kind=one["kind"], due_at=datetime.fromisoformat(one["due_at"])) for one in stored["promises"]
        )
        return cls(**{**stored, "promises": promises})


@dataclass(kw_only=True)
class Arrival:
    """One complaint between its words and its file."""

    words: Words
    edition: Edition
    calendar: Calendar
    case: Case
    data_key: DataKey | None
    person: Person | None
    person_is_new: bool
    spokesman: Person | None = None
    code: str = ""
    token: str = ""
    inbound_row: Inbound | None = None
    named: tuple[tuple[Staff, str], ...] = ()
    kept_out: tuple[Staff, ...] = ()
    aside: tuple[Staff, ...] = ()  # those of them who have a part in it themselves, as the trail says
    promised: tuple[PromisedDate, ...] = ()
    mail: str = ""
    party: Party | None = None
    own: Party | None = None  # the complainant's, also where somebody speaks for them

    @property
    def procedure(self) -> Procedure:
        return self.edition.procedure

    def raw(self) -> Inbound:
        """The row of what arrived, byte for byte; for a request the canonical form of its words."""
        words = self.words
        if words.kept is not None:
            self.inbound_row = words.kept
            return words.kept
        channel = words.channel or words.entered_by
        raw = words.raw if words.raw is not None else canonical(words)
        external = words.external_id or secrets.token()
        self.inbound_row = inbound.forge(channel, external, raw, key=self.data_key, state=Inbound.State.READ)
        if words.anonymous:
            self.inbound_row.received_at = self.case.received_at
        return self.inbound_row

    def people(self) -> list[tuple[Person, Contact, DataKey | None]]:
        """New persons with what the vault keeps of them."""
        entries = []
        if self.person_is_new and self.person is not None:
            entries.append((self.person, self.words.complainant or vault.NOBODY, self.data_key))
        if self.spokesman is not None and self.words.representative is not None:
            entries.append((self.spokesman, self.words.representative, self.data_key))
        return entries

    def fill_case(self) -> None:
        """What could not be known before everything had its number.

        The code and the link of an ordinary case follow from its number and a key outside the database.
        """
        self.case.data_key = self.data_key
        self.case.inbound = self.inbound_row
        seal, words = self.case.sealed, self.words
        self.case.stored_title = seal(words.title or first_line(words.body))
        self.case.stored_body = seal(words.body)
        self.case.stored_wish = seal(words.wish)
        self.case.stored_product = seal(words.product)
        self.case.stored_answers = seal(json.dumps(words.answers, ensure_ascii=False)) if words.answers else ""
        if self.case.hidden:
            self.code = secrets.random_code(HIDDEN_CODE_LENGTH)
            self.case.code_hash = secrets.slow_hash(self.code)
        else:
            self.case.shown_name = words.complainant_name
            self.code = secrets.tracking_code(self.case.pk, self.case.code_generation)
            self.token = token_of(self.case)
            self.case.link_digest = secrets.digest(self.token)

    def parties(self) -> list[Party]:
        bringer = self.spokesman is not None
        own = make(Party, case=self.case, person=self.person, may_agree=not bringer)
        self.party = self.own = own
        parties = [own]
        if bringer:
            self.party = Party(case=self.case, person=self.spokesman, role=Party.Role.REPRESENTATIVE)
            parties.append(self.party)
        own.answers_by = self.words.answers_by
        if self.words.accused is not None:
            parties.append(
                Party(
                    case=self.case, staff=self.words.accused, role=Party.Role.ACCUSED,
                    may_read=False, may_answer=False, may_agree=False,
                )
            )  # fmt: skip
        return parties

    def participants(self) -> list[Participant]:
        since = self.case.received_at
        receiving = {"unit": self.case.receiving_unit, "role": Participant.Role.RECEIVER}
        rows = [make(Participant, case=self.case, since=since, **receiving)]
        rows += [Participant(case=self.case, staff=staff, role=role, since=since) for staff, role in self.named]
        rows += [
            Participant(case=self.case, staff=staff, role=Participant.Role.EXCLUDED, since=since)
            for staff in self.kept_out
        ]
        return rows

    def evidence(self, *, by: HasKey) -> list[Evidence]:
        """The files that came with it; they are claimed, so that the housekeeping keeps them."""
        if not self.words.files:
            return []
        files.claim(self.words.files, key=self.data_key)
        actor, at = self.actor(by), self.case.received_at
        return [Evidence(case=self.case, file=file, added_by=actor, at=at) for file in self.words.files]

    def link(self) -> Link | None:
        if self.words.follows is None:
            return None
        return Link(case=self.case, other=self.words.follows, how=Link.How.FOLLOWS, at=self.case.received_at)

    def actor(self, by: HasKey) -> str:
        """Who is written down: the complainant's own party when nobody of the staff brought it in."""
        return self.party.key if self.party is not None and key_of(by) == "visitor" else key_of(by)

    def facts(self) -> dict[str, Any]:
        case = self.case
        return {
            "reference": case.reference, "medium": case.medium, "entered_by": case.entered_by, "kind": case.kind,
            "type": case.type, "category": case.category, "unit": case.unit.code, "edition": str(self.edition.number),
            "visibility": case.visibility, "anonymous": case.anonymous, "files": len(self.words.files),
            **({"estimate": case.temperature_estimate} if case.temperature_estimate else {}),
        }  # fmt: skip

    def receipt(self) -> Receipt:
        return Receipt(
            reference=self.case.reference, tracking_code=self.code, tracking_url=track_url(self.token),
            state=self.case.state, case_id=self.case.pk, promises=self.promised, mail=self.mail,
        )  # fmt: skip


def first_line(text: str) -> str:
    """A title for a complaint that came without one: its first line, or as much of it as fits."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 80 else line[:79].rstrip() + "…"


def check(words: Words) -> Words:
    """The words, if they can be kept exactly as they are; raises Invalid with a sentence per field."""
    problems: dict[str, Any] = {}
    if not words.body.strip():
        problems["body"] = _("Tell us what happened, in your own words.")
    said = vars(words)
    for name, most in LONGEST.items():
        text = said[name]
        if len(text) > most:
            problems[name] = _("This is too long: at most %(most)d characters, please.") % {"most": most}
        elif text and not storable(text):
            problems[name] = _("There is a character in it that cannot be stored. Please remove it.")
    if not all(storable(key) and storable(value) for key, value in words.answers.items()):
        problems["answers"] = _("There is a character in it that cannot be stored. Please remove it.")
    if words.occurred_on is not None and words.occurred_on > time.today() + timedelta(days=1):
        problems["occurred_on"] = _("This date lies in the future. When did it happen?")
    if words.received_at is not None and words.received_at > time.now() + timedelta(minutes=5):
        problems["received_at"] = _("A complaint cannot have arrived in the future.")
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    if words.anonymous and (words.complainant or words.representative):
        return replace(words, complainant=None, representative=None)
    return words


def storable(text: str) -> bool:
    """PostgreSQL keeps every character but NUL, and UTF-8 has no half of a pair."""
    return "\0" not in text and (text.isascii() or not _HALF.search(text))


def canonical(words: Words) -> bytes:
    """The words as bytes, for the raw row of a request that came without bytes of its own."""
    apart = {
        "raw", "files", "complainant", "representative", "channel", "external_id", "source", "network", "message_id",
    }  # fmt: skip
    content = {
        name: str(value) if isinstance(value, (date, Case, Unit, Staff)) else value
        for name, value in vars(words).items()
        if value and name not in apart
    }
    for name in ("complainant", "representative"):
        if (contact := getattr(words, name)) is not None:
            content[name] = {key: value for key, value in vars(contact).items() if value}
    digests = [file.sha256 for file in words.files]
    content["files"] = [digest.hex() if isinstance(digest, bytes) else str(digest) for digest in digests]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()
