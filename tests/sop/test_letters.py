"""Filling a letter."""

import pytest

from tanggap.sop.letters import LETTERS, allowed, fill


def test_a_value_that_looks_like_a_name_stays_as_it_is() -> None:
    assert fill("Dear {name}, {message}", {"name": "{message}", "message": "all {is} well"}) == (
        "Dear {message}, all {is} well")  # fmt: skip


def test_an_absent_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("{name}", {})


def test_no_letter_that_is_sent_unasked_may_name_what_the_complainant_wrote() -> None:
    assert all(not {"body", "subject", "story", "wish"} & allowed(code) for code in LETTERS)
    assert "message" not in allowed("acknowledgement")
