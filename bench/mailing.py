"""Mails become complaints: how many a second, from bytes to a file with its number, as the product does it.

Run inside an installation that is served: `python -m bench.mailing COUNT`; prints the rate of each round as JSON.
"""

import argparse
import json
import time
from email.message import EmailMessage
from typing import Any

from bench.figures import Row
from bench.load import complaint
from bench.pages import measure_as, of_rounds
from bench.place import Place, wait_until
from tanggap.cli.command import database, set_up

ROUNDS, COUNT, WARM, WAIT_SECONDS = 5, 500, 20, 120
BUDGET = "≥ 150/s, aim 450/s"
ASIDE, ASIDE_BUDGET = 100_000, "p95 ≤ 20 ms"
_ASIDE = """
INSERT INTO channels_inbound (channel, external_id, raw, sha256, media_type, received_at, state, case_key, attempts,
                              problem)
SELECT 'bench aside', number, mail, sha256(mail), 'message/rfc822', now() - number * interval '0.1 s', 'quarantined',
       '', 1, 'loop' FROM (SELECT %s::bytea AS mail) AS given, generate_series(1, %s) AS number
"""
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
    """Kept one by one, each committed by itself, as the mail door does; read meanwhile by the worker of the place."""
    rates = json.loads(place.run("-m", "bench.mailing", str(COUNT)))["rates"]
    middle = sorted(rates)[len(rates) // 2]
    found = f"{middle:,.0f}/s ({min(rates):,.0f}-{max(rates):,.0f})"
    return Row(f"mail to case, one worker, {size:,} on file", found, BUDGET, {"rate": middle}, {"rate": rates})


def aside_row(place: Place, cookies: str) -> Row:
    """The list of what waits for a person, when very much waits; it is put there past the product, and taken away."""
    with place.database() as database:
        database.execute(_ASIDE, [mail(0), ASIDE])
        database.execute("ANALYZE channels_inbound")
        try:
            found = measure_as(place, "/desk/quarantine/", cookies)
        finally:
            # Nothing points at them; the database would look through all cases for each of them.
            database.execute("SET session_replication_role = replica")
            database.execute("DELETE FROM channels_inbound WHERE channel = 'bench aside'")
    return of_rounds(f"quarantine, {ASIDE:,} waiting", found, ASIDE_BUDGET)


def rates(count: int) -> list[float]:
    """The rate of each round; raises RuntimeError when a mail did not become a complaint."""
    from tanggap.channels.inbound import keep_mail

    start = time.time_ns() // 1_000_000  # never the same mails again
    found = []
    for size in (WARM, *[count] * ROUNDS):
        mails = [mail(start + number) for number in range(size)]
        start += size
        began = time.perf_counter()
        rows = [keep_mail("files", raw, read_here=False)[0] for raw in mails]
        if not wait_until(lambda rows=rows: _on_file(rows) == len(rows), WAIT_SECONDS):
            raise RuntimeError(f"{size - _on_file(rows)} mails of {size} did not become complaints")
        found.append(size / (time.perf_counter() - began))
    return found[1:]


def _on_file(rows: list[Any]) -> int:
    from tanggap.channels.models import Inbound

    return Inbound.objects.filter(pk__in=[row.pk for row in rows], case_key__startswith="case:").count()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    set_up()
    with database():
        print(json.dumps({"rates": rates(given.count)}))


if __name__ == "__main__":
    main()
