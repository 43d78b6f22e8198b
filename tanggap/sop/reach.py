"""How people reach the organisation: what its administrators say, or else what the SOP says.

The hours are those of the office's calendar, in words, so that nobody has to keep them twice.
"""

from collections.abc import Mapping, Sequence

from django.core.cache import cache
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.clocks.calendar import default_calendar
from tanggap.people.organisation import profile
from tanggap.sop.parts import Reach
from tanggap.sop.procedure import Procedure
from tanggap.sop.text import LANGUAGES, Text

FRESH_SECONDS = 60
Week = Mapping[str, Sequence[Sequence[str]]]


def reach_of(procedure: Procedure | None) -> Reach:
    """The organisation's own ways to be reached; of that procedure where nobody has said any."""
    about = profile()
    if not (about.phone or about.whatsapp or about.email or about.address):
        return procedure.organisation.contact if procedure else Reach()
    return Reach(
        phone=about.phone or None, whatsapp=about.whatsapp or None, email=about.email or None,
        address=Text(**about.address) if about.address else None,
        hours=cache.get_or_set("office-hours", lambda: hours_in_words(default_calendar().week), FRESH_SECONDS),
    )  # fmt: skip


def hours_in_words(week: Week) -> Text | None:
    """ "Senin sampai Jumat, 08.00 sampai 17.00"; days with the same hours together, breaks left out."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = "; ".join(_days(first, last, spans, language) for first, last, spans in _runs(week))
    return Text(**said) if said["id"] else None


def _runs(week: Week) -> "list[tuple[int, int, tuple[str, str]]]":
    """Neighbouring days that open and close at the same time."""
    runs: list[tuple[int, int, tuple[str, str]]] = []
    for day in range(7):
        if not (spans := week.get(str(day))):
            continue
        hours = (spans[0][0], spans[-1][1])
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    return runs


def _days(first: int, last: int, hours: tuple[str, str], language: str) -> str:
    opens, closes = ((one if one != "00:00" or place == 0 else "24:00") for place, one in enumerate(hours))
    if language == "id":
        opens, closes = opens.replace(":", "."), closes.replace(":", ".")
    words = {"first": WEEKDAYS[first], "last": WEEKDAYS[last], "opens": opens, "closes": closes}
    if first == last:
        return _("%(first)s, %(opens)s to %(closes)s") % words
    return _("%(first)s to %(last)s, %(opens)s to %(closes)s") % words
