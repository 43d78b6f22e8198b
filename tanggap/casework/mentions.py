"""Colleagues named in a note: @Sri Hartati as people write it, or @ and the address where two are called so (U38)."""

import re

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.people import kept_out_of
from tanggap.core.errors import Invalid
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now

MOST_OFFERED = 8
_ADDRESS = re.compile(r"@([\w.+-]+@[\w.-]+\w)")


def named_in(text: str) -> list[Staff]:
    """Everybody at work whom the text names with an @ before the name or the address."""
    if "@" not in text:
        return []
    low = text.casefold()
    addresses = {found.lower() for found in _ADDRESS.findall(text)}
    staff = [one for one in roster_now().staff.values() if one.is_active]
    return [one for one in staff if one.email.lower() in addresses or _stands_in(low, one.full_name)]


def mentioned(text: str) -> list[Staff]:
    """The same for a note that is being written; raises Invalid where a name does not say which of two is meant."""
    found = named_in(text)
    addresses = {address.lower() for address in _ADDRESS.findall(text)}
    by_name = [one for one in found if one.email.lower() not in addresses]
    names = [one.full_name.casefold() for one in by_name]
    for one in by_name:
        if names.count(one.full_name.casefold()) > 1:
            problem = _("Two colleagues are called %(name)s. Write @ and the address of the one you mean.") % {
                "name": one.full_name
            }
            raise Invalid(problem, fields={"body": problem})
    return found


def whom_to_mention(case: Case, typed: str) -> list[tuple[Staff, str]]:
    """Those whose name fits what was typed after the @, nearest to the case first, with what to write for each.

    Nobody who is kept out of the case is offered.
    """
    roster, out, low = roster_now(), kept_out_of(case), typed.casefold().strip()
    line = set(case.unit.line())
    near = {post.staff_id for post in roster.posts if post.unit_id in line}
    staff = [one for one in roster.staff.values() if one.is_active and one.pk not in out]
    names = [one.full_name.casefold() for one in staff]
    fitting = [one for one in staff if _fits(one.full_name.casefold(), low) or (low and one.email.startswith(low))]
    fitting.sort(key=lambda one: (one.pk not in near, one.full_name))
    return [
        (one, one.full_name if names.count(one.full_name.casefold()) == 1 else one.email)
        for one in fitting[:MOST_OFFERED]
    ]  # fmt: skip


def _fits(name: str, typed: str) -> bool:
    return name.startswith(typed) or f" {typed}" in name


def _stands_in(text: str, name: str) -> bool:
    """Whether @name stands there, not as the beginning of a longer name."""
    wanted = f"@{name.casefold()}"
    begin = text.find(wanted)
    while begin >= 0:
        after = text[begin + len(wanted) : begin + len(wanted) + 1]
        if not after.isalnum():
            return True
        begin = text.find(wanted, begin + 1)
    return False
