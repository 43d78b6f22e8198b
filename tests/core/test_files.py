"""Files: limits, types by content, no metadata, served so that nothing runs, gone when nobody wants them."""

import io
import stat
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from tanggap.core import files, store
from tanggap.core.errors import Invalid, NotFound
from tanggap.core.files import File
from tanggap.core.keys import DataKey, destroy
from tanggap.core.sniff import sniff
from tanggap.core.time import now, travel

GPS = 0x8825


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings) -> Path:
    settings.FILES_URL = f"file://{tmp_path}/files%20here"
    return tmp_path / "files here"


def photo(form: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A photograph that tells where it was taken, and lies on its side."""
    picture, out = Image.new("RGB", size, "navy"), io.BytesIO()
    data = picture.getexif()
    data[0x0112] = 6
    data[0x010F] = "CANARY-CAMERA"
    data.get_ifd(GPS)[2] = (6.0, 12.0, 30.0)
    picture.save(out, form, exif=data)
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A small file that says it is side × side pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.django_db
def test_a_file_is_kept_byte_for_byte_under_its_own_content(own_store: Path) -> None:
    one, two = files.take_in(b"hello", "a.txt"), files.take_in(io.BytesIO(b"hello"), "b.txt")
    assert files.open_file(one) == files.open_file(two) == b"hello"
    assert one.public_id != two.public_id and len(one.public_id) == 22
    kept = [path for path in own_store.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [one.sha256]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert list(files.verify()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "file_empty"), (bytes(files.MOST_BYTES + 1), "file_too_large"), (huge_png(32_000), "too_many_pixels")],
)
def test_too_much_or_nothing_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        files.take_in(io.BytesIO(data), "x")
    assert refused.value.code == code
    assert not File.objects.exists()


@pytest.mark.django_db
def test_exactly_ten_megabytes_are_taken() -> None:
    assert files.take_in(bytes(files.MOST_BYTES), "x").size == files.MOST_BYTES


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_shown_without_its_place_and_upright(form: str) -> None:
    original = photo(form)
    assert b"CANARY" in original
    file = files.take_in(original, "foto.jpg")
    shown = files.open_file(file, original=False)
    assert b"CANARY" not in shown and not Image.open(io.BytesIO(shown)).getexif()
    assert Image.open(io.BytesIO(shown)).size == (40, 60)
    assert files.open_file(file) == original, "the original is kept for whoever may see it"


@pytest.mark.django_db
def test_a_large_photograph_is_shown_smaller() -> None:
    file = files.take_in(photo(size=(6000, 3000)), "foto.jpg")
    assert max(Image.open(io.BytesIO(files.open_file(file, original=False))).size) <= 4096


@pytest.mark.django_db
@pytest.mark.parametrize("data", [photo()[:200], b"\xff\xd8\xff" + b"junk" * 50, b"GIF89a", b"RIFF....WEBPxxxx"])
def test_a_picture_that_cannot_be_read_is_kept_as_a_plain_file(data: bytes) -> None:
    file = files.take_in(data, "foto.jpg")
    assert files.open_file(file) == data and not file.is_picture


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"BMW is a car", "text/plain"),
        (b"MZ\x90\0\x03", "application/octet-stream"),
        ("é".encode() * 3000, "text/plain"),
        (b"a" + "é".encode() * 3000, "text/plain"),
        (b"PK\x03\x04....word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04....", "application/zip"),
    ],
)
def test_the_type_is_told_by_the_content(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


@pytest.mark.django_db
def test_what_is_served_cannot_run() -> None:
    file = files.take_in(b"<script>alert(1)</script>", 'x"\r\nSet-Cookie: a=b;é.html')
    content, headers = files.serve(file)
    assert b"".join(content) == b"<script>alert(1)</script>"
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert not any(set("\r\n") & set(value) for value in headers.values())
    assert all(value.isascii() for value in headers.values())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\budi\\foto.jpg", "foto.jpg"),
        ("\u200b.htaccess", "htaccess"),
        ("faktur\u202egpj.exe", "fakturgpj.exe"),
        ("a\0b\r\nc.txt", "abc.txt"),
        ("", "file"),
        ("..", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("Nota pembelian é.pdf", "Nota pembelian é.pdf"),
    ],
)
def test_names_are_only_data(given: str, shown: str) -> None:
    assert files.safe_name(given) == shown


@pytest.mark.django_db
def test_a_sealed_file_cannot_be_read_from_the_disk_nor_after_its_key_is_gone(own_store: Path) -> None:
    key = DataKey.make()
    file = files.take_in(photo(), "CANARY name.jpg", key=key)
    on_disk = b"".join(path.read_bytes() for path in own_store.rglob("*") if path.is_file())
    assert b"CANARY" not in on_disk and "CANARY" not in file.name
    assert file.shown_name == "CANARY name.jpg" and files.open_file(file) == photo()
    destroy(key)
    with pytest.raises(NotFound):
        files.serve(File.objects.select_related("key").get(pk=file.pk))


@pytest.mark.django_db
def test_an_upload_can_be_claimed_once() -> None:
    one, two = files.take_in(b"1", "1"), files.take_in(b"2", "2")
    assert [file.name for file in files.claim([two.public_id, one.public_id, two.public_id])] == ["2", "1"]
    for ids in ([one.public_id], ["nonsense"], ["\0"]):
        with pytest.raises(Invalid):
            files.claim(ids)


@pytest.mark.django_db
def test_all_files_of_a_complaint_are_at_most_25_megabytes() -> None:
    ids = [files.take_in(bytes([n]) + bytes(9_000_000), "x").public_id for n in range(3)]
    with pytest.raises(Invalid):
        files.claim(ids)
    with pytest.raises(Invalid):
        files.claim(ids[:2], already=9_000_000)
    assert len(files.claim(ids[:2])) == 2


@pytest.mark.django_db(transaction=True)
def test_an_upload_for_a_confidential_complaint_is_sealed_when_it_is_claimed(own_store: Path) -> None:
    upload, key = files.take_in(photo(), "CANARY.jpg"), DataKey.make()
    [claimed] = files.claim([upload.public_id], key=key)
    on_disk = b"".join(path.read_bytes() for path in own_store.rglob("*") if path.is_file())
    assert b"CANARY" not in on_disk, "the open copy is gone after the commit"
    assert files.open_file(claimed) == photo() and claimed.shown_name == "CANARY.jpg"
    assert list(files.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_what_nobody_claims_dies_after_a_day_and_shared_content_lives_on(own_store: Path) -> None:
    kept, _lost, alone = files.take_in(b"same", "a"), files.take_in(b"same", "b"), files.take_in(b"alone", "c")
    files.claim([kept.public_id])
    assert files.purge() == 0
    with travel(now() + timedelta(hours=25)):
        assert files.purge() == 2
    assert [path.name for path in own_store.rglob("*") if path.is_file()] == [kept.sha256]
    assert not store.is_whole(alone.sha256) and files.open_file(kept) == b"same"


@pytest.mark.django_db
def test_a_changed_or_missing_file_is_named() -> None:
    one, two = files.take_in(b"one", "1"), files.take_in(b"two", "2")
    store.place(one.sha256).write_bytes(b"0ne")
    store.remove(two.sha256)
    assert [sentence.split()[1].rstrip(":") for sentence in files.verify()] == [one.public_id, two.public_id]


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_only_a_digest_becomes_a_path(sha256: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.place(sha256)
