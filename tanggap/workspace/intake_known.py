"""What is on file of whoever has this number, address or member number: one line, and the way to what is still open."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tanggap.cases.earlier import MOST, earlier_cases
from tanggap.cases.models import Case
from tanggap.casework.call_log import Line, calls_seen_by, lines
from tanggap.casework.who import likely
from tanggap.core import time
from tanggap.core.errors import Invalid
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition
from tanggap.ui.formatting import capped, year_date
from tanggap.voice.models import Feedback

TYPED = ("phone", "email", "whatsapp", "member_no")
LATELY, MOST_CALLS, MOST_PEOPLE = 365, 3, 3


def known(given: Mapping[str, str], *, by: Staff) -> dict[str, Any]:
    """For the part of the form that shows it; `asked` is whether there was something to look for."""
    if not any(given[name].strip() for name in TYPED):
        return {"asked": False, "open": [], "closed": [], "calls": [], "line": "", "people": [], "given": given}
    phone = given["phone"] or given["whatsapp"]
    calls = calls_of(phone, by=by)
    found = earlier_cases(by, email=given["email"], phone=phone, member_no=given["member_no"])
    return {
        "asked": True, "given": given, "calls": calls, "line": _line(found) if found else "",
        "people": likely(phone=phone, email=given["email"], member_no=given["member_no"], name=given["name"],
                         by=by)[:MOST_PEOPLE],
        "open": [one for one in found if one.is_open], "closed": [one for one in found if not one.is_open],
    }  # fmt: skip


def calls_of(number: str, *, by: Staff) -> list[Line]:
    """The last calls with this number that the reader may see, other than the one that is going on."""
    try:
        tidy = vault.contact(phone=number).phone
    except Invalid:
        return []  # half a number is still being typed
    if not tidy:
        return []
    rows = calls_seen_by(by).filter(digest=vault.digest_of("phone", tidy)).exclude(outcome="")
    return lines(rows.select_related("officer", "data_key").order_by("-started_at", "-pk")[:MOST_CALLS], by=by)


def _line(found: list[Case]) -> str:
    """ "2 complaints in 12 months, the last on 3 September (late delivery, 5 of 5)"."""
    since = time.now() - time.days(LATELY)
    lately = sum(one.received_at >= since for one in found)
    last = found[0]
    count = capped(lately, MOST - 1) if lately == MOST else str(lately)
    words = ngettext("%(count)s complaint in 12 months", "%(count)s complaints in 12 months", lately) % {"count": count}
    about = ", ".join(filter(None, [_category(last), _content(last)]))
    when = _("the last on %(day)s") % {"day": year_date(last.received_at)}
    return f"{words}, {when} ({about})." if about else f"{words}, {when}."


def _category(case: Case) -> str:
    one = current_edition().procedure.categories.get(case.category)
    return one.label.say((get_language() or "id")[:2]).lower() if one else ""


def _content(case: Case) -> str:
    score = Feedback.objects.filter(case=case).order_by("-pk").values_list("outcome_score", flat=True).first()
    return _("satisfied %(score)d of 5") % {"score": score} if score else ""
