"""The side of the case: how somebody is reached, what else they complained of, what is alike, tasks in place."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.audit import trail
from tanggap.casework import close, put_right
from tanggap.casework.listen import feedback
from tanggap.casework.register import Lesson
from tanggap.core import time
from tanggap.remedy.models import Task
from tests.sagara import PRODUCT, Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words
from tests.workspace.test_case_life import done

SEAL = "Segel galon sobek waktu diterima, airnya keruh dan berbau plastik menyengat."


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_how_somebody_is_reached_stands_behind_dots_until_it_is_asked_for_and_written_down(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    page = fitri.open(case).content.decode()
    assert "0812" not in page and "alice@example.org" not in page and "a••••@example.org" in page
    assert "alice@" not in fitri.open(case, "reach").content.decode()
    part = fitri.client.post(f"/desk/cases/{case.reference}/reach/", headers={"HX-Request": "true"})
    assert "alice@example.org" in part.content.decode() and 'href="tel:+6281211112222"' in part.content.decode()
    whole = fitri.client.post(f"/desk/cases/{case.reference}/reach/")
    assert "alice@example.org" in words(whole) and "no-store" in whole["Cache-Control"]
    seen = [entry for entry in trail.entries(case) if entry.verb == "contact_seen"]
    assert [entry.actor for entry in seen] == [sagara.fitri.key] * 2
    page = words(fitri.open(case))
    assert "Opened by" in page and "Looked how" not in page
    assert Desk(sagara.mallory).client.post(f"/desk/cases/{case.reference}/reach/").status_code == 404


def test_who_may_not_know_the_name_may_not_see_the_address_either(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True, owner=sagara.fitri)
    done(Desk(sagara.fitri).act(case, "assess", type="product", category="taste_or_smell", severity="high",
         impact_satisfaction="high", impact_reputation="medium", impact_money="medium", impact_law="low",
         temperature="angry"))  # fmt: skip
    done(Desk(sagara.fitri).act(case, "forward", unit="", handler=sagara.bob.pk, note=""))
    bob = Desk(sagara.bob)
    assert bob.client.post(f"/desk/cases/{case.reference}/reach/").status_code == 403
    assert "••••" not in words(bob.open(case))
    assert "alice@example.org" in words(Desk(sagara.fitri).client.post(f"/desk/cases/{case.reference}/reach/"))


def test_the_history_tells_how_it_ended_and_how_content_the_person_was(sagara: Sagara) -> None:
    from tanggap.casework.at_once import Remedy, resolve_at_once

    old, alice, _receipt = alice_complains(title="Kiriman terlambat")
    resolve_at_once(old, Remedy(solution="Diantar ulang hari itu juga."), seen=PRODUCT, by=sagara.fitri)
    feedback(old, solved="yes", outcome_score=3, process_score=4, by=alice)
    lesson = Lesson(solution="Diantar ulang hari itu juga.", cause="Rute.", lesson="Cek rute.")
    close.close(old, outcome="resolved_at_once", lesson=lesson, feelings_skipped="Selesai di telepon.", by=sagara.fitri)
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    said = words(fitri.open(case, "beside"))
    assert "Kiriman terlambat" in said and "Resolved at once" in said and "Diantar ulang" in said
    assert "Last satisfaction: 3 of 5" in said
    counts = []
    for _more in range(2):
        alice_complains(title="Lagi")
        fitri.open(case, "beside")
        with CaptureQueriesContext(connection) as asked:
            fitri.open(case, "beside")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert f"/merge/?into={alice_complains()[0].reference}" in fitri.open(case, "beside").content.decode()


def test_similar_ones_say_why_and_are_linked_from_there(sagara: Sagara) -> None:
    from tanggap.people import vault

    case, _alice, _receipt = alice_complains(body=SEAL, title="Segel sobek")
    bea = vault.contact(name="Bea", email="bea@example.org")
    like, _bea, _receipt = alice_complains(
        body="Galonnya datang dengan segel sobek; airnya keruh sekali.", title="Air keruh", complainant=bea
    )
    fitri = Desk(sagara.fitri)
    said = words(fitri.open(case, "beside"))
    assert "Shared words: " in said and "segel" in said and "%" in said
    done(fitri.act(case, "link", other=like.reference))
    again = fitri.open(case, "beside").content.decode()
    assert "Linked" in again and f'value="{like.reference}"' not in again


def test_tasks_are_done_in_place_and_listed_by_when_they_are_due(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    bob = Desk(sagara.bob)
    quality = sagara.unit["quality"]
    tasks = [
        put_right.add_task(case, title=title, unit=quality, assignee=sagara.bob, containment=True, by=sagara.bob)
        for title in ("Tahan sisa batch", "Kirim sampel")
    ]
    moment = time.now()
    Task.objects.filter(pk=tasks[0].pk).update(due_at=moment - timedelta(hours=2))
    Task.objects.filter(pk=tasks[1].pk).update(due_at=moment + timedelta(days=30))
    cache.clear()
    listed = words(bob.read("/desk/tasks/"))
    assert listed.index("Overdue 1") < listed.index("Tahan sisa batch") < listed.index("Later 1")
    page = bob.open(case).content.decode()
    for act in ("finish-task", "task-remark", "cancel-task"):
        assert f'action="/desk/cases/{case.reference}/{act}/{tasks[0].pk}/"' in page
    done(bob.act(case, f"finish-task/{tasks[0].pk}", result="Sudah ditahan."))
    assert "Over (1)" in words(bob.open(case)) and "Sudah ditahan." in words(bob.open(case))
    refused = bob.act(case, f"cancel-task/{tasks[1].pk}", reason=" ")
    assert refused.status_code == 400 and "Kirim sampel" in words(refused)
    assert "finish-task" not in Desk(sagara.audy).open(case).content.decode()
