"""Whoever has a part in a complaint does not work on it and does not see it (R9): by their own word, or by rule."""

import pytest
from django.core.cache import cache

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case, Notice
from tanggap.casework import recuse
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import assign
from tanggap.casework.receive import receive
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.people.models import Post, Role
from tests import sagara as world
from tests.sagara import Sagara
from tests.workspace.test_inbox import desk


@pytest.fixture
def sagara(db: None) -> Sagara:
    cache.clear()
    return world.build()


def sees(staff: object, case: Case) -> bool:
    try:
        access.get_case(staff, case.reference)
    except NotFound:
        return access.visible_to(staff).filter(pk=case.pk).exists()
    return True


def test_the_handler_steps_aside_and_the_next_in_line_goes_on(sagara: Sagara) -> None:
    case, _party, _receipt = world.alice_complains(category="taste_or_smell")
    world.until_offered(sagara, case)
    assign(case, handler=sagara.bob, by=sagara.olga)
    where, bob = f"/desk/cases/{case.reference}/recuse/", desk(sagara.bob)
    assert where in bob.get(f"/desk/cases/{case.reference}/").content.decode(), "a way to it"
    assert bob.get(where).status_code == 200
    assert desk(sagara.mallory).get(where).status_code == 404
    said = {"what": "aside", "who": str(sagara.bob.pk), "why": "related", "reason": "Pelapor adik saya."}
    assert bob.post(where, {**said, "reason": ""}).status_code == 400
    assert bob.post(where, {**said, "why": "nonsense"}).status_code == 400
    assert bob.post(where, {**said, "who": str(sagara.olga.pk)}).status_code == 400, "nobody names who leads them"
    assert bob.post(where, said).status_code == 302
    case.refresh_from_db()
    assert case.handler is None and not sees(sagara.bob, case)
    assert bob.post(where, said).status_code == 404 and bob.get(f"/desk/cases/{case.reference}/").status_code == 404
    assert case.reference not in bob.get("/desk/").content.decode()
    assert Notice.objects.filter(kind="recused", staff=sagara.olga, case=case).exists()
    entry = next(one for one in trail.entries(case) if one.verb == "recused")
    assert (entry.actor, entry.facts["person"], entry.facts["own"]) == (sagara.bob.key, sagara.bob.key, True)
    assert "adik" not in str(entry.facts), "the reason is personal and stays outside the chain"
    with pytest.raises(Refused):
        assign(case, handler=sagara.bob, by=sagara.olga)
    # The head sees who is out, and lets him in again, with a reason; not he himself.
    olga = desk(sagara.olga)
    assert sagara.bob.full_name in olga.get(where).content.decode()
    back = {"what": "back", "who": str(sagara.bob.pk), "reason": ""}
    assert olga.post(where, back).status_code == 400
    assert olga.post(where, {**back, "reason": "Salah orang."}).status_code == 303
    assert olga.post(where, {**back, "reason": "Salah orang."}).status_code == 400
    assert sees(sagara.bob, case) and not list(trail.verify([case]))
    with pytest.raises((Forbidden, Invalid)):
        recuse.recuse(case, who=sagara.olga, why="other", reason="x", by=sagara.bob)


def test_the_owner_steps_aside_and_the_last_one_cannot(sagara: Sagara) -> None:
    case, _party, _receipt = world.alice_complains(category="taste_or_smell")
    owner = case.owner
    assert owner is not None
    heir = recuse.recuse(case, who=owner, why="party", reason="Ini keluhan saya.", by=owner)
    case.refresh_from_db()
    assert heir is not None and heir != owner and case.owner == heir and sees(heir, case)
    assert Notice.objects.filter(kind="recused", staff=heir, case=case).exists()
    second, _party, _receipt = world.alice_complains(category="taste_or_smell")
    if second.owner != sagara.fitri:
        assign(second, owner=sagara.fitri, by=sagara.fitri)
    Post.objects.filter(role__in=[Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER, Role.CONFIDENTIALITY]).exclude(
        staff=sagara.fitri).delete()  # fmt: skip
    with pytest.raises(Refused) as refused:
        recuse.recuse(second, who=sagara.fitri, why="other", reason="x", by=sagara.fitri)
    assert refused.value.code == "nobody_left"


def test_one_of_us_who_complains_never_sees_it_from_inside(sagara: Sagara) -> None:
    own = vault.contact(name="Bob Siregar", email=sagara.fitri.email.upper())
    receipt = receive(
        Words(body="Gaji saya kurang.", complainant=own, person_kind="internal", medium="walk_in", entered_by="desk"),
        by=sagara.fitri,
    )
    case = Case.objects.get(pk=receipt.case_id)
    assert not sees(sagara.fitri, case) and case.owner not in (None, sagara.fitri) and sees(case.owner, case)
    entry = next(one for one in trail.entries(case) if one.verb == "recused")
    assert (entry.actor.split(":")[0], entry.facts["person"]) == ("worker", sagara.fitri.key)
    assert access.by_code(receipt.reference, receipt.tracking_code).case == case, "as a complainant they do"
    assert not list(trail.verify([case]))
    # A sealed complaint about a department is kept from all who have a post there.
    about = sagara.bob.posts.first().unit
    sealed = receive(
        Words(body="Kepala bagian menerima uang.", about_unit=about, accused=sagara.olga), by=VISITOR
    )
    hidden = Case.objects.get(pk=sealed.case_id)
    assert not sees(sagara.bob, hidden) and not any(one.verb == "recused" for one in trail.entries(hidden))
