"""Saved views: named and shared, counted within what their reader may see, and honest when part of them is gone."""

from django.core.cache import cache
from django.http import HttpResponse

from tanggap.cases.models import SavedView
from tanggap.cases.queues import FILTERS
from tanggap.casework.queues import save_view
from tanggap.sop.models import procedure_in_force
from tanggap.workspace import inbox_filters
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words

NEW = "/desk/views/new/?show=all&severity=high"
HIGH = "show=all&severity=high"


def counts(desk: Desk, *of: str, etag: str = "") -> HttpResponse:
    return desk.client.get("/desk/views/counts/", {"of": of}, headers={"If-None-Match": etag})


def test_the_closed_list_of_filters_is_that_of_the_inbox(sagara: Sagara) -> None:
    edition, _procedure = procedure_in_force()
    asked = inbox_filters.read({}, sagara.bob, edition)
    assert {"show", "sort", "q", *asked.choices} == set(FILTERS)


def test_olga_shares_a_view_and_each_reader_counts_what_he_or_she_sees(sagara: Sagara) -> None:
    investigate(sagara, alice_complains()[0])
    olga = Desk(sagara.olga)
    fields = {"name": "  Berat  dulu ", "share": str(sagara.unit["quality"].pk)}
    for _press in range(2):
        assert olga.client.post(NEW, fields)["Location"] == f"/desk/?{HIGH}"
    assert [(view.name, view.query) for view in SavedView.objects.all()] == [
        ("Berat dulu", {"show": "all", "severity": "high"})
    ]
    assert "Berat dulu" in words(Desk(sagara.bob).read("/desk/"))
    assert "Berat dulu" not in words(Desk(sagara.mallory).read("/desk/"))
    answer = counts(Desk(sagara.bob), HIGH, "show=all&due=overdue")
    assert answer.json() == {HIGH: ["1", False], "show=all&due=overdue": ["", True]}
    assert counts(Desk(sagara.bob), HIGH, "show=all&due=overdue", etag=answer["ETag"]).status_code == 304
    assert counts(Desk(sagara.mallory), HIGH).json() == {}
    save_view("Punyaku", {"show": "all", "severity": "high"}, by=sagara.mallory)
    cache.clear()
    assert counts(Desk(sagara.mallory), HIGH).json() == {HIGH: ["", False]}


def test_nobody_shares_beyond_his_or_her_own_department(sagara: Sagara) -> None:
    for who in (sagara.olga, sagara.bob):
        answer = Desk(who).client.post(NEW, {"name": "Semua", "share": str(sagara.unit["service"].pk)})
        assert answer.status_code == 403 and "share views with their own department" in words(answer)
    assert not SavedView.objects.exists()


def test_mallory_neither_changes_nor_deletes_what_others_made(sagara: Sagara) -> None:
    own = save_view("Milik Bob", {"show": "all"}, by=sagara.bob)
    shared = save_view("Layanan", {"show": "all"}, share=sagara.unit["service"], by=sagara.sari)
    mallory = Desk(sagara.mallory)
    for act in ("remove", "change"):
        assert mallory.client.post(f"/desk/views/{own.pk}/{act}/", {"name": "x"}).status_code == 404
        assert mallory.client.post(f"/desk/views/{shared.pk}/{act}/", {"name": "x"}).status_code == 403
    assert mallory.client.post(NEW, {"name": " \0 "}).status_code == 400
    page = words(mallory.read("/desk/views/"))
    assert "Layanan" in page and "Milik Bob" not in page and "Delete the view" not in page
    sari = Desk(sagara.sari)
    assert sari.client.post(f"/desk/views/{shared.pk}/change/", {"name": "Kita", "share": ""}).status_code == 303
    cache.clear()
    assert "Kita" not in words(mallory.read("/desk/views/"))
    assert sari.client.post(f"/desk/views/{shared.pk}/remove/").status_code == 303
    assert [view.name for view in SavedView.objects.all()] == ["Milik Bob"]


def test_a_view_whose_category_is_gone_says_so_and_has_no_number(sagara: Sagara) -> None:
    alice_complains()
    query = {"show": "all", "category": "of_an_older_edition"}
    save_view("Lama", query, by=sagara.fitri)
    fitri = Desk(sagara.fitri)
    assert counts(fitri, "show=all&category=of_an_older_edition").json() == {}
    for page in ("/desk/?show=all&category=of_an_older_edition", "/desk/views/"):
        assert "Part of this question no longer exists: Category." in words(fitri.read(page))
