"""Colleagues come by invitation: a link by email that counts once, for a role in a unit, and ends after seven days."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework.first_steps import check_password
from tanggap.channels.mailboxes import leaves
from tanggap.channels.outbox import queue_mail
from tanggap.core import secrets, time
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused, require
from tanggap.core.keys import DataKey
from tanggap.core.typed import an_email, one_line
from tanggap.people.models import Invitation, Role, Staff, Unit
from tanggap.people.organisation import profile
from tanggap.people.posts import appoint
from tanggap.people.standing import standing_of

LASTS = timedelta(days=7)
LONGEST_NAME = 120
ENDED = {
    "accepted": _("This invitation has been used already. Sign in with your email address and your password."),
    "withdrawn": _("This invitation was taken back. Ask whoever sent it to you."),
    "expired": _("This invitation has expired: it was good for seven days. Ask whoever sent it for a new one."),
}


@dataclass(frozen=True)
class Sent:
    """An invitation on its way; `link` is shown to the administrator where no mail leaves, and never again."""

    invitation: Invitation
    link: str
    mailed: bool


@transaction.atomic
def invite(email: str, *, name: str = "", role: str, unit: Unit | None, language: str, base: str, by: Staff) -> Sent:
    """Ask somebody to work here; recorded. Raises Invalid by field, Forbidden, Refused for who is here or asked.

    `base` is the address of this installation as `by` sees it, for where BASE_URL is not set.
    """
    fields: dict[str, Any] = {}
    email, name = an_email(email, fields), one_line(name)
    if len(name) > LONGEST_NAME:
        fields["full_name"] = _("At most %(most)d characters, please.") % {"most": LONGEST_NAME}
    if role not in Role.values:
        fields["role"] = _("Choose one of these.")
    if unit is None:
        fields["unit"] = _("Choose the unit.")
    if not fields and Staff.objects.filter(email=email).exists():
        fields["email"] = _("This person works here already. Give him or her a role on the page of the person.")
    if not fields and open_invitations().filter(email=email).exists():
        fields["email"] = _("This person has an open invitation. Send it again, or withdraw it first.")
    if fields or unit is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    _may_invite(by, unit)
    language = language if language in dict(settings.LANGUAGES) else profile().language
    token, moment = secrets.token(), time.now()
    # Of an earlier one that has expired nothing is left to use.
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=moment)
    made = Invitation.objects.create(
        email=email, full_name=name, role=role, unit=unit, language=language, digest=secrets.digest(token), by=by,
        created_at=moment, sent_at=moment, expires_at=moment + LASTS,
    )  # fmt: skip
    record("invited", made, by=by, role=role, unit=unit.code, private={"email": email})
    return _send(made, token, base)


@transaction.atomic
def send_again(invitation: Invitation, *, base: str, by: Staff) -> Sent:
    """A new link, good for seven days from now; the old one ends. Raises Refused for one that is used or withdrawn."""
    _may_invite(by, invitation.unit)
    token, moment = secrets.token(), time.now()
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
        digest=secrets.digest(token), sent_at=moment, expires_at=moment + LASTS, by=by
    )
    require(changed, _("This invitation is no longer open."), code="not_open")
    invitation.refresh_from_db()
    record("invited_again", invitation, by=by)
    return _send(invitation, token, base)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Staff) -> None:
    """The link is worth nothing from now on. Raises Refused when it was used meanwhile."""
    _may_invite(by, invitation.unit)
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=time.now()
    )
    require(changed, _("This invitation is no longer open."), code="not_open")
    record("invitation_withdrawn", invitation, by=by)


def find(token: str) -> Invitation:
    """The invitation of that link; NotFound for what nobody sent, Refused with its reason when it has ended."""
    found = Invitation.objects.select_related("unit", "by").filter(digest=secrets.digest(token)).first()
    if found is None:
        raise NotFound(_("There is no such invitation."))
    if reason := why_ended(found):
        raise Refused(ENDED[reason], code=reason)
    return found


def why_ended(invitation: Invitation) -> str:
    """ "accepted", "withdrawn", "expired", or "" while it is open."""
    if invitation.accepted_at:
        return "accepted"
    if invitation.withdrawn_at:
        return "withdrawn"
    return "expired" if invitation.expires_at <= time.now() else ""


def open_invitations() -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    found = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=time.now())
    return found.select_related("unit", "by")


def unanswered() -> QuerySet[Invitation]:
    """Those that nobody has accepted and nobody has taken back, expired ones too."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).select_related("unit", "by")


@transaction.atomic
def accept(token: str, *, name: str, password: str) -> Staff:
    """The invited person begins to work here, with the role that was meant; recorded. Counts once.

    Raises what `find` raises, Invalid by field, and Refused when whoever invited may no longer give that role.
    """
    held = Invitation.objects.select_for_update().filter(pk=find(token).pk).get()
    if reason := why_ended(held):
        raise Refused(ENDED[reason], code=reason)
    name = one_line(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        sentence = _("Write your name, at most 120 characters.")
        raise Invalid(_("Please look at the marked fields."), fields={"name": sentence})
    check_password(password, Staff(email=held.email, full_name=name))
    require(not Staff.objects.filter(email=held.email).exists(), ENDED["accepted"], code="accepted")
    staff = Staff.objects.create_user(held.email, password, full_name=name, language=held.language)
    try:
        appoint(staff, unit=held.unit, role=held.role, by=held.by)
    except Forbidden as problem:
        sentence = _("Whoever invited you may no longer give this role. Ask an administrator for a new invitation.")
        raise Refused(sentence, code="inviter") from problem
    Invitation.objects.filter(pk=held.pk).update(accepted_at=time.now(), staff=staff)
    record("invitation_accepted", held, by=staff)
    return staff


def _may_invite(by: Staff, unit: Unit) -> None:
    if not standing_of(by).has(Role.ADMIN, unit):
        raise Forbidden(_("Only an administrator of this unit may invite people to it."))


def _send(invitation: Invitation, token: str, base: str) -> Sent:
    link = f"{(settings.BASE_URL or base).rstrip('/')}/desk/invitation/{token}/"
    mailed = leaves()
    if mailed:
        with override(invitation.language):
            organisation = profile().name(invitation.language) or "Tanggap"
            subject = gettext("Invitation to handle complaints at %(organisation)s") % {"organisation": organisation}
            body = _letter(invitation, organisation, link)
        # The link opens an account: it lies sealed, like everything that opens something.
        queue_mail(invitation.email, subject, body, language=invitation.language, key=DataKey.make())
    return Sent(invitation, link, mailed)


def _letter(invitation: Invitation, organisation: str, link: str) -> str:
    name = invitation.full_name
    greeting = gettext("Dear %(name)s,") % {"name": name} if name else gettext("Good day,")
    said = gettext("%(by)s invites you to work on complaints at %(organisation)s, as %(role)s in %(unit)s.") % {
        "by": invitation.by.display_name, "organisation": organisation,
        "role": Role(invitation.role).label, "unit": invitation.unit.name,
    }  # fmt: skip
    how = gettext("Open this link, write your name and choose a password:")
    until = gettext("The link counts once and is good for seven days. If you did not expect it, delete this letter.")
    return "\n\n".join([greeting, said, f"{how}\n{link}", until])
