"""The temperature of words: as right as when the words were written, and quick, however long a text is."""

import time

import pytest

from bench.temperature import score
from tanggap.reading.temperature import STEPS, estimate, warmer
from tanggap.reading.temperature.lexicon import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_mostly_right_on_texts_that_the_words_were_not_made_from(language: str) -> None:
    made = score("held-out", language)
    assert made.within(0) >= 0.85 and made.within(1) >= 0.95
    assert made.precision("very_angry") >= 0.9 and made.recall("very_angry") >= 0.85


def test_slips_slang_and_letters_drawn_out_are_understood() -> None:
    assert estimate("sy kecewaaaa bgt") == "disappointed"
    assert estimate("keterlalun, keterlluan!!!") in ("angry", "very_angry")
    assert estimate("I am dissapointed", "en") == "disappointed"
    assert estimate("") == estimate("?!…") == estimate("🙂") == ""
    assert (warmer("angry", "calm"), warmer("anxious", "disappointed"), warmer("", "calm")) == (1, 0, 0)


def test_a_text_made_to_be_slow_is_not() -> None:
    for text in ("a" * 50_000, "!?" * 25_000, "tidak " * 9_000, "marah " * 9_000, "'" * 50_000, "Aaa" * 17_000):
        began = time.perf_counter()
        assert estimate(text) in (*STEPS, "")
        assert time.perf_counter() - began < 5, "a text may stop the reading of mails no longer than this (T26)"
