"""Somebody leaves, comes back, or cannot sign in any more: each with what it takes along, and recorded."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework import handing_on
from tanggap.casework.first_steps import check_password
from tanggap.casework.posts_kept import Meaning, meaning_of_ending, meaning_of_load
from tanggap.channels.mailboxes import leaves
from tanggap.channels.outbox import queue_mail
from tanggap.core import secrets, time
from tanggap.core.errors import Forbidden, NotFound, Refused, require
from tanggap.core.keys import DataKey
from tanggap.people import posts
from tanggap.people.models import Deputy, Duty, Renewal, Role, Staff
from tanggap.people.organisation import profile
from tanggap.people.standing import standing_of

LASTS = timedelta(days=2)
NOT_YOU = _("Only an administrator of all units where this person has a post may do this, and nobody for themselves.")
ENDED = _("This link has been used or has expired. Ask an administrator for a new one.")


@dataclass(frozen=True)
class Renewed:
    """A link on its way; it is shown to the administrator where no mail leaves, and never again."""

    link: str
    mailed: bool


def may_keep(by: Staff, staff: Staff) -> bool:
    """Administrators of all places where this person has a post, and nobody for himself or herself."""
    administered = standing_of(by).units_of(Role.ADMIN)
    held = set(staff.posts.in_force().values_list("unit_id", flat=True))
    return by.pk != staff.pk and bool(administered) and held <= administered


@transaction.atomic
def let_go(staff: Staff, *, to: Staff | None, by: Staff) -> int:
    """Nobody signs in as this person any more; what was open goes to `to`. How many complaints that were.

    Whoever stood in through this person stops, and the duty roster forgets the name; posts stay as history.
    """
    require(staff.is_active, _("This person has left already."), code="already_done")
    _see_keeper(by, staff)
    handing_on.must_be_handed_on(handing_on.load_of(staff), to, giver=staff)
    moved = handing_on.hand_person_on(staff, to=to, by=by)
    moment = time.now()
    running = Q(until=None) | Q(until__gt=moment)
    for row in Deputy.objects.filter(running, Q(of=staff) | Q(by=staff)):
        Deputy.objects.filter(pk=row.pk).update(until=max(moment, row.since))
    Duty.objects.filter(staff=staff, removed_at=None).update(removed_at=moment)
    posts.deactivate(staff, by=by)
    return moved


@transaction.atomic
def take_back(staff: Staff, *, by: Staff) -> None:
    """This person may sign in again, with the posts still in force."""
    _see_keeper(by, staff)
    require(not staff.is_active, _("This person works here already."), code="already_done")
    posts.activate(staff, by=by)


def meaning_of_leaving(staff: Staff) -> list[Meaning]:
    """What it would mean if this person left, the most serious first."""
    held = staff.posts.in_force().select_related("staff", "unit")
    found = meaning_of_load(handing_on.load_of(staff))
    said = {str(one.sentence) for one in found}
    for post in held:
        for one in meaning_of_ending(post):
            if one.look in {"bad", "warn"} and str(one.sentence) not in said:
                said.add(str(one.sentence))
                found.append(one)
    return sorted(found, key=lambda one: ("bad", "warn", "ok", "").index(one.look))


@transaction.atomic
def renew(staff: Staff, *, base: str, by: Staff) -> Renewed:
    """The old password and every session end now; a link by mail lets this person choose a new one. Recorded.

    `base` is the address of this installation as `by` sees it, for where BASE_URL is not set.
    """
    _see_keeper(by, staff)
    require(staff.is_active, _("This person has left. Let him or her sign in again first."), code="left")
    token, moment = secrets.token(), time.now()
    Renewal.objects.filter(staff=staff, used_at=None).update(used_at=moment)
    made = Renewal.objects.create(
        staff=staff, digest=secrets.digest(token), by=by, created_at=moment, expires_at=moment + LASTS
    )
    staff.set_unusable_password()
    staff.save(update_fields=["password"])
    posts.end_sessions(staff)
    record("sign_in_renewed", staff, by=by, renewal=made.key)
    link = f"{(settings.BASE_URL or base).rstrip('/')}/desk/renew/{token}/"
    mailed = leaves()
    if mailed:
        with override(staff.language):
            organisation = profile().name(staff.language) or "Tanggap"
            subject = gettext("A new password for %(organisation)s") % {"organisation": organisation}
            body = _letter(staff, by, link)
        # The link opens an account: it lies sealed, like everything that opens something.
        queue_mail(staff.email, subject, body, language=staff.language, key=DataKey.make())
    return Renewed(link, mailed)


def find(token: str) -> Renewal:
    """The renewal of that link; NotFound for what nobody sent, Refused for one that counts no more."""
    found = Renewal.objects.select_related("staff", "by").filter(digest=secrets.digest(token)).first()
    if found is None:
        raise NotFound(_("There is no such link."))
    if found.used_at is not None or found.expires_at <= time.now() or not found.staff.is_active:
        raise Refused(ENDED, code="ended")
    return found


@transaction.atomic
def choose_password(token: str, password: str) -> Staff:
    """The new password counts; the second factor that may be lost is gone. Raises what `find` raises, Invalid."""
    held = Renewal.objects.select_for_update(of=("self",)).select_related("staff").get(pk=find(token).pk)
    require(held.used_at is None, ENDED, code="ended")
    staff = held.staff
    check_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    Authenticator.objects.filter(user=staff).delete()
    Renewal.objects.filter(pk=held.pk).update(used_at=time.now())
    posts.end_sessions(staff)
    record("password_renewed", staff, by=staff)
    return Staff.objects.get(pk=staff.pk)


def _see_keeper(by: Staff, staff: Staff) -> None:
    if not may_keep(by, staff):
        raise Forbidden(NOT_YOU)


def _letter(staff: Staff, by: Staff, link: str) -> str:
    facts: dict[str, Any] = {"name": staff.display_name, "by": by.display_name}
    greeting = gettext("Dear %(name)s,") % facts
    said = gettext("%(by)s has renewed your sign-in. Your old password and your second factor count no more.") % facts
    how = gettext("Open this link and choose a new password:")
    until = gettext("The link counts once and is good for two days. If you did not ask for it, tell your office.")
    return "\n\n".join([greeting, said, f"{how}\n{link}", until])
