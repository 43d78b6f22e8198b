"""The letters of the demo: a dozen in every state, each with a page that is drawn here, and answers for the post."""

import io
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tanggap.cases import access
from tanggap.casework.arrivals import Words
from tanggap.casework.converse import reply
from tanggap.casework.letter_becomes import record_letter
from tanggap.casework.letters_in import OnPaper, letters_seen_by, register_letter
from tanggap.casework.letters_out import came_back, mark_posted, papers, to_post
from tanggap.casework.letters_sorted import NOTHING, Disposition, correct_letter, letter_answered, pass_letter
from tanggap.casework.letters_sorted import refuse_letter as not_for_us
from tanggap.casework.sweep import ring_due
from tanggap.channels.models import Letter
from tanggap.cli.demo.timeline import A_SECOND
from tanggap.clocks.models import Clock, ClockState
from tanggap.core import files, time
from tanggap.core.glyphs import FONTS
from tanggap.people import vault
from tanggap.people.models import Staff, Unit
from tanggap.reading.language import language_of

PAPER, INK = (1240, 1754), 34  # A4 at 150 dots an inch
MARGIN = 130


def come_in(desk: Staff, until: datetime) -> None:
    """Stamped and sorted in the order in which it happened; what was due in between has rung."""
    content = tomllib.loads((Path(__file__).parent / "papers.toml").read_text(encoding="utf-8"))
    moments: list[tuple[datetime, int, bool]] = []
    for number, told in enumerate(content["letters"]):
        stamped = until - timedelta(hours=told["hours"])
        moments.append((stamped + timedelta(minutes=6), number, False))
        moments.append((min(stamped + timedelta(hours=3), until), number, True))
    letters: dict[int, Letter] = {}
    for at, number, registered in sorted(moments):
        told = content["letters"][number]
        _ring_until(at)
        with time.travel(at):
            if registered:
                _sorted(letters[number], told, desk)
            else:
                letters[number] = _registered(told, until - timedelta(hours=told["hours"]), desk)
    _ring_until(until)
    with time.travel(until):
        _post(desk)


def _ring_until(at: datetime) -> None:
    """Each clock in its own minute. All else of the demo has rung by now."""
    due = Clock.objects.filter(state=ClockState.RUNNING, ring_at__lt=at - A_SECOND).order_by("ring_at")
    while (moment := due.values_list("ring_at", flat=True).first()) is not None:
        with time.travel(moment + A_SECOND):
            if not ring_due():
                break


def _registered(told: dict[str, Any], stamped: datetime, desk: Staff) -> Letter:
    page = files.take_in(drawn(told), f"{told['subject'][:40]}.png")
    paper = OnPaper(
        received_at=stamped, delivery=told.get("delivery", "post"), sender=told["sender"], address=told["address"],
        own_number=told.get("own_number", ""), dated_on=time.local(stamped).date() - timedelta(days=3),
        subject=told["subject"],
    )  # fmt: skip
    return register_letter(paper, [page], by=desk)


def _sorted(letter: Letter, told: dict[str, Any], desk: Staff) -> None:
    """What became of it, the way the sorting desk does it."""
    became = told.get("became", "waits")
    if became == "waits":
        return
    letter = correct_letter(letter, sender=told["sender"], address=told["address"], subject=told["subject"],
                            text=told["body"], by=desk)  # fmt: skip
    if became in ("complaint", "contact", "replied"):
        words = Words(
            body=told["body"], title=told["subject"], medium="letter", entered_by="desk",
            complainant=vault.contact(name=told["sender"], post=told["address"]), received_at=letter.received_at,
            source=letter.key, kind="contact" if "contact" in told else "complaint", contact=told.get("contact", ""),
            language=language_of(told["body"]),
        )  # fmt: skip
        receipt = record_letter(words, NOTHING, by=desk)
        if became == "replied":
            reply(access.get_case(desk, receipt.reference), text=told["answer"], by=desk)
    elif became == "not_for_us":
        not_for_us(letter, reason=told["instruction"], by=desk)
    else:
        unit = Unit.objects.filter(code="service").first() or desk.posts.all()[0].unit
        pass_letter(letter, Disposition(unit=unit, instruction=told["instruction"]), by=desk)
        if became == "answered":
            letter_answered(letters_seen_by(desk).get(pk=letter.pk), by=desk)


def _post(desk: Staff) -> None:
    """The oldest have been posted, one of them has come back; the others wait for somebody to print them."""
    waiting = papers(list(to_post(desk)), by=desk)
    for number, paper in enumerate(waiting[:3]):
        mark_posted(paper, on=time.today(), registered_number=f"RR-55501{number}" if number else "", by=desk)
    if len(waiting) > 2:
        came_back(waiting[1], on=time.today(), why="Tidak dikenal di alamat ini", by=desk)


def drawn(told: dict[str, Any]) -> bytes:
    """The page as a scanner would see it."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(sorted(FONTS.rglob("*.ttf"))[0]), INK)
    sheet = Image.new("L", PAPER, 252)
    pen = ImageDraw.Draw(sheet)
    lines = [told["sender"], *told["address"].split("\n"), "", f"Perihal: {told['subject']}", ""]
    width = PAPER[0] - 2 * MARGIN
    for part in told["body"].split("\n"):
        line = ""
        for word in part.split():
            if line and pen.textlength(f"{line} {word}", font=font) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines += [line, ""]
    lines += ["Hormat saya,", "", told["sender"]]
    pen.multiline_text((MARGIN, MARGIN), "\n".join(lines), fill=40, font=font, spacing=18)
    out = io.BytesIO()
    sheet.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()
