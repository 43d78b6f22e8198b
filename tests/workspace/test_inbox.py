"""The inbox: what needs me now by the nearest promise, filters in the address, pages both ways, news without a push."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework.assess import assess, forward
from tanggap.casework.converse import ask, note
from tanggap.casework.pause import pause
from tanggap.casework.waiting import OPEN
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.keys import destroy
from tanggap.core.keyset import Part
from tanggap.people.models import Staff
from tanggap.people.posts import end_post
from tanggap.workspace.inbox_filters import DUE, edges
from tanggap.workspace.inbox_rows import AMONG_NEAREST, read
from tests.sagara import PRODUCT, Sagara, alice_complains, investigate


def desk(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def rows(html: str) -> list[str]:
    return re.findall(r'<a class="q-title" href="/desk/cases/([^/]+)/"', html)


def look(staff: Staff, query: str = "") -> str:
    answer = desk(staff).get(f"/desk/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def queries(staff: Staff, query: str = "") -> int:
    client = desk(staff)
    client.get("/desk/")
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(f"/desk/{query}").status_code == 200
    return len(counted)


def test_a_new_complaint_needs_the_front_desk_and_not_the_department(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assert rows(look(sagara.fitri)) == [case.reference]
    assert rows(look(sagara.bob)) == []
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    assert rows(look(sagara.bob)) == [case.reference]
    assert rows(look(sagara.mallory, "?show=all")) == []


def test_what_waits_for_the_complainant_needs_nobody(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    ask(case, text="Kapan botolnya dibuka?", by=sagara.fitri)
    assert rows(look(sagara.fitri)) == []
    assert rows(look(sagara.fitri, "?show=all&waiting=1")) == [case.reference]


def test_the_overdue_come_first_under_their_heading(sagara: Sagara) -> None:
    late, _alice, _receipt = alice_complains(received_at=time.now() - timedelta(days=40))
    fresh, _alice, _receipt = alice_complains()
    html = look(sagara.fitri)
    assert rows(html) == [late.reference, fresh.reference]
    assert html.index("Lewat tenggat") < html.index(late.reference)


def test_the_groups_follow_the_nearest_promise_and_what_waits_comes_last(sagara: Sagara) -> None:
    asked, paused, late, today, tomorrow, later = (alice_complains()[0] for _n in range(6))
    due, moment = edges(), timedelta(seconds=1)
    for case, at in (
        (late, due.now - moment), (today, due.today - moment), (tomorrow, due.tomorrow - moment),
        (later, max(due.week, due.tomorrow) + moment),
    ):  # fmt: skip
        Case.objects.filter(pk=case.pk).update(next_due_at=at)
    investigate(sagara, paused)
    Clock.objects.filter(case_id__in=[asked.pk, paused.pk], kind__in=["first_reply", "classification"]).delete()
    ask(asked, text="Kapan botolnya dibuka?", by=sagara.fitri)
    pause(paused, why="complainant_away", by=sagara.bob)
    html = look(sagara.fitri, "?show=all")
    assert re.findall(r'<th scope="rowgroup"[^>]*>([^<]+) <span>(\d+)</span>', html) == [
        ("Lewat tenggat", "1"), ("Tenggat hari ini", "1"), ("Tenggat besok", "1"), ("Sesudahnya", "1"),
        ("Menunggu pelapor atau dijeda", "2"),
    ]  # fmt: skip
    assert rows(html) == [one.reference for one in (late, today, tomorrow, later, asked, paused)]
    assert pills(html)[-2:] == ["Tunggu pelapor", "Dijeda"]


def test_a_promise_belongs_to_one_group_on_every_day_of_the_week() -> None:
    with time.travel(datetime(2026, 11, 18, 2, 0, tzinfo=UTC)):  # a Wednesday, 09.00 in Jakarta
        due = edges()
        days = [due.group(time.now() + timedelta(hours=hours)) for hours in (-2, 6, 24, 72, 200)]
    assert days == ["overdue", "today", "tomorrow", "week", "later"]
    with time.travel(datetime(2026, 11, 22, 2, 0, tzinfo=UTC)):  # a Sunday: tomorrow lies in the next week
        assert [edges().group(time.now() + timedelta(hours=hours)) for hours in (6, 24, 48)] == [
            "today", "tomorrow", "later"
        ]  # fmt: skip
    assert (due.group(None, paused=True), due.group(None)) == ("still", "none")


def pills(html: str) -> list[str]:
    return [words.replace("\u00a0", " ") for words in re.findall(r"<time datetime[^>]*>([^<]+)</time>", html)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?show=all&severity=high", True), ("?show=all&severity=low", False), ("?show=all&type=product", True),
        ("?show=all&type=service", False), ("?show=all&medium=web", True), ("?show=all&medium=letter", False),
        ("?show=all&state=investigating", True), ("?show=all&state=received", False), ("?show=all&unit=quality", True),
        ("?show=all&unit=service", False), ("?show=all&q=galon", True), ("?show=all&q=sepeda", False),
        ("?show=all&owner=me", True), ("?show=all&handler=none", True), ("?show=all&handler=me", False),
        ("?show=all&breached=1", False), ("?show=all&visibility=open", True), ("?show=all&visibility=sealed", False),
        ("?show=all&category=taste_or_smell", True), ("?show=closed", False), ("?show=all&sort=newest", True),
        ("?show=all&due=overdue", False), ("?show=all&severity=nonsense&unknown=1", True),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_it_says(sagara: Sagara, query: str, found: bool) -> None:
    case, _alice, _receipt = alice_complains()
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    assert rows(look(sagara.fitri, query)) == ([case.reference] if found else [])


def test_a_chip_takes_its_filter_away_and_keeps_the_others(sagara: Sagara) -> None:
    html = look(sagara.fitri, "?show=all&severity=high&type=product")
    assert 'href="?show=all&amp;type=product" aria-label="Hapus saringan Keparahan: Tinggi"' in html


def test_the_pages_go_on_and_back_without_a_gap(sagara: Sagara) -> None:
    for n in range(7):
        alice_complains(received_at=time.now() - timedelta(days=3, hours=n))
    everything = rows(look(sagara.fitri, "?show=all"))
    Case.objects.filter(reference__in=everything[3:]).update(next_due_at=None)
    Case.objects.filter(reference__in=everything[4:6]).update(paused=True)
    everything = rows(look(sagara.fitri, "?show=all"))
    for order in ("due", "newest"):
        forwards, backwards = walk(sagara.fitri, order, "next"), walk(sagara.fitri, order, "previous")
        assert len(forwards) == 7
        assert forwards == sorted(set(forwards), key=forwards.index)
        assert backwards == forwards
    assert walk(sagara.fitri, "due", "next") == everything


def walk(staff: Staff, order: str, way: str, size: int = 2) -> list[str]:
    """All references, page by page, from the first on or from the last back."""
    from tanggap.cases.access import visible_to
    from tanggap.core.keyset import page
    from tanggap.workspace.inbox_filters import DUE, NEWEST

    by = {"due": DUE, "newest": NEWEST}[order]
    pages, cursor = [], ""
    while True:
        found = page(visible_to(staff), by, cursor, size)
        pages.append([case.reference for case in found.rows])
        if not found.next:
            break
        cursor = found.next
    if way == "next":
        return sum(pages, [])
    backwards = [pages[-1]]
    while found.previous:
        found = page(visible_to(staff), by, found.previous, size)
        backwards.insert(0, [case.reference for case in found.rows])
    return sum(backwards, [])


def test_a_long_list_read_among_the_nearest_promises_is_the_same_list(sagara: Sagara) -> None:
    for n in range(6):
        case, _alice, _receipt = alice_complains(received_at=time.now() - timedelta(days=3, hours=n))
        if n % 2:
            assess(case, PRODUCT, by=sagara.fitri)
            forward(case, by=sagara.fitri)
    for who, there in ((sagara.fitri, 6), (sagara.bob, 3), (sagara.mallory, 0)):
        cases = access.visible_to(who).filter(OPEN)
        for wanted in (2, 4, 7):
            part = Part(0, Q(), DUE.by(), wanted)
            plain = read(cases, part, ("plain", who.pk, wanted))
            assert read(cases, part, ("long", who.pk, wanted), long=True) == plain
            assert len(plain) == min(wanted, there)


def test_what_is_all_due_at_one_moment_is_read_in_order_and_not_sorted(sagara: Sagara) -> None:
    """What arrives over a weekend is: an index that ends before the whole order cost 8 ms a page at 4,000 cases."""
    with connection.cursor() as cursor:
        # So few rows are sorted in no time, and which index is then the cheapest is chance: sorting is forbidden
        # instead, and a plan that cannot do without it has an index too short.
        for way in ("sort", "incremental_sort", "seqscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {AMONG_NEAREST} SELECT * FROM cases_case")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "case_open_due" in plan
    assert "Sort" not in plan


def test_a_page_that_never_existed_is_not_found(sagara: Sagara) -> None:
    alice_complains()
    for cursor in ("x", "n_", "n_2026_1", "n_2026-01-01T00:00:00_1", "n__0", "n__99999999999999999999", "q__1"):
        assert desk(sagara.fitri).get("/desk/", {"cursor": cursor}).status_code == 404


def test_thirty_rows_cost_as_many_queries_as_one(sagara: Sagara) -> None:
    alice_complains()
    one = queries(sagara.fitri)
    for _n in range(29):
        alice_complains()
    assert queries(sagara.fitri) == one
    assert one <= 12
    for _n in range(25):
        alice_complains()
    assert queries(sagara.fitri, "?show=all") <= 12
    assert queries(sagara.maya, "?show=all&severity=high") <= 12


def test_a_hidden_complainant_stands_on_no_list_not_even_for_the_owner(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    html = look(sagara.fitri)
    assert rows(html) == [case.reference]
    assert "Pelapor dirahasiakan" in html
    assert "Alice" not in html
    assert "alice@" not in html


def test_the_title_of_a_hidden_case_is_opened_anew_each_time(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True, title="Bau plastik di galon")
    assert "Bau plastik" in look(sagara.fitri)
    case = Case.objects.select_related("data_key").get(pk=case.pk)
    destroy(case.data_key)
    html = look(sagara.fitri)
    assert rows(html) == [case.reference] and "Bau plastik" not in html


def test_a_new_name_and_another_language_stand_in_rows_that_were_drawn_before(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assert "Fitri" in look(sagara.fitri, "?show=all")
    Staff.objects.filter(pk=case.owner_id).update(full_name="Putri Ayu")
    Case.objects.filter(pk=case.pk).update(severity="high")
    client = desk(sagara.fitri)
    client.cookies["bahasa"] = "en"
    html = client.get("/desk/?show=all").content.decode()
    assert "Putri Ayu" in html and ">High</span>" in html
    assert ">Tinggi</span>" in look(sagara.fitri, "?show=all")


def test_a_sealed_case_is_absent_from_list_and_counters_of_the_accused(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(accused=sagara.olga, body="Kepala mutu membentak kami.")
    citra = look(sagara.citra, "?show=all")
    assert rows(citra) == [case.reference]
    for excluded in (sagara.olga, sagara.maya, sagara.bob):
        html = look(excluded, "?show=all")
        assert rows(html) == []
        assert case.reference not in html
        assert "0 keluhan" in html


def test_the_page_asks_for_news_and_hears_304_until_there_are_some(sagara: Sagara) -> None:
    alice_complains()
    client = desk(sagara.fitri)
    html = client.get("/desk/").content.decode()
    address = re.search(r'hx-get="(/desk/news/[^"]+)"', html)
    assert address is not None
    news = address[1].replace("&amp;", "&")
    quiet = client.get(news, headers={"Tanggap-Live": "1"})
    assert (quiet.status_code, quiet.content.strip()) == (200, b"")
    again = client.get(news, headers={"Tanggap-Live": "1", "If-None-Match": quiet["ETag"]})
    assert again.status_code == 304
    alice_complains()
    told = client.get(news, headers={"Tanggap-Live": "1", "If-None-Match": quiet["ETag"]})
    assert told.status_code == 200
    assert "1 keluhan baru" in told.content.decode()


def test_news_of_what_may_not_be_seen_is_no_news(sagara: Sagara) -> None:
    client = desk(sagara.mallory)
    address = re.search(r'hx-get="(/desk/news/[^"]+)"', client.get("/desk/").content.decode())
    assert address is not None
    alice_complains()
    assert client.get(address[1].replace("&amp;", "&")).content.strip() == b""


def test_an_empty_inbox_says_what_to_do_next(sagara: Sagara) -> None:
    assert "Belum ada keluhan di sini" in look(sagara.bob), "the first day"
    alice_complains()
    assert "Semua sudah tertangani" in look(sagara.audy), "what she sees waits for others"
    assert "Tidak ada yang cocok" in look(sagara.bob, "?show=all&severity=high")


def test_a_stranger_is_sent_to_sign_in(sagara: Sagara) -> None:
    for path in ("/desk/", "/desk/news/?since=1"):
        assert Client().get(path)["Location"].startswith("/desk/sign-in/?next=")


def test_what_mallory_types_into_the_address_breaks_nothing(sagara: Sagara) -> None:
    alice_complains()
    for value in ("'", "\x00", "<script>", "%", "a" * 3000, "💧" * 80, "../..", "' OR 1=1 --", "\\", "(((("):
        for name in ("q", "state", "unit", "show", "sort", "since", "owner"):
            answer = desk(sagara.fitri).get("/desk/", {name: value, "show": "all"})
            assert answer.status_code == 200
            assert b"<script>" not in answer.content.replace(b"<script src", b"")


def test_whose_post_ends_sees_less_at_the_next_look(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    assert rows(look(sagara.bob, "?show=all")) == [case.reference]
    end_post(sagara.bob.posts.get(), by=sagara.ade)
    Case.objects.filter(pk=case.pk).update(handler=None)
    assert rows(look(Staff.objects.get(pk=sagara.bob.pk), "?show=all")) == []


def test_a_case_with_ten_messages_costs_as_many_queries_as_one_with_one(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    client = desk(sagara.fitri)
    counts = []
    for more in (1, 9):
        for _n in range(more):
            note(case, text="Sudah ditelepon.", by=sagara.fitri)
            case.refresh_from_db()
        client.get(f"/desk/cases/{case.reference}/")
        with CaptureQueriesContext(connection) as counted:
            assert client.get(f"/desk/cases/{case.reference}/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 20
