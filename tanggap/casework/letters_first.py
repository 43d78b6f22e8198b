"""What a letter is owed first: to be sorted within a working day, and a receipt on paper (R8, R10, R15)."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.audit import trail
from tanggap.cases import letters
from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_of
from tanggap.casework.directory import directory
from tanggap.casework.promises import told
from tanggap.casework.wording import date_in_words, promises_in_words
from tanggap.channels.models import Letter, Outbound
from tanggap.channels.outbox import make_mail, queue_many
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.subject import split
from tanggap.people import vault
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff, Unit


def acknowledge_on_paper(case: Case) -> None:
    """Thanks, the number, the code and what we promise; for whoever left no email or wishes to be answered on paper."""
    party = letters.spokesperson(case)
    if party is None or party.person_id is None:
        return
    contact = vault.read_by_number(party.person_id)
    if contact.email and party.answers_by not in letters.ON_PAPER:
        return
    unit = case.receiving_unit
    letters.on_paper(
        case, "acknowledgement", contact, unit=unit.name_en if case.language == "en" else unit.name_id,
        tracking_code="", promises=promises_in_words([(one.kind, one.due_at) for one in told(case)], case.language),
    )  # fmt: skip


def receivers(office: Unit) -> list[Staff]:
    """Who is on duty for letters there now (R8)."""
    return list(directory().receivers(office, "letter", time.now()).people)


def ring(clocks: Sequence[Clock]) -> None:
    """Letters that nobody has sorted within a working day: whoever is on duty for letters hears of it."""
    late = [split(clock.subject)[1] for clock in clocks if clock.kind == "letter_sorting"
            and "broken" in {one.name for one in clock.rings}]  # fmt: skip
    if not late:
        return
    waiting = Letter.objects.filter(pk__in=late, state=Letter.State.REGISTERED).select_related("office")
    known = directory()
    duty = known.unit(known.edition.procedure.duty("letter"))
    mails: list[Outbound] = []
    for letter in waiting.order_by("received_at"):
        people = receivers(letter.office) or receivers(duty)
        trail.record("letter_unsorted", letter, by=WORKER, told=[one.key for one in people])
        mails += [_reminder(letter, one) for one in people]
        tell_of(people, Notice.Kind.LETTER_LATE, letter.key)
    queue_many(mails)


def _reminder(letter: Letter, staff: Staff) -> Outbound:
    """Number and stamp, nothing that stands in the letter."""
    with override(staff.language):
        subject = _("Letter %(agenda)s waits to be sorted") % {"agenda": letter.agenda}
        body = _(
            "The letter with agenda number %(agenda)s arrived on %(when)s and has not been sorted within a working day."
        ) % {"agenda": letter.agenda, "when": date_in_words(letter.received_at, staff.language)}
        where = f"{settings.BASE_URL}/desk/letters/{letter.pk}/"
    return make_mail(staff.email, subject, f"{body}\n\n{where}", language=staff.language)
