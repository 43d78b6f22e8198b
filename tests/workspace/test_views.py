"""Saved views: named, shared, in order; counted within what their reader may see; honest when part of them is gone."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from tanggap.cases.models import SavedView
from tanggap.cases.queues import FIELDS, as_filters, as_question
from tanggap.casework.queues import MOST, TAKEN_BACK_WITHIN, move_view, save_view, views_of
from tanggap.core import time
from tanggap.core.conditions import parse
from tanggap.core.errors import Invalid, Refused
from tanggap.sop.models import procedure_in_force
from tanggap.workspace import inbox_filters
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words

HIGH = "show=all&severity=high"
NEW = f"/desk/settings/views/new/?{HIGH}"
KEPT = "/desk/settings/views/"
ALL = {"show": ["all"]}


def counts(desk: Desk, *of: str, etag: str = "") -> HttpResponse:
    return desk.client.get("/desk/views/counts/", {"of": of}, headers={"If-None-Match": etag})


def names(desk: Desk) -> list[str]:
    from tanggap.people.models import Staff

    return [view.name for view in views_of(Staff.objects.get(pk=desk.client.session["_auth_user_id"]))]


def test_the_closed_table_of_fields_is_that_of_the_filters_of_the_inbox(sagara: Sagara) -> None:
    edition, _procedure = procedure_in_force()
    choices = inbox_filters.read({}, sagara.bob, edition).choices
    assert list(choices) == list(FIELDS)
    for name, field in FIELDS.items():
        offered = {value for value, _words in choices[name].options}
        assert field.kind == "yes_no" or field.options is None or offered <= set(field.options)


def test_filters_are_kept_as_conditions_and_come_back_as_they_were() -> None:
    asked = {"show": ["all"], "severity": ["high", "critical"], "owner": ["me"], "waiting": ["1"], "q": ["bau galon"]}
    question = as_question(asked)
    assert question["where"] == [
        {"field": "severity", "operator": "in", "value": ["high", "critical"]},
        {"field": "owner", "operator": "is", "value": "me"},
        {"field": "waiting", "operator": "is", "value": True},
    ]
    assert parse(question["where"], FIELDS)
    assert as_filters(question) == (asked, [])


def test_olga_shares_a_view_and_each_reader_counts_what_he_or_she_sees(sagara: Sagara) -> None:
    investigate(sagara, alice_complains()[0])
    alice_complains(received_at=time.now() - timedelta(days=40))
    olga = Desk(sagara.olga)
    fields = {"name": "  Berat  dulu ", "share": str(sagara.unit["quality"].pk)}
    for _press in range(2):
        assert olga.client.post(NEW, fields)["Location"] == f"/desk/?{HIGH}"
    assert [view.name for view in SavedView.objects.all()] == ["Berat dulu"]
    assert "Berat dulu" in words(Desk(sagara.bob).read("/desk/"))
    assert "Berat dulu" in words(Desk(sagara.bob).read("/desk/palette/?q=berat"))
    assert "Berat dulu" not in words(Desk(sagara.mallory).read("/desk/"))
    late = "show=all&due=overdue"
    answer = counts(Desk(sagara.bob), HIGH, late)
    assert answer.json() == {HIGH: ["1", ""], late: ["", ""]}
    assert counts(Desk(sagara.bob), HIGH, late, etag=answer["ETag"]).status_code == 304
    assert counts(Desk(sagara.fitri), late).json() == {late: ["1", "some are overdue"]}
    # A view that is not Mallory's is not counted for her; the same question of her own counts what she sees.
    assert counts(Desk(sagara.mallory), HIGH).json() == {}
    save_view("Punyaku", {"show": ["all"], "severity": ["high"]}, by=sagara.mallory)
    cache.clear()
    assert counts(Desk(sagara.mallory), HIGH).json() == {HIGH: ["", ""]}


def test_several_values_of_one_filter_find_what_fits_one_of_them(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    bob = Desk(sagara.bob)
    page = bob.read("/desk/?show=all&severity=low&severity=high&unit=service&unit=quality&state=")
    assert page["Location"] == "/desk/?show=all&unit=service&unit=quality&severity=low&severity=high"
    assert "Severity: Low, High" in words(bob.read(page["Location"])) and case.reference in words(
        bob.read(page["Location"])
    )
    assert case.reference not in words(bob.read("/desk/?show=all&severity=low&severity=medium"))


def test_nobody_shares_beyond_his_or_her_own_department(sagara: Sagara) -> None:
    for who in (sagara.olga, sagara.bob):
        answer = Desk(who).client.post(NEW, {"name": "Semua", "share": str(sagara.unit["service"].pk)})
        assert answer.status_code == 403 and "share views with their own department" in words(answer)
    assert not SavedView.objects.exists()


def test_mallory_neither_changes_nor_deletes_what_others_made(sagara: Sagara) -> None:
    own = save_view("Milik Bob", ALL, by=sagara.bob)
    shared = save_view("Layanan", ALL, share=sagara.unit["service"], by=sagara.sari)
    mallory = Desk(sagara.mallory)
    for act in ("remove", "change", "move", "restore"):
        assert mallory.client.post(f"{KEPT}{own.pk}/{act}/", {"name": "x"}).status_code == 404
        assert mallory.client.post(f"{KEPT}{shared.pk}/{act}/", {"name": "x"}).status_code == 403
    assert mallory.client.post(NEW, {"name": " \0 "}).status_code == 400
    page = words(mallory.read(KEPT))
    assert "Layanan" in page and "Milik Bob" not in page and "Delete the view" not in page
    sari = Desk(sagara.sari)
    assert sari.client.post(f"{KEPT}{shared.pk}/change/", {"name": "Kita", "share": ""}).status_code == 303
    cache.clear()
    assert "Kita" not in words(mallory.read("/desk/"))


def test_what_was_deleted_comes_back_as_it_was_and_only_for_a_while(sagara: Sagara) -> None:
    first, second = (save_view(name, ALL, by=sagara.bob) for name in ("Satu", "Dua"))
    bob = Desk(sagara.bob)
    for _press in range(2):
        bob.client.post(f"{KEPT}{first.pk}/remove/")
    assert names(bob) == ["Dua"]
    page = bob.read(KEPT).content.decode()
    assert f'action="{KEPT}{first.pk}/restore/"' in page and "There is no such view" not in page
    for _press in range(2):
        assert bob.client.post(f"{KEPT}{first.pk}/restore/").status_code == 303
    assert names(bob) == ["Satu", "Dua"]
    bob.client.post(f"{KEPT}{second.pk}/remove/")
    save_view("Dua", ALL, by=sagara.bob)
    assert "another view of this name" in words(bob.client.post(f"{KEPT}{second.pk}/restore/"))
    bob.client.post(f"{KEPT}{first.pk}/remove/")
    with time.travel(time.now() + TAKEN_BACK_WITHIN + timedelta(seconds=1)):
        assert bob.client.post(f"{KEPT}{first.pk}/restore/").status_code == 409
    assert names(bob) == ["Dua"]


def test_views_stand_in_the_order_that_was_chosen(sagara: Sagara) -> None:
    first, _second, third = (save_view(name, ALL, by=sagara.bob) for name in ("Satu", "Dua", "Tiga"))
    bob = Desk(sagara.bob)
    for _press in range(3):
        assert bob.client.post(f"{KEPT}{third.pk}/move/", {"to": "up"}).status_code == 303
    move_view(first.pk, up=False, by=sagara.bob)
    assert names(bob) == ["Tiga", "Dua", "Satu"]


def test_there_is_an_end_to_views_and_a_name_is_taken_once(sagara: Sagara) -> None:
    for n in range(MOST):
        save_view(f"Ke-{n}", ALL, by=sagara.bob)
    with pytest.raises(Refused):
        save_view("Satu lagi", ALL, by=sagara.bob)
    taken = Desk(sagara.bob).client.post(NEW, {"name": "Ke-1"})
    assert taken.status_code == 400 and "You have a view of this name already" in words(taken)
    with pytest.raises(Invalid):
        save_view("Aneh", {"unit__path": ["/1/"]}, by=sagara.olga)


def test_a_view_whose_category_or_field_is_gone_says_so_and_has_no_number(sagara: Sagara) -> None:
    alice_complains()
    save_view("Lama", {"show": ["all"], "category": ["of_an_older_edition"]}, by=sagara.fitri)
    strange = save_view("Asing", ALL, by=sagara.fitri)
    where = [{"field": "mascot", "operator": "is", "value": "owl"}, "nonsense", {"field": "unit", "operator": "like"}]
    SavedView.objects.filter(pk=strange.pk).update(query={"show": "all", "where": where})
    fitri = Desk(sagara.fitri)
    queries = ("show=all&category=of_an_older_edition", "show=all&gone=mascot&gone=unit")
    for query, what in zip(queries, ("Category", "mascot, Department"), strict=True):
        assert query.replace("&", "&amp;") in fitri.read("/desk/").content.decode()
        assert counts(fitri, query).json() == {}
        for page in (f"/desk/?{query}", KEPT):
            assert f"Part of this question no longer exists: {what}." in words(fitri.read(page))


def test_the_menu_costs_one_query_however_many_views_there_are(sagara: Sagara) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bob, found = Desk(sagara.bob), []
    for more in (1, 2):
        for n in range(more):
            save_view(f"Ke-{more}-{n}", ALL, by=sagara.bob)
        for page in ("/desk/", KEPT):
            bob.read(page)
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                assert bob.read(page).status_code == 200
            found.append(len(asked))
    assert found[:2] == found[2:]
