"""What somebody complained of within a year, shown to whoever reads the mail of the address (U12, U13).

No account and no password: a link goes to the address, is good for half an hour, and opens the list on one device.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from tanggap.cases.models import Case, Party
from tanggap.channels.outbox import queue_mail
from tanggap.core import secrets, time
from tanggap.core.errors import NotFound
from tanggap.people.contacts import normalise_email
from tanggap.people.models import MailedKey
from tanggap.people.organisation import profile
from tanggap.people.vault import digest_of

LASTS = timedelta(minutes=30)
# Some mail programs open a link before the reader does; whoever was first leaves it usable for a moment (U13).
AGAIN = timedelta(seconds=30)
WITHIN = timedelta(days=366)
ENDED = gettext_lazy("This link opens nothing any more: it is good for half an hour, and once. Ask for a new one.")


@transaction.atomic
def mail_key(email: str, *, language: str, allowed: bool = True) -> None:
    """Mail a link to that address if complaints came from it within a year; the caller is told nothing either way.

    `allowed` is False when this address has had enough letters today. Raises Invalid for what is no address.
    Hidden complaints do not count: that there are any must not be learnt from a mailbox.
    """
    contact, token, moment = digest_of("email", normalise_email(email)), secrets.token(), time.now()
    MailedKey.objects.filter(expires_at__lt=moment).delete()
    MailedKey.objects.create(digest=secrets.digest(token), contact=contact, expires_at=moment + LASTS)
    newest = complaints_from(contact).first()
    secrets.slow_check("", None)  # beside this, writing a letter or none takes the same time
    if newest is None or not allowed:
        return
    with override(newest.language if newest.language in dict(settings.LANGUAGES) else language):
        queue_mail(email.strip(), *_letter(f"{settings.BASE_URL}/mine/{token}/"), language=newest.language)


def use_key(token: str) -> bytes:
    """The contact whose complaints that link shows; uses it up. Raises NotFound for a wrong, old or used one."""
    moment = time.now()
    fresh = Q(used_at=None) | Q(used_at__gt=moment - AGAIN)
    keys = MailedKey.objects.filter(fresh, digest=secrets.digest(token), expires_at__gt=moment)
    if not keys.update(used_at=moment):
        raise NotFound(ENDED, code="wrong_code")
    return bytes(MailedKey.objects.get(digest=secrets.digest(token)).contact)


def complaints_from(contact: bytes) -> QuerySet[Case]:
    """The complaints of the last twelve months whose complainant has that address, the newest first; no hidden one."""
    return (
        Case.objects.filter(pk__in=_parties(contact).values("case"), visibility="open", data_key=None)
        .filter(received_at__gt=time.now() - WITHIN)
        .order_by("-received_at", "-pk")
    )


def party_of(contact: bytes, reference: str) -> Party:
    """The complainant of that one of them; raises NotFound for any other complaint."""
    case = complaints_from(contact).filter(reference=reference.replace("\0", "").strip().upper()[:16]).first()
    party = _parties(contact).filter(case=case).first() if case is not None else None
    if party is None:
        raise NotFound(ENDED, code="wrong_code")
    party.case = case
    return party


def _parties(contact: bytes) -> QuerySet[Party]:
    return Party.objects.filter(
        role="complainant", may_read=True, person__contact_points__kind="email", person__contact_points__digest=contact
    )


def _letter(link: str) -> tuple[str, str]:
    about = profile()
    body = _(
        "Hello,\n\nsomebody, probably you, asked to see the complaints that came to us from this address within the "
        "last twelve months. They are here:\n%(link)s\n\nThe link is good for half an hour and opens on one device. "
        "If it was not you, you need do nothing: without this letter nobody sees them.\n\n%(organisation)s"
    ) % {"link": link, "organisation": about.name((get_language() or "id")[:2])}
    return _("Your complaints of the last twelve months"), body
