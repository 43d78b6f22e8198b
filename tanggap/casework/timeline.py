"""What happened on a case, in order and in plain words: messages, notes, and the entries of the trail.

The complainant sees messages and the steps that concern them; notes are read only for staff.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Evidence, Note, Reply
from tanggap.casework.event_words import Names, for_complainant, for_staff
from tanggap.core import time


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One item: `kind` is complaint, heard, said, note or event. `text` is as it was written, `words` is our sentence."""

    kind: str
    at: datetime
    author: str = ""
    author_key: str = ""
    words: str = ""
    text: str = ""
    medium: str = ""
    verb: str = ""
    step: int | None = None
    pk: int | None = None
    reply_kind: str = ""
    held: bool = False
    withdrawn: bool = False
    files: tuple[Evidence, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def for_people_inside(case: Case, *, name: str) -> list[Moment]:
    """Everything, for staff; `name` is what they may call the complainant."""
    entries = list(trail.entries(case))
    names = Names.of(case, entries)
    moments = [
        _complaint(case, name), *_replies(case, name, shown_only=False), *_notes(case),
        *_events(entries, names, inside=True),
    ]  # fmt: skip
    return sorted(moments, key=lambda moment: moment.at)


def for_the_complainant(case: Case) -> list[Moment]:
    """What the complainant may see: messages that have left, and the steps in plain words."""
    entries = list(trail.entries(case))
    names = Names.of(case, entries)
    moments = [_complaint(case, ""), *_replies(case, "", shown_only=True), *_events(entries, names, inside=False)]
    return sorted(moments, key=lambda moment: moment.at)


def _complaint(case: Case, name: str) -> Moment:
    files = tuple(case.evidence.filter(reply=None, shown=True).select_related("file"))
    return Moment(kind="complaint", at=case.received_at, author=name, author_key=case.key, text=str(case.body),
                  medium=case.medium, files=files)  # fmt: skip


def _replies(case: Case, name: str, *, shown_only: bool) -> Iterator[Moment]:
    moment = time.now()
    for reply in case.replies.select_related("author").prefetch_related("evidence__file").order_by("at", "pk"):
        if shown_only and (reply.withdrawn_at or reply.visible_at > moment):
            continue
        yield _reply(case, reply, name, moment)


def _reply(case: Case, reply: Reply, name: str, moment: datetime) -> Moment:
    reply.case = case
    ours = not reply.from_complainant
    return Moment(
        kind="said" if ours else "heard", at=reply.at, text=str(reply.body), medium=reply.medium, pk=reply.pk,
        author=(reply.author.full_name if reply.author else "") if ours else name,
        author_key=reply.author.key if ours and reply.author else case.key, reply_kind=reply.kind,
        held=reply.visible_at > moment, withdrawn=reply.withdrawn_at is not None,
        files=tuple(reply.evidence.all()),
    )  # fmt: skip


def _notes(case: Case) -> Iterator[Moment]:
    for note in Note.objects.filter(case=case).select_related("author"):
        note.case = case
        yield Moment(
            kind="note", at=note.at, text=str(note.body), pk=note.pk,
            author=note.author.full_name if note.author else "", author_key=note.author.key if note.author else "",
        )  # fmt: skip


def _events(entries: Iterable[Entry], names: Names, *, inside: bool) -> Iterator[Moment]:
    for entry in entries:
        said = for_staff(entry, names) if inside else for_complainant(entry, names)
        if said is None:
            continue
        yield Moment(
            kind="event", at=entry.at, words=said.words, step=said.step, verb=entry.verb, facts=dict(entry.facts),
            author=names.actor(entry.actor) if inside else "", author_key=entry.actor,
            text=names.private(entry) if inside else "",
        )  # fmt: skip
