"""What a case says of its promises, for lists and reports: what is due, what was kept and broken, how long it took.

Kept on the case by the story, and compared with the clocks by `tanggap verify`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tanggap.cases.models import Case
from tanggap.clocks.calendar import working_time
from tanggap.clocks.models import Clock, ClockState
from tanggap.clocks.rings import pauses_of
from tanggap.clocks.workdays import used
from tanggap.core.db.plain import ask, change, run
from tanggap.sop.acts import OF_COMPLAINANT

MINUTE = timedelta(minutes=1)
# In no figure of ours: what the complainant is to do or may do, and until when a pause is meant to last.
NOT_OURS = frozenset({*OF_COMPLAINANT, "pause"})
# In no list a closed case is due: the window in which it may be opened again is no work for anybody, and the courtesy
# call stands among the tasks of whoever is to call.
UNLISTED = frozenset({"reopen", "courtesy_call"})
# Which figures on the case tell how long it took until that promise was kept or broken.
TIMES = {
    "first_reply": ("first_reply_minutes", "first_reply_elapsed"),
    "resolution": ("resolution_minutes", "resolution_elapsed"),
}  # fmt: skip


def settle(case: Case, still: Sequence[Clock], ended: Iterable[Clock]) -> None:
    """Keep on the case what its promises have come to; `ended` are those that ended just now."""
    values = values_of(case, still, ended)
    changed = {name: value for name, value in values.items() if getattr(case, name) != value}
    if not changed:
        return
    # Not through put(): the figures of a list are no change of the file, and must not make an open page stale.
    change(Case, "id = %s", case.pk, **changed)
    for name, value in changed.items():
        setattr(case, name, value)


def settle_many(cases: Sequence[Case]) -> None:
    """`settle` for many locked cases after their clocks have rung, with one query; what they say of it in hand is old.

    Whether a promise is broken is written where the row says otherwise, and so is the nearest that still runs.
    """
    if cases:
        kinds = {"not_ours": sorted(NOT_OURS), "after": sorted(UNLISTED)}
        run(_SETTLE, {"cases": [case.pk for case in cases], **kinds})


_SETTLE = """
    UPDATE cases_case AS c
    SET next_due_at = n.due_at, next_due_kind = coalesce(n.kind, ''), breached = c.breached OR n.broken,
        paused = n.paused
    FROM (SELECT own.id, CASE WHEN NOT paused THEN near.due_at END AS due_at,
                 CASE WHEN NOT paused THEN near.kind END AS kind, near.broken, near.paused
          FROM unnest(%(cases)s::bigint[]) AS own(id),
            LATERAL (SELECT (array_agg(due_at ORDER BY due_at, id) FILTER (WHERE listed))[1] AS due_at,
                            (array_agg(kind ORDER BY due_at, id) FILTER (WHERE listed))[1] AS kind,
                            coalesce(bool_and(state = 'paused')
                                FILTER (WHERE kind <> ALL(%(not_ours)s)), false) AS paused,
                            coalesce(bool_or(broken_at IS NOT NULL AND kind <> ALL(%(not_ours)s)), false) AS broken
                     FROM clocks_clock, LATERAL (SELECT state = 'running' AND kind <> ALL(%(after)s) AS listed) AS which
                     WHERE case_id = own.id AND state IN ('running', 'paused')) AS near) AS n
    WHERE c.id = n.id AND (c.next_due_at, c.next_due_kind, c.breached, c.paused)
        IS DISTINCT FROM (n.due_at, coalesce(n.kind, ''), c.breached OR n.broken, n.paused)"""


def values_of(case: Case, still: Sequence[Clock], ended: Iterable[Clock]) -> dict[str, Any]:
    """The figures of the case with what has ended now."""
    paused = _all_stand(still)
    due = [] if paused else [one for one in still if one.state == ClockState.RUNNING and one.kind not in UNLISTED]
    nearest = min(due, key=lambda one: one.due_at, default=None)
    values: dict[str, Any] = {
        "paused": paused,
        "next_due_at": nearest.due_at if nearest else None,
        "next_due_kind": nearest.kind if nearest else "",
        "breached": case.breached or any(one.broken_at is not None and one.kind not in NOT_OURS for one in still),
        "promises": case.promises,
    }
    for one in ended:
        if one.kind in NOT_OURS:
            continue
        kept, broken = _counts(one)
        if kept or broken:
            before = values["promises"].get(one.kind, [0, 0])
            values["promises"] = {**values["promises"], one.kind: [before[0] + kept, before[1] + broken]}
            values["breached"] = values["breached"] or bool(broken)
        if one.kind in TIMES and one.state != ClockState.CANCELLED:
            values |= _times(case, one, values)
    return values


def forget(case: Case, kind: str) -> None:
    """What kept a promise of that kind was taken back; it counts once less."""
    kept, broken = case.promises.get(kind, [0, 0])
    others = {name: counts for name, counts in case.promises.items() if name != kind}
    values: dict[str, Any] = {"promises": {**others, kind: [kept - 1, broken]} if kept > 1 or broken else others}
    if kind in TIMES:
        values |= dict.fromkeys(TIMES[kind])
    change(Case, "id = %s", case.pk, **values)
    for name, value in values.items():
        setattr(case, name, value)


def _all_stand(still: Sequence[Clock]) -> bool:
    """Promises of ours are open, and every one of them stands still; then the case is due at no moment."""
    ours = {one.state for one in still if one.kind not in NOT_OURS}
    return ours == {ClockState.PAUSED}


def _counts(one: Clock) -> tuple[int, int]:
    """(kept, broken): a breach counts however it ended; what was dropped in time counts as neither."""
    return int(one.state == ClockState.KEPT), int(one.broken_at is not None)


def _times(case: Case, one: Clock, values: Mapping[str, Any]) -> dict[str, int]:
    """Working minutes, of all rounds together; and minutes on the clock on the wall since the receipt."""
    minutes, elapsed = TIMES[one.kind]
    assert one.ended_at is not None, "it has ended"
    before = values.get(minutes, getattr(case, minutes)) or 0
    return {minutes: before + worked(one), elapsed: minutes_between(case.received_at, one.ended_at)}


def worked(one: Clock) -> int:
    """The working minutes that an ended promise took, pauses taken out, also where every minute counted."""
    if one.working or one.calendar is None:
        return one.used_minutes or 0
    assert one.ended_at is not None, "it has ended"
    return used(one.started_at, one.ended_at, pauses_of(one), working_time(one.calendar)) // MINUTE


def minutes_between(begin: datetime, end: datetime) -> int:
    """Whole minutes on the clock on the wall; 0 when `end` is not later."""
    return max(0, (end - begin) // MINUTE)


# Every open clock but the window, and every one of ours that ended.
_TRUTH = """
    SELECT c.reference, c.promises, coalesce(k.promises, '{}'::jsonb), c.next_due_at, d.due_at,
           c.paused = coalesce(d.paused, false) AND (c.breached OR NOT coalesce(d.broken, false))
           AND coalesce(c.next_due_kind || c.next_due_at = ANY(d.running), c.next_due_kind = '')
    FROM cases_case c
    LEFT JOIN (
        SELECT case_id, jsonb_object_agg(kind, jsonb_build_array(kept, broken)) AS promises FROM (
            SELECT case_id, kind, count(*) FILTER (WHERE state = 'kept') AS kept, count(broken_at) AS broken
            FROM clocks_clock WHERE state IN ('kept', 'broken', 'cancelled') AND kind <> ALL(%s)
            GROUP BY case_id, kind HAVING count(*) FILTER (WHERE state = 'kept' OR broken_at IS NOT NULL) > 0
        ) AS counted GROUP BY case_id
    ) AS k ON k.case_id = c.id
    LEFT JOIN (
        SELECT case_id, paused, running, broken, CASE WHEN NOT coalesce(paused, false) THEN due_at END AS due_at FROM (
            SELECT case_id, min(due_at) FILTER (WHERE listed) AS due_at,
                   array_agg(kind || due_at) FILTER (WHERE listed) AS running,
                   bool_and(state = 'paused') FILTER (WHERE kind <> ALL(%s)) AS paused,
                   bool_or(broken_at IS NOT NULL) FILTER (WHERE kind <> ALL(%s)) AS broken
            FROM clocks_clock, LATERAL (SELECT state = 'running' AND kind <> ALL(%s) AS listed) AS which
            WHERE state IN ('running', 'paused') GROUP BY case_id
        ) AS open
    ) AS d ON d.case_id = c.id
    WHERE c.promises <> coalesce(k.promises, '{}'::jsonb) OR c.next_due_at IS DISTINCT FROM d.due_at
       OR c.paused <> coalesce(d.paused, false) OR (NOT c.breached AND d.broken)
       OR NOT coalesce(c.next_due_kind || c.next_due_at = ANY(d.running), c.next_due_kind = '')
    ORDER BY c.id"""


def astray() -> Iterator[str]:
    """A sentence about every case whose figures are not what its clocks say."""
    ours = sorted(NOT_OURS)
    for reference, shown, counted, next_due, due, in_step in ask(_TRUTH, ours, ours, ours, sorted(UNLISTED)):
        if shown != counted:
            yield f"{reference} says of its promises {shown}, its clocks say {counted}"
        if next_due != due:
            yield f"{reference} says that {next_due} is due next, its clocks say {due}"
        elif not in_step:
            yield f"{reference} does not say as its clocks do what is due, what stands still, and what is broken"
