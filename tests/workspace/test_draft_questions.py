"""Questions kept in the draft: their words, kinds and choices, and that the portal asks them after publishing."""


import pytest
from django.test import Client

from tanggap.casework import drafting
from tests.sagara import Sagara
from tests.workspace.browsing import words
from tests.workspace.test_draft_pages import (  # noqa: F401
    CATEGORIES,
    DRAFT,
    QUESTIONS,
    drafting_maya,
    form,
    maya,
    publish,
)


def test_every_question_opens_and_saves_as_it_stands(drafting_maya: Client) -> None:  # noqa: F811
    before = drafting.the_draft()
    for code in before.procedure.asked:
        answer = form(drafting_maya, f"{QUESTIONS}{code}/")
        assert answer.status_code == 303, (code, words(answer))
    assert drafting.the_draft().source == before.source
    assert before.procedure.asked["product"].kind == "choice"


def test_a_question_is_added_to_its_category_changed_and_removed(sagara: Sagara, drafting_maya: Client) -> None:  # noqa: F811
    size = {"label_id": "Seberapa penuh?", "label_en": "How full?", "kind": "choice", "required": "1",
            "choices_id": "Penuh\nSetengah \"isi\"\n\nKosong", "choices_en": "Full\r\nHalf\r\nEmpty"}  # fmt: skip
    added = form(drafting_maya, f"{QUESTIONS}new/?category=quality", **size)
    assert added["Location"] == f"{CATEGORIES}quality/"
    one = drafting.the_draft().procedure.asked["how_full"]
    assert {code: each.en for code, each in one.choices.items()} == {"full": "Full", "half": "Half", "empty": "Empty"}
    assert "how_full" in drafting.the_draft().procedure.categories["quality"].questions
    # Other words in one language, another order: each keeps its code; what is new gets one.
    form(drafting_maya, f"{QUESTIONS}how_full/", choices_id="Habis\nPenuh\nHampir", choices_en="Empty\nFull\nAlmost")
    one = drafting.the_draft().procedure.asked["how_full"]
    said = {code: each.id for code, each in one.choices.items()}
    assert said == {"empty": "Habis", "full": "Penuh", "almost": "Hampir"}
    form(drafting_maya, f"{QUESTIONS}how_full/", kind="text")
    assert drafting.the_draft().procedure.asked["how_full"].choices == {}
    publish(sagara)
    visitor = Client(headers={"accept-language": "en"})
    visitor.post("/complain/", {"topic": "quality"})
    visitor.post("/complain/reason/", {"reason": "taste_or_smell"})
    visitor.post("/complain/story/", {"body": "Air galonnya berbau plastik sejak hari Selasa yang lalu."})
    assert "How full?" in words(visitor.get("/complain/details/"))
    drafting_maya.post(f"{DRAFT}begin/")
    for code in ("how_full", "product"):
        assert drafting_maya.post(f"{QUESTIONS}{code}/remove/").status_code == 303
    procedure = drafting.the_draft().procedure
    assert not {"how_full", "product"} & set(procedure.asked)
    assert procedure.categories["quality"].questions == ["batch_code"]
    assert "Questions" in words(drafting_maya.get(DRAFT)) and drafting_maya.get(QUESTIONS).status_code == 200


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"label_en": ""}, "Write the question."),
        ({"hint_id": "Kira-kira"}, "Write the hint in both languages"),
        ({"kind": "choice", "choices_id": "Satu", "choices_en": "One"}, "at least two choices"),
        ({"kind": "choice", "choices_id": "A\nB\nC", "choices_en": "A\nB"}, "Write as many choices in English"),
        ({"kind": "choice", "choices_id": "A\nA", "choices_en": "A\nB"}, "One choice stands there twice."),
        ({"kind": "dance\0"}, "kind"),
        ({"code": "product"}, "There is a question with this code already."),
        ({"label_id": "x" * 300}, "At most 200 characters"),
    ],
)
def test_a_question_that_cannot_be_asked_stays_as_typed(
    drafting_maya: Client, sent: dict[str, str], sentence: str  # noqa: F811
) -> None:
    typed = {"label_id": "Seberapa penuh?", "label_en": "How full, then?", "kind": "text", **sent}
    answer = form(drafting_maya, f"{QUESTIONS}new/", **typed)
    assert answer.status_code == 400 and sentence in words(answer)
    assert "Seberapa penuh?" in answer.content.decode() or "x" * 300 in answer.content.decode()
    assert drafting.the_draft().version == 1
