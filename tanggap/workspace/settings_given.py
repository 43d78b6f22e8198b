"""What a form of the settings sent, read without trust; and what its page needs when it comes back with mistakes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tanggap.casework.directory import AT_WORK
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.people.models import Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import roster_now

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


def typed(request: HttpRequest, name: str) -> str:
    """One value as it was typed, without NUL."""
    return request.POST.get(name, "").replace("\0", "")


def several(request: HttpRequest, name: str) -> list[str]:
    """All values of that name."""
    return [value.replace("\0", "") for value in request.POST.getlist(name)]


def filled(request: HttpRequest, names: Sequence[str], start: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show: what was typed, or else how it begins; empty for what nothing is said of."""
    if request.method == "POST":
        return {name: typed(request, name) for name in names}
    return {name: start.get(name, "") for name in names}


def number_of(value: str) -> int:
    """A number that a page gave itself to send back; 0, which nothing has, for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def version_of(request: HttpRequest) -> int:
    """The version that the page was made from."""
    return number_of(typed(request, "version"))


def a_date(request: HttpRequest, name: str, problems: dict[str, Any]) -> date | None:
    """The date of that field; None when it is empty. What cannot be read becomes a sentence in `problems`."""
    value = typed(request, name).strip()
    try:
        day = date.fromisoformat(value) if value else None
    except ValueError:
        day = date.min
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        problems[name] = _("Write the date as day, month and year.")
        return None
    return day


def a_time(request: HttpRequest, name: str, problems: dict[str, Any]) -> time | None:
    """The hour of that field, on the minute; None when it is empty."""
    value = typed(request, name).strip().replace(".", ":")
    try:
        return datetime.strptime(value, "%H:%M").time() if value else None  # noqa: DTZ007 (an hour has no zone)
    except ValueError:
        problems[name] = _("Write the hour like 08:00.")
        return None


def a_person(request: HttpRequest, name: str) -> Staff | None:
    """The member of staff that was chosen; None when nobody was."""
    value = typed(request, name)
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0
    return Staff.objects.filter(pk=number).first()


def a_unit(request: HttpRequest, name: str = "unit") -> Unit | None:
    """The unit that was chosen by its code; None when none was."""
    return Unit.objects.filter(code=typed(request, name)).first()


def open_units() -> list[tuple[str, str]]:
    """Codes and names of the units that are open, indented by how deep they lie."""
    units = roster_now().units.values()
    return [(one.code, "\u2003" * (len(one.line()) - 1) + one.name) for one in units if one.closed_at is None]


def people_options(*, at_work: bool = False, without: Staff | None = None) -> list[tuple[int, str]]:
    """Ids and names of those who work here; `at_work`: with a post that handles complaints."""
    known = roster_now()
    busy = {post.staff_id for post in in_force(known.posts) if post.role in AT_WORK}
    return [
        (one.pk, one.display_name) for one in known.staff.values()
        if one.is_active and (not at_work or one.pk in busy) and (without is None or one.pk != without.pk)
    ]  # fmt: skip


def the_person(pk: int) -> Staff:
    """The member of staff of an address; raises NotFound."""
    found = Staff.objects.filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise NotFound(_("There is nobody with this number."))
    return found


def the_unit(code: str) -> Unit:
    """The unit of an address; raises NotFound."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such unit."))
    return found


def unless(problems: dict[str, Any]) -> None:
    """Raise Invalid when there are problems."""
    if problems:
        raise Invalid(_("Please look at the marked fields."), fields=problems)


def told(problem: TanggapError | None) -> dict[str, Any]:
    """What the page says of the mistake: beside the fields, or above them all."""
    fields = dict(problem.fields) if isinstance(problem, Invalid) else {}
    return {"errors": fields, "general": problem.sentence if problem is not None and not fields else ""}


def status_of(problem: TanggapError | None) -> int:
    return problem.status if problem is not None else 200


def see_other(where: str) -> HttpResponse:
    """On to that page after something was saved."""
    answer = redirect(where)
    answer.status_code = 303
    return answer
