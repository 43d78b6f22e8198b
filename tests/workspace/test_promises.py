"""The page of promises: today, this week, broken, by unit, of nothing but what the reader may see."""

import re
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.cases.models import Case
from tanggap.casework.converse import ask, reply
from tanggap.casework.extend import extend
from tanggap.casework.sweep import sweep
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.people.models import Staff
from tanggap.workspace.inbox_filters import edges
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words


def desk(staff: Staff) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff)
    return client


def look(staff: Staff, query: str = "") -> str:
    answer = desk(staff).get(f"/desk/promises/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def listed(html: str) -> list[tuple[str, str]]:
    """Kind and number of each promise on the page."""
    found = re.findall(r'<tr data-row><td class="p-kind"><b>([^<]+)</b>.*?<span class="ref">([^<]+)</span>', html)
    return [(kind, number) for kind, number in found]


def counts(html: str) -> dict[str, str]:
    return dict(re.findall(r'>([^<>]+) <span class="tab-count[^"]*">([^<]+)</span>', html))


def put_due(case: Case, kind: str, at: object) -> None:
    clock = Clock.objects.get(case_id=case.pk, kind=kind, state="running")
    Clock.objects.filter(pk=clock.pk).update(due_at=at, started_at=clock.started_at - timedelta(days=90))


def test_what_is_due_today_and_this_week_stands_in_its_list(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    due, moment = edges(), timedelta(seconds=1)
    put_due(case, "first_reply", due.today - moment)
    put_due(case, "resolution", due.week + moment)
    for clock in Clock.objects.filter(case_id=case.pk, state="running").exclude(kind__in=["first_reply", "resolution"]):
        put_due(case, clock.kind, due.week + moment)
    html = look(sagara.fitri)
    assert listed(html) == [("First answer", case.reference)]
    assert counts(html) == {
        "Due today": "1", "Later this week": "0", "Overdue": "0", "Paused": "0", "Broken lately": "0"
    }  # fmt: skip
    assert listed(look(sagara.fitri, "?show=week")) == []


def test_what_is_late_is_broken_and_one_answered_late_stays_broken_for_a_month(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    put_due(case, "first_reply", time.now() - timedelta(days=2))
    Clock.objects.filter(case_id=case.pk, kind="first_reply").update(broken_at=time.now() - timedelta(days=2))
    assert listed(look(sagara.fitri, "?show=late")) == [("First answer", case.reference)]
    reply(case, text="Maaf, kami terlambat.", by=sagara.fitri)
    assert listed(look(sagara.fitri, "?show=late")) == []
    assert listed(look(sagara.fitri, "?show=broken")) == [("First answer", case.reference)]
    Clock.objects.filter(case_id=case.pk, kind="first_reply").update(broken_at=time.now() - timedelta(days=31))
    assert listed(look(sagara.fitri, "?show=broken")) == []


def test_what_stands_still_is_due_at_no_moment(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    put_due(case, "resolution", edges().today - timedelta(seconds=1))
    ask(case, text="Kapan botolnya dibuka?", by=sagara.fitri)
    assert ("Solution to the complaint", case.reference) in listed(look(sagara.fitri, "?show=paused"))
    assert ("Solution to the complaint", case.reference) not in listed(look(sagara.fitri))


def test_filters_by_kind_and_unit_stay_in_the_address(sagara: Sagara) -> None:
    first, _alice, _receipt = alice_complains()
    other, _alice, _receipt = alice_complains()
    investigate(sagara, other)
    for case in (first, other):
        for clock in Clock.objects.filter(case_id=case.pk, state="running"):
            put_due(case, clock.kind, edges().today - timedelta(seconds=clock.pk % 7 + 1))
    assert set(listed(look(sagara.maya, "?kind=decision"))) == {("Decision on the solution", other.reference)}
    assert {number for _kind, number in listed(look(sagara.maya, "?unit=quality"))} == {other.reference}
    html = look(sagara.maya, "?unit=quality&kind=resolution")
    assert listed(html) == [("Solution to the complaint", other.reference)]
    assert 'href="?show=late&amp;kind=resolution&amp;unit=quality"' in html
    everything = Clock.objects.filter(state="running").count()
    assert len(listed(look(sagara.maya, "?unit=nonsense&kind=nonsense"))) == everything


def test_nobody_reads_here_of_a_case_that_is_not_theirs(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    sealed, _alice, _receipt = alice_complains(accused=sagara.olga, body="Kepala mutu membentak kami.")
    for one in (case, sealed):
        put_due(one, "first_reply", time.now() - timedelta(hours=3))
    assert {number for _kind, number in listed(look(sagara.fitri, "?show=late"))} == {case.reference}
    assert {number for _kind, number in listed(look(sagara.citra, "?show=late"))} == {sealed.reference}
    html = look(sagara.mallory, "?show=late")
    assert (listed(html), counts(html)["Overdue"], "By department" in html) == ([], "0", False)
    olga = look(sagara.olga, "?show=late")
    assert sealed.reference not in olga and "membentak" not in olga


def test_a_line_for_each_unit_says_how_it_keeps_its_promises(sagara: Sagara) -> None:
    kept, _alice, _receipt = alice_complains()
    reply(kept, text="Terima kasih, kami periksa.", by=sagara.fitri)
    late, _alice, _receipt = alice_complains()
    put_due(late, "first_reply", time.now() - timedelta(days=2))
    Clock.objects.filter(case_id=late.pk, kind="first_reply").update(broken_at=time.now() - timedelta(days=2))
    section = look(sagara.fitri).split('class="by-unit"')[1]
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", section)]
    assert (cells[1], cells[2], cells[4]) == ("50%", "1", "1")
    assert cells[0] == late.unit.name_en


def test_three_rows_cost_as_many_queries_as_one(sagara: Sagara) -> None:
    numbers = []
    for more in (1, 2):
        for _n in range(more):
            case, _alice, _receipt = alice_complains()
            put_due(case, "first_reply", time.now() - timedelta(hours=3))
        client = desk(sagara.maya)
        client.get("/desk/promises/?show=late")
        cache.clear()
        with CaptureQueriesContext(connection) as counted:
            html = client.get("/desk/promises/?show=late").content.decode()
        assert len(listed(html)) == len(numbers) * 2 + 1
        numbers.append(len(counted))
    assert numbers[0] == numbers[1] <= 14


def test_the_pages_of_a_long_list_go_on_without_a_gap(sagara: Sagara) -> None:
    for n in range(53):
        case, _alice, _receipt = alice_complains()
        put_due(case, "first_reply", time.now() - timedelta(minutes=60 + n % 5))
    first = look(sagara.fitri, "?show=late")
    cursor = re.search(r'href="(\?[^"]*cursor=n_[^"]+)"', first)
    assert cursor is not None
    second = look(sagara.fitri, cursor[1].replace("&amp;", "&"))
    both = [number for html in (first, second) for _kind, number in listed(html)]
    assert (len(listed(first)), len(both), len(set(both))) == (50, 53, 53)


def test_the_file_tells_what_became_of_each_promise(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    ask(case, text="Kapan botolnya dibuka?", by=sagara.fitri)
    extend(case, kind="decision", hours=8, reason="Laboratorium baru buka kembali hari Senin.", by=sagara.olga)
    page = words(Desk(sagara.bob).open(case))
    assert "The complaint was received and numbered." in page
    assert "Forwarded to Quality Department." in page
    assert "Paused since" in page and "The answer of the complainant" in page
    assert "More time was given for: Decision on the solution. Olga Tarigan" in page
    assert "Laboratorium baru buka kembali hari Senin." in page
    assert "Calendar: Jam kantor" in page
    reply(case, text="Kami sedang memeriksa.", by=sagara.fitri)
    assert "Kept." in words(Desk(sagara.bob).open(case))


def test_the_file_tells_of_reminders_breaches_and_late_answers(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    late = Clock.objects.get(case_id=case.pk, kind="first_reply")
    with time.travel(late.due_at - timedelta(minutes=5)):
        sweep()
    with time.travel(late.due_at + timedelta(minutes=5)):
        sweep()
        reply(case, text="Maaf, kami terlambat.", by=sagara.fitri)
    page = words(Desk(sagara.fitri).open(case)).replace("\u00a0", " ")
    told = "Reminder: First answer.", "Overdue: First answer.", "Answered too late.", "of 1 working day used"
    for sentence in told:
        assert sentence in page
