"""Numbers and addresses as people in Indonesia write them, and the one form in which they are compared."""

import pytest

from tanggap.core.errors import Invalid
from tanggap.people.contacts import normalise_email, normalise_member_no, normalise_phone, phones_in
from tanggap.ui.formatting import phone

MOBILE, OFFICE = "+6281388421907", "+622150914400"
WRITTEN = {
    MOBILE: [
        "081388421907", "0813-8842-1907", "0813 8842 1907", "0813.8842.1907", "(0813) 88421907", "0813 88 42 19 07",
        "81388421907", "813-8842-1907", "+6281388421907", "+62 813-8842-1907", "+62-813-8842-1907", "+62.813.8842.1907",
        "6281388421907", "62 813 8842 1907", "(62) 813 8842 1907", "006281388421907", "0062 813 8842 1907",
        "+62 (0) 813 8842 1907", "+620813 8842 1907", "6208138842 1907", "+62 (813) 8842-1907", "WA: 0813-8842-1907",
        "WA 0813 8842 1907", "wa.0813 8842 1907", "HP 0813-8842-1907", "Telp. 0813-8842-1907", "Tel: +62 813 8842 1907",
        "tel:+6281388421907", "https://wa.me/6281388421907", "0813-8842-1907 (WA)", "0813-8842-1907 (Ibu Ratna)",
        "Pak Rudi 0813-8842-1907", "0813–8842–1907", "0813‑8842‑1907", "0813 8842 1907", "０８１３８８４２１９０７",
        "0813_8842_1907", "0813/8842/1907", "  081388421907  ", "0813-8842-1907 / 021-5091-4400",
        "0813-8842-1907 atau 021-5091-4400", "0813-8842-1907; 0812-1111-2222", "0813-8842-1907, 0812-1111-2222",
        "0813-8842-1907 dan 0812-1111-2222", "0813-8842-1907 or 0812-1111-2222", "0813-8842-1907\n0812-1111-2222",
        "‪+62 813-8842-1907‬",
    ],
    OFFICE: [
        "(021) 5091-4400", "021-50914400", "021 5091 4400", "0215091 4400", "+62 21 5091 4400", "+62 (21) 50914400",
        "62-21-50914400", "0062215091 4400", "(021) 50914400 ext. 12", "021-5091-4400 ext 301", "021-50914400 pes. 7",
        "021.5091.4400 x12", "(021) 5091 4400/01", "Kantor: (021) 5091-4400",
    ],
    "+6596204455": ["+65 9620 4455", "0065 9620 4455"],
    "+442079460958": ["+44 20 7946 0958", "+44 (0) 20 7946 0958"],
    "+16502530000": ["+1 (650) 253-0000", "001 650 253 0000"],
}  # fmt: skip
NONE = ["", "abc", "12", "0", "+", "0813", "0813-8842-1907-5555-6666", "+62", "tidak ada", "-", "(((", "0" * 300]


def test_a_number_has_one_form_however_it_is_written() -> None:
    wrong = {typed: phones_in(typed) for form, many in WRITTEN.items() for typed in many if normal(typed) != form}
    assert not wrong and sum(map(len, WRITTEN.values())) >= 60


def normal(typed: str) -> str:
    try:
        return normalise_phone(typed)
    except Invalid:
        return ""


def test_what_is_no_number_is_refused_with_a_sentence() -> None:
    assert not {typed: phones_in(typed) for typed in NONE if phones_in(typed)}
    with pytest.raises(Invalid) as refused:
        normalise_phone("nomor saya", field="whatsapp")
    assert set(refused.value.fields) == {"whatsapp"}


def test_several_in_one_field_are_all_found_and_shown_as_people_write_them() -> None:
    assert phones_in("0813-8842-1907 / (021) 5091-4400, WA 0813 8842 1907") == [MOBILE, OFFICE]
    assert phone(MOBILE).replace("\u2011", "-") == "0813-8842-1907"


def test_member_numbers_differ_by_zeros_and_not_by_gaps_or_capitals() -> None:
    assert normalise_member_no(" ab 0012-7 ") == normalise_member_no("AB0012-7") == "AB0012-7"
    assert normalise_member_no("0012") != normalise_member_no("12")


def test_addresses_that_only_look_alike_are_not_the_same() -> None:
    assert normalise_email("Alice@Contoh.ID") == "alice@contoh.id"
    assert len({normalise_email(one) for one in ("alice@contoh.id", "alice+1@contoh.id", "alice@cоntoh.id")}) == 3
