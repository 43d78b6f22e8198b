"""The outbox: a letter is a row in the transaction that caused it; the worker claims it, sends it, marks it."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tanggap.channels.email.why_not import reason_of
from tanggap.channels.models import Outbound
from tanggap.channels.wake import wake
from tanggap.core.db.making import make
from tanggap.core.db.plain import add, run
from tanggap.core.errors import Invalid
from tanggap.core.keys import DataKey, seal
from tanggap.core.time import now

State = Outbound.State
LEASE_SECONDS = 120
_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\\[\]]+@[^\s@<>\"(),;:\\\[\]]+")
FORBIDDEN_IN_HEADERS = frozenset("\r\n\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")

# Letters of one case to one address go out one by one, in order: a younger one waits until an older one that is due has
# left or failed, but not for one that is only held back so that it can be undone. Two sealed addresses never look
# equal, so sealed letters do not wait for each other. OFFSET 0: the few letters of the case are looked up by their case
# and then looked through. Left to choose, PostgreSQL reads every letter there ever was, once for each that is due.
_CLAIM = """
UPDATE channels_outbound SET state = 'sending', attempts = attempts + 1, lease_until = %(lease)s WHERE id = ANY(ARRAY(
  SELECT id FROM channels_outbound AS letter
  WHERE state IN ('queued', 'sending') AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until <= %(now)s)
    AND (case_key = '' OR NOT EXISTS (
      SELECT 1 FROM (
        SELECT * FROM channels_outbound AS one
        WHERE one.case_key = letter.case_key AND one.case_key <> '' OFFSET 0) AS older
      WHERE older.id < letter.id AND older.to_address = letter.to_address
        AND older.state IN ('queued', 'sending') AND (older.due_at <= %(now)s OR older.refusals > 0)))
  ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING id
"""
# One step instead of claiming and marking: nothing is sent, so nobody has to hold a claim while it is.
_PUT_ASIDE = """
UPDATE channels_outbound SET state = 'unsent', problem = %(problem)s, lease_until = NULL WHERE id = ANY(ARRAY(
  SELECT id FROM channels_outbound
  WHERE state IN ('queued', 'sending') AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until <= %(now)s)
  ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
"""


def make_mail(
    to: str,
    subject: str,
    body_text: str,
    *,
    language: str = "id",
    case_key: str = "",
    automatic: bool = True,
    budget: str = Outbound.Budget.NONE,
    hold_seconds: int = 0,
    key: DataKey | None = None,
    appointment: str = "",
    party_key: str = "",
    answers: str = "",
) -> Outbound:
    """A letter that is not saved yet, for stories that write many at once; see `queue_mail`."""
    to, subject = to.strip(), header(clean(subject), "subject")
    body_text = clean(body_text).replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not _ADDRESS.fullmatch(header(to, "to")) or len(to) > 254:
        raise Invalid(_("This is not an email address."), fields={"to": _("This is not an email address.")})
    uid, moment = uuid.uuid4(), now()
    return make(
        Outbound,
        uid=uid,
        case_key=case_key,
        party_key=party_key,
        language=language,
        automatic=automatic,
        budget=budget,
        key=key,
        to_address=seal(to, key),
        subject=seal(subject, key),
        body_text=seal(body_text, key),
        body_html=seal(html_of(body_text, language), key),
        appointment=seal(appointment, key) if appointment else "",
        message_id=f"<{uid}@{mail_host()}>",
        answers=answers,
        created_at=moment,
        due_at=moment + timedelta(seconds=hold_seconds),
    )


def queue_mail(
    to: str,
    subject: str,
    body_text: str,
    *,
    language: str = "id",
    case_key: str = "",
    automatic: bool = True,
    budget: str = Outbound.Budget.NONE,
    hold_seconds: int = 0,
    key: DataKey | None = None,
) -> Outbound:
    """Queue one letter in the present transaction; it is sent after the commit, `hold_seconds` later at the earliest.

    A letter that answers what somebody sent us passes `budget` LOOP (the address is known to be theirs) or ONCE (nobody
    has confirmed it): what is beyond the budget is cancelled when its turn comes, so intake never waits for a counter.
    `automatic=False` is a letter that a person wrote. With a key, address, subject and bodies are sealed.
    Raises Invalid for line breaks or NUL in what becomes a header. Side effects: one row; wakes the worker at commit.
    """
    letter = make_mail(
        to,
        subject,
        body_text,
        language=language,
        case_key=case_key,
        automatic=automatic,
        budget=budget,
        hold_seconds=hold_seconds,
        key=key,
    )
    return queue_many([letter])[0]


def queue_many(letters: Iterable[Outbound]) -> list[Outbound]:
    """Save letters made by `make_mail` in one query and wake the worker at commit."""
    saved = list(add(list(letters)))
    if saved:
        wake()
    return saved


def clean(text: str) -> str:
    """The text without what neither the database nor a letter can hold (halves of characters)."""
    return text.encode("utf-8", "replace").decode()


def header(text: str, field: str) -> str:
    """The text, if it may stand in a mail header; raises Invalid for anything that could begin another header."""
    if FORBIDDEN_IN_HEADERS & set(text):
        sentence = _("Line breaks are not allowed here.")
        raise Invalid(sentence, fields={field: sentence})
    return text


def html_of(body_text: str, language: str) -> str:
    """The text as simple HTML: escaped, paragraphs and line breaks, nothing that loads.

    Only what leads to us becomes a link, whoever wrote it. No colours, so that programs can show it dark.
    """
    paragraphs = "".join(
        f"<p>{_linked(escape(part.strip())).replace(chr(10), '<br>')}</p>"
        for part in body_text.replace("\r\n", "\n").split("\n\n")
        if part.strip()
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>'
        f'<body><div style="max-width:600px;font:16px/1.5 Arial,Helvetica,sans-serif;overflow-wrap:anywhere">'
        f"{paragraphs}</div></body></html>"
    )


def _linked(escaped: str) -> str:
    return _own_address(getattr(settings, "BASE_URL", "") or "").sub(r'<a href="\g<0>">\g<0></a>', escaped)


@lru_cache(maxsize=4)
def _own_address(base: str) -> re.Pattern[str]:
    """Addresses of ours; a stop or bracket at the end belongs to the sentence. Without BASE_URL nothing is ours."""
    if not base.startswith(("http://", "https://")):
        return re.compile(r"(?!)")
    return re.compile(re.escape(escape(base.rstrip("/"))) + r"/(?:(?:[\w/~%=?#.-]|&amp;)*[\w/~%=#-])?", re.ASCII)


def mail_host() -> str:
    """The host of BASE_URL: the right side of every Message-ID."""
    return urlsplit(getattr(settings, "BASE_URL", "") or "http://localhost").hostname or "localhost"


def hold(letters: Iterable[Outbound]) -> int:
    """Stop letters that have not left yet; returns how many could be stopped."""
    return _move(letters, [State.QUEUED], state=State.HELD)


def let_go(letters: Iterable[Outbound]) -> int:
    """Send held letters after all."""
    released = _move(letters, [State.HELD], state=State.QUEUED, due_at=now())
    if released:
        wake()
    return released


def cancel(letters: Iterable[Outbound], problem: str = "") -> int:
    """Never send letters that have not left yet (an undo); the rows stay. Returns how many were in time."""
    return _move(letters, [State.QUEUED, State.HELD, State.TO_POST], state=State.CANCELLED, problem=problem)


def again(letters: Iterable[Outbound]) -> int:
    """Try letters that failed, or were never sent, once more from the beginning."""
    moment = now()
    moved = _move(
        letters,
        [State.FAILED, State.UNSENT],
        state=State.QUEUED,
        due_at=moment,
        created_at=moment,
        refusals=0,
        problem="",
        failed_at=None,
        reason="",
        told_at=None,
        settled_at=None,
    )
    if moved:
        wake()
    return moved


def letters_of(case_key: str) -> list[Outbound]:
    """The letters of one case, oldest first, with their keys."""
    return list(Outbound.objects.filter(case_key=case_key).select_related("key").order_by("pk"))


def _move(letters: Iterable[Outbound], states: list[State], **values: object) -> int:
    keys = [letter.pk for letter in letters]
    # A letter under way is past stopping, and no longer matches: the condition is the lock.
    return Outbound.objects.filter(pk__in=keys, state__in=states).update(**values, lease_until=None)


@transaction.atomic
def claim_due(limit: int = 100, *, lease_seconds: int = LEASE_SECONDS) -> list[Outbound]:
    """Take the letters that are due, for `lease_seconds`; whoever dies with them loses them to the next.

    `attempts` is the fencing number: only the sender who still holds the last claim can mark a letter.
    """
    values = {"now": now(), "lease": now() + timedelta(seconds=lease_seconds), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        taken = [row[0] for row in cursor.fetchall()]
    return list(Outbound.objects.filter(pk__in=taken).select_related("key").order_by("due_at", "pk"))


def mark(letter: Outbound, state: State, *, problem: str = "", **values: object) -> bool:
    """Write what became of a claimed letter; False when another sender has taken it over meanwhile."""
    if state == State.FAILED:
        values = {"failed_at": now(), "reason": reason_of(problem), **values}
    changed = Outbound.objects.filter(pk=letter.pk, state=State.SENDING, attempts=letter.attempts).update(
        state=state, problem=problem[:500], lease_until=None, **values
    )
    return bool(changed)


def came_back(letter: Outbound, *, reason: str, said: str) -> bool:
    """Another server had taken it, and reports now that it did not arrive; False when that was known already."""
    rows = Outbound.objects.filter(pk=letter.pk, state=State.SENT)
    changed = rows.update(state=State.FAILED, failed_at=now(), reason=reason, problem=said[:500], told_at=None)
    if changed:
        letter.refresh_from_db(fields=["state", "failed_at", "reason", "problem", "told_at"])
    return bool(changed)


def put_aside(limit: int, *, problem: str) -> int:
    """There is no server to give them to: what is due waits until somebody sets one up. Returns how many."""
    return run(_PUT_ASIDE, {"now": now(), "limit": limit, "problem": problem})


def next_due() -> datetime | None:
    """When the next queued letter is due, for the worker's sleep."""
    waiting = Outbound.objects.filter(state__in=[State.QUEUED, State.SENDING]).order_by("due_at")
    return waiting.values_list("due_at", flat=True).first()
