"""Letters that did not arrive: whoever works on the complaint hears of it and why, and does something about it.

A report of a mail server counts only by the Message-ID of a letter of ours; whatever else stands in it changes nothing
(HARDENING T3, T4). Even then it says no more than that one letter did not arrive: nothing is done by itself.
"""

from collections.abc import Iterable

import structlog
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.letters import spokesperson
from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.notices import tell_of, tell_staff
from tanggap.casework.acting import NOT_YOU, lock, may, write_down
from tanggap.casework.mail_threads import ours
from tanggap.casework.people import frontdesk_of, workers_on
from tanggap.casework.say import check_text
from tanggap.channels import outbox
from tanggap.channels.email import delivery_report
from tanggap.channels.email.why_not import reason_of
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.errors import Forbidden, NotFound, require
from tanggap.core.keys import seal, unseal
from tanggap.core.subject import split
from tanggap.core.text import mask
from tanggap.people import vault
from tanggap.people.actors import WORKER
from tanggap.people.models import Role, Staff
from tanggap.people.standing import post_holders, standing_of

LOST = Q(state=Outbound.State.FAILED, settled_at__isnull=True, failed_at__isnull=False)
NO_LETTER = _("There is no such letter, or something was done about it already.")
AT_ONCE = 100

log = structlog.get_logger(__name__)


@transaction.atomic
def hear_report(raw: bytes) -> str:
    """What a mail server reports on a letter; the key of its complaint, "" when it names no letter of ours.

    Side effects: a letter that did not arrive is marked, staff are told and the trail says so; a delay is noted once.
    """
    report = delivery_report.report_of(raw)
    letter = _reported(report)
    if letter is None or letter.state != Outbound.State.SENT:
        return letter.case_key if letter else ""
    said = mask(report.said)
    if report.outcome == delivery_report.FAILED:
        if outbox.came_back(letter, reason=reason_of(report.said, report.status), said=said):
            _tell(letter)
    elif report.outcome == delivery_report.DELAYED and not letter.problem:
        Outbound.objects.filter(pk=letter.pk).update(problem=said or report.status or "delayed")
        if (case := case_of(letter)) is not None:
            lock(case)
            write_down(case, "letter_delayed", by=WORKER, letter=letter.pk)
    return letter.case_key


def _reported(report: delivery_report.Report) -> Outbound | None:
    """The letter whose Message-ID it carries. Whose mailbox it names may differ: letters are forwarded."""
    letter = Outbound.objects.select_related("key").filter(uid__in=ours(report.message_ids)).order_by("-pk").first()
    return None if letter is None or (letter.key is not None and letter.key.destroyed) else letter


def tell_lost() -> int:
    """A batch of the letters that could not be given to any server: those who work on the complaint hear of it."""
    told = 0
    waiting = Outbound.objects.filter(LOST, told_at__isnull=True).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            with transaction.atomic():
                letter = waiting.select_for_update(of=("self",)).filter(pk=pk).first()
                told += letter is not None and _tell(letter)
        except Exception:  # one that cannot be told of never stops the next
            log.exception("nobody can be told of a letter", letter=pk)
    return told


def _tell(letter: Outbound) -> bool:
    case = case_of(letter)
    if case is not None:
        lock(case)
        write_down(case, "letter_lost", by=WORKER, letter=letter.pk, reason=letter.reason)
        if not _goes_to_staff(letter):
            tell_staff(workers_on(case) or frontdesk_of(case), Notice.Kind.NOT_ARRIVED, case, about=f"mail:{letter.pk}")
    else:
        tell_of(post_holders(Role.ADMIN), Notice.Kind.STRAYED, f"mail:{letter.pk}")
    Outbound.objects.filter(pk=letter.pk).update(told_at=time.now())
    return True


def lost_for(by: Staff) -> "QuerySet[Outbound]":
    """Those about complaints that this person may see; administrators also see those about none (invitations)."""
    number = models.Case(
        models.When(case_key__startswith="case:", then=Cast(Substr("case_key", 6), models.BigIntegerField())),
        default=None,
    )
    seen = Q(number__in=access.visible_to(by).values("pk"))
    if standing_of(by).has(Role.ADMIN):
        seen |= Q(case_key="")
    return Outbound.objects.filter(LOST).annotate(number=number).filter(seen)


def lost_letter(number: int, *, by: Staff) -> tuple[Outbound, Case | None]:
    """One of them and its complaint; raises NotFound for everybody else's."""
    letter = lost_for(by).select_related("key").filter(pk=number).first() if number < 2**63 else None
    if letter is None:
        raise NotFound(NO_LETTER)
    return letter, case_of(letter)


def may_settle(letter: Outbound, case: Case | None, by: Staff) -> bool:
    """Whoever may write to the complainant, and may know how they are reached."""
    if case is None:
        return standing_of(by).has(Role.ADMIN)
    return may(by, "reply", case) and access.sees_identity(by, case)


def corrects(letter: Outbound, case: Case | None) -> Party | None:
    """Whose address is corrected with it: that of the party it went to, as long as it is still theirs."""
    if case is None:
        return None
    kind, number = split(letter.party_key)
    party = Party.objects.filter(pk=number, case=case).first() if kind == "party" else spokesperson(case)
    if party is None or party.person_id is None:
        return None
    to = str(unseal(letter.to_address, letter.key))
    return party if vault.read_by_number(party.person_id).email.casefold() == to.casefold() else None


@transaction.atomic
def send_again(number: int, *, email: str = "", by: Staff) -> None:
    """Once more from the beginning, to a corrected address if one is given; the vault keeps that from now on.

    Raises Invalid for what is no address, Refused when somebody was faster.
    """
    letter, case = _locked(number, by=by)
    new = vault.contact(email=email).email if email.strip() else ""
    old = str(unseal(letter.to_address, letter.key))
    corrected = bool(new) and new.casefold() != old.casefold()
    if corrected:
        party = corrects(letter, case)
        if party is None or party.person is None or case is None:
            raise Forbidden(_("This letter goes to an address that is not corrected here."))
        vault.keep(party.person, key=case.data_key, email=new)
        Outbound.objects.filter(pk=letter.pk).update(to_address=seal(new, letter.key))
    outbox.again([letter])
    if case is not None:
        write_down(case, "address_corrected" if corrected else "letter_again", by=by, letter=letter.pk)
    else:
        trail.record("letter_again", f"mail:{letter.pk}", by=by)


@transaction.atomic
def settle(number: int, *, note: str, by: Staff) -> None:
    """Something else was done: telephoned, visited, written on paper. The note says what."""
    letter, case = _locked(number, by=by)
    check_text(note, "note", longest=2_000)
    Outbound.objects.filter(pk=letter.pk).update(settled_at=time.now())
    if case is not None:
        write_down(case, "letter_settled", by=by, private={"note": note}, letter=letter.pk)
    else:
        trail.record("letter_settled", f"mail:{letter.pk}", by=by, private={"note": note})


def _locked(number: int, *, by: Staff) -> tuple[Outbound, Case | None]:
    letter, case = lost_letter(number, by=by)
    if case is not None:
        lock(case)
    if not may_settle(letter, case, by):
        raise Forbidden(NOT_YOU)
    found = Outbound.objects.select_for_update(of=("self",)).select_related("key").filter(LOST, pk=letter.pk).first()
    require(found, NO_LETTER, code="already_done")
    assert found is not None, "require raised"
    return found, case


def case_of(letter: Outbound) -> Case | None:
    """The complaint that it is about."""
    kind, number = split(letter.case_key)
    return Case.objects.filter(pk=number).first() if kind == "case" else None


def cases_of(letters: Iterable[Outbound]) -> dict[str, Case]:
    """The complaints that these are about, by their keys."""
    numbers = {number for one in letters if (number := split(one.case_key)[1])}
    return {one.key: one for one in Case.objects.select_related("data_key").filter(pk__in=numbers)}


def _goes_to_staff(letter: Outbound) -> bool:
    return Staff.objects.filter(email__iexact=str(unseal(letter.to_address, letter.key))).exists()
