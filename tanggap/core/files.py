"""Files that people send: kept by content, named by random ids, served only as attachments that cannot run.

Whoever holds a File owns its access; here nobody is asked who he is. A file that nothing claims dies after a day.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import IO
from urllib.parse import quote

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from tanggap.core import pictures, store
from tanggap.core.errors import Invalid, NotFound
from tanggap.core.keys import DataKey, seal, seal_bytes, unseal, unseal_bytes
from tanggap.core.sniff import sniff
from tanggap.core.time import hour_of, now

MOST_BYTES = 10 * 1024 * 1024
MOST_BYTES_TOGETHER = 25 * 1024 * 1024
UNCLAIMED_FOR = timedelta(days=1)
NAME_LENGTH = 200
NO_PICTURE = _("This file is no picture that can be shown, so nothing can be painted over in it.")
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def new_public_id() -> str:
    """128 random bits, 22 characters."""
    return secrets.token_urlsafe(16)


class File(models.Model):
    """One file; `sha256` names what lies in the store (sealed bytes when there is a key), `stripped` its clean copy.

    `covered` is that copy with parts painted over; while there is one, it is what everybody gets.
    """

    public_id = models.CharField(max_length=22)
    sha256 = models.CharField(max_length=64)
    stripped_sha256 = models.CharField(max_length=64, blank=True, default="")
    covered_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    size = models.PositiveIntegerField()  # of the content, in bytes
    name = models.TextField()  # only data: never part of a path; sealed when there is a key
    media_type = models.CharField(max_length=100)
    key = models.ForeignKey(DataKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    claimed = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public_id"], name="core_file_public_id")]
        indexes = [
            models.Index(fields=["sha256"], name="core_file_sha256"),
            models.Index(
                fields=["stripped_sha256"], condition=~models.Q(stripped_sha256=""), name="core_file_stripped"
            ),
            models.Index(fields=["covered_sha256"], condition=~models.Q(covered_sha256=""), name="core_file_covered"),
            models.Index(fields=["created_at"], condition=models.Q(claimed=False), name="core_file_unclaimed"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def shown_name(self) -> str:
        """The name it was sent under, for reading."""
        return str(unseal(self.name, self.key))

    @property
    def is_picture(self) -> bool:
        return bool(self.stripped_sha256)

    @property
    def is_covered(self) -> bool:
        return bool(self.covered_sha256)

    @property
    def contents(self) -> set[str]:
        """The names of everything that lies in the store for it."""
        return {self.sha256, self.stripped_sha256, self.covered_sha256} - {""}


def take_in(source: bytes | IO[bytes], name: str, *, key: DataKey | None = None) -> File:
    """Store an upload and return its row, unclaimed; raises Invalid when it is too large, empty or too many pixels.

    Side effects: the bytes (and for a picture its copy without metadata) are on disk before the row is written.
    """
    data = source if isinstance(source, bytes) else source.read(MOST_BYTES + 1)
    _check_size(data)
    media_type = sniff(data)
    try:
        clean = pictures.without_metadata(data, media_type)
    except pictures.TooManyPixels as problem:
        raise Invalid(
            _("This picture has more than 40 million pixels. Make it smaller and send it again."),
            code="too_many_pixels",
        ) from problem
    with transaction.atomic():
        return File.objects.create(
            public_id=new_public_id(),
            sha256=_put(data, key),
            stripped_sha256=_put(clean, key) if clean else "",
            size=len(data),
            name=seal(safe_name(name), key),
            media_type=media_type,
            key=key,
            created_at=now(),
        )


def _check_size(data: bytes) -> None:
    if not data:
        raise Invalid(_("This file is empty."), code="file_empty")
    if len(data) > MOST_BYTES:
        raise Invalid(_("This file is larger than 10 MB. Make it smaller, or send it in parts."), code="file_too_large")


@transaction.atomic
def claim(uploads: "Iterable[str | File]", *, key: DataKey | None = None, already: int = 0) -> list[File]:
    """Make uploads (public ids, or rows) part of a complaint, in the order given; each can be claimed once.

    `already` is the size in bytes of what the complaint has. With a key, plain uploads are sealed now. Raises Invalid
    when one is unknown or taken, or when all together are more than 25 MB.
    """
    wanted = list(dict.fromkeys(file.public_id if isinstance(file, File) else file for file in uploads))
    if not all(_PUBLIC_ID.fullmatch(public_id) for public_id in wanted):
        raise Invalid(_("A file is no longer there. Please add it again."), code="file_unknown")
    found = {
        file.public_id: file
        for file in File.objects.select_for_update(of=["self"])
        .filter(public_id__in=wanted, claimed=False)
        .order_by("pk")
    }
    if len(found) != len(wanted):
        raise Invalid(_("A file is no longer there. Please add it again."), code="file_unknown")
    files = [found[public_id] for public_id in wanted]
    if already + sum(file.size for file in files) > MOST_BYTES_TOGETHER:
        raise Invalid(_("The files are more than 25 MB together. Please leave some out."), code="files_too_large")
    for file in files:
        if key is not None and file.key_id is None:
            _seal_file(file, key)
    File.objects.filter(pk__in=[file.pk for file in files]).update(claimed=True)
    for file in files:
        file.claimed = True
    return files


def unclaimed(public_ids: Iterable[str]) -> tuple[File, ...]:
    """The waiting uploads with these ids, in the order given; raises Invalid when one is unknown or taken."""
    wanted = list(dict.fromkeys(public_ids))
    if not wanted:
        return ()
    known = [public_id for public_id in wanted if _PUBLIC_ID.fullmatch(public_id)]
    found = {file.public_id: file for file in File.objects.filter(public_id__in=known, claimed=False)}
    if len(found) != len(wanted):
        gone = _("A file is no longer there. Please add it again.")
        raise Invalid(gone, code="file_unknown", fields={"attachments": gone})
    return tuple(found[public_id] for public_id in wanted)


def open_file(file: File, *, original: bool = True, whole: bool = False) -> bytes:
    """The content; NotFound when erased or missing.

    Of a picture, without `original`, the copy without metadata, and this as it was painted over; `whole` gives it
    without the paint, for whoever may see what lies below.
    """
    if file.key is not None and file.key.destroyed:
        raise NotFound(_("This file was erased."), code="erased")
    copy = (file.stripped_sha256 if whole else file.covered_sha256 or file.stripped_sha256) or file.sha256
    return unseal_bytes(store.get(file.sha256 if original else copy), file.key)


@transaction.atomic
def cover(file: File, boxes: Sequence[pictures.Box]) -> None:
    """From now on everybody gets the picture with these boxes painted over, for good; with no boxes it is bare again.

    Painted into the copy without metadata; raises Invalid when the file is no picture that can be read.
    """
    locked = File.objects.select_for_update(of=["self"]).select_related("key").get(pk=file.pk)
    if not locked.is_picture:
        raise Invalid(NO_PICTURE, code="no_picture")
    before = {locked.covered_sha256} - {""}
    painted = ""
    if boxes:
        bare = open_file(locked, original=False, whole=True)
        painted = _put(pictures.painted_over(bare, boxes), locked.key)
    File.objects.filter(pk=file.pk).update(covered_sha256=painted)
    file.covered_sha256 = painted
    transaction.on_commit(lambda: _remove_unused(before))


def serve(file: File, *, original: bool = False, whole: bool = False) -> tuple[Iterator[bytes], dict[str, str]]:
    """(the content in blocks, the headers it must be sent with). The face has asked before whether it may be seen."""
    media_type = file.media_type if original or not file.stripped_sha256 else pictures.type_of_copy(file.media_type)
    content = open_file(file, original=original, whole=whole)
    headers = {
        "Content-Type": "text/plain; charset=utf-8" if media_type == "text/plain" else media_type,
        "Content-Length": str(len(content)),
        "Content-Disposition": _disposition(file.shown_name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    return (content[start : start + store.BLOCK] for start in range(0, len(content), store.BLOCK)), headers


def safe_name(name: str) -> str:
    """The file's own name for showing: no folders, no control or direction characters, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    if len(shown) > NAME_LENGTH:
        start, dot, ending = shown.rpartition(".")
        ending = dot + ending if start and len(ending) <= 10 else ""
        shown = shown[: NAME_LENGTH - len(ending)] + ending
    return shown or "file"


def purge(limit: int = 500) -> int:
    """Delete uploads that nothing claimed within a day, with their bytes; returns how many."""
    old = File.objects.filter(claimed=False, created_at__lt=now() - UNCLAIMED_FOR).order_by("created_at")
    return sum(_delete(pk) for pk in old.values_list("pk", flat=True)[:limit])


def let_go(numbers: Iterable[int]) -> None:
    """Nobody holds these any more; the next purge deletes them with their bytes."""
    File.objects.filter(pk__in=list(numbers)).update(claimed=False)


def verify(files: Iterable[File] | None = None) -> Iterator[str]:
    """A sentence for every file whose bytes are missing or changed."""
    for file in files if files is not None else File.objects.order_by("pk").iterator(chunk_size=500):
        for sha256 in sorted(file.contents):
            if not store.is_whole(sha256):
                yield f"file {file.public_id}: its content {sha256[:12]}… is missing or changed"


def _put(data: bytes, key: DataKey | None) -> str:
    return _put_sealed(seal_bytes(data, key))


def _put_sealed(stored: bytes) -> str:
    # The lock keeps a purge of the same content from deleting it between our look and our row.
    _lock_content(store.sha256_of(stored))
    return store.put(stored)


@transaction.atomic
def seal_for(file: File, key: DataKey) -> None:
    """A file that lay in clear becomes part of something confidential: from now on it is sealed with that key."""
    locked = File.objects.select_for_update(of=["self"]).get(pk=file.pk)
    if locked.key_id is None:
        _seal_file(locked, key)


def _seal_file(file: File, key: DataKey) -> None:
    before = {file.sha256, file.stripped_sha256} - {""}
    content, clean = store.get(file.sha256), file.stripped_sha256 and store.get(file.stripped_sha256)
    file.sha256, file.stripped_sha256 = _put(content, key), _put(clean, key) if clean else ""
    file.name, file.key, file.created_at = seal(file.name, key), key, hour_of(file.created_at)
    file.save(update_fields=["sha256", "stripped_sha256", "name", "key", "created_at"])
    transaction.on_commit(lambda: _remove_unused(before))


@transaction.atomic
def _delete(pk: int) -> int:
    file = File.objects.select_for_update().filter(pk=pk, claimed=False).first()
    if file is None:
        return 0
    file.delete()
    contents = file.contents
    transaction.on_commit(lambda: _remove_unused(contents))
    return 1


def _remove_unused(contents: set[str]) -> None:
    for sha256 in sorted(contents):
        with transaction.atomic():
            _lock_content(sha256)
            places = ("sha256", "stripped_sha256", "covered_sha256")
            held = File.objects.filter(models.Q(*((place, sha256) for place in places), _connector=models.Q.OR))
            if not held.exists():
                store.remove(sha256)


def _lock_content(sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def _disposition(name: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
