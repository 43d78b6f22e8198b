"""Which complaint a mail goes to, and as whose words. A mail proves nothing by itself (HARDENING T3, T4).

Two things say what a mail answers, because nobody can guess them: the token in the address that it is sent to, and the
Message-ID of a letter of ours. Both count only together with the address of the party whose words they would be. A
number in the subject says nothing for sure: it is a proposal to the person who looks at the mail.
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tanggap.cases import access
from tanggap.cases.models import Case, Party
from tanggap.channels import problems
from tanggap.channels.email import reply_address
from tanggap.channels.email.mail import Mail
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import mail_host
from tanggap.core.subject import split
from tanggap.people import vault

VOICES = (Party.Role.COMPLAINANT, Party.Role.REPRESENTATIVE)
MOST_TOKENS = 5
_REFERENCE = re.compile(r"(?<![A-Z0-9])[A-Z]\d\d-\d{5,9}(?![0-9])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Thread:
    """`party` is heard on `case`; without one the case is only proposed, and `problem` says why."""

    case: Case
    party: Party | None = None
    problem: str = ""


def thread_of(mail: Mail, email: str) -> Thread | None:
    """Where a mail from that address belongs; None when it begins something of its own."""
    found = _by_token(mail, email) or _by_letter(mail, email)
    if found is None:
        case = _named_in(mail.subject)
        return Thread(case, problem=problems.ONLY_NUMBER) if case else None
    if _is_forgotten(found.case):
        return None  # nobody knows any more whose it was; nor does a new complaint say so
    if found.party is None:
        return found
    if mail.several_senders:
        return Thread(found.case, problem=problems.SEVERAL_SENDERS)
    return _where_it_goes_on(found)


def belongs_to_none(mail: Mail) -> bool:
    """Whether nothing in it could name a complaint, so that nobody has to be asked."""
    named = reply_address.named_in(mail.recipients) or _REFERENCE.search(mail.subject)
    return not (named or ours(mail.answers) or ours(mail.message_ids))


def ours(message_ids: Iterable[str]) -> list[uuid.UUID]:
    """Those that look like Message-IDs of our letters; they hold 122 random bits, and nobody guesses one."""
    end = f"@{mail_host()}>"
    return [uid for one in message_ids if one.endswith(end) and (uid := _uid(one[1 : -len(end)]))]


def _by_token(mail: Mail, email: str) -> Thread | None:
    """Of several genuine tokens the one of the sender's own; a token of somebody else is at most a proposal."""
    proposed = None
    for number, token in reply_address.named_in(mail.recipients)[:MOST_TOKENS]:
        party = Party.objects.select_related("case", "person").filter(pk=number, role__in=VOICES).first()
        if party is None or not reply_address.is_genuine(token, case_key=party.case.key, party_key=party.key):
            continue
        if _is_of(party, email):
            return Thread(party.case, party)
        proposed = proposed or Thread(party.case, problem=problems.OTHER_SENDER)
    return proposed


def _by_letter(mail: Mail, email: str) -> Thread | None:
    case = _answered(ours(mail.answers))
    if case is None:
        return None
    parties = case.parties.filter(role__in=VOICES, person__isnull=False).select_related("person").order_by("pk")
    party = next((one for one in parties if _is_of(one, email)), None)
    return Thread(case, party, "" if party else problems.OTHER_SENDER)


def _answered(letters: Sequence[uuid.UUID]) -> Case | None:
    """The complaint whose letter it answers, the youngest letter of several."""
    if not letters:
        return None
    found = Outbound.objects.filter(uid__in=letters).exclude(case_key="")
    key = found.order_by("-pk").values_list("case_key", flat=True).first()
    return Case.objects.filter(pk=split(key)[1]).first() if key else None


def _named_in(subject: str) -> Case | None:
    """The first complaint whose number stands in the subject."""
    numbers = [one.upper() for one in _REFERENCE.findall(subject)[:MOST_TOKENS]]
    on_file = {case.reference: case for case in Case.objects.filter(reference__in=numbers)} if numbers else {}
    return next((on_file[one] for one in numbers if one in on_file), None)


def _where_it_goes_on(found: Thread) -> Thread:
    """What was merged goes on elsewhere: there the answer is heard, where it was proven to be one person."""
    if found.party is None or found.case.merged_into_id is None:
        return found
    found.party.case = found.case
    party = access.leads_to(found.party)
    if party.case.merged_into_id is not None or party is found.party:
        return Thread(found.case, problem=problems.MERGED_AWAY)
    return Thread(party.case, party)


def _is_of(party: Party, email: str) -> bool:
    known = vault.read(party.person).email if party.person else ""
    return bool(known) and known.casefold() == email.casefold()


def _is_forgotten(case: Case) -> bool:
    """Its key was destroyed, or the vault keeps nobody of it any more."""
    if case.data_key is not None and case.data_key.destroyed:
        return True
    people = [one.person for one in case.parties.filter(role__in=VOICES).select_related("person") if one.person]
    return bool(people) and all(one.forgotten_at is not None for one in people)


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
