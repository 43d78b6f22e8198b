"""An appointment as calendars read it (RFC 5545): one event in UTC with who is invited; new, changed, or called off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

OCTETS = 75
REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """`uid` stays the same for life, `sequence` rises with every change. People are (name, address)."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    stamp: datetime
    summary: str
    description: str = ""
    location: str = ""
    organizer: tuple[str, str]
    people: Sequence[tuple[str, str]] = ()


def written(one: Appointment, *, method: str = REQUEST) -> str:
    """The whole file, lines ending in CR LF; `method` is REQUEST, or CANCEL to call it off."""
    return "".join(f"{fold(line)}\r\n" for line in _lines(one, method))


def _lines(one: Appointment, method: str) -> Iterable[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Tanggap//Tanggap//EN"
    yield "CALSCALE:GREGORIAN"
    yield f"METHOD:{method}"
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(one.uid)}"
    yield f"SEQUENCE:{one.sequence}"
    yield f"DTSTAMP:{moment(one.stamp)}"
    yield f"DTSTART:{moment(one.starts_at)}"
    yield f"DTEND:{moment(one.starts_at + timedelta(minutes=one.minutes))}"
    yield f"SUMMARY:{escape(one.summary)}"
    if one.description:
        yield f"DESCRIPTION:{escape(one.description)}"
    if one.location:
        yield f"LOCATION:{escape(one.location)}"
    yield f"ORGANIZER;CN={parameter(one.organizer[0])}:mailto:{one.organizer[1]}"
    for name, address in one.people:
        yield f"ATTENDEE;CN={parameter(name)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{address}"
    yield f"STATUS:{'CANCELLED' if method == CANCEL else 'CONFIRMED'}"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def moment(at: datetime) -> str:
    """A moment in UTC: 20261130T030000Z."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escape(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line ends are escaped, other signs below a space left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    for plain, meant in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        lines = lines.replace(plain, meant)
    return "".join(sign for sign in lines if sign == "\t" or ord(sign) >= 32 and ord(sign) != 127)


def parameter(text: str) -> str:
    """Text as a parameter, in quotes; a quote in it cannot be escaped, so it becomes an apostrophe."""
    return '"' + "".join("'" if sign == '"' else sign for sign in text if ord(sign) >= 32 and ord(sign) != 127) + '"'


def fold(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first after a space; no character is cut in two."""
    pieces, piece, octets = [], "", 0
    for sign in line:
        weight = len(sign.encode())
        if octets + weight > OCTETS:
            pieces.append(piece)
            piece, octets = "", 1  # the space before it counts
        piece += sign
        octets += weight
    return "\r\n ".join([*pieces, piece])
