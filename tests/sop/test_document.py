"""The procedure as a document, in both languages."""

import pytest
from django.utils.translation import override

from tanggap.core.money import rupiah
from tanggap.sop.render.document import document
from tanggap.sop.schema import read
from tests.sop.shipped import ASSOCIATION, COMPANY, procedure


@pytest.mark.parametrize("path", [COMPANY, ASSOCIATION], ids=["company", "association"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_sections_and_steps_are_numbered_and_tables_are_whole(path, language: str) -> None:
    sections = document(read(path), language)

    assert [section.number for section in sections] == list(range(1, len(sections) + 1))
    assert [section.anchor for section in sections[:5]] == ["purpose", "scope", "definition", "benchmark", "steps"]
    assert [clause.number for clause in sections[4].clauses] == [f"5.{number}" for number in range(1, 13)]
    for table in (table for section in sections for table in section.tables):
        assert table.rows and all(len(row) == len(table.head) and all(row) for row in table.rows)


def test_both_languages_have_the_same_shape_and_other_words() -> None:
    indonesian, english = document(procedure(), "id"), document(procedure(), "en")
    assert [each.anchor for each in indonesian] == [each.anchor for each in english]
    assert not {each.title for each in indonesian} & {each.title for each in english}


def test_the_document_says_what_the_rules_say() -> None:
    changed = procedure(("up_to = 2_000_000", "up_to = 3_500_000"), ("reopen_days = 30", "reopen_days = 45"))
    with override("id"):  # the language asked for counts, not the one of the moment
        by_anchor = {section.anchor: section for section in document(changed, "en")}

    assert by_anchor["money"].tables[0].rows[0][1] == f"up to {rupiah(3_500_000, 'en')}"
    assert "A closed complaint may be opened again within 45\u00a0days." in by_anchor["agreement"].paragraphs
    decision = next(row for row in by_anchor["promises"].tables[0].rows if row[0] == "Decision on the solution")
    assert [words.replace("\u00a0", " ") for words in decision[1:]] == [
        "4 working days", "3 working days", "1 working day", "4 working hours",
    ]  # fmt: skip
