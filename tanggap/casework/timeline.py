"""What happened on a case, in order and in plain words: messages, notes, and the entries of the trail.

The complainant sees messages and the steps that concern them; notes are read only for staff.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Evidence, Reply
from tanggap.casework.dossier import Dossier, read
from tanggap.casework.event_words import Names, Said, for_complainant
from tanggap.core import time
from tanggap.reading.temperature import warmer


class Moment(NamedTuple):
    """One item: `kind` is complaint, heard, said, note or event; `text` is as written, `words` is our sentence."""

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
    leaves_at: datetime | None = None  # while it is held, so that it can be taken back
    withdrawn: bool = False
    files: tuple[Evidence, ...] = ()
    seq: int | None = None  # of the entry on the trail
    facts: Mapping[str, Any] = MappingProxyType({})
    mood: str = ""  # estimated, of what the complainant wrote
    by_mail: bool = False  # so that the mail itself can be looked at
    letter: int | None = None  # that went out with it
    turn: int = 0  # 1 when it is warmer than the message before, -1 cooler


def for_people_inside(case: Case, *, name: str, dossier: Dossier | None = None) -> list[Moment]:
    """Everything, for staff; `name` is what they may call the complainant. Of a `dossier` nothing is read again."""
    on_file = dossier or read(case)
    now, files = time.now(), _by_reply(on_file.evidence)
    # What was added later by itself is no part of the first message; it stands in the list of files.
    came_along = [one for one in files.get(None, []) if one.at <= case.received_at]
    moments = [
        _complaint(case, name, came_along),
        *(_reply(case, reply, name, now, files.get(reply.pk, [])) for reply in on_file.replies
          if reply.author_id or reply.withdrawn_at is None),  # what did not belong here is another's letter
        *_notes(on_file), *_steps_inside(on_file),
    ]  # fmt: skip
    return _with_turns(sorted(moments, key=attrgetter("at")))


def _with_turns(moments: list[Moment]) -> list[Moment]:
    """Each message of the complainant with how it feels beside the one before, as far as that was estimated."""
    at_first = next((one.facts.get("estimate", "") for one in moments if one.verb == "received"), "")
    before, found = "", []
    for one in moments:
        mood = at_first if one.kind == "complaint" else one.mood
        if one.kind in ("complaint", "heard") and mood:
            found.append(one._replace(mood=mood, turn=warmer(mood, before)))
            before = mood
        else:
            found.append(one)
    return found


def for_the_complainant(case: Case) -> list[Moment]:
    """What the complainant may see: messages that have left, and the steps in plain words."""
    entries = list(trail.entries(case))
    names = Names.of(case, entries)
    files = _by_reply(case.evidence.filter(shown=True).select_related("file").order_by("pk"))
    moments = [
        _complaint(case, "", files.get(None, [])), *_replies(case, files), *_steps_for_them(entries, names),
    ]  # fmt: skip
    return sorted(moments, key=attrgetter("at"))


def _by_reply(evidence: Iterable[Evidence]) -> dict[int | None, list[Evidence]]:
    """Files by the message they came with; None: with the complaint itself, or added to the file later."""
    found: dict[int | None, list[Evidence]] = {}
    for one in evidence:
        found.setdefault(one.reply_id, []).append(one)
    return found


def _complaint(case: Case, name: str, files: list[Evidence]) -> Moment:
    return Moment(kind="complaint", at=case.received_at, author=name, author_key=case.key, text=str(case.body),
                  medium=case.medium, files=tuple(files),
                  by_mail=case.entered_by == "mail" and case.inbound_id is not None)  # fmt: skip


def _replies(case: Case, files: dict[int | None, list[Evidence]]) -> Iterator[Moment]:
    """Those that the complainant may see: they have left and were not taken back."""
    moment = time.now()
    shown = case.replies.filter(withdrawn_at__isnull=True, visible_at__lte=moment).select_related("author")
    for reply in shown.order_by("at", "pk"):
        yield _reply(case, reply, "", moment, files.get(reply.pk, []))


def _reply(case: Case, reply: Reply, name: str, moment: datetime, files: list[Evidence]) -> Moment:
    if "case" not in reply._state.fields_cache:
        reply.case = case
    ours, author = not reply.from_complainant, reply.author
    return Moment(
        kind="said" if ours else "heard", at=reply.at, text=str(reply.body), medium=reply.medium, pk=reply.pk,
        author=(author.full_name if author else "") if ours else name,
        author_key=author.key if ours and author else case.key, reply_kind=reply.kind,
        leaves_at=reply.visible_at if reply.visible_at > moment else None,
        withdrawn=reply.withdrawn_at is not None, files=tuple(files), mood=reply.temperature,
        by_mail=reply.inbound_id is not None, letter=reply.outbound_id,
    )  # fmt: skip


def _notes(on_file: Dossier) -> Iterator[Moment]:
    for note in on_file.notes:
        yield Moment(
            kind="note", at=note.at, text=str(note.body), pk=note.pk,
            author=note.author.full_name if note.author else "", author_key=note.author.key if note.author else "",
        )  # fmt: skip


def _steps_inside(on_file: Dossier) -> Iterator[Moment]:
    for entry, said in on_file.told:
        yield _step(entry, said, author=on_file.names.actor(entry.actor), text=on_file.names.private(entry))


def _steps_for_them(entries: Iterable[Entry], names: Names) -> Iterator[Moment]:
    """Who of us took a step is not said, nor what was written with it."""
    for entry in entries:
        if (said := for_complainant(entry, names)) is not None:
            yield _step(entry, said)


def _step(entry: Entry, said: Said, *, author: str = "", text: str = "") -> Moment:
    return Moment(
        kind="event", at=entry.at, words=said.words, step=said.step, verb=entry.verb, facts=dict(entry.facts),
        author=author, author_key=entry.actor, text=text, seq=entry.seq,
    )  # fmt: skip
