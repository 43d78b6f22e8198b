"""Hours as people type them, and sentences for what cannot be meant."""

import pytest
from django.utils import translation

from tanggap.clocks.hours_text import hours_to_type, hours_typed
from tanggap.core.errors import Invalid

OFFICE = [["08:00", "12:00"], ["13:00", "17:00"]]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("08.00–12.00, 13.00–17.00", OFFICE),
        ("8-12 dan 13-17", OFFICE),
        (" 13:00 - 17:00 ; 8 s/d 12 ", OFFICE),
        ("08.00 sampai 12.00 & 13.00 to 17.00", OFFICE),
        ("", []),
        ("Tutup", []),
        ("24 jam", [["00:00", "00:00"]]),
        ("22.00-24.00", [["22:00", "00:00"]]),
        ("18.30-00.00", [["18:30", "00:00"]]),
        ("0-6, 22-24", [["00:00", "06:00"], ["22:00", "00:00"]]),
        ("8-12, 12-13", [["08:00", "12:00"], ["12:00", "13:00"]]),
    ],
)
def test_hours_are_read_as_they_are_meant_and_shown_so_that_they_can_be_sent_again(typed: str, meant: list) -> None:
    assert hours_typed(typed) == meant
    assert hours_typed(hours_to_type(meant)) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pagi", "“pagi” cannot be read"),
        ("8", "“8” cannot be read"),
        ("12-8", "“12-8” ends before it begins"),
        ("8-8", "“8-8” ends before it begins"),
        ("8-25", "“25.00” is no time of day"),
        ("8.75-9", "“8.75” is no time of day"),
        ("24.30-25", "“24.30” is no time of day"),
        ("8-12, 11.30-17", "“11.30–17.00” begins before “08.00–12.00” has ended"),
        ("1-2,3-4,5-6,7-8,9-10,11-12,13-14", "At most six spans"),
        ("<script>", "“<script>” cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_quoted_in_a_sentence(typed: str, said: str) -> None:
    with translation.override("en"), pytest.raises(Invalid) as wrong:
        hours_typed(typed)
    assert said in str(wrong.value)
