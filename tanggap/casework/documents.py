"""Papers that people take home. The receipt says the number, what was promised, and how to follow it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.cases.case import ContactKind, Kind
from tanggap.cases.models import Case
from tanggap.casework.links import token_of, track_url
from tanggap.casework.promises import told
from tanggap.casework.wording import date_in_words, day_in_words, promise_name
from tanggap.core import pdf, time
from tanggap.core.money import rupiah
from tanggap.people.logo import picture
from tanggap.people.organisation import profile
from tanggap.remedy.models import Voucher
from tanggap.sop.acts import OF_COMPLAINANT
from tanggap.sop.procedure import Procedure
from tanggap.sop.reach import reach_of

TEMPLATES = Path(__file__).parent / "typst"


def receipt_pdf(case: Case, code: str = "", language: str = "") -> bytes:
    """The receipt as a tagged PDF, without a word of the complaint itself.

    `code` is printed when the reader may have it (an ordinary case, or the one time that a hidden code is shown).
    For who may not have it the QR code leads to the page that asks for it: the link opens the same door.
    """
    language = language or case.language
    procedure = case.edition.procedure
    address = track_url(token_of(case) if code else "")
    with override(language):
        data = {
            "language": language,
            "title": called(case)["receipt"],
            "organisation": name_of(procedure, language),
            "logo": logo_of(),
            "reference": case.reference,
            "code": code,
            "address": track_url(""),
            "qr": pdf.qr_svg(address, border=1) if address.startswith("http") else "",
            "printed": date_in_words(time.now(), language),
            "dates": promised_rows(case, language),
            "steps": what_happens_next(procedure.reopen_days) if is_complaint(case) else _what_happens_to_a_contact(),
            "words": _words(case),
        }
    return pdf.render(TEMPLATES / "receipt.typ", data)


def voucher_pdf(voucher: Voucher, case: Case, language: str = "") -> bytes:
    """The voucher on paper: amount, code, and a picture of the code that a till can scan. Nothing of the complaint."""
    language = language or case.language
    procedure = case.edition.procedure
    with override(language):
        data = {
            "language": language, "title": _("Voucher"), "organisation": name_of(procedure, language),
            "logo": logo_of(),
            "amount": rupiah(voucher.amount, language), "code": voucher.code,
            "until": day_in_words(voucher.valid_until, language),
            # The code itself, no address: a scanner types it, and it stands in no log on the way.
            "qr": pdf.qr_svg(voucher.code, border=1), "reference": case.reference,
            "contact": reach_of(procedure).line(language),
            "words": {
                "worth": _("Worth"), "code": _("Code"), "until": _("Valid until"), "reference": _("For complaint"),
                "qr": _("The code of the voucher as a picture to scan"),
                "how": _(
                    "Show this paper or the code at our counter. It counts once and cannot be exchanged for cash."
                ),
                "thanks": _("With our apology, and thank you for telling us what went wrong."),
            },
        }
    return pdf.render(TEMPLATES / "voucher.typ", data)


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What stands on the paper that is handed over: a roll of 80 mm, or A5. Not a word of the complaint itself."""

    organisation: str
    reference: str
    code: str
    qr: str
    site: str
    rows: list[tuple[str, datetime]]
    only_day: bool
    language: str
    words: dict[str, str]
    more: tuple[tuple[str, str], ...] = ()


def slip_of(case: Case, code: str, language: str) -> Slip:
    """The receipt as a strip of paper, in that language; as on the PDF, without a code the picture leads to where one
    is asked for.
    """
    address = track_url(token_of(case) if code and not case.hidden else "")
    ours = [one for one in told(case) if one.kind not in OF_COMPLAINANT]
    with override(language):
        received = _("Received")
        words = slip_words() | called(case)
        words["qr"] = _("QR code that opens the progress of %(reference)s") % {"reference": case.reference}
    return Slip(
        organisation=name_of(case.edition.procedure, language), reference=case.reference, code=code,
        qr=pdf.qr_svg(address, border=0) if address.startswith("http") else "",
        site=track_url("").partition("//")[2], only_day=case.anonymous,
        rows=[(received, case.received_at), *((promise_name(one.kind, language), one.due_at) for one in ours)],
        language=language, words=words,
    )  # fmt: skip


def slip_words() -> dict[str, str]:
    """What stands on every strip, in the language of the moment."""
    return {
        "aria": _("Receipt"), "code": _("Tracking code, do not share it"), "scan": _("Scan to see the progress"),
        "qr": "", "next": "",
    }  # fmt: skip


def is_complaint(case: Case) -> bool:
    """Questions, requests and thanks are not called complaints on any paper (R79)."""
    return case.kind != Kind.CONTACT


def called(case: Case) -> dict[str, str]:
    """What its papers call it, in the language of the moment."""
    if is_complaint(case):
        return {
            "receipt": _("Receipt of your complaint"), "slip": _("Receipt of a complaint"),
            "number": _("Complaint number"), "thanks": _("Thank you for telling us. We are sorry that this happened."),
            "care": _(
                "Whoever has the number and the code can read and answer this complaint. Keep this paper safe."
            ),
        }  # fmt: skip
    receipt = {
        ContactKind.QUESTION.value: _("Receipt of your question"),
        ContactKind.REQUEST.value: _("Receipt of your request"),
    }.get(case.contact, _("Receipt of your thanks"))
    return {
        "receipt": receipt, "slip": receipt, "number": _("Number"), "thanks": _("Thank you for getting in touch."),
        "care": _("Whoever has the number and the code can read this and answer. Keep this paper safe."),
    }  # fmt: skip


def name_of(procedure: Procedure, language: str) -> str:
    """What the organisation is called: as it says itself, or as the edition says that the case came in under."""
    about = profile()
    return about.name(language) if about.own else procedure.organisation.name.say(language)


def logo_of() -> dict[str, Any]:
    """The logo of the organisation, as templates of papers take it."""
    found = picture()
    # The template cannot read base64; a small picture as numbers is no burden.
    return {"bytes": list(found[0]), "form": found[1].partition("/")[2]} if found else {}


def promised_rows(case: Case, language: str) -> list[tuple[str, str]]:
    """What was promised and until when, in words: first the receipt itself, then the dates in their order."""
    rows = [(one.due_at, promise_name(one.kind, language)) for one in told(case)]
    with override(language):
        received = (_("We received it"), date_in_words(case.received_at, language, with_time=not case.anonymous))
    return [received, *((name, date_in_words(due, language)) for due, name in rows)]


def what_happens_next(reopen_days: int) -> list[str]:
    """The way of a complaint in a few sentences, in the language of the moment."""
    return [
        _("Somebody whose name you will know reads it and answers you."),
        _("The department in charge finds out what happened and prepares solutions; its head approves them."),
        _("You choose one of them, or tell us what you expect instead."),
        _("We carry it out and ask you whether it is right now. If not, you can open it again within %(days)d days.")
        % {"days": reopen_days},
    ]


def _what_happens_to_a_contact() -> list[str]:
    return [
        _("Somebody whose name you will know reads it and answers you."),
        _("If it turns out to be a complaint, it becomes one, and everything that we promise for complaints holds."),
    ]


def _words(case: Case) -> dict[str, str]:
    words = called(case)
    return {
        "number": words["number"],
        "code": _("Tracking code, do not share it"),
        "no_code": _("The tracking code was shown once when it was sent, and is kept nowhere else."),
        "qr": _("QR code that opens the page where you follow %(reference)s") % {"reference": case.reference},
        "follow": _("Follow it with number and code at"),
        "dates": _("What we promise"),
        "what": _("What"),
        "by_when": _("By when"),
        "next": _("What happens next"),
        "care": words["care"],
    }
