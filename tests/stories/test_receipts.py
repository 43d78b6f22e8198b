"""Whoever complains has a receipt at once, by every door in its own way: thanks, number, code, dates, own language."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework.arrivals import Past, Words
from tanggap.casework.letters_in import OnPaper, register_letter
from tanggap.casework.read_mail import take_mail
from tanggap.casework.receive import receive_many
from tanggap.casework.wording import day_in_words
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock
from tanggap.core import secrets, time
from tanggap.people.actors import WORKER
from tests import sagara as world
from tests.api.machines import Machine
from tests.portal.filling import ANSWERS, fill, send
from tests.sagara import ALICE, STORY, Sagara
from tests.stories.test_mail import mail
from tests.workspace.browsing import Desk

ENGLISH = "Two deliveries in a row smelled of plastic, so that I could not cook for the order on Tuesday. Please help."
ADDRESS = "Jalan Kenanga 12\nDepok 16431"
THANKS = {"id": "Terima kasih", "en": "Thank you"}


def by_web(language: str, sagara: Sagara, **contact: str) -> str:
    client = Client(headers={"accept-language": language})
    fill(client, story={"body": ENGLISH if language == "en" else STORY}, contact={**ANSWERS["contact/"], **contact})
    send(client)
    return client.get("/complain/done/").content.decode() + client.get("/complain/done/receipt/").content.decode()


def by_api(language: str, sagara: Sagara) -> str:
    said = {"body": STORY, "complainant": {"name": "Alice", "email": "alice@example.org"}, "language": language}
    answer = Machine(language=language).post("/complaints", said)
    assert answer.status_code == 201, answer.content.decode()
    return answer.content.decode()


def by_mail(language: str, sagara: Sagara) -> str:
    take_mail(mail(ENGLISH if language == "en" else STORY))
    return ""


def at_the_desk(**given: str) -> Callable[[str, Sagara], str]:
    def record(language: str, sagara: Sagara) -> str:
        said = {
            "nonce": secrets.token(), "name": "Alice Rahmawati", "body": STORY, "severity": "medium",
            "temperature": "calm", "category": "taste_or_smell", "language": language, **given,
        }  # fmt: skip
        # The desk is in the other language: what is handed over must not be.
        answer = Desk(sagara.fitri, "id" if language == "en" else "en").client.post("/desk/new/", said)
        assert answer.status_code == 200, re.sub(r"<[^>]+>", " ", answer.content.decode())[:2000]
        return answer.content.decode().partition('<div class="paper-only">')[2]

    return record


def by_letter(language: str, sagara: Sagara) -> str:
    letter = register_letter(OnPaper(received_at=time.now()), by=sagara.fitri)
    said = {"version": "1", "sender": "Alice Rahmawati", "address": ADDRESS, "subject": "Air berbau", "text": STORY,
            "what": "complaint", "category": "taste_or_smell", "language": language}  # fmt: skip
    answer = Desk(sagara.fitri).client.post(f"/desk/letters/{letter.pk}/sort/", said)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return ""


def by_somebody_else(language: str, sagara: Sagara) -> str:
    ratna = {"behalf_name": "Ibu Ratna", "behalf_email": "ratna@example.org"}
    return by_web(language, sagara, on_behalf="representative", **ratna)


PHONE = {"medium": "phone", "phone": "0812-1111-2222"}
# The door; what is shown at once has: thanks, the code, the dates; how many letters go out, by which way.
DOORS: dict[str, tuple[Callable[[str, Sagara], str], str, tuple[str, ...]]] = {
    "web": (by_web, "thanks code dates", ("mail",)),
    "api": (by_api, "code", ("mail",)),
    "mail": (by_mail, "", ("mail",)),
    "phone with an address": (at_the_desk(**PHONE, email="alice@example.org"), "thanks code dates", ("mail",)),
    "phone": (at_the_desk(**PHONE), "thanks code dates", ()),
    "walk-in": (at_the_desk(medium="walk_in"), "thanks code dates", ()),
    "letter": (by_letter, "", ("letter",)),
    "representative": (by_somebody_else, "thanks code dates", ("mail", "mail")),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_door_gives_a_receipt_at_once(language: str) -> None:
    sagara, wrong = world.build(), []
    for door, (complain, shown_has, ways) in DOORS.items():
        before = Outbound.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        shown = unescape(complain(language, sagara))
        case = Case.objects.latest("pk")
        theirs = Outbound.objects.filter(pk__gt=before, case_key=case.key).exclude(to_address__endswith="@sagara.test")
        wrong += [f"{door}: {what}" for what in _missing(case, language, shown, shown_has, list(theirs), ways)]
    assert wrong == [], wrong


def _missing(case: Case, language: str, shown: str, has: str, letters: list[Outbound], ways: tuple[str, ...]) -> Any:
    if case.language != language:
        yield f"its letters speak {case.language}"
    code = secrets.tracking_code(case.pk, case.code_generation)
    if shown:
        yield from ([] if case.reference in shown else ["no number is shown"])
        yield from ([] if "thanks" not in has or THANKS[language] in shown else ["no thanks are shown"])
        yield from ([] if "code" not in has or code in shown else ["no code is shown"])
        yield from ([] if "dates" not in has or _dated(case, language, shown) else ["no date is shown"])
    if tuple(one.kind for one in letters) != ways:
        yield f"letters went out: {[(one.kind, one.to_address) for one in letters]}"
    if ways:
        first = letters[0]
        yield from ([] if case.reference in first.subject else ["the letter does not name the number"])
        yield from ([] if THANKS[language] in first.body_text else ["the letter does not thank"])
        yield from ([] if "/t/" in first.body_text or code in first.body_text else ["no way in stands in the letter"])
        yield from ([] if _dated(case, language, first.body_text) else ["no date stands in the letter"])
        yield from ([] if case.body not in first.body_text else ["the letter carries their words"])
        yield from ([] if first.due_at <= time.now() else ["it does not leave at once"])
    for other in letters[1:]:
        yield from ([] if "/t/" not in other.body_text and code not in other.body_text else ["the other gets a way in"])


def _dated(case: Case, language: str, text: str) -> bool:
    """The day of the first promise stands there, however its month is written."""
    due = Clock.objects.filter(case_id=case.pk, kind="first_reply").latest("pk").due_at
    day, month, _year = day_in_words(time.local(due).date(), language).partition(", ")[2].split()
    return re.search(rf"\b{day}\s{month[0]}", text) is not None


@pytest.mark.django_db
def test_of_what_is_imported_nobody_gets_a_receipt() -> None:
    world.build()
    receive_many([Words(body=STORY, complainant=ALICE, entered_by="import", past=Past(state="received"))], by=WORKER)
    assert Case.objects.exists() and not Outbound.objects.exists()
