"""Somebody at the front desk who never rests, to be killed (see nursery.py): a call, a letter with its scan, a visitor,
and of each a complaint. Each page is sent as a browser sends it, through every view and middleware.

What was answered is noted; whoever sits down there next goes on with what was not: the same form once more.
"""

import io
import os
from collections.abc import Iterable
from itertools import count

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from PIL import Image

from tanggap.casework import front_desk, queue_places, telephone, waiting_room
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Letter
from tanggap.core import time
from tanggap.people.models import Staff

NOTES = "TANGGAP_TEST_NOTES"
DOORS = ("phone", "letter", "walk_in")
# As in every test: the pages are not looked at, so their pictures need not have been gathered.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def warm_up() -> None:
    """One of each, so that who is forked afterwards has read every template."""
    work("fitri", range(len(DOORS)))
    connections.close_all()


def main(name: str, begin: str, source: str = "") -> None:
    """From complaint number `begin` on; `source` is what that one is recorded from, when that is known already."""
    work(name, count(int(begin)), source)


def work(name: str, numbers: Iterable[int], source: str = "") -> None:
    me = Staff.objects.get(email=f"{name}@sagara.test")
    client = Client(HTTP_HOST="testserver")
    client.force_login(me)
    for number in numbers:
        door = DOORS[number % len(DOORS)]
        if not source:
            source = {"phone": rings, "letter": opens, "walk_in": calls}[door](client, me, number)
            note(name, number, source)
        record(client, door, source, f"{name}-{number}")
        note(name, number, "filed")
        source = ""


def note(name: str, number: int, what: str) -> None:
    """In one piece, whatever happens then."""
    with open(os.environ[NOTES], "ab", buffering=0) as notes:
        notes.write(f"{name} {number} {what}\n".encode())


def rings(_client: Client, me: Staff, number: int) -> str:
    return telephone.ring_in(f"0812{me.pk:03}{number:05}", by=me).key


def opens(client: Client, me: Staff, number: int) -> str:
    """The same page of paper each time that the same letter is tried."""
    form, page = f"letter-{me.pk}-{number}", io.BytesIO()
    Image.new("RGB", (60, 40), (number % 256, number // 256, me.pk % 256)).save(page, "PNG")
    stamp = time.local(time.now()).strftime("%Y-%m-%dT%H:%M")
    paper = {"delivery": "post", "sender": f"Alice {number}", "subject": "Galon", "pages": "1", "enclosures": "0",
             "office": "organisation", "form": form, "received_at": stamp}  # fmt: skip
    scan = SimpleUploadedFile("surat.png", page.getvalue())
    answer = client.post("/desk/letters/new/", {**paper, "scans": [scan]})
    assert answer.status_code in (302, 303), answer.content.decode()[-3000:]
    return Letter.objects.get(form=form).key


def calls(client: Client, me: Staff, number: int) -> str:
    """A visitor takes a number; whoever's turn it is comes to this counter, unless somebody stands there unheard."""
    [branch] = queue_places.branches()
    service = queue_places.services(branch)[0]
    front_desk.take_number(branch, service, Visitor(name=f"Bob {number}"), form=f"number-{me.pk}-{number}", by=me)
    counter = queue_places.seat_of(me)
    assert counter is not None
    here = waiting_room.at(counter)
    if here is None or here.case_key:
        client.post("/desk/front-desk/next/", {"after": here.pk if here else 0})
        here = waiting_room.at(counter)
    assert here is not None and not here.case_key
    return here.key


def record(client: Client, door: str, source: str, nonce: str) -> None:
    typed = {"nonce": nonce, "from": source, "medium": door, "name": f"Alice {nonce}", "body": f"Galon {nonce} bocor."}
    answer = client.post("/desk/new/", typed)
    assert answer.status_code in (200, 302, 303), f"{source}: {answer.status_code}"
