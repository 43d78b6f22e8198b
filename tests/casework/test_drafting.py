"""The next edition as a draft: kept whole, changed by one, published by two; complaints stay with their own."""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tanggap.audit.trail import entries
from tanggap.casework import draft_pieces, drafting
from tanggap.casework.draft_pieces import CategoryFacts
from tanggap.casework.sweep import sweep
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused, Stale
from tanggap.core.time import travel
from tanggap.people.models import Post, Staff, Unit
from tanggap.people.units import plant
from tanggap.sop.models import Edition, current_edition
from tests import sagara as world
from tests.sagara import Sagara, alice_complains

pytestmark = pytest.mark.django_db
COLD = CategoryFacts(
    type="product", parent="quality", label={"id": "Dispenser tidak dingin", "en": "Dispenser does not cool"},
    examples={"id": "Suhu, listrik", "en": "Temperature, power"}, questions=("when",),
    promises={"first_reply": "2 working hours"},
)  # fmt: skip
SPEAK = {"id": "Perihal {reference}", "en": "About {reference}"}


@pytest.fixture
def sagara() -> Sagara:
    return world.build()


def begun(sagara: Sagara) -> Edition:
    return drafting.begin(by=sagara.maya)[0]


def changed(sagara: Sagara) -> Edition:
    """A draft with one category more."""
    begun(sagara)
    return draft_pieces.add_category("not_cold", COLD, by=sagara.maya)


def published(sagara: Sagara, held: Edition, **asked: Any) -> Edition:
    held = drafting.propose(on=None, version=held.version, by=sagara.maya, **asked)
    return drafting.agree(version=held.version, by=sagara.ade)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as problem, transaction.atomic():
        act()
    return problem.value.code


def change_category(sagara: Sagara, code: str, facts: CategoryFacts) -> Edition:
    seen = draft_pieces.mark(drafting.the_draft(), "categories", code)
    return draft_pieces.change_category(code, facts, seen=seen, by=sagara.maya)


def change_letter(sagara: Sagara, code: str, body: dict[str, str]) -> Edition:
    seen = draft_pieces.mark(drafting.the_draft(), "letters", code)
    return draft_pieces.change_letter(code, subject=SPEAK, body=body, seen=seen, by=sagara.maya)


def test_a_draft_says_what_is_in_force_and_there_is_only_one(sagara: Sagara) -> None:
    held = begun(sagara)
    assert (held.source, held.number, held.drafted_by) == ((world.SOPS / "company.toml").read_text(), 2, sagara.maya)
    assert drafting.begin(by=sagara.ade)[0] == held
    assert drafting.changes(held) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            code="company", number=9, drafted_at=time.now(), drafted_by=sagara.ade, source="", content={}, sha256=""
        )


def test_who_does_not_manage_the_whole_organisation_may_not_touch_it(sagara: Sagara) -> None:
    held = begun(sagara)
    for act in (
        lambda: drafting.begin(by=sagara.olga),
        lambda: draft_pieces.add_category("x", COLD, by=sagara.olga),
        lambda: drafting.discard(version=held.version, by=sagara.mallory),
        lambda: drafting.agree(version=held.version, by=sagara.bob),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_category_is_added_with_its_own_promise_and_nothing_else_is_touched(sagara: Sagara) -> None:
    held = changed(sagara)
    procedure = held.procedure
    assert procedure.categories["not_cold"].label.en == "Dispenser does not cool"
    assert [one.code for one in procedure.questions("not_cold")] == ["when", "product", "batch_code"]
    assert procedure.promise("first_reply", category="not_cold").minutes == 120
    assert draft_pieces.own_promises(held, "not_cold") == {"first_reply": "2 working hours"}
    # Remarks of the file are all there, and the other categories as they were.
    before = (world.SOPS / "company.toml").read_text()
    assert held.source.count("#") == before.count("#")
    categories = tomllib.loads(held.source)["categories"]
    assert categories.pop("not_cold") and categories == tomllib.loads(before)["categories"]
    assert [entry.verb for entry in entries(held)] == ["sop.draft_begun", "sop.draft_changed"]
    assert entries(held)[1].facts | {"sha256": ""} == {"what": "category_added", "about": "not_cold", "sha256": ""}


def test_what_cannot_be_is_said_field_by_field(sagara: Sagara) -> None:
    version = begun(sagara).version

    def fields(code: str, **facts: Any) -> set[str]:
        with pytest.raises(Invalid) as problem, transaction.atomic():
            wanted = CategoryFacts(**{"type": "service", "label": COLD.label, **facts})
            draft_pieces.add_category(code, wanted, by=sagara.maya)
        return set(problem.value.fields) or {one.key for one in problem.value.problems}

    assert fields("delivery") == {"code"}
    assert fields("Tidak Dingin") == {"code"}
    assert fields("x", label={"id": "", "en": "Cold"}) == {"label_id"}
    assert fields("x", label={"id": "a" * 121, "en": "Cold"}) == {"label_id"}
    assert fields("x", notice={"id": "Awas", "en": ""}) == {"notice_en"}
    assert fields("x", type="weather") == {"categories.x.type"}
    assert fields("x", parent="nowhere") == {"categories.x.parent"}
    assert fields("x", questions=("nothing",)) == {"categories.x.questions.0"}
    assert drafting.the_draft().version == version


def test_a_category_is_never_its_own_ancestor(sagara: Sagara) -> None:
    begun(sagara)
    label = {"id": "Pengantaran", "en": "Delivery"}
    with pytest.raises(Invalid, match="induk"):
        change_category(sagara, "delivery", CategoryFacts(type="service", parent="late_delivery", label=label))


def test_a_published_category_is_retired_and_never_removed(sagara: Sagara) -> None:
    held = changed(sagara)
    late = partial(draft_pieces.remove_category, "late_delivery", by=sagara.maya)
    assert refused(late) == "in_use"
    held = draft_pieces.retire_category("delivery", retired=True, by=sagara.maya)
    offered = held.procedure.offered
    assert {"delivery", "late_delivery"} & set(offered) == set() and "delivery" in held.procedure.categories
    held = draft_pieces.retire_category("delivery", retired=False, by=sagara.maya)
    assert "late_delivery" in held.procedure.offered
    # Of the draft alone: gone with its promise.
    held = draft_pieces.remove_category("not_cold", by=sagara.maya)
    assert "not_cold" not in held.source and drafting.changes(held) == []


def test_the_order_is_changed_among_brothers_and_taken_back(sagara: Sagara) -> None:
    held = begun(sagara)

    def tops() -> list[str]:
        found = drafting.the_draft().procedure.categories.values()
        return [one.code for one in found if one.parent is None and one.type == "service"]

    before = tops()
    held = draft_pieces.move_category(before[1], up=True, by=sagara.maya)
    assert tops() == [before[1], before[0], *before[2:]]
    held = draft_pieces.move_category(before[1], up=True, by=sagara.maya)
    held = drafting.undo(version=held.version, by=sagara.ade)
    assert tops() == before
    assert drafting.changes(held) == []


def test_a_letter_changes_and_what_it_does_not_know_is_refused(sagara: Sagara) -> None:
    held = begun(sagara)
    body = {"id": "Salam {name},\n\n{message}\n\"Tanda kutip\" \\ {staff}", "en": "Dear {name},\n\n{message}"}
    held = change_letter(sagara, "reply", body)
    assert held.procedure.letter("reply", "id") == (SPEAK["id"], body["id"])
    with pytest.raises(Invalid, match="weather"):
        change_letter(sagara, "reply", {"id": "{message} {weather}", "en": "{message}"})
    with pytest.raises(NotFound):
        change_letter(sagara, "love", body)
    # An optional letter that the edition leaves out is added.
    text = held.source
    start = text.index("[letters.extension-answered]")
    end = text.find("\n[", start + 1)
    held = drafting.edit(lambda _t: text[:start] + text[end + 1:], what="test", by=sagara.maya)
    whole = {"id": "{reference} {answer} {remark}", "en": "{reference} {answer} {remark}"}
    held = change_letter(sagara, "extension-answered", whole)
    assert held.procedure.letter("extension-answered", "en") == (SPEAK["en"], whole["en"])


def test_who_was_slower_is_told_and_nothing_is_lost(sagara: Sagara) -> None:
    held = begun(sagara)
    seen = draft_pieces.mark(held, "categories", "delivery")
    mine = CategoryFacts(type="service", label={"id": "Pengantaran", "en": "Delivery"})
    # Another piece is in nobody's way; the same one is.
    draft_pieces.retire_category("quality", retired=True, by=sagara.ade)
    change = partial(draft_pieces.change_category, "delivery", mine, seen=seen)
    change(by=sagara.ade)
    with pytest.raises(Stale):
        change(by=sagara.maya)
    # A whole that has moved on is not asked to be published, nor taken back a step.
    for act in (partial(drafting.propose, on=None), drafting.undo, drafting.discard):
        with pytest.raises(Stale):
            act(version=held.version, by=sagara.maya)


def test_one_asks_another_agrees_and_only_then_it_is_in_force(sagara: Sagara) -> None:
    old_case, _alice, _receipt = alice_complains(category="taste_or_smell")
    first, held = current_edition(), changed(sagara)
    assert refused(lambda: drafting.agree(version=held.version, by=sagara.ade)) == "not_proposed"
    held = drafting.propose(on=None, remark="Kategori baru.", version=held.version, by=sagara.maya)
    [letter] = Outbound.objects.exclude(case_key=f"case:{old_case.pk}")
    assert letter.to_address == sagara.ade.email and "Maya Lestari meminta agar edisi 2" in letter.body_text
    assert "Kategori baru." in letter.body_text and "/desk/settings/draft/" in letter.body_text
    assert refused(lambda: drafting.agree(version=held.version, by=sagara.maya)) == "second_person"
    assert current_edition() == first
    held = drafting.agree(version=held.version, by=sagara.ade)
    assert (held.state, held.number, held.published_by, held.seconded_by) == ("published", 2, sagara.maya, sagara.ade)
    assert current_edition() == held and drafting.open_draft() is None
    # What came under the first edition stays with it; what comes now has the second, and the new category.
    new_case, _alice, _receipt = alice_complains(category="not_cold")
    old_case.refresh_from_db()
    assert (old_case.edition.number, new_case.edition.number) == (1, 2)
    assert [entry.verb for entry in entries(held)][-3:] == ["sop.proposed", "sop.seconded", "sop.published"]


def test_who_changes_what_was_asked_for_has_to_ask_again(sagara: Sagara) -> None:
    held = changed(sagara)
    held = drafting.propose(on=None, version=held.version, by=sagara.maya)
    held = draft_pieces.retire_category("delivery", retired=True, by=sagara.maya)
    assert held.proposed_by is None
    assert refused(lambda: drafting.agree(version=held.version, by=sagara.ade)) == "not_proposed"


def test_a_draft_without_a_change_is_not_published(sagara: Sagara) -> None:
    held = begun(sagara)
    assert refused(lambda: drafting.propose(on=None, version=held.version, by=sagara.maya)) == "no_change"


def test_what_two_agreed_on_takes_effect_on_its_day(sagara: Sagara) -> None:
    held = changed(sagara)
    day = time.today() + timedelta(days=3)
    with pytest.raises(Invalid):
        drafting.propose(on=time.today() - timedelta(days=1), version=held.version, by=sagara.maya)
    held = drafting.propose(on=day, version=held.version, by=sagara.maya)
    held = drafting.agree(version=held.version, by=sagara.ade)
    assert held.state == "draft"
    with pytest.raises(Refused, match="menunggu"):
        draft_pieces.retire_category("delivery", retired=True, by=sagara.maya)
    sweep()
    assert current_edition().number == 1
    with travel(time.now() + timedelta(days=3)):
        sweep()
        assert (current_edition().number, current_edition().seconded_by) == (2, sagara.ade)


def test_a_draft_is_put_aside_and_brought_back_until_another_is_begun(sagara: Sagara) -> None:
    held = changed(sagara)
    drafting.discard(version=held.version, by=sagara.maya)
    assert drafting.open_draft() is None
    back = drafting.bring_back(held.pk, by=sagara.maya)
    assert (back, back.source) == (held, held.source)
    drafting.discard(version=back.version, by=sagara.maya)
    assert begun(sagara).number == 2
    assert refused(lambda: drafting.bring_back(held.pk, by=sagara.maya)) == "another"


def test_the_first_edition_takes_one_person(db: None) -> None:
    ade = Staff.objects.create(email="ade@sagara.test", full_name="Ade Nugroho")
    root = plant("organisation", name_id="Sagara", kind=Unit.Kind.ORGANISATION)
    Post.objects.create(staff=ade, unit=root, role="admin")
    with pytest.raises(NotFound):
        drafting.begin(by=ade)
    held, _lost = drafting.begin((world.SOPS / "company.toml").read_text(), by=ade)
    held = draft_pieces.add_category("not_cold", COLD, by=ade)
    held = drafting.propose(on=None, version=held.version, by=ade)
    assert (held.state, held.number, held.published_by, held.seconded_by) == ("published", 1, ade, None)
    # The units that it names are there.
    assert Unit.objects.filter(code="quality").exists()


def test_a_unit_that_people_made_is_known_once_something_is_sent_to_it(sagara: Sagara) -> None:
    root = Unit.objects.get(parent=None)
    plant("cooling", name_id="Pendingin", name_en="Cooling", parent=root)
    begun(sagara)
    facts = CategoryFacts(type="product", label=COLD.label, unit="cooling")
    held = draft_pieces.add_category("not_cold", facts, by=sagara.maya)
    assert held.procedure.unit_for("product", "not_cold") == "cooling"
    assert held.procedure.units["cooling"].label.id == "Pendingin"


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_the_same_moment_get_the_same_draft() -> None:
    sagara = world.build()
    found: list[int] = []

    def go(by: Any) -> None:
        try:
            found.append(drafting.begin(by=by)[0].pk)
        finally:
            connection.close()

    both = [Thread(target=go, args=[one]) for one in (sagara.maya, sagara.ade)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(found) == 2 and len(set(found)) == 1
