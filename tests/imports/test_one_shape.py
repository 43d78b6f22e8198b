"""Every door keeps what arrives in the same shape: a channel, a number of its own, the bytes and their digest."""

import argparse
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework.raw_kept import astray
from tanggap.casework.read_mail import take_mail
from tanggap.channels.inbound import read_raw
from tanggap.channels.models import Inbound
from tanggap.cli.commands import verify
from tanggap.core import secrets
from tests.api.machines import Machine
from tests.imports.files import HEADER, Run
from tests.portal.filling import fill, send
from tests.sagara import Sagara
from tests.workspace.test_inbox import desk

MAIL = b"From: Alice <alice@example.org>\r\nSubject: Galon\r\n\r\nGalon saya bocor.\r\n"
ROW = "1,2024-05-02,Galon saya bocor.,Bau,web,received,,,Alice,alice@example.org,"


def by_every_door(sagara: Sagara, run: Run, file: Path) -> Iterator[str]:
    """The same complaint by each door; the channel that it must be kept under."""
    visitor = Client(headers={"accept-language": "id"})
    fill(visitor, story={"body": "Galon saya bocor."})
    send(visitor)
    yield "portal"
    assert Machine().post("/complaints", {"body": "Galon saya bocor."}).status_code == 201
    yield "api"
    Machine(sagara.fitri).post("/complaints", {"body": "Galon saya bocor.", "confidential": True})
    yield f"api:{sagara.fitri.pk}"
    given = {"nonce": secrets.token(), "medium": "letter", "name": "Alice", "body": "Galon saya bocor."}
    assert desk(sagara.fitri).post("/desk/new/", given).status_code in (200, 303)
    yield "desk"
    take_mail(MAIL)
    yield "email:files"
    assert run(file) == 0
    yield "import:"


def test_each_door_keeps_channel_number_bytes_and_digest_and_verify_misses_what_was_touched(
    sagara: Sagara, run: Run, write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    keys, rows = set(), []
    for channel in by_every_door(sagara, run, write(f"{HEADER}\n{ROW}\n")):
        case = Case.objects.select_related("inbound__key").latest("pk")
        row = case.inbound
        assert row is not None and row.channel.startswith(channel), channel
        assert row.external_id and row.state == Inbound.State.READ and row.received_at, channel
        assert bytes(row.sha256) == hashlib.sha256(bytes(row.raw)).digest(), channel
        assert b"Galon saya bocor." in read_raw(row), channel
        assert (row.key_id is not None) == case.hidden == (b"bocor" not in bytes(row.raw)), channel
        keys.add((row.channel, row.external_id))
        rows.append(row)
    assert len(keys) == len(rows) == Case.objects.count() == 6
    assert list(astray()) == []

    Inbound.objects.filter(pk=rows[0].pk).update(raw=b"Tidak ada apa-apa.")
    Inbound.objects.filter(pk=rows[4].pk).update(case_key="case:987654")
    case = Case.objects.get(inbound=rows[5])
    Case.objects.filter(pk=case.pk).update(inbound=None)
    capsys.readouterr()
    assert verify.run(argparse.Namespace(subject=[], heads=None, write_heads=None)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"message {rows[0].pk} (portal): its bytes are not those that arrived",
        f"{case.reference} (import): what arrived is not there",
        f"message {rows[4].pk} (email:files) became case:987654, which is not there",
    ]
