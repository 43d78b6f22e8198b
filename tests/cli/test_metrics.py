"""/metrics says how much waits at each door and how long, to whoever has the token, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.casework.callbacks import promise_callback
from tanggap.casework.letters_in import OnPaper, register_letter
from tanggap.channels.models import Inbound, Outbound
from tanggap.channels.outbox import queue_mail
from tanggap.core.time import now, travel
from tests import sagara as world
from tests.workspace.test_quarantine import aside


@pytest.mark.django_db
def test_a_monitor_with_the_token_learns_what_waits_and_how_long(settings: Any) -> None:
    sagara, client = world.build(), Client()
    assert client.get("/metrics").status_code == 404, "closed until there is a token"
    settings.METRICS_TOKEN = "s3cret"
    for given in ("", "Bearer", "Bearer ", "Bearer s3cre", "Basic s3cret", "Bearer s3cret\0"):
        assert client.get("/metrics", headers={"authorization": given}).status_code == 401, given

    def lines() -> dict[str, int]:
        answer = client.get("/metrics", headers={"authorization": "Bearer s3cret"})
        assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain; version=0.0.4")
        told = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
        return {name: int(value) for name, value in (line.rsplit(" ", 1) for line in told)}

    empty = lines()
    assert len(empty) == 16 and set(empty.values()) == {0}
    begin = now()
    aside()
    Inbound.objects.update(received_at=begin - timedelta(hours=2))
    promise_callback("0812 5550 204", by=sagara.fitri)
    register_letter(OnPaper(received_at=begin - timedelta(hours=3)), by=sagara.fitri)
    due, lost = queue_mail("a@example.org", "A", "A"), queue_mail("b@example.org", "B", "B")
    Outbound.objects.filter(pk=due.pk).update(due_at=begin - timedelta(hours=1))
    Outbound.objects.filter(pk=lost.pk).update(state="failed", failed_at=begin - timedelta(hours=4))
    with travel(begin + timedelta(minutes=1)), CaptureQueriesContext(connection) as asked:
        found = lines()
    assert len(asked) == 7, "one for each door, one for what leaves"
    for what, count, seconds in (
        ("quarantine", 1, 7260), ("inbound", 0, 0), ("undelivered", 1, 14460), ("calls_owed", 1, None),
        ("letters_to_sort", 1, 10860), ("tickets", 0, 0),
    ):  # fmt: skip
        assert found[f'tanggap_waiting{{what="{what}"}}'] == count, what
        age = found[f'tanggap_waiting_oldest_seconds{{what="{what}"}}']
        assert (0 <= age <= 90) if seconds is None else abs(age - seconds) <= 1, what
    assert [found[f'tanggap_outbox_waiting{{channel="{way}"}}'] for way in ("mail", "letter")] == [1, 0]
    assert abs(found['tanggap_outbox_oldest_seconds{channel="mail"}'] - 3660) <= 1
