"""SOP 4: whoever complains is given a number at once, and those on duty are told."""

from tanggap.cases import letters, notices
from tanggap.cases.case import OnBehalf
from tanggap.cases.models import Notice
from tanggap.casework.arrivals import Arrival, PromisedDate
from tanggap.casework.links import objection_url, track_url
from tanggap.casework.wording import promises_in_words
from tanggap.channels.email import budgets
from tanggap.channels.email.headers import own_id
from tanggap.channels.inbound import read_raw
from tanggap.channels.models import Outbound
from tanggap.channels.wake import wake
from tanggap.clocks.models import Clock
from tanggap.core import limits
from tanggap.core.subject import HasKey, key_of

# Of all that begins to run, what concerns the complainant on the first day.
TOLD = ("first_reply", "resolution")


def promised_dates(arrivals: list[Arrival], clocks: list[Clock]) -> None:
    """Note on each arrival the dates it was promised, for the receipt."""
    by_case: dict[int, list[PromisedDate]] = {}
    for clock in clocks:
        if clock.case_id is not None and clock.kind in TOLD:
            by_case.setdefault(clock.case_id, []).append(PromisedDate(kind=clock.kind, due_at=clock.due_at))
    for arrival in arrivals:
        dates = by_case.get(arrival.case.pk, [])
        arrival.promised = tuple(sorted(dates, key=lambda one: one.due_at))


def acknowledgements(arrivals: list[Arrival]) -> list[Outbound]:
    """The letters to everybody who left an address, to be written; the worker is woken at commit.

    They hold nothing that the complainant wrote (T6).
    """
    made = []
    for arrival in arrivals:
        contact = arrival.words.representative or arrival.words.complainant
        if arrival.words.past is not None or contact is None or not contact.email:
            continue
        if arrival.words.answers_by == "post" and contact.post:
            continue  # they wish it on paper (letters_first.py)
        case, network = arrival.case, arrival.words.network
        # Whoever is at the desk is told whether to count on the letter; machines with a token are not slowed for it.
        asks = network or case.entered_by == "desk"
        used_up = asks and budgets.used_up(contact.email, limits.veil(network) if network else "")
        arrival.mail = "withheld" if used_up else "coming"
        # What came by mail is answered where it came from. Elsewhere nobody has confirmed the address: one letter a
        # day, whoever types it.
        by_mail = case.entered_by == "mail"
        made.append(
            letters.compose(
                case, _first_letter(arrival), to=contact.email, name=contact.name, track_url=track_url(arrival.token),
                budget=Outbound.Budget.LOOP if by_mail else Outbound.Budget.ONCE,
                party_key=arrival.party.key if arrival.party else "",
                tracking_code="" if case.hidden else arrival.code,
                unit=case.receiving_unit.name_en if case.language == "en" else case.receiving_unit.name_id,
                promises=promises_in_words([(one.kind, one.due_at) for one in arrival.promised], case.language),
            )
        )  # fmt: skip
        if by_mail and arrival.words.kept is not None:
            known = arrival.words.message_id
            made[-1].answers = own_id(read_raw(arrival.words.kept)) if known is None else known
        made[-1].network = limits.veil(network) if network else ""
    made += [letter for arrival in arrivals if (letter := _to_the_represented(arrival))]
    if made:
        wake()
    return made


def _first_letter(arrival: Arrival) -> str:
    """Nobody is thanked for a complaint that staff have noticed by themselves (R14)."""
    noticed = arrival.case.on_behalf == OnBehalf.STAFF_NOTICED and "noticed" in arrival.procedure.letters
    return "noticed" if noticed else "acknowledgement"


def _to_the_represented(arrival: Arrival) -> Outbound | None:
    """Whoever somebody speaks for is told so, without any way into the file: their address was typed by another."""
    contact, case = arrival.words.complainant, arrival.case
    if arrival.spokesman is None or arrival.words.past is not None or not contact or not contact.email:
        return None
    if case.hidden:
        return None  # what is kept in confidence is not spoken of to an address that nobody has confirmed
    spoken_by = arrival.words.representative
    if "represented" not in arrival.procedure.letters or (spoken_by and spoken_by.email == contact.email):
        return None
    letter = letters.compose(
        case, "represented", to=contact.email, name=contact.name, track_url="", budget=Outbound.Budget.ONCE,
        party_key=arrival.own.key if arrival.own else "",
        objection_url=objection_url(case, arrival.own.pk) if arrival.own else "",
    )  # fmt: skip
    letter.network = limits.veil(arrival.words.network) if arrival.words.network else ""
    return letter


def notices_of_arrival(arrivals: list[Arrival], *, by: HasKey) -> list[Notice]:
    """For the receiving officer; whoever is called in at once is told by called_at_arrival.py. Not written yet."""
    made = []
    for arrival in arrivals:
        case = arrival.case
        if arrival.words.past is not None:
            continue
        told = [staff for staff, _role in arrival.named if staff.key != key_of(by)]
        shut = {staff.pk for staff in arrival.kept_out}
        made += notices.forge(told, Notice.Kind.ARRIVED, case, kept_out=shut)
    return made
