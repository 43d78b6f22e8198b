"""Mails become complaints: how many a second, from bytes to a file with its number.

Run inside an installation: `python -m bench.mailing COUNT`; prints the rate of each round as JSON.
"""

import argparse
import json
import time
from email.message import EmailMessage

from bench.figures import Row
from bench.load import complaint
from bench.place import Place
from tanggap.cli.command import database, set_up

ROUNDS, COUNT, WARM = 5, 200, 20
BUDGET = "≥ 150/s, aim 450/s"
PICTURE = bytes(range(256)) * 8


def mail(number: int) -> bytes:
    """As a mail program sends it: text and HTML; every tenth brings a file."""
    said = complaint(number)
    message = EmailMessage()
    message["From"] = f"{said['complainant']['name']} <{said['complainant']['email']}>"
    message["To"], message["Subject"] = "keluhan@tirtasagara.example", said["subject"]
    message["Message-ID"] = f"<bench-{number}@example.org>"
    message.set_content(said["body"])
    message.add_alternative(f"<html><body><p>{said['body']}</p></body></html>", subtype="html")
    if number % 10 == 0:
        message.add_attachment(PICTURE, maintype="application", subtype="octet-stream", filename="catatan.bin")
    return message.as_bytes()


def mail_row(place: Place, size: int) -> Row:
    """One reader, one mail after the other, each in transactions of its own."""
    rates = json.loads(place.run("-m", "bench.mailing", str(COUNT)))["rates"]
    middle = sorted(rates)[len(rates) // 2]
    found = f"{middle:,.0f}/s ({min(rates):,.0f}-{max(rates):,.0f})"
    return Row(f"mail to case, one reader, {size:,} on file", found, BUDGET, {"rate": middle}, {"rate": rates})


def rates(count: int) -> list[float]:
    """The rate of each round; raises RuntimeError when a mail did not become a complaint."""
    from tanggap.casework.read_mail import take_mail

    start = time.time_ns() // 1_000_000  # never the same mails again
    found = []
    for size in (WARM, *[count] * ROUNDS):
        mails = [mail(start + number) for number in range(size)]
        start += size
        began = time.perf_counter()
        readings = [take_mail(raw) for raw in mails]
        found.append(size / (time.perf_counter() - began))
        if lost := [one for one in readings if not one.reference]:
            raise RuntimeError(f"{len(lost)} mails did not become complaints, as {lost[0]}")
    return found[1:]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    set_up()
    with database():
        print(json.dumps({"rates": rates(given.count)}))


if __name__ == "__main__":
    main()
