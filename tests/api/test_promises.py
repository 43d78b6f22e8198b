"""Promises over the API: the same lists as on the page, and with each case what became of them."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.casework.converse import ask, reply
from tanggap.casework.extend import extend
from tanggap.clocks.models import Clock
from tanggap.core import time
from tests.api.machines import Machine
from tests.sagara import Sagara, alice_complains, investigate


def kinds(machine: Machine, query: str = "") -> list[tuple[str, str]]:
    return [(one["reference"], one["kind"]) for one in machine.get(f"/promises{query}").json()["items"]]


def test_promises_are_listed_by_unit_kind_state_and_due_moment(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    maya = Machine(sagara.maya)
    running = Clock.objects.filter(case_id=case.pk, state="running").order_by("due_at", "pk")
    assert kinds(maya) == [(case.reference, one.kind) for one in running]
    assert kinds(maya, "?kind=decision") == [(case.reference, "decision")]
    assert (len(kinds(maya, "?unit=quality")), kinds(maya, "?unit=service")) == (len(running), [])
    assert (case.reference, "acknowledge") in kinds(maya, "?state=kept")
    assert kinds(maya, "?state=late") == []
    soon = (running[0].due_at + timedelta(seconds=1)).isoformat().replace("+", "%2B")
    assert (case.reference, running[0].kind) in kinds(maya, f"?due_before={soon}")
    assert (case.reference, "resolution") not in kinds(maya, f"?due_before={soon}")
    ask(case, text="Kapan botolnya dibuka?", by=sagara.fitri)
    assert {"decision", "resolution"} <= {kind for _number, kind in kinds(maya, "?state=paused")}
    [pause] = maya.get("/promises?kind=decision").json()["items"][0]["pauses"]
    assert (pause["until"], bool(pause["reason"])) == (None, True)


def test_pages_go_on_by_a_cursor_that_belongs_to_its_list(sagara: Sagara) -> None:
    for _n in range(2):
        alice_complains()
    maya, found, cursor = Machine(sagara.maya), [], ""
    while True:
        page = maya.get(f"/promises?limit=1{cursor}").json()
        found += [(one["reference"], one["kind"]) for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    everything = Clock.objects.filter(state__in=["running", "paused"]).count()
    assert len(found) == len(set(found)) == everything >= 4
    assert maya.get(f"/promises?state=kept{cursor}").status_code == 400
    assert maya.get("/promises?state=nonsense").status_code == 400
    assert maya.get("/promises?color=red").status_code == 400


def test_three_promises_cost_as_many_queries_as_one_and_strangers_see_none(sagara: Sagara) -> None:
    numbers = []
    for more in (1, 2):
        for _n in range(more):
            alice_complains()
        maya = Machine(sagara.maya)
        maya.get("/promises")
        with CaptureQueriesContext(connection) as counted:
            assert len({number for number, _kind in kinds(maya)}) == len(numbers) * 2 + 1
        numbers.append(len(counted))
    assert numbers[0] == numbers[1]
    assert kinds(Machine(sagara.mallory)) == []


def test_the_case_tells_what_became_of_each_promise(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    before = Clock.objects.get(case_id=case.pk, kind="decision").due_at
    extend(case, kind="decision", hours=8, reason="Laboratorium baru buka kembali hari Senin.", by=sagara.olga)
    reply(case, text="Kami sedang memeriksa.", by=sagara.fitri)
    told = {one["kind"]: one for one in Machine(sagara.bob).case(case.reference)["promises"]}
    decision = told["decision"]
    assert (decision["extended_minutes"], decision["working"], decision["calendar"]) == (480, True, "office")
    asked, more = decision["happened"]
    assert (asked["what"], asked["by"]) == ("extension_asked", "Olga Tarigan")
    assert asked["reason"] == "Laboratorium baru buka kembali hari Senin."
    assert (more["what"], more["by"]) == ("extended", "Olga Tarigan")
    assert time.local(before).isoformat()[:16] <= more["after"][:16]
    assert (told["first_reply"]["state"], told["first_reply"]["used_minutes"]) == ("kept", 0)
    assert decision["began_with"]
