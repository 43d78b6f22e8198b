"""Folding, stems, masks, money."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tanggap.core.money import rupiah
from tanggap.core.text import _stem, fold, mask, search_text, search_words, stem, stems

FAMILIES = [
    "kirim mengirim pengiriman dikirimkan terkirim",
    "tindaklanjut menindaklanjuti ditindaklanjuti",
    "keluhan mengeluh keluhannya dikeluhkan",
    "pesan pesanan memesan pemesanan",
    "kembali mengembalikan pengembalian dikembalikan",
    "tagihan menagih penagihan ditagih",
    "selesai menyelesaikan penyelesaian",
    "layanan pelayanan melayani",
    "terlambat keterlambatan lambat",
    "bocor kebocoran membocorkan",
    "kemasan kemas dikemas mengemas",
    "karang mengarang",
    "complaint complaints complained complaining",
    "battery batteries",
    "delivery delivered delivers",
    "charge charged charges charging",
    "disputed dispute disputes",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_forms_of_a_word_meet(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


def test_stop_words_are_not_searched_for() -> None:
    assert stems("yang di dan the of") == []
    assert search_words("yang") == []


def test_references_and_phone_numbers_are_found_in_every_spelling() -> None:
    held = set(stems("Nomor K26-04817, telepon +62 812-3456-7890"))
    for typed in ["k26-04817", "04817", "081234567890", "0812 3456 7890", "+6281234567890"]:
        wanted = search_words(typed)
        assert wanted and set(wanted) <= held, typed


@pytest.mark.parametrize(
    "typed", ["'; DROP TABLE x --", "a & | ! <-> :* ( ) \\ '", "\0\ud800", "'" * 300, "K26-", "!" * 999]
)
@pytest.mark.django_db
def test_whatever_is_typed_is_a_safe_query(typed: str) -> None:
    query = " & ".join(f"'{word}':*" for word in search_words(typed))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsquery('simple', %s)", [query])
        assert cursor.fetchone()[0] is not None


@pytest.mark.django_db
def test_the_longest_text_fits_into_a_vector() -> None:
    words = search_text(["".join(f"kata{number}xyz " * 2 for number in range(200_000)), "ekor"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(to_tsvector('simple', %s))", [words])
        assert cursor.fetchone() == (5000,)


@pytest.mark.django_db
def test_the_database_keeps_our_terms_as_they_are() -> None:
    terms = search_text(["Galon K26-04817 rusak 2x, Rp1.250.000 di toko Müller 北京 e-mail a@b.id"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector('simple', %s))", [terms])
        assert sorted(cursor.fetchone()[0]) == sorted(terms.split())


@given(st.text())
def test_terms_are_letters_and_digits(text: str) -> None:
    for term in stems(text):
        assert term and not set(term) & set(" '\\&|!():*<>\0")


def test_folding_removes_what_the_eye_does_not_see() -> None:
    assert fold("Ｒéfund\u200b\u202e Straße\0") == "refund strasse"


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("GET /t/Ab_c-9Zx?x=1 200", "GET /t/‹token›?x=1 200"),
        ("mail to budi.s+x@contoh.co.id failed", "mail to ‹email› failed"),
        ("call 0812-3456-7890 or +62 812 3456 7890", "call ‹phone› or ‹phone›"),
        ("code 7K3M-9QPX of K26-04817", "code ‹code› of K26-04817"),
        ('"tracking_code": "7K3M-9QPX"', '"tracking_code": "‹secret›"'),
        ("exit code 1", "exit code 1"),
        ("typed 7K3M-9QPX", "typed ‹code›"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ‹secret›"),
        ("token=" + "A1b2" * 8, "token=‹secret›"),
        ("seen " + "A1b2" * 8, "seen ‹token›"),
        ("2026-11-21T10:00:00Z case 12345678 took 12.5 ms", "2026-11-21T10:00:00Z case 12345678 took 12.5 ms"),
    ],
)
def test_logs_hold_no_secret(line: str, masked: str) -> None:
    assert mask(line) == masked


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [(0, "Rp0", "Rp0"), (1250000, "Rp1.250.000", "Rp1,250,000"), (-5000, "−Rp5.000", "−Rp5,000")],
)
def test_rupiah(amount: int, indonesian: str, english: str) -> None:
    assert (rupiah(amount, "id"), rupiah(amount, "en")) == (indonesian, english)


def test_threads_do_not_disturb_one_anothers_stems() -> None:
    from concurrent.futures import ThreadPoolExecutor

    roots = ("complain", "disput", "investigat", "process")
    words = [f"{root}{ending}" for root in roots for ending in ("ing", "ed", "es")]
    alone = {word: _stem(word) for word in words}

    def again(_turn: int) -> dict[str, str]:
        return {word: _stem(word) for word in words * 20}

    with ThreadPoolExecutor(8) as pool:
        assert all(found == alone for found in pool.map(again, range(40)))
