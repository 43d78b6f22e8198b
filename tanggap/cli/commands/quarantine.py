"""Messages that could not be read as a complaint: list them, look at one, read again, put on a complaint, discard."""

import argparse
import sys

from tanggap.cli.command import Need

NEEDS = Need.DATABASE
LIST_MOST = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    names = "list|show|read-again|assign|take-off|discard|bring-back"
    acts = parser.add_subparsers(dest="act", required=True, metavar=names)
    listed = acts.add_parser("list", help="what waits, the newest first")
    listed.add_argument("--refused", action="store_true", help="what no person wrote, instead")
    show = acts.add_parser("show", help="one message as a person reads it")
    show.add_argument("--raw", action="store_true", help="its bytes as they arrived")
    again = acts.add_parser("read-again", help="read one again, or all, after something was mended")
    again.add_argument("--all", action="store_true", help="everything that waits")
    assign = acts.add_parser("assign", help="put it on the complaint REFERENCE, as the complainant's words")
    off = acts.add_parser("take-off", help="it was put on the wrong complaint; it leaves that file and waits again")
    discard = acts.add_parser("discard", help="nothing is to be done with it; it is kept")
    back = acts.add_parser("bring-back", help="let it wait again")
    for one in (show, assign, off, discard, back):
        one.add_argument("id", type=int, metavar="ID")
    again.add_argument("id", type=int, metavar="ID", nargs="?")
    assign.add_argument("reference", metavar="REFERENCE")
    discard.add_argument("--reason", required=True, metavar="WHY")
    for one in (assign, off, discard, back, again, show):
        one.add_argument("--as", dest="email", default="", metavar="EMAIL", help="which member of staff does it")


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    with override("en"):
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    from tanggap.casework import quarantine as story
    from tanggap.core.errors import Refused

    if given.act == "list":
        state = story.REFUSED if given.refused else story.WAITING
        for row in story.messages_in(state).order_by("-received_at", "-pk")[:LIST_MOST]:
            one = story.brief(row)
            print(f"{row.pk}\t{row.received_at:%Y-%m-%d %H:%M}\t{one.sender or '-'}\t{one.subject or '-'}\t{one.why}")
        return 0
    if given.act == "read-again" and (given.all or given.id is None):
        if not given.all:
            raise Refused("Name a message, or say --all.")
        return _all_again(given)
    by = _staff(given.email)
    row = story.find(given.id, by=by)
    if given.act == "show":
        return _show(row, given.raw, by)
    if given.act == "read-again":
        reading = story.read_again(row, by=by)
        print(reading.reference or f"{reading.state}: {story.problems.explain(reading.problem)}")
    elif given.act == "assign":
        _assign(row, given.reference, by)
    elif given.act == "take-off":
        story.take_off(row, by=by)
    elif given.act == "discard":
        story.discard(row, given.reason, by=by)
    else:
        story.bring_back(row, by=by)
    return 0


def _all_again(given: argparse.Namespace) -> int:
    from tanggap.casework import quarantine as story

    by = _staff(given.email)
    for number in list(story.messages_in(story.WAITING).order_by("received_at").values_list("pk", flat=True)):
        reading = story.read_again(story.find(number, by=by), by=by)
        print(f"{number}\t{reading.reference or reading.state}")
    return 0


def _show(row: object, raw: bool, by: object) -> int:
    from tanggap.casework import quarantine as story
    from tanggap.channels import inbound
    from tanggap.channels.models import Inbound

    assert isinstance(row, Inbound)
    if raw:
        sys.stdout.buffer.write(inbound.read_raw(row))
        return 0
    seen = story.look_into(row, by=by)  # type: ignore[arg-type]
    print(f"From:    {seen.name} <{seen.sender}>\nSubject: {seen.subject}\nWhy:     {seen.why}\n\n{seen.text}")
    for name, size in seen.files:
        print(f"File:    {name} ({size} bytes)")
    return 0


def _assign(row: object, reference: str, by: object) -> None:
    from tanggap.cases import access
    from tanggap.casework import quarantine as story
    from tanggap.core.errors import Refused

    case = access.get_case(by, reference)  # type: ignore[arg-type]
    party = case.parties.filter(role="complainant", may_answer=True).first()
    if party is None:
        raise Refused("The complainant of this complaint cannot be heard.")
    story.put_on(row, case, party, by=by)  # type: ignore[arg-type]


def _staff(email: str) -> object:
    """Whoever is named, else the first who looks after these messages."""
    from tanggap.casework.quarantine import looks_after
    from tanggap.core.errors import NotFound
    from tanggap.people.models import Staff

    people = Staff.objects.filter(is_active=True).order_by("pk")
    found = people.filter(email=email.lower()).first() if email else next(filter(looks_after, people), None)
    if found is None:
        raise NotFound("There is no such member of staff, or nobody yet who looks after messages.")
    return found
