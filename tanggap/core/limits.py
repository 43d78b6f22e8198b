"""How often somebody may try: counters in an unlogged table, under keys that change every day.

Limits slow guesses and automatic mail down. They never refuse a complaint: intake asks only about the acknowledgement
that it would send, and a mail beyond the share of its address waits for a person. Count outside the transaction of the
act, or a refusal that rolls back is not counted.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from tanggap.core import ring
from tanggap.core.db import prepared
from tanggap.core.errors import TooMany
from tanggap.core.time import now

# One statement, so that of many tries at once each is counted: the row's own lock is the queue.
_COUNT = """
INSERT INTO core_limit AS kept (bucket, who, count, started_at, ends_at)
VALUES (%(bucket)s, %(who)s, %(weight)s, %(now)s, %(end)s)
ON CONFLICT (bucket, who) DO UPDATE SET
  count = CASE WHEN kept.ends_at <= %(now)s THEN %(weight)s ELSE kept.count + %(weight)s END,
  started_at = CASE WHEN kept.ends_at <= %(now)s THEN %(now)s ELSE kept.started_at END,
  ends_at = CASE WHEN kept.ends_at <= %(now)s THEN %(end)s ELSE kept.ends_at END
RETURNING count, ends_at
"""
# The same as one step of several: it counts only when the step before was within its limit.
_STEP = """
step{number} AS (
  INSERT INTO core_limit AS kept (bucket, who, count, started_at, ends_at)
  SELECT given.bucket, given.who, 1, given.moment, given.until
  FROM (VALUES (%s::text, %s::bytea, %s::timestamptz, %s::timestamptz)) AS given (bucket, who, moment, until)
  WHERE {asked}
  ON CONFLICT (bucket, who) DO UPDATE SET
    count = CASE WHEN kept.ends_at <= excluded.started_at THEN 1 ELSE kept.count + 1 END,
    started_at = CASE WHEN kept.ends_at <= excluded.started_at THEN excluded.started_at ELSE kept.started_at END,
    ends_at = CASE WHEN kept.ends_at <= excluded.started_at THEN excluded.ends_at ELSE kept.ends_at END
  RETURNING count)"""

# And for many at once, each with several tries. Rows are locked in one order, so that nobody waits in a circle.
_GIVEN = "given AS (SELECT place, tries FROM unnest(%s::int[]) WITH ORDINALITY AS given (tries, place))"
_STEP_OF_MANY = """
named{number} AS (
  SELECT place, who, tries FROM {before} JOIN unnest(%s::bytea[]) WITH ORDINALITY AS named (who, place) USING (place)),
step{number} AS (
  INSERT INTO core_limit AS kept (bucket, who, count, started_at, ends_at)
  SELECT %s, who, tries, %s::timestamptz, %s::timestamptz FROM named{number} WHERE tries > 0 ORDER BY who
  ON CONFLICT (bucket, who) DO UPDATE SET
    count = CASE WHEN kept.ends_at <= excluded.started_at THEN excluded.count ELSE kept.count + excluded.count END,
    started_at = CASE WHEN kept.ends_at <= excluded.started_at THEN excluded.started_at ELSE kept.started_at END,
    ends_at = CASE WHEN kept.ends_at <= excluded.started_at THEN excluded.ends_at ELSE kept.ends_at END
  RETURNING who, count),
within{number} AS (
  SELECT place, greatest(0, least(tries, {limit} - coalesce(count, 0) + tries)) AS tries
  FROM named{number} LEFT JOIN step{number} USING (who))"""


class Limit(models.Model):
    """One counter; `who` is an HMAC under a key of the day, so that the table never tells who it was."""

    bucket = models.CharField(max_length=40)
    who = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "who"], name="core_limit_once")]

    def __str__(self) -> str:
        return f"{self.bucket} {self.count}"


def hit(bucket: str, who: str, *, limit: int, per_seconds: int, weight: int = 1) -> None:
    """Count one try, as much as `weight`; raises TooMany with the seconds left beyond the limit (a day at most)."""
    count, ends_at = _count(bucket, who, per_seconds, weight)
    if count > limit:
        raise _too_many(ends_at)


def refuse_beyond(bucket: str, who: str, *, limit: int) -> None:
    """Raises TooMany when `limit` tries were counted already; counts nothing itself. For what only failures use up."""
    rows = Limit.objects.filter(bucket=bucket, who=_hidden(bucket, who), ends_at__gt=now(), count__gte=limit)
    if (spent := rows.first()) is not None:
        raise _too_many(spent.ends_at)


def allowed(bucket: str, who: str, *, limit: int, per_seconds: int) -> bool:
    """Count one try; whether it was within the limit."""
    return _count(bucket, who, per_seconds)[0] <= limit


def within(buckets: Iterable[tuple[str, int, int]], who: str) -> bool:
    """Count one try in each (bucket, limit, seconds), the shortest time first; whether it was within all of them.

    What was too much for an hour does not use up the day.
    """
    moment, steps, values, asked = now(), [], [], "true"
    for number, (bucket, limit, seconds) in enumerate(buckets):
        steps.append(_STEP.format(number=number, asked=asked))
        values += [bucket, _hidden(bucket, who), moment, moment + timedelta(seconds=seconds)]
        asked = f"(SELECT count <= {limit:d} FROM step{number})"
    [(answer,)] = prepared.answers(f"WITH {', '.join(steps)} SELECT coalesce({asked}, false)", values)
    return bool(answer)


def shares(buckets: Iterable[tuple[str, int, int]], whose: Iterable[str]) -> dict[str, int]:
    """Count many tries at once, one for each of `whose`; how many of each were within all of the buckets.

    It counts what `within` would count, one after the other.
    """
    tries, moment = Counter(whose), now()
    steps, values, before = [], [list(tries.values())], "given"
    for number, (bucket, limit, seconds) in enumerate(buckets):
        steps.append(_STEP_OF_MANY.format(number=number, before=before, limit=int(limit)))
        hidden = [_hidden(bucket, who) for who in tries]
        values += [hidden, bucket, moment, moment + timedelta(seconds=seconds)]
        before = f"within{number}"
    question = f"WITH {_GIVEN}, {', '.join(steps)} SELECT tries FROM {before} ORDER BY place"
    return {who: count for who, (count,) in zip(tries, prepared.answers(question, values), strict=True)}


def spent(*buckets: tuple[str, str, int]) -> bool:
    """Whether one of these (bucket, who, limit) is used up; counts nothing and locks nothing itself."""
    asked = " OR ".join(["bucket = %s AND who = %s AND count >= %s AND ends_at > %s"] * len(buckets))
    values = [one for bucket, who, limit in buckets for one in (bucket, _hidden(bucket, who), limit, now())]
    [(answer,)] = prepared.answers(f"SELECT EXISTS (SELECT FROM core_limit WHERE {asked})", values)
    return bool(answer)


def veil(who: str) -> str:
    """A name to count by later in the day, for rows that must not tell who it was."""
    return _hidden("", who).hex()


def reset(bucket: str, who: str) -> None:
    """Forget the tries, after a success."""
    Limit.objects.filter(bucket=bucket, who=_hidden(bucket, who)).delete()


def purge() -> int:
    """Delete the counters that have ended; returns how many."""
    return Limit.objects.filter(ends_at__lte=now()).delete()[0]


def _too_many(ends_at: datetime) -> TooMany:
    wait = max(1, round((ends_at - now()).total_seconds()))
    return TooMany(_("Too many tries. Please wait a little and try again."), retry_after=wait)


def _count(bucket: str, who: str, per_seconds: int, weight: int = 1) -> tuple[int, datetime]:
    moment = now()
    values = {
        "weight": weight,
        "bucket": bucket,
        "who": _hidden(bucket, who),
        "now": moment,
        "end": moment + timedelta(seconds=per_seconds),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        return cursor.fetchone()


def _hidden(bucket: str, who: str) -> bytes:
    return ring.mac(f"limit:{now():%Y-%m-%d}", f"{bucket}\n{who}".encode("utf-8", "surrogatepass"))
