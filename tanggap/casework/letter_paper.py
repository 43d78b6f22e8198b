"""An answer on paper with the organisation's head (kop surat), and the slip for whoever hands a letter in."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.casework.documents import Slip, logo_of, name_of, slip_words
from tanggap.casework.letters_out import Paper
from tanggap.casework.links import track_url
from tanggap.casework.wording import date_in_words, day_in_words
from tanggap.channels.models import Letter
from tanggap.core import pdf, time
from tanggap.core.keys import unseal
from tanggap.people.models import Unit
from tanggap.people.organisation import profile
from tanggap.reading.language import language_of
from tanggap.sop.models import current_edition
from tanggap.sop.reach import reach_of

TEMPLATES = Path(__file__).parent / "typst"


def letter_pdf(paper: Paper) -> bytes:
    """The letter as it is posted, in the complainant's language: tagged, A4."""
    letter, case, language = paper.posting.letter, paper.case, paper.case.language
    about, procedure = profile(), case.edition.procedure
    body = str(unseal(letter.body_text, letter.key))
    with override(language):
        data = {
            "language": language, "title": paper.subject, "organisation": name_of(procedure, language),
            "logo": logo_of(), "address": about.address.get(language, ""),
            "contact": reach_of(procedure).line(language), "to": paper.to.split("\n"),
            "day": day_in_words(paper.posting.posted_on or time.today(), language),
            "place": _place(paper.posting.office, language),
            "head": [
                [_("Number"), paper.posting.agenda],
                [_("Enclosures"), "–"],
                [_("Subject"), paper.subject],
                [_("Complaint"), case.reference],
                *([[_("Your letter"), came]] if (came := _their_letter(paper, language)) else []),
            ],
            "body": _paragraphs(body),
            "copy": _("Copy: file %(reference)s") % {"reference": case.reference},
            "words": {"signed": _("Signature")},
        }
    return pdf.render(TEMPLATES / "letter.typ", data)


def _place(office: Unit, language: str) -> str:
    """The branch, where it is one; the head of the letter names the organisation itself."""
    if office.kind != Unit.Kind.BRANCH:
        return ""
    return office.name_en if language == "en" else office.name_id


def _their_letter(paper: Paper, language: str) -> str:
    """Their own number and day, and our agenda number of it."""
    came = Letter.objects.select_related("data_key").filter(case_key=paper.case.key).order_by("pk").last()
    if came is None:
        return ""
    own = [came.own_number] if came.own_number else []
    day = came.dated_on or time.local(came.received_at).date()
    return ", ".join([*own, day_in_words(day, language), _("agenda %(number)s") % {"number": came.agenda}])


def _paragraphs(body: str) -> list[list[str]]:
    """Paragraphs, each with its lines."""
    return [part.strip().split("\n") for part in body.replace("\r\n", "\n").split("\n\n") if part.strip()]


def received_pdf(letter: Letter, language: str) -> bytes:
    """The slip for whoever hands a letter in (tanda terima): its number, day and hour, and what happens next; A5."""
    procedure = current_edition().procedure
    with override(language):
        rows: list[list[Any]] = [
            [_("Agenda number"), letter.agenda],
            [_("Received"), date_in_words(letter.received_at, language)],
            *([name, text] for name, text in _counted(letter)),
        ]
        data = {
            "language": language, "title": _("Receipt of your letter"), "organisation": name_of(procedure, language),
            "logo": logo_of(), "rows": rows, "contact": reach_of(procedure).line(language),
            "office": letter.office.name_en if language == "en" else letter.office.name_id,
            "thanks": " ".join((_("Thank you for bringing us your letter."), _what_next())),
            "by": _("Received by: %(name)s") % {"name": letter.registered_by.full_name},
        }
    return pdf.render(TEMPLATES / "letter_received.typ", data)


def letter_slip(letter: Letter, language: str) -> Slip:
    """The same for a roll of 80 mm."""
    with override(language):
        return Slip(
            organisation=name_of(current_edition().procedure, language), reference=letter.agenda, code="", qr="",
            site=track_url("").partition("//")[2], rows=[(_("Received"), letter.received_at)], only_day=False,
            language=language, more=tuple(_counted(letter)), words=slip_words() | {
                "slip": _("Receipt of your letter"), "number": _("Agenda number"), "next": _what_next(),
                "thanks": _("Thank you for bringing us your letter."),
            },
        )  # fmt: skip


def _counted(letter: Letter) -> list[tuple[str, str]]:
    """What was handed over, in the language of the moment."""
    rows = [(_("Pages"), str(letter.pages))]
    if letter.enclosures:
        rows.append((_("Enclosures"), str(letter.enclosures)))
    if letter.own_number:
        rows.append((_("Number of the letter"), str(letter.own_number)))
    return rows


def _what_next() -> str:
    return _(
        "It is read within a working day. If it is a complaint, you get its number and the dates that we promise; they "
        "count from the moment above."
    )


def language_of_letter(letter: Letter) -> str:
    """What it was written in, as far as its words are known yet."""
    return language_of(f"{letter.subject}\n{letter.text or letter.read}")
