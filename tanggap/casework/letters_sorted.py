"""The sorting desk (disposisi): what a letter is, whose it is, what is to be done by when.

A complaint begins with the moment of the stamp, an answer stands on the complaint that it answers, everything else goes
to a department or back.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases import letters
from tanggap.cases.models import Case, Evidence, Party
from tanggap.casework import converse
from tanggap.casework.acting import may, write_down
from tanggap.casework.beginning import Beginning
from tanggap.casework.letters_first import acknowledge_on_paper
from tanggap.casework.letters_in import KIND, letter_of
from tanggap.casework.say import check_text
from tanggap.channels.models import Inbound, Letter, Scan
from tanggap.clocks import clock
from tanggap.core import files, time
from tanggap.core.errors import Invalid, Refused, Stale, require
from tanggap.core.keys import seal, seal_bytes
from tanggap.people import vault
from tanggap.people.models import Staff, Unit

State = Letter.State
SORTED_ALREADY = _("This letter was sorted already.")
NO_WORDS = _("Scan of the letter, agenda %(agenda)s.")


@dataclass(frozen=True, kw_only=True)
class Disposition:
    """What the sorting desk writes on a letter: to whom, what to do, by when."""

    unit: Unit | None = None
    instruction: str = ""
    due_on: date | None = None


NOTHING = Disposition()


@transaction.atomic
def correct_letter(
    letter: Letter, *, sender: str, address: str, subject: str, text: str, by: Staff, version: int | None = None
) -> Letter:  # fmt: skip
    """What the letter says, as a person has read it; what the machine read stays beside it. Raises Stale."""
    letter = _locked(letter.pk, by=by, version=version)
    for name, given, most in (("sender", sender, 200), ("address", address, 500), ("subject", subject, 300),
                              ("text", text, 50_000)):  # fmt: skip
        check_text(given, name, longest=most, required=False)
    before = (letter.sender, letter.address, letter.subject, letter.text)
    if before == (sender.strip(), address.strip(), subject.strip(), text.strip()):
        return letter
    key = letter.data_key
    letter.stored_sender, letter.stored_address = seal(sender.strip(), key), seal(address.strip(), key)
    letter.stored_subject, letter.stored_text = seal(subject.strip(), key), seal(text.strip(), key)
    _save(letter, "stored_sender", "stored_address", "stored_subject", "stored_text")
    trail.record("letter_corrected", letter, by=by)
    return letter


def begin_intake(number: int, by: Staff) -> Beginning:
    """What the intake page begins with when it is opened from a letter."""
    letter = letter_of(number, by=by)
    office = letter.office if letter.office.kind == Unit.Kind.BRANCH else None
    return Beginning(
        medium="letter", name=letter.sender, post=letter.address, title=letter.subject[:200],
        body=letter.text or letter.read, received_at=letter.received_at, branch=office, case_key=letter.case_key,
    )  # fmt: skip


def letter_filed(number: int, case: Case, by: Staff) -> None:
    """The complaint is on file: the scan is evidence there, and whoever left no email is answered on paper.

    From an anonymous complaint nothing leads here, and the agenda forgets who wrote.
    """
    letter = Letter.objects.select_for_update(of=("self",)).select_related("data_key", "office").get(pk=number)
    if letter.case_key == case.key or (case.anonymous and letter.state == State.ON_FILE and not letter.case_key):
        return
    require(letter.state in (State.REGISTERED, State.SORTED), SORTED_ALREADY, code="already_done")
    address, agenda = letter.address, letter.agenda
    _bind(letter, case)
    _hand_scans(letter, case, by=by)
    _end_sorting(letter, State.ON_FILE, by=by)
    trail.record("letter_on_file", letter, by=by, case="" if case.anonymous else case.key)
    write_down(case, "came_by_letter", by=by, **({} if case.anonymous else {"agenda": agenda}))
    if not case.anonymous:
        _keep_address(case, address)
        acknowledge_on_paper(case)


@transaction.atomic
def letter_answers(letter: Letter, case: Case, *, text: str, by: Staff, version: int | None = None) -> None:
    """It belongs to a complaint on file: its words stand there as heard from the complainant, with the scan."""
    letter = _locked(letter.pk, by=by, version=version)
    require(letter.state in (State.REGISTERED, State.SORTED), SORTED_ALREADY, code="already_done")
    said = converse.hear(
        case, text=text.strip() or str(NO_WORDS) % {"agenda": letter.agenda}, medium="letter", by=by
    )
    agenda = letter.agenda
    _bind(letter, case)
    _hand_scans(letter, case, by=by, reply=said.pk)
    _end_sorting(letter, State.ON_FILE, by=by)
    trail.record("letter_on_file", letter, by=by, case="" if case.anonymous else case.key)
    write_down(case, "letter_came", by=by, **({} if case.anonymous else {"agenda": agenda}))


@transaction.atomic
def pass_letter(letter: Letter, given: Disposition, *, by: Staff, version: int | None = None) -> None:
    """No complaint: a department has it, with what it is to do and by when."""
    letter = _locked(letter.pk, by=by, version=version)
    require(letter.state in (State.REGISTERED, State.SORTED), SORTED_ALREADY, code="already_done")
    if given.unit is None:
        sentence = _("Choose the department that has it now.")
        raise Invalid(sentence, fields={"unit": sentence})
    check_text(given.instruction, "instruction", longest=2_000, required=False)
    if given.due_on is not None and given.due_on < time.today():
        sentence = _("Choose a day that is still to come.")
        raise Invalid(sentence, fields={"due_on": sentence})
    letter.unit, letter.due_on = given.unit, given.due_on
    letter.stored_instruction = seal(given.instruction.strip(), letter.data_key)
    _end_sorting(letter, State.SORTED, by=by)
    trail.record("letter_passed", letter, by=by, unit=given.unit.code,
                 due=given.due_on.isoformat() if given.due_on else "")  # fmt: skip


@transaction.atomic
def refuse_letter(letter: Letter, *, reason: str, by: Staff, version: int | None = None) -> None:
    """It is not for us: it goes back or on to somebody else, and the agenda says why."""
    letter = _locked(letter.pk, by=by, version=version)
    require(letter.state in (State.REGISTERED, State.SORTED), SORTED_ALREADY, code="already_done")
    check_text(reason, "instruction", longest=2_000)
    letter.stored_instruction = seal(reason.strip(), letter.data_key)
    _end_sorting(letter, State.NOT_FOR_US, by=by)
    trail.record("letter_not_for_us", letter, by=by)


@transaction.atomic
def letter_answered(letter: Letter, *, by: Staff, version: int | None = None) -> None:
    """What a department had was answered."""
    letter = _locked(letter.pk, by=by, version=version)
    require(letter.state == State.SORTED, _("Only a letter that is with a department can be answered there."),
            code="not_now")  # fmt: skip
    letter.state = State.ANSWERED
    _save(letter, "state")
    trail.record("letter_answered", letter, by=by)


def note_disposition(case: Case, given: Disposition, *, by: Staff) -> None:
    """The lines that were written at the sorting desk stand on the complaint as a note among staff."""
    if given.instruction.strip() and may(by, "note", case):
        day = f" ({given.due_on.isoformat()})" if given.due_on else ""
        converse.note(case, text=f"{given.instruction.strip()}{day}", by=by)


def _locked(number: int, *, by: Staff, version: int | None) -> Letter:
    letter_of(number, by=by)
    letter = Letter.objects.select_for_update(of=("self",)).select_related("data_key", "office").get(pk=number)
    if version is not None and version != letter.version:
        raise Stale(_("Somebody else has sorted or changed this letter meanwhile. Look at it again, please."))
    return letter


def _save(letter: Letter, *names: str) -> None:
    letter.version += 1
    letter.save(update_fields=[*names, "version"])


def _end_sorting(letter: Letter, state: State, *, by: Staff) -> None:
    letter.state, letter.sorted_at, letter.sorted_by = state, time.now(), by
    _save(letter, "state", "sorted_at", "sorted_by", "unit", "due_on", "stored_instruction")
    clock.keep(letter.key, KIND)


def _bind(letter: Letter, case: Case) -> None:
    """The row is about that complaint now, and as open or as closed as that one."""
    names = ("sender", "address", "own_number", "subject", "read", "text", "instruction")
    if case.anonymous:
        values: dict[str, Any] = dict.fromkeys((f"stored_{name}" for name in names), "")
        values["dated_on"] = None
    else:
        values = {f"stored_{name}": seal(getattr(letter, name), case.data_key) for name in names}
        values |= {"case_key": case.key, "data_key": case.data_key}
    for name, value in values.items():
        setattr(letter, name, value)
    letter.save(update_fields=list(values))


def _hand_scans(letter: Letter, case: Case, *, by: Staff, reply: int | None = None) -> None:
    """The files as they were sent are evidence; of a confidential complaint all of it is sealed with its key."""
    scans = list(letter.scans.select_related("file__key", "raw"))
    if case.data_key is not None:
        for scan in scans:
            files.seal_for(scan.file, case.data_key)
            if scan.raw is not None and scan.raw.key_id is None:
                _seal_raw(scan.raw, case)
    Evidence.objects.bulk_create(
        Evidence(case=case, file=scan.file, reply_id=reply, added_by=by.key, shown=True, at=case.present())
        for scan in scans if scan.raw_id is not None
    )  # fmt: skip
    if case.anonymous:
        Inbound.objects.filter(pk__in=[scan.raw_id for scan in scans if scan.raw_id]).update(case_key="")
        Scan.objects.filter(letter=letter).delete()


def _seal_raw(raw: Inbound, case: Case) -> None:
    kept = seal_bytes(bytes(raw.raw), case.data_key)
    Inbound.objects.filter(pk=raw.pk).update(raw=kept, sha256=hashlib.sha256(kept).digest(), key=case.data_key)


def _keep_address(case: Case, address: str) -> None:
    """Where we can write to, in the vault, like every other way to reach somebody."""
    party: Party | None = letters.spokesperson(case)
    if not address.strip() or party is None or party.person is None:
        return
    if not vault.read(party.person).post:
        vault.keep(party.person, key=case.data_key, post=address)


def refuse_if_sorted(letter: Letter) -> None:
    """For pages that are about to begin something from it."""
    if letter.state not in (State.REGISTERED, State.SORTED):
        raise Refused(SORTED_ALREADY, code="already_done")
