"""The key ring and the data keys."""

import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tanggap.core import keys, ring
from tanggap.core.errors import Refused
from tanggap.core.keys import DataKey, Unreadable, destroy, seal, seal_bytes, unseal, unseal_bytes


@pytest.fixture
def ring_file(tmp_path: Path, settings) -> Iterator[Path]:
    settings.KEYS, settings.HOME = "", tmp_path
    ring.forget()
    yield ring.make()
    ring.forget()


def test_the_ring_is_made_once_and_only_its_owner_may_read_it(ring_file: Path) -> None:
    before = ring_file.read_text()
    assert stat.S_IMODE(ring_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring_file.parent.stat().st_mode) == 0o700
    ring.make()
    assert ring_file.read_text() == before
    assert [path.name for path in ring_file.parent.iterdir()] == ["ring.json"]


def test_of_ten_starts_at_once_all_use_the_same_ring(tmp_path: Path, settings) -> None:
    settings.KEYS, settings.HOME = "", tmp_path
    barrier, seen = threading.Barrier(10), []

    def start() -> None:
        barrier.wait()
        seen.append(ring.make().read_text())

    threads = [threading.Thread(target=start) for _i in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    ring.forget()
    assert len(set(seen)) == 1 and len(seen) == 10


def test_without_a_ring_a_sentence_says_what_to_do_and_none_is_made(tmp_path: Path, settings) -> None:
    settings.KEYS, settings.HOME = "", tmp_path
    ring.forget()
    with pytest.raises(Refused) as refused, translation.override("en"):
        ring.mac("test", b"x")
    assert refused.value.code == "no_key_ring"
    assert not ring.path().exists()
    ring.forget()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"keys": {}}', '{"keys": {"1": "AAAA"}}', '{"keys": {"x": "AAAA"}}', "nul"]
)
def test_a_damaged_ring_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        ring.parse(text)


def test_macs_differ_by_purpose_and_outlive_a_rotation(ring_file: Path) -> None:
    before = ring.mac("a", b"data")
    assert before != ring.mac("b", b"data") and len(before) == 32
    assert ring.rotate() == 2
    assert ring.mac("a", b"data") == before
    assert sorted(json.loads(ring_file.read_text())["keys"]) == ["1", "2"]


@pytest.mark.parametrize("text", ["Air galonnya bocor.", "s1.looks sealed", "🚰 ä \ud800", "x" * 100_000])
def test_what_is_sealed_is_read_again_with_its_key_only(text: str) -> None:
    key, other = DataKey.forge(), DataKey.forge()
    sealed = seal(text, key)
    assert sealed.isascii() and sealed != seal(text, key), "each sealing has its own nonce"
    assert unseal(sealed, key) == text
    with pytest.raises(Unreadable):
        unseal(sealed, other)


def test_without_a_key_a_text_stays_as_it_is() -> None:
    assert seal("abc", None) == unseal("abc", None) == "abc"
    assert seal_bytes(b"abc", None) == unseal_bytes(b"abc", None) == b"abc"
    assert seal("", DataKey.forge()) == ""


@pytest.mark.parametrize("damaged", ["plain words", "s1.", "s1.AAAA", "s1.!!!!", "s1." + "A" * 64])
def test_a_changed_text_is_never_read_as_plain(damaged: str) -> None:
    with pytest.raises(Unreadable):
        unseal(damaged, DataKey.forge())


@pytest.mark.django_db
def test_a_destroyed_key_leaves_only_a_sentence() -> None:
    key = DataKey.make()
    sealed, raw = seal("the secret", key), seal_bytes(b"the secret", key)
    assert unseal(sealed, key) == "the secret"
    destroy(key)
    again = DataKey.objects.get(pk=key.pk)
    assert again.destroyed and again.destroyed_at is not None
    with translation.override("en"):
        assert str(unseal(sealed, again)) == "[erased]"
    with translation.override("id"):
        assert str(unseal(sealed, again)) == "[dihapus]"
    assert unseal_bytes(raw, again) == b""
    with pytest.raises(Unreadable):
        seal("more", again)


@pytest.mark.django_db
def test_after_a_rotation_keys_are_wrapped_anew_and_still_open(ring_file: Path) -> None:
    key, gone = DataKey.make(), DataKey.make()
    sealed = seal("words", key)
    destroy(gone)
    ring.rotate()
    assert keys.rewrap() == 1 and keys.rewrap() == 0
    again = DataKey.objects.get(pk=key.pk)
    assert again.ring_id == 2 and unseal(sealed, again) == "words"
    assert DataKey.objects.get(pk=gone.pk).destroyed
