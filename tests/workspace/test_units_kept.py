"""Units are made, renamed, moved and closed in the product; what is open goes on to another unit with its trace."""

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Notice
from tanggap.casework import unit_tree
from tanggap.casework.directory import directory
from tanggap.core.errors import Refused
from tanggap.people.models import Post, Unit
from tanggap.people.standing import standing_of
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words

pytestmark = pytest.mark.django_db
NEW = {"name_id": "Cabang Depok", "name_en": "Depok branch", "kind": "branch", "parent": "organisation", "code": ""}


def make(sagara: Sagara, **facts: str) -> Unit:
    answer = Desk(sagara.ade).client.post("/desk/settings/units/new/", {**NEW, **facts})
    assert answer.status_code == 303, words(answer)
    return Unit.objects.latest("pk")


def test_a_unit_is_made_renamed_and_moved_with_its_trace(sagara: Sagara) -> None:
    branch = make(sagara)
    assert (branch.code, branch.name_en, branch.parent) == ("cabang-depok", "Depok branch", sagara.unit["organisation"])

    changed = {**NEW, "name_id": "Cabang Bogor", "name_en": "", "parent": "quality", "version": branch.version}
    assert Desk(sagara.ade).client.post("/desk/settings/units/cabang-depok/", changed).status_code == 303
    branch.refresh_from_db()
    assert (branch.name_id, branch.name_en, branch.parent) == ("Cabang Bogor", "Cabang Bogor", sagara.unit["quality"])
    assert standing_of(sagara.olga).has("head", branch)
    assert [entry.verb for entry in trail.entries(branch)] == ["unit_made", "unit_changed"]


def test_a_stale_page_overwrites_nothing_and_shows_both(sagara: Sagara) -> None:
    branch, ade = make(sagara), Desk(sagara.ade)
    path = "/desk/settings/units/cabang-depok/"
    ade.client.post(path, {**NEW, "name_id": "Cabang Bogor", "version": branch.version})
    answer = ade.client.post(path, {**NEW, "name_id": "Cabang Bekasi", "version": branch.version})
    assert answer.status_code == 409
    assert "It stands there now: Cabang Bogor" in words(answer) and 'value="Cabang Bekasi"' in answer.content.decode()


def test_odd_units_are_answered_field_by_field(sagara: Sagara) -> None:
    ade = Desk(sagara.ade).client
    facts = {"name_id": "\0 ", "code": "9 Ä", "kind": "planet", "parent": "nowhere"}
    odd = ade.post("/desk/settings/units/new/", facts)
    assert odd.status_code == 400
    for sentence in ("Write what this unit is called", "beginning with a letter", "Choose one of these", "part of."):
        assert sentence in words(odd)
    ring = ade.post("/desk/settings/units/quality/", {**NEW, "parent": "quality", "version": 1})
    assert ring.status_code == 400 and "cannot be part of itself" in words(ring)
    assert ade.post("/desk/settings/units/new/", NEW).status_code == 303
    twice = ade.post("/desk/settings/units/new/", NEW)
    assert twice.status_code == 400 and "of this name in the same place" in words(twice)
    assert ade.post("/desk/settings/units/organisation/close/", {"version": 1}).status_code == 409


def test_only_administrators_of_the_place_change_it(sagara: Sagara) -> None:
    Post.objects.create(staff=sagara.bob, unit=sagara.unit["quality"], role="admin")
    bob = Desk(sagara.bob).client
    assert bob.get("/desk/settings/units/service/").status_code == 403
    assert bob.post("/desk/settings/units/new/", NEW).status_code == 403
    moved = {**NEW, "name_id": "Bidang Mutu", "parent": "service", "version": 1}
    assert bob.post("/desk/settings/units/quality/", moved).status_code == 403
    assert Unit.objects.get(code="quality").parent == sagara.unit["organisation"]
    assert Desk(sagara.maya).client.get("/desk/settings/units/").status_code == 403


def test_a_unit_is_closed_only_when_nothing_is_left_or_somebody_takes_it_over(sagara: Sagara) -> None:
    branch = make(sagara)
    case, _alice, _receipt = alice_complains(category="taste_or_smell")
    investigate(sagara, case)
    hidden, _alice, _receipt = alice_complains(confidential=True)
    for one in (case, hidden):
        type(one).objects.filter(pk=one.pk).update(unit=branch)
    Post.objects.create(staff=sagara.mallory, unit=branch, role="officer")
    ade, path = Desk(sagara.ade), "/desk/settings/units/cabang-depok/close/"

    page = words(ade.read(path))
    assert "1 open complaint moves" in page and "Mallory Santoso" in page
    nobody = ade.client.post(path, {"version": branch.version})
    assert nobody.status_code == 400 and "takes over what is open" in words(nobody)
    assert ade.client.post(path, {"to": "quality", "version": branch.version}).status_code == 303

    for one in (case, hidden):
        one.refresh_from_db()
        assert one.unit == sagara.unit["quality"]
    branch.refresh_from_db()
    assert branch.closed_at is not None
    assert not Post.objects.in_force().filter(unit=branch).exists()
    assert [entry.verb for entry in trail.entries(case)][-1] in {"handed_over", "promise_moved"}
    assert Notice.objects.filter(case=case, staff=sagara.olga, kind="forwarded").exists()


def test_nothing_goes_to_a_closed_unit_until_it_is_open_again(sagara: Sagara) -> None:
    branch, ade = make(sagara), Desk(sagara.ade)
    ade.client.post("/desk/settings/units/cabang-depok/close/", {"version": branch.version})
    give = {"staff": sagara.bob.pk, "unit": "cabang-depok", "role": "officer", "since": "", "until": ""}
    assert ade.client.post("/desk/settings/posts/new/", give).status_code == 409
    assert directory().unit("cabang-depok") == sagara.unit["organisation"]
    assert "cabang-depok" not in ade.read("/desk/settings/units/new/").content.decode()

    assert ade.client.post("/desk/settings/units/cabang-depok/open/").status_code == 303
    assert ade.client.post("/desk/settings/posts/new/", give).status_code == 303


def test_what_the_sop_names_and_what_has_units_below_it_is_not_closed(sagara: Sagara) -> None:
    page = words(Desk(sagara.ade).read("/desk/settings/units/quality/close/"))
    assert "The SOP in force sends complaints to it" in page and "Product quality" in page
    with pytest.raises(Refused, match="SOP"):
        unit_tree.close(sagara.unit["quality"], to=sagara.unit["service"], version=1, by=sagara.ade)


def test_the_page_of_a_unit_says_what_it_answers_for_and_who_has_how_much(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(category="taste_or_smell")
    page = words(Desk(sagara.maya).read("/desk/units/frontdesk/"))
    assert "Fitri Handayani" in page and "1 open complaint" in page and "Receives by Website" in page
    assert "Product quality" in words(Desk(sagara.maya).read("/desk/units/quality/"))
    assert case.owner == sagara.fitri
