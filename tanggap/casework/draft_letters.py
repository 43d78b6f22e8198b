"""Who may agree to a new edition is told when somebody asks for it: by letter, for the bell knows cases only."""

from django.conf import settings
from django.utils.translation import gettext, override

from tanggap.channels.outbox import queue_mail
from tanggap.people.models import Role, Staff
from tanggap.people.organisation import profile
from tanggap.people.standing import post_holders, roster_now
from tanggap.sop.models import Edition

KEEPERS = (Role.ADMIN, Role.MANAGER)


def keepers() -> list[Staff]:
    """Whoever manages or administers the whole organisation, each once."""
    top = [unit for unit in roster_now().units.values() if unit.parent_id is None]
    found = {staff.pk: staff for role in KEEPERS for unit in top for staff in post_holders(role, unit)}
    return list(found.values())


def ask_the_others(held: Edition, *, by: Staff) -> None:
    """Write to each of them but the one who asks, in the language that he or she reads."""
    for staff in keepers():
        if staff.pk == by.pk:
            continue
        with override(staff.language):
            organisation = profile().name(staff.language) or "Tanggap"
            facts = {"by": by.display_name, "number": held.number, "organisation": organisation}
            subject = gettext("Edition %(number)s of the SOP waits for your yes") % facts
            body = _words(held, staff, facts)
        queue_mail(staff.email, subject, body, language=staff.language)


def _words(held: Edition, staff: Staff, facts: dict[str, object]) -> str:
    said = gettext("%(by)s asks that edition %(number)s of the SOP of %(organisation)s be published.") % facts
    how = gettext("A second person has to agree. Here you see what changes, and agree or leave it:")
    parts = [gettext("Dear %(name)s,") % {"name": staff.display_name}, said]
    if held.remark:
        parts.append(gettext("To staff: %(remark)s") % {"remark": held.remark})
    return "\n\n".join([*parts, f"{how}\n{settings.BASE_URL.rstrip('/')}/desk/settings/draft/"])
