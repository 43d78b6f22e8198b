"""The menu that stands beside every page of the settings: one list, in which a new page adds its line.

A page of the settings extends workspace/settings_frame.html and fills its block `settings`. Lines that lead to pages
that do not exist, or that the person may not open, are left out.
"""

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.people.models import Role, Staff
from tanggap.people.standing import roster_now, standing_of

EVERYBODY: tuple[str, ...] = ()
ADMIN = (Role.ADMIN.value,)
# What is kept for the whole organisation is shown to whoever holds the role at its top.
AT_TOP = "{}, at the top"
ADMIN_OF_ALL = (AT_TOP.format(Role.ADMIN.value),)
MANAGER_OF_ALL = (AT_TOP.format(Role.MANAGER.value),)
KEEPERS_OF_ALL = (*ADMIN_OF_ALL, *MANAGER_OF_ALL)
KEEPERS = (Role.ADMIN.value, Role.MANAGER.value)
TRAINERS = (*KEEPERS, Role.HEAD.value, Role.QUALITY.value)
LEARNERS = (*KEEPERS, Role.QUALITY.value)
# Headings with their lines: address, words, icon, who is shown it (nobody named: everybody).
Section = tuple[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]]


def settings_menu(user: Staff, path: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The headings and lines for this person; the line of the page that is open is current."""
    roles = _held(user)
    shown = [
        (heading, [
            {"href": href, "words": words, "icon": icon, "current": _is_here(href, path)}
            for href, words, icon, who in lines if not who or roles & set(who)
        ])
        for heading, lines in _sections(get_language() or "")
    ]  # fmt: skip
    return [(heading, lines) for heading, lines in shown if lines]


def _held(user: Staff) -> set[str]:
    """The roles of this person; those that hold at the top of the organisation once more, as such."""
    standing = standing_of(user)
    tops = {unit.pk for unit in roster_now().units.values() if unit.parent_id is None}
    return {*standing.roles, *(AT_TOP.format(role) for role, units in standing.units.items() if units & tops)}


def _is_here(href: str, path: str) -> bool:
    # "My settings" is the beginning of all the other addresses.
    return path == href or (href != "/desk/settings/" and path.startswith(href))


@lru_cache
def _sections(_language: str) -> tuple[Section, ...]:
    return (
        (_("About me"), (
            ("/desk/settings/", _("My settings"), "user", EVERYBODY),
            ("/desk/settings/keys/", _("My keys"), "keyboard", EVERYBODY),
            ("/desk/settings/views/", _("Saved views"), "star", EVERYBODY),
        )),
        (_("Organisation"), (
            ("/desk/settings/organisation/", _("Organisation"), "building", ADMIN_OF_ALL),
            ("/desk/settings/appearance/", _("Appearance"), "adjustments-horizontal", ADMIN_OF_ALL),
            ("/desk/settings/units/", _("Units"), "sitemap", ADMIN),
            ("/desk/calendars/", _("Working hours"), "calendar-event", EVERYBODY),
            ("/desk/setup/ready/", _("Setting up"), "list-check", ADMIN_OF_ALL),
        )),
        (_("People"), (
            ("/desk/settings/people/", _("People and invitations"), "users", ADMIN_OF_ALL),
            ("/desk/settings/posts/", _("Posts"), "clipboard-list", ADMIN),
            ("/desk/settings/deputies/", _("Deputies and absences"), "user-check", EVERYBODY),
            ("/desk/settings/roster/", _("Duty roster"), "alarm", KEEPERS_OF_ALL),
            ("/desk/settings/trainings/", _("Trainings"), "school", TRAINERS),
        )),
        (_("Complaints"), (
            ("/desk/settings/queue/", _("Queue and counters"), "walk", KEEPERS),
            ("/desk/settings/mailboxes/", _("Mailboxes"), "mail", ADMIN_OF_ALL),
            ("/desk/settings/categories/", _("Categories"), "tag", KEEPERS_OF_ALL),
            ("/desk/settings/questions/", _("Questions"), "message-question", KEEPERS_OF_ALL),
            ("/desk/settings/letters/", _("Letters"), "file-text", KEEPERS_OF_ALL),
            ("/desk/settings/draft/", _("Draft edition"), "edit", KEEPERS_OF_ALL),
            ("/desk/settings/retention/", _("How long we keep it"), "hourglass", ADMIN_OF_ALL),
            ("/desk/settings/held/", _("What we hold of a person"), "user-question", MANAGER_OF_ALL),
            ("/desk/settings/improvements/", _("You said, we changed"), "speakerphone", LEARNERS),
        )),
    )  # fmt: skip
