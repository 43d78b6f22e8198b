"""An SOP file changed piece by piece stays the file that people wrote."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanggap.sop import editing
from tanggap.sop.differences import differences, words
from tanggap.sop.lines import Lines
from tanggap.sop.schema import read
from tests.sop.shipped import ASSOCIATION, COMPANY, company

TYPED = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=60)
LATE = ("categories", "late_delivery")


@pytest.mark.slow
@pytest.mark.parametrize("file", [COMPANY, ASSOCIATION])
def test_what_is_put_in_as_it_stands_changes_nothing_that_is_read(file) -> None:
    text = file.read_text()
    for table in ("categories", "letters"):
        for code, values in tomllib.loads(text)[table].items():
            text = editing.put(text, (table, code), values)
    assert tomllib.loads(text) == tomllib.loads(file.read_text())
    assert text.count("#") == file.read_text().count("#")


def test_one_value_is_changed_and_all_else_stays_letter_by_letter() -> None:
    text = company(('[categories.late_delivery]\n', '[categories.late_delivery]\n# A remark of somebody.\n'))
    changed = editing.put(text, LATE, {"label": {"id": "Kiriman telat", "en": "Late again"}, "sealed": True})
    old = 'label = { id = "Barang terlambat", en = "Late delivery" }'
    new = 'label = { id = "Kiriman telat", en = "Late again" }'
    rest = 'questions = ["promised_on"]\n'
    at = text.index(old)
    assert changed == text[:at] + text[at:].replace(old, new, 1).replace(rest, f"{rest}sealed = true\n", 1)


def test_tables_are_added_exchanged_and_removed() -> None:
    text = company()
    cold = {"type": "service", "label": {"id": "Dingin", "en": "Cold"}}
    more = editing.add(text, ("categories", "cold"), cold, after=LATE)
    codes = list(read(more).categories)
    assert codes[codes.index("late_delivery") + 1] == "cold"
    back = editing.exchange(editing.exchange(more, LATE, ("categories", "cold")), ("categories", "cold"), LATE)
    assert back == more
    assert editing.remove(more, ("categories", "cold")) == text


def test_a_file_whose_pieces_are_written_otherwise_is_written_anew_with_the_same_content() -> None:
    text = company()
    start, end = text.index("[categories.poor_service]"), text.index("[emergency]")
    whole = tomllib.loads(text)["categories"]
    odd = f"categories = {editing._value(whole)}\n" + text[:start] + text[end:]
    anew = editing.in_place(odd)
    assert tomllib.loads(anew) == tomllib.loads(text)
    assert editing.in_place(text) == text
    assert read(editing.put(anew, LATE, {"sealed": True})).sealed("late_delivery")


def inside(inner: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "en", "a-b"]), inner, min_size=1)


@settings(deadline=None)
@given(st.recursive(TYPED | st.booleans() | st.integers(-(2**53), 2**53), inside, max_leaves=6))
def test_every_value_is_read_as_it_was_written(value: object) -> None:
    said = tomllib.loads(f"[t]\n{editing._pair('x', value)}\n")["t"]["x"]
    assert said == value


# The whole file is read each time, which takes what it takes on a busy machine.
@settings(deadline=None, max_examples=25)
@given(TYPED, TYPED)
def test_a_letter_says_what_was_typed_and_its_place_is_found(one: str, other: str) -> None:
    text = editing.put(company(), ("letters", "reply"), {"body": {"id": one, "en": other}})
    assert tomllib.loads(text)["letters"]["reply"]["body"] == {"id": one, "en": other}
    assert Lines(text).of(("letters", "offer")) > Lines(text).of(("letters", "reply"))


def test_differences_are_told_place_by_place_and_word_by_word() -> None:
    before = {"a": {"x": {"label": "old words here"}, "y": {"label": "gone"}}, "n": 1}
    after = {"a": {"x": {"label": "new words here"}}, "n": 1}
    found = {one.path: (one.before, one.after) for one in differences(before, after)}
    assert found[("a", "x", "label")] == ("old words here", "new words here")
    assert found[("a", "y", "label")] == ("gone", None)
    assert ("a", "#order") not in found
    turned = {"a": {"z": {}, "y": {}, "x": {}}}
    assert [one.after for one in differences(before, turned) if one.path[-1] == "#order"] == ["y, x"]
    assert words("old words here", "new words here") == [("del", "old"), ("ins", "new"), ("same", " words here")]
    assert words("About your case 7", "Our answer to case 7") == [
        ("del", "About your"), ("ins", "Our answer to"), ("same", " case 7"),
    ]  # fmt: skip
    assert words("", "all new") == [("ins", "all new")]
    for one, other in (("a b  c", "a  x c"), ("x ", "y"), ("x\n\ny", "x\n\n\ny"), ("q", "q r s t"), ("q r s", "")):
        pieces = words(one, other)
        assert "".join(said for kind, said in pieces if kind != "ins") == one
        assert "".join(said for kind, said in pieces if kind != "del") == other
