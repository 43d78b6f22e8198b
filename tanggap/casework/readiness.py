"""Whether an organisation is ready for its first complaint: what is done, what is missing, what can wait."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.cases.models import Case
from tanggap.casework import close, drafting
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.invitations import open_invitations
from tanggap.casework.organisation import may_administer, row_of
from tanggap.casework.receive import receive
from tanggap.channels.mailboxes import incoming, leaves
from tanggap.clocks.changes import filled_in
from tanggap.core import time
from tanggap.core.errors import require
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.people.models import Organisation, Post, Role, Staff
from tanggap.people.organisation import profile
from tanggap.sop.models import Edition

DONE, MISSING, CAN_WAIT = "ok", "pending", "warn"


@dataclass(frozen=True)
class Item:
    """One line of the list: how it stands, in words, and where it is done."""

    code: str
    state: str
    words: Any
    href: str = ""


def checklist() -> list[Item]:
    """Everything that a first complaint needs, in the order of the setting up."""
    in_force = Edition.objects.filter(state=Edition.State.PUBLISHED).exists()
    held = set(Post.objects.in_force().filter(staff__is_active=True).values_list("role", flat=True))
    asked = set(open_invitations().values_list("role", flat=True))
    year = time.today().year
    return [
        _line("organisation", profile().own and "organisation" in _steps(), _("The organisation has said who it is"),
              _("Say who the organisation is and how people reach it"), "/desk/setup/organisation/"),
        _line("sop", in_force, _("A procedure is in force"), _("Choose the procedure"), "/desk/setup/sop/"),
        *_wording(in_force),
        *_people(held, asked),
        _line("mail_out", leaves(), _("Letters leave by email"),
              _("Letters do not leave yet: complainants get no acknowledgement by email"), "/desk/setup/mailbox/",
              can_wait=True),
        _line("mail_in", bool(incoming()), _("A mailbox is read for complaints"),
              _("No mailbox is read: complaints come by the page and the front desk only"), "/desk/setup/mailbox/",
              can_wait=True),
        _line("holidays", filled_in(year), _("The holidays of this year are filled in"),
              _("Fill in the holidays of this year: promises are counted in working days"), "/desk/calendars/"),
        _line("address", settings.SECURE, _("The page is reached by https, at an address of its own"),
              _("The address is for this machine only. For the public set TANGGAP_BASE_URL to its https address"), "",
              can_wait=True),
        _line("second_factor", _administrators_are_safe(), _("Administrators sign in with a second factor"),
              _("Protect your own account with a second factor"), "/desk/account/", can_wait=True),
    ]  # fmt: skip


def _wording(in_force: bool) -> list[Item]:
    """Categories and letters that came along, or a draft of them that waits."""
    if drafting.open_draft() is not None:
        return [Item("wording", CAN_WAIT, _("A draft of the procedure waits to be published"), "/desk/settings/draft/")]
    own = Edition.objects.filter(state__in=[Edition.State.PUBLISHED, Edition.State.RETIRED]).count() > 1
    line = _line("wording", own, _("Categories and letters are your own"),
                 _("Look through categories and letters: they are those that came along"),
                 "/desk/settings/categories/", can_wait=True)  # fmt: skip
    return [line] if in_force else []


def is_ready(items: list[Item]) -> bool:
    """Whether nothing is missing that cannot wait."""
    return all(item.state != MISSING for item in items)


def is_shown() -> bool:
    """Whether administrators still want the list on their desk. Nobody who was set up otherwise is asked."""
    return Organisation.objects.filter(dismissed_at=None).exists()


def _line(code: str, well: bool, done: Any, missing: Any, href: str, *, can_wait: bool = False) -> Item:
    return Item(code, DONE if well else CAN_WAIT if can_wait else MISSING, done if well else missing, href)


def _people(held: set[str], asked: set[str]) -> list[Item]:
    said = (
        ((Role.FRONTDESK,), _("Somebody receives complaints"), _("Invite somebody to the front desk, who receives")),
        ((Role.OFFICER,), _("Somebody investigates complaints"), _("Invite an officer, who investigates")),
        ((Role.HEAD, Role.MANAGER), _("Somebody decides on solutions"), _("Invite a head of unit, who decides")),
    )
    items = []
    for roles, done, missing in said:
        well, invited = held & set(roles), asked & set(roles)
        waits = _("%(what)s, as soon as the invitation is accepted") % {"what": done}
        items.append(Item(roles[0], DONE if well else CAN_WAIT if invited else MISSING,
                          done if well else waits if invited else missing, "/desk/setup/people/"))  # fmt: skip
    return items


def _steps() -> list[str]:
    return Organisation.objects.values_list("steps", flat=True).first() or []


def _administrators_are_safe() -> bool:
    from allauth.mfa.models import Authenticator

    admins = Staff.objects.filter(is_active=True, posts__in=Post.objects.in_force().filter(role=Role.ADMIN)).distinct()
    return not admins.exclude(pk__in=Authenticator.objects.values("user")).exists()


@transaction.atomic
def try_it_out(*, by: Staff) -> Receipt:
    """A complaint that says of itself that it is a test, from the administrator; recorded. One at a time."""
    may_administer(by)
    require(test_case() is None, _("There is a test complaint already. Take it back first."), code="test_open")
    with override(by.language):
        title = gettext("Test complaint, please ignore")
        body = gettext("This complaint tries out whether everything is set up. Nobody is waiting for an answer to it.")
    sender = vault.contact(name=by.full_name, email=by.email)
    receipt = receive(Words(body=body, title=title, language=by.language, complainant=sender), by=VISITOR)
    row = row_of()
    Organisation.objects.filter(pk=row.pk).update(test_reference=receipt.reference)
    record("setup_tried", row, by=by, reference=receipt.reference)
    return receipt


@transaction.atomic
def take_test_back(*, by: Staff) -> None:
    """The test complaint is withdrawn, as whoever wrote it may do; it stays on file, closed and marked."""
    may_administer(by)
    case = test_case()
    require(case, _("There is no test complaint."), code="no_test")
    if case is not None:
        close.withdraw(case, reason=gettext("It was a test."), by=case.parties.get(role="complainant"))
        Organisation.objects.update(test_reference="")


def test_case() -> Case | None:
    """The open test complaint."""
    reference = Organisation.objects.values_list("test_reference", flat=True).first()
    found = Case.objects.filter(reference=reference).first() if reference else None
    return found if found is not None and found.is_open else None
