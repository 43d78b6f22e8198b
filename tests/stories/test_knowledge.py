"""What the register knows of each kind of solution: the numbers themselves, and nobody's secrets among them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tanggap.cases.models import Case
from tanggap.casework import close as closing
from tanggap.casework import offer as offering
from tanggap.casework import put_right
from tanggap.casework.assess import assess, forward
from tanggap.casework.at_once import Remedy, resolve_at_once
from tanggap.casework.listen import feedback
from tanggap.casework.register import Lesson
from tanggap.casework.reopen import reopen
from tanggap.core import time
from tanggap.core.errors import Invalid
from tanggap.insight.knowledge import Known, known_of, solved_lately, to_take_over
from tanggap.people import vault
from tanggap.people.vault import Contact
from tanggap.workspace.earlier_rounds import memory
from tests.sagara import ALICE, PRODUCT, Sagara, alice_complains, bob_proposes, investigate, until_offered
from tests.workspace.browsing import Desk, words


def person(name: str) -> Contact:
    return vault.contact(name=name, email=f"{name.lower()}@example.org")


def solved(
    sagara: Sagara, kind: str, score: int | None = None, who: Contact = ALICE, category: str = "taste_or_smell",
    **words: object,
) -> Case:
    """A complaint that the front desk solved at once in that way and closed; the person gave that mark."""
    case, party, _receipt = alice_complains(complainant=who, **words)
    seen = replace(PRODUCT, category=category)
    resolve_at_once(case, Remedy(solution="Diganti di tempat."), message="Diganti.", seen=seen, by=sagara.fitri)
    if score is not None:
        feedback(case, solved="yes", outcome_score=score, process_score=score, by=party)
    lesson = Lesson(
        solution_kind=kind, cause="Pemasok", lesson="Uji kiriman.",
        without_follow_up="" if score else "Tidak diangkat.",
    )  # fmt: skip
    closing.close(case, outcome="resolved_at_once", lesson=lesson, feelings_skipped="Di telepon.", by=sagara.fitri)
    return case


def test_figures_are_counted_by_kind_for_the_category_and_never_from_what_is_hidden(sagara: Sagara) -> None:
    now = time.now()
    with time.travel(now + timedelta(days=1)):
        solved(sagara, "replacement", 4)  # Alice comes back twenty days later
        solved(sagara, "replacement", 5, person("Budi"))  # so does Budi, after the ninety days
        again = solved(sagara, "replacement", None, person("Dewi"))  # hers is opened again
        solved(sagara, "refund", 4, person("Eka"))  # comes back with another matter, and in confidence with the same
        solved(sagara, "replacement", 1, person("Gita"), confidential=True)  # counts for nobody
        solved(sagara, "repair", 5, person("Hana"), category="leaking_packaging")  # the type knows it
        solved(sagara, "", 1, person("Ida"))  # nobody said of what kind it was
    with time.travel(now + timedelta(days=21)):
        reopen(again, reason="Baunya kembali.", by=sagara.fitri)
        solved(sagara, "refund", 2)
        solved(sagara, "repair", 3, person("Eka"), category="leaking_packaging")
        solved(sagara, "refund", 1, person("Eka"), confidential=True)
    with time.travel(now + timedelta(days=111)):
        alice_complains(complainant=person("Budi"), category="taste_or_smell")
    with time.travel(now + timedelta(days=300)):
        case, _alice, _receipt = alice_complains(complainant=person("Jaka"))
        investigate(sagara, case)

        expected = {
            "replacement": Known(3, 4.5, 2, of_type=False), "refund": Known(2, 3.0, 0, of_type=False),
            "repair": Known(2, 4.0, 0, of_type=True),
        }  # fmt: skip
        for reader in (sagara.maya, sagara.fitri, sagara.citra):
            known = known_of(case, reader)
            assert known == ({} if reader == sagara.citra else expected), reader.full_name
        # What the front desk solved is not for the department to see, so it tells the department nothing.
        assert known_of(case, sagara.bob) == {} and solved_lately(case, sagara.bob) == []


def test_what_solved_the_last_ones_can_be_taken_over_by_those_who_may_see_it(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    chosen, _other = until_offered(sagara, case, kind="refund", cost=50_000)
    offering.accept(case, solution=chosen, by=alice)
    for task in case.tasks.filter(state="open"):
        put_right.finish_task(task, result="Sudah.", by=sagara.bob)
    put_right.complete(case, by=sagara.bob)
    feedback(case, solved="yes", outcome_score=5, process_score=5, by=alice)
    lesson = Lesson(cause="Pemasok", lesson="Uji kiriman.")
    closing.close(case, outcome="upheld", lesson=lesson, feelings_skipped="Di telepon.", by=sagara.fitri)
    own = case.register.get()
    assert (own.solution_kind, own.solution) == ("refund", "Kembalikan uang"), "the kind of what was accepted"
    again, _alice, _receipt = alice_complains(complainant=person("Budi"))
    investigate(sagara, again)
    [lately] = solved_lately(again, sagara.bob)
    assert (lately.reference, lately.score, lately.solution.title) == (case.reference, 5, "Kembalikan uang")
    assert known_of(again, sagara.bob) == {"refund": Known(1, 5.0, 0, of_type=False)}
    assert to_take_over(lately.solution.pk, sagara.bob) == lately.solution
    bob, take = Desk(sagara.bob), f"take-over/{lately.solution.pk}"
    page = bob.open(again, take)
    assert f"Filled in as in {case.reference}." in words(page) and 'value="Kembalikan uang"' in page.content.decode()
    assert bob.open(again, "take-over/999999").status_code == 404 and not again.solutions.exists()
    assert bob.act(again, take, title="Kembalikan separuh", cost="25.000").status_code == 303
    assert again.solutions.get().title == "Kembalikan separuh"
    reopen(case, reason="Baunya kembali.", by=alice)
    assert [one.came_back for one in memory(case).attempts] == ["Baunya kembali."]
    assert known_of(again, sagara.bob)["refund"].recurred == 1
    assert to_take_over(lately.solution.pk, sagara.mallory) is None and solved_lately(again, sagara.mallory) == []


def test_a_confidential_solution_is_taken_over_by_nobody(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, handler=sagara.bob, by=sagara.fitri)
    secret = bob_proposes(sagara, case)[0]
    assert to_take_over(secret.pk, sagara.fitri) is None, "she owns it, and it still is no pattern for others"


def test_a_closing_takes_only_kinds_that_the_sop_knows(sagara: Sagara) -> None:
    with pytest.raises(Invalid) as refused:
        solved(sagara, "magic", 5)
    assert set(refused.value.fields) == {"solution_kind"}
