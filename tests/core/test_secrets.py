"""Codes and tokens."""

import pytest

from tanggap.core import secrets


def test_a_tracking_code_is_the_same_each_time_and_new_with_each_generation() -> None:
    code = secrets.tracking_code(7, 1)
    assert code == secrets.tracking_code(7, 1)
    assert len({code, secrets.tracking_code(7, 2), secrets.tracking_code(8, 1)}) == 3
    assert len(code) == 9 and code[4] == "-" and set(code) - {"-"} <= set(secrets.CROCKFORD)


def test_codes_do_not_repeat_and_use_every_character() -> None:
    codes = [secrets.hmac_code("test", str(number)) for number in range(5000)]
    assert len(set(codes)) == 5000
    assert set("".join(codes)) == set(secrets.CROCKFORD)


@pytest.mark.parametrize(
    "typed", ["7K3M-91PX", "7k3m91px", " 7K3M 9IPX ", "7k3m-9lpx", "7K3M–91PX", "７Ｋ３Ｍ－９１ＰＸ".replace("－", "-")]
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert secrets.normalise_code(typed) == "7K3M91PX"
    assert secrets.same_code(typed, "7K3M-91PX")


@pytest.mark.parametrize(
    "typed", ["", " ", "---", "7K3M-91P", "7K3M-91PXX", "\0", "7K3M-91PU", "%20", "x" * 10_000, "7K3M-91PX\0"]
)
def test_anything_else_opens_nothing(typed: str) -> None:
    assert not secrets.same_code(typed, "7K3M-91PX")


def test_an_empty_code_never_matches_an_empty_one() -> None:
    assert not secrets.same_code("", "")
    assert not secrets.constant_time_equal("", "")
    assert not secrets.slow_check("", "")
    assert not secrets.slow_check("", None)
    assert not secrets.slow_check("7K3M", "not a hash")


def test_a_random_code_is_checked_by_its_slow_hash() -> None:
    code = secrets.random_code()
    assert len(code.replace("-", "")) == 16
    stored = secrets.slow_hash(code)
    assert stored.startswith("$argon2id$") and code not in stored
    assert secrets.slow_check(code.lower().replace("-", " "), stored)
    assert not secrets.slow_check(secrets.random_code(), stored)
    assert not secrets.slow_check(code, None)


def test_a_token_has_128_bits_and_is_stored_as_a_keyed_digest() -> None:
    token = secrets.token()
    assert len(token) == 22 and len(secrets.digest(token)) == 32
    assert secrets.digest(token) == secrets.digest(token) != secrets.digest(token + " ")
