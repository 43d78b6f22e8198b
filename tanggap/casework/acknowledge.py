"""SOP 4: whoever complains is given a number at once, and those on duty are told."""

from tanggap.cases import letters
from tanggap.cases.models import Notice
from tanggap.cases.notices import tell_staff
from tanggap.casework.arrivals import Arrival, PromisedDate
from tanggap.casework.links import track_url
from tanggap.casework.wording import promises_in_words
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import queue_many
from tanggap.clocks.models import Clock
from tanggap.core.subject import HasKey, key_of
from tanggap.people.standing import heads_of


def promised_dates(arrivals: list[Arrival], clocks: list[Clock]) -> None:
    """Note on each arrival the dates it was promised, for the receipt."""
    by_case: dict[int, list[PromisedDate]] = {}
    for clock in clocks:
        if clock.case_id is not None and clock.kind != "acknowledge":
            by_case.setdefault(clock.case_id, []).append(PromisedDate(kind=clock.kind, due_at=clock.due_at))
    for arrival in arrivals:
        dates = by_case.get(arrival.case.pk, [])
        arrival.promised = tuple(sorted(dates, key=lambda one: one.due_at))


def acknowledge(arrivals: list[Arrival]) -> None:
    """Queue the acknowledgement to everybody who left an address. It holds nothing that the complainant wrote (T6)."""
    made = []
    for arrival in arrivals:
        contact = arrival.words.representative or arrival.words.complainant
        if arrival.words.past is not None or contact is None or not contact.email:
            continue
        case = arrival.case
        # Nobody has confirmed the address: one letter a day, whoever types it.
        made.append(
            letters.compose(
                case, "acknowledgement", to=contact.email, name=contact.name, track_url=track_url(arrival.token),
                budget=Outbound.Budget.ONCE,
                tracking_code="" if case.hidden else arrival.code,
                unit=case.receiving_unit.name_en if case.language == "en" else case.receiving_unit.name_id,
                promises=promises_in_words([(one.kind, one.due_at) for one in arrival.promised], case.language),
            )
        )  # fmt: skip
    if made:
        queue_many(made)


def tell_the_duty(arrivals: list[Arrival], *, by: HasKey) -> None:
    """A notice for the receiving officer, and at once for somebody with authority when the contact was very angry."""
    for arrival in arrivals:
        case = arrival.case
        if arrival.words.past is not None:
            continue
        told = [staff for staff, _role in arrival.named if staff.key != key_of(by)]
        tell_staff(told, Notice.Kind.ARRIVED, case)
        if case.temperature == "very_angry":
            tell_staff(heads_of(case.unit), Notice.Kind.VERY_ANGRY, case)
