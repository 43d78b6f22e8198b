"""A letter comes in (R1, R6): its scan is kept as it is, it has a number in the agenda at once, and waits to be sorted.

The stamp on the paper is when we received it; from then on its promises run, whenever somebody sorts it.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.casework.call import USUAL
from tanggap.casework.directory import directory
from tanggap.casework.queue_places import RECEIVES
from tanggap.casework.say import check_text
from tanggap.channels import inbound
from tanggap.channels.letter import ocr, scans
from tanggap.channels.letter.agenda import AgendaYear, next_number
from tanggap.channels.models import Inbound, Letter, Scan
from tanggap.channels.wake import wake
from tanggap.clocks import clock
from tanggap.core import files, time
from tanggap.core.errors import Forbidden, Invalid, NotFound
from tanggap.core.files import File
from tanggap.core.subject import split
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import roster_now, standing_of
from tanggap.sop.parts import Promise

KIND = "letter_sorting"
READS = (Role.FRONTDESK, Role.MANAGER, Role.QUALITY, Role.AUDITOR)
OLDEST = timedelta(days=3 * 366)
MOST_FILES, MOST_TRIES, MOST_PAGES = 10, 3, 9_999
LONGEST = {"sender": 200, "address": 500, "own_number": 100, "subject": 300}
NO_LETTER = _("There is no such letter.")
# 0017/2026, or 17 alone.
AGENDA = re.compile(r"0*(\d{1,7})(?:\s*/\s*(\d{4}))?", re.ASCII)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """What stands on the letter and on its stamp."""

    received_at: datetime
    delivery: str = Letter.Delivery.POST
    sender: str = ""
    address: str = ""
    own_number: str = ""
    dated_on: date | None = None
    subject: str = ""
    pages: int = 1
    enclosures: int = 0


def offices(by: Staff, *roles: str) -> list[Unit]:
    """Where `by` takes letters in: the organisation itself, and the branches that he or she works in or above."""
    held, units = standing_of(by).units_of(*(roles or RECEIVES)), roster_now().units
    branches = [one for one in units.values() if one.kind == Unit.Kind.BRANCH and one.closed_at is None]
    own: set[int] = set()
    for unit in (units[pk] for pk in held if pk in units):
        inside = [one.pk for one in branches if unit.path.startswith(one.path)]
        own |= set(inside) or {one.pk for one in units.values() if one.parent_id is None}
    return sorted((units[pk] for pk in own), key=lambda one: one.path)


@transaction.atomic
def register_letter(
    paper: OnPaper, uploads: Sequence[File] = (), *, office: Unit | None = None, form: str = "", by: Staff
) -> Letter:
    """Write it into the agenda with its scan, and start the clock until somebody has sorted it.

    The same form again answers with the same letter. Raises Invalid for what cannot be, and for a scan that is in the
    agenda already; Forbidden for who takes no letters in.
    """
    own = offices(by)
    office = office or (own[0] if own else None)
    if office is None or office not in own:
        raise Forbidden(_("You do not take letters in there."))
    if form and (known := known_letter(form, by=by)) is not None:
        return known
    _check(paper)
    sent = _look_at(uploads)
    year = time.local(paper.received_at).year
    letter = Letter.objects.create(
        office=office, year=year, number=next_number(office.pk, year, AgendaYear.Way.IN), form=form[:64] or None,
        received_at=paper.received_at, registered_at=time.now(), registered_by=by, delivery=paper.delivery,
        pages=paper.pages, enclosures=paper.enclosures, dated_on=paper.dated_on, stored_sender=paper.sender.strip(),
        stored_address=paper.address.strip(), stored_own_number=paper.own_number.strip(),
        stored_subject=paper.subject.strip(),
    )  # fmt: skip
    _keep_scans(letter, sent)
    _begin_clock(letter)
    trail.record("letter_registered", letter, by=by, agenda=letter.agenda, office=office.code, files=len(sent),
                 received=letter.received_at.isoformat(), delivery=letter.delivery)  # fmt: skip
    return letter


def known_letter(form: str, *, by: Staff) -> Letter | None:
    """What that form, or that scanning station, has registered before."""
    return Letter.objects.filter(form=form[:64], registered_by=by).select_related("office").first()


@transaction.atomic
def add_scans(letter: Letter, uploads: Sequence[File], *, by: Staff) -> None:
    """A scan that was made later; only while the letter waits to be sorted."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.state != Letter.State.REGISTERED:
        raise Invalid(_("This letter was sorted already. Add the file on the complaint."), code="already_done")
    if not uploads:
        sentence = _("Choose a file first.")
        raise Invalid(sentence, fields={"scans": sentence})
    _keep_scans(letter, _look_at(uploads))
    trail.record("letter_scanned", letter, by=by, files=len(uploads))


def _check(paper: OnPaper) -> None:
    problems: dict[str, Any] = {}
    moment = time.now()
    if paper.received_at > moment + timedelta(minutes=5):
        problems["received_at"] = _("A letter cannot have arrived in the future.")
    elif paper.received_at < moment - OLDEST:
        problems["received_at"] = _("This stamp is older than three years. Look at the year, please.")
    if paper.dated_on is not None and paper.dated_on > time.local(moment).date() + timedelta(days=1):
        problems["dated_on"] = _("The letter cannot have been written in the future.")
    elif paper.dated_on is not None and paper.dated_on > time.local(paper.received_at).date():
        problems["dated_on"] = _(
            "This day is after the receipt stamp. Look at both, please; leave it empty when the paper itself is wrong."
        )
    if paper.delivery not in Letter.Delivery.values:
        problems["delivery"] = _("Choose one of these.")
    for name in ("pages", "enclosures"):
        if not 0 <= getattr(paper, name) <= MOST_PAGES:
            problems[name] = _("Write a number up to %(most)d.") % {"most": MOST_PAGES}
    for name, most in LONGEST.items():
        try:
            check_text(getattr(paper, name), name, longest=most, required=False)
        except Invalid as problem:
            problems |= problem.fields
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)


def _look_at(uploads: Sequence[File]) -> list[tuple[File, bytes, list[bytes]]]:
    """Each file with its bytes as they were sent and its pages, where it is not one page itself. Raises Invalid."""
    if len(uploads) > MOST_FILES:
        sentence = _("At most ten files at a time, please.")
        raise Invalid(sentence, fields={"scans": sentence})
    looked = []
    for file in uploads:
        data = files.open_file(file)
        try:
            scans.check(data)
            looked.append((file, data, scans.pages_of(data)))
        except Invalid as problem:
            name = file.shown_name
            sentence = _("%(name)s: %(problem)s") % {"name": name, "problem": problem.sentence}
            raise Invalid(sentence, code=problem.code, fields={"scans": sentence}) from problem
    return looked


def _keep_scans(letter: Letter, sent: Sequence[tuple[File, bytes, list[bytes]]]) -> None:
    """Raw first: the bytes as they came; then the files, and the pages that can be shown."""
    position, channel = letter.scans.count(), f"letter:{letter.office_id}"
    for file, data, pages in sent:
        raw, new = inbound.keep_raw(
            channel, hashlib.sha256(data).hexdigest(), data, media_type=file.media_type, state=Inbound.State.READ
        )
        if not new:
            raise _known_already(raw)
        made = [files.take_in(page, f"{file.shown_name} {number}") for number, page in enumerate(pages, 1)]
        files.claim([file])
        for one in made:
            files.claim([one])
        rows = [Scan(letter=letter, file=file, raw=raw, is_page=file.is_picture)]
        rows += [Scan(letter=letter, file=one, is_page=True) for one in made if one.is_picture]
        for row in rows:
            row.position, position = position, position + 1
        Scan.objects.bulk_create(rows)
        Inbound.objects.filter(pk=raw.pk).update(case_key=letter.key)
        if any(row.is_page for row in rows):
            letter.reading, letter.tries = Letter.Reading.WAITS, 0
    letter.save(update_fields=["reading", "tries"])
    wake()


def _known_already(raw: Inbound) -> Invalid:
    scan = Scan.objects.filter(raw=raw).select_related("letter").first()
    sentence: Any = _("This scan is in the agenda already.")
    if scan is not None:
        sentence = _("This scan is in the agenda already: %(agenda)s.") % {"agenda": scan.letter.agenda}
    return Invalid(sentence, code="known_already", fields={"scans": sentence})


def _begin_clock(letter: Letter) -> None:
    """Whoever is on duty for letters has a working day from the stamp."""
    known = directory()
    usual = Promise.of(USUAL, known.edition.procedure.organisation.working_day_hours)
    clock.start(letter.key, KIND, minutes=usual.minutes, calendar=known.calendar_of(letter.office),
                at=letter.received_at)  # fmt: skip


def letters_seen_by(by: Staff) -> QuerySet[Letter]:
    """The agenda of the offices where `by` takes letters in or looks after them; and what was sorted to his units."""
    return Letter.objects.filter(
        Q(office__in=[one.pk for one in offices(by, *READS)]) | Q(registered_by=by)
        | Q(unit__in=standing_of(by).units_of(), state__in=[Letter.State.SORTED, Letter.State.ANSWERED])
    )  # fmt: skip


def waiting_for(by: Staff) -> QuerySet[Letter]:
    """What is to be sorted by those who take letters in where `by` works."""
    own = [one.pk for one in offices(by, Role.FRONTDESK)]
    return Letter.objects.filter(office__in=own, state=Letter.State.REGISTERED) if own else Letter.objects.none()


def letter_of(number: int, *, by: Staff) -> Letter:
    """A letter that `by` may read; raises NotFound. What became a confidential complaint is read like that one."""
    along = "office", "data_key", "unit", "registered_by", "sorted_by"
    found = Letter.objects.select_related(*along).filter(pk=number).first()
    if found is None or not (_may_read_hidden(found, by) if found.data_key_id else letters_seen_by(by).filter(
            pk=found.pk).exists()):  # fmt: skip
        raise NotFound(NO_LETTER)
    return found


def _may_read_hidden(letter: Letter, by: Staff) -> bool:
    return bool(access.seen_among(by, [split(letter.case_key)[1] or 0]))


def letter_with_number(typed: str, *, by: Staff) -> Letter | None:
    """The letter with that agenda number and year, where there is just one that `by` may read."""
    agenda = AGENDA.fullmatch(typed)
    if agenda is None or agenda[2] is None:
        return None
    found = letters_seen_by(by).filter(data_key=None, number=int(agenda[1]), year=int(agenda[2]) % 10_000)[:2]
    return found[0] if len(found) == 1 else None


def scan_of(letter: Letter, public_id: str) -> Scan:
    """A file of this letter; raises NotFound."""
    known = public_id.isascii() and "\0" not in public_id
    found = letter.scans.filter(file__public_id=public_id).select_related("file__key").first() if known else None
    if found is None:
        raise NotFound(_("There is no such file on this letter."))
    return found


def read_scans(limit: int = 1) -> int:
    """The worker reads the pages of letters that wait for it, one letter at a time; how many were read.

    What was read is only proposed: people correct it before it counts.
    """
    if not ocr.is_installed():
        return 0
    waiting = Letter.objects.filter(reading=Letter.Reading.WAITS).order_by("pk")
    return sum(_read(letter) for letter in waiting[:limit])


def _read(letter: Letter) -> bool:
    """Outside a transaction: it takes seconds. Of two workers the second finds it claimed."""
    claimed = Letter.objects.filter(pk=letter.pk, reading=Letter.Reading.WAITS, tries=letter.tries)
    if letter.tries >= MOST_TRIES:
        claimed.update(reading=Letter.Reading.FAILED)
        return False
    if not claimed.update(tries=letter.tries + 1):
        return False
    try:
        pages = [one.file for one in letter.scans.filter(is_page=True).select_related("file__key")]
        text = "\n\n".join(ocr.read(files.open_file(one, original=False)) for one in pages)
    except (ocr.NotRead, NotFound) as problem:
        log.warning("a scan could not be read", letter=letter.key, problem=type(problem).__name__)
        return False
    # Sealed meanwhile: it was sorted as something confidential, and nobody waits for the text any more.
    state = Letter.Reading.READ if text.strip() else Letter.Reading.FAILED
    Letter.objects.filter(pk=letter.pk, data_key=None).update(reading=state, stored_read=text.strip())
    Letter.objects.filter(pk=letter.pk, reading=Letter.Reading.WAITS).update(reading=Letter.Reading.FAILED)
    return state == Letter.Reading.READ
