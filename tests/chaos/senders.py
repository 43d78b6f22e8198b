"""Those who complain while everything dies: over the API, by the form of the portal, by mail to the mail door.

Each does what every client should: the same once more, until there is an answer.
"""

import hashlib
import http.client
import json
import random
import re
import smtplib
import time
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import urlencode

from bench.load import COMPLAINTS, HOST, TIMEOUT_SECONDS, Client, as_json, complaint
from tests.chaos.ledger import Ledger

AGAIN_SECONDS = 0.15
GIVE_UP_SECONDS = 90
BOX = "keluhan@tirtasagara.example"
CSRF = "c" * 32
LAST, RECEIPT = "/complain/check/", "/complain/done/"
_COOKIE = re.compile(r"(?:__Host-)?form=[^;]+")
_REFERENCE = re.compile(rb"\bK[0-9]{2}-[0-9]{5,}\b")


class Unanswered(RuntimeError):
    """There was an answer, but not the one that ends it; try again."""


class ByApi:
    """One complaint in twenty-five is confidential: those have a key, a slow hash and a sealed answer besides."""

    def __init__(self, number: int, port: int) -> None:
        self.body = as_json(complaint(number, confidential=number % 25 == 0))
        self.head = {"Content-Type": "application/json", "Idempotency-Key": f"chaos-{number:05d}"}
        self.client = Client(port)

    def once(self) -> str:
        """The number that was answered."""
        status, content = self.client.send("POST", COMPLAINTS, self.body, **self.head)
        self.client.close()  # another process may be the one that can answer
        if status != http.client.CREATED:
            raise Unanswered(str(status))
        return json.loads(content)["reference"]


class ByForm:
    """Page by page without script; the cookie is all that the browser has when the server dies between two of them."""

    def __init__(self, number: int, port: int) -> None:
        said = complaint(number)
        who = {**said["complainant"], "on_behalf": "nobody"}
        self.pages = [
            ("/complain/", {"topic": "other"}), ("/complain/story/", {"body": said["body"]}),
            ("/complain/contact/", who), (LAST, {}),
        ]  # fmt: skip
        self.port, self.cookie, self.page = port, "", 0

    def once(self) -> str:
        """As far as it goes; the number that the last page shows."""
        link = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_SECONDS)
        try:
            while self.page < len(self.pages):
                self.fill_in(link, *self.pages[self.page])
                self.page += 1
            link.request("GET", RECEIPT, headers={"Cookie": self.cookie})
            answer = link.getresponse()
            found = _REFERENCE.search(answer.read())
            if answer.status != http.client.OK or found is None:
                raise Unanswered(f"receipt {answer.status}")
            return found[0].decode()
        finally:
            link.close()

    def fill_in(self, link: http.client.HTTPConnection, path: str, fields: dict[str, str]) -> None:
        head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={CSRF}; {self.cookie}"}
        link.request("POST", path, urlencode({**fields, "csrfmiddlewaretoken": CSRF}), head)
        answer = link.getresponse()
        answer.read()
        if answer.status not in (http.client.FOUND, http.client.SEE_OTHER):
            raise Unanswered(f"form {answer.status}")
        if cookie := _COOKIE.search(answer.headers.get("Set-Cookie", "")):
            self.cookie = cookie[0]


class ByMail:
    """As another mail server hands it over: once it has heard “250” it forgets the mail."""

    def __init__(self, number: int, port: int) -> None:
        said, mail = complaint(number), EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = said["complainant"]["email"], BOX, said["subject"]
        mail["Message-ID"] = f"<chaos-{number}@example.org>"
        mail.set_content(said["body"])
        self.sender, self.port = said["complainant"]["email"], port
        self.raw = mail.as_bytes().replace(b"\n", b"\r\n")

    def once(self) -> str:
        """The digest by which the raw row is known, for a mail server is told no number."""
        with smtplib.SMTP(HOST, self.port, timeout=TIMEOUT_SECONDS) as server:
            server.sendmail(self.sender, [BOX], self.raw)
        return hashlib.sha256(self.raw).hexdigest()


DOORS: dict[str, Callable[[int, int], ByApi | ByForm | ByMail]] = {"api": ByApi, "web": ByForm, "mail": ByMail}


def mixed(counts: dict[str, int], *, seed: int) -> list[tuple[str, int]]:
    """Who sends, in a seeded order; each has a number that nobody else has."""
    doors = [door for door, count in counts.items() for _ in range(count)]
    random.Random(seed).shuffle(doors)
    return [(door, number) for number, door in enumerate(doors, start=1)]


def send_until_answered(ledger: Ledger, door: str, number: int, *, port: int) -> None:
    """One complaint by that door. Raises RuntimeError when nobody answers any more."""
    sender, key = DOORS[door](number, port), f"{door}-{number:05d}"
    ledger.sent[door] += 1
    end = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < end and not ledger.given_up:
        ledger.tries[key] += 1
        try:
            return ledger.answered(key, sender.once())
        except (OSError, http.client.HTTPException, smtplib.SMTPException) as problem:
            ledger.refused[_named(problem)] += 1
        except Unanswered as problem:
            ledger.refused[str(problem)] += 1
        time.sleep(AGAIN_SECONDS)
    ledger.given_up = True
    raise RuntimeError(f"{key} was never answered")


def _named(problem: Exception) -> str:
    """Of a mail server its code, of everything else its kind."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "mail " + ", ".join(sorted({str(code) for code, _said in problem.recipients.values()}))
    code = getattr(problem, "smtp_code", None)
    return f"mail {code}" if code and code > 0 else type(problem).__name__
