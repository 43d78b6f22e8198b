"""Writing down what happened outside the system: a contact; and the code that was lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.case import Medium
from tanggap.cases.models import Case, Party
from tanggap.cases.speaking import voices
from tanggap.casework import call, promises
from tanggap.casework.acting import NOT_YOU, begin, demand, lock, may, write_down
from tanggap.casework.links import token_of, track_url
from tanggap.casework.mandate_state import shut_out_expired
from tanggap.casework.rest import after_contact
from tanggap.casework.say import check_text, write_to
from tanggap.casework.telephone import contact_by_phone
from tanggap.core import secrets, time
from tanggap.core.db.plain import add
from tanggap.core.errors import Forbidden, Invalid, require
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.remedy.models import Contact


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What was done in a call, by its guide: sorry said, what was heard said back and confirmed, the wish, the date."""

    apologised: bool = False
    restated: bool = False
    wish: str = ""
    promised_at: datetime | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """For the trail; the wish is personal and stays outside."""
        promised = self.promised_at.isoformat() if self.promised_at else None
        told = {"apologised": self.apologised, "restated": self.restated, "promised": promised}
        return {name: value for name, value in told.items() if value}


SILENT = Talk()


@transaction.atomic
def record_contact(
    case: Case, *, reached: bool, summary: str, medium: str = "", talk: Talk = SILENT, by: Staff,
    version: int | None = None,
) -> Contact:
    """Customer service spoke with the complainant, or did not, and why (R36); `talk` is what was done in it (B8)."""
    begin(case, "record_contact", by=by, version=version)
    check_text(summary, "summary", longest=5_000)
    check_text(talk.wish, "wish", longest=2_000, required=False)
    if talk.promised_at is not None and talk.promised_at <= time.now():
        raise Invalid(_("Say a moment that is still to come."), fields={"promised_at": _("This has passed already.")})
    if not reached and talk != SILENT:
        raise Invalid(
            _("Where nobody was reached, nothing was said."),
            fields={"reached": _("Say that you spoke, or leave out what was said.")},
        )
    if reached and medium not in Medium.values:
        raise Invalid(_("Say how you spoke: by telephone, in person …"), fields={"medium": _("Choose one.")})
    demand(case, "record_contact", reason=summary)
    [contact] = add([Contact(
        case=case, round=case.round, reached=reached, medium=medium if reached else "",
        stored_summary=case.sealed(summary), apologised=talk.apologised, restated=talk.restated,
        stored_wish=case.sealed(talk.wish.strip()) if talk.wish.strip() else "", promised_at=talk.promised_at,
        by=by, at=time.now(),
    )])  # fmt: skip
    case.put()
    private = {"summary": summary, **({"wish": talk.wish.strip()} if talk.wish.strip() else {})}
    write_down(case, "contact", by=by, private=private, reached=reached, medium=contact.medium, **talk.facts)
    asked = call.answered_by(case, contact, by=by)
    by_phone = medium == Medium.PHONE if reached else asked is not None and asked.way == Medium.PHONE
    if by_phone:
        contact_by_phone(case, reached=reached, by=by)
    if reached:
        promises.keep_word(case)
        after_contact(case, by)
    if talk.promised_at is not None:
        promises.promise_word(case, contact, until=talk.promised_at)
    return contact


@transaction.atomic
def renew_code(case: Case, *, by: Staff | Party | None = None) -> str:
    """A new tracking code; the old one and the old link open nothing any more. Ordinary cases: it is mailed too.

    A hidden case gets a random code that is returned once, for the screen of staff who have seen the receipt.
    """
    lock(case)
    # A new code shuts out whoever holds the old one; of a hidden case only those do it who may know who that is.
    if isinstance(by, Staff) and not (may(by, "reply", case) and access.sees_identity(by, case)):
        raise Forbidden(NOT_YOU)
    require(by is not None or not case.hidden, _("The code of a hidden complaint cannot be renewed by mail."))
    shut_out_expired(case)
    generation = case.code_generation + 1
    case.code_generation = generation
    code = secrets.random_code(16) if case.hidden else secrets.tracking_code(case.pk, generation)
    Case.objects.filter(pk=case.pk).update(
        code_generation=generation, version=F("version") + 1,
        code_hash=secrets.slow_hash(code) if case.hidden else "",
        link_digest=None if case.hidden else secrets.digest(token_of(case)),
    )  # fmt: skip
    case.refresh_from_db()
    trail_by = by if by is not None else "visitor"
    write_down(case, "code_renewed", by=trail_by, generation=generation)
    if not case.hidden:
        write_to(case, "code-renewed", tracking_code=code)
    return code


def link_of(case: Case) -> str:
    """The address of the track page of this case."""
    return track_url(token_of(case))


def renew_lost_code(reference: str, email: str, *, allowed: bool = True) -> None:
    """A new code by mail, if that number is an ordinary complaint and that address is on its file; else nothing.

    The caller is told nothing either way, and takes about as long. `allowed` is False when this number has had enough
    letters today.
    """
    case = Case.objects.filter(reference=reference.replace("\0", "").strip().upper()[:16], data_key=None).first()
    if case is not None and allowed and email.strip().lower() in _addresses(case):
        renew_code(case)
        return
    secrets.slow_check("", None)


def _addresses(case: Case) -> set[str]:
    contacts = vault.read_many([party.person for party in voices(case) if party.person is not None])
    return {contact.email.lower() for contact in contacts.values() if contact.email}
