"""How long visitors waited until they were called: per branch and service, and by the hour in which they came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tanggap.core.db.plain import ask

# Called or not, a number counts on the day on which it was taken. Half of them waited no longer than `half`, nine of
# ten no longer than `most`: until the first call, for somebody who was sent on had been heard before.
_FIGURES = """
    SELECT count(*), count(*) FILTER (WHERE t.state = 'done'), count(*) FILTER (WHERE t.state = 'absent'),
           count(*) FILTER (WHERE t.state = 'left'), count(*) FILTER (WHERE t.state = 'unserved'),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY w.minutes),
           percentile_disc(0.9) WITHIN GROUP (ORDER BY w.minutes),
           max(w.minutes), percentile_disc(0.5) WITHIN GROUP (ORDER BY w.visit), {by}
    FROM channels_ticket t JOIN people_unit u ON u.id = t.branch_id
    LEFT JOIN clocks_calendar c ON c.code = u.calendar_code,
    LATERAL (SELECT floor(extract(epoch FROM min(at) - t.taken_at) / 60)::int AS minutes,
                    CASE WHEN t.state = 'done' AND t.ended_at > t.called_at
                         THEN floor(extract(epoch FROM t.ended_at - t.called_at) / 60)::int END AS visit
             FROM channels_ticketcall WHERE ticket_id = t.id) AS w,
    LATERAL (SELECT extract(hour FROM t.taken_at AT TIME ZONE coalesce(c.zone, %s))::int AS hour) AS h
    WHERE t.branch_id = ANY(%s) AND t.day BETWEEN %s AND %s
    GROUP BY {groups} ORDER BY {order}"""


@dataclass(frozen=True)
class Waits:
    """Numbers and what became of them; minutes are None where nobody was called."""

    taken: int
    served: int
    absent: int
    left: int
    unserved: int
    half: int | None
    most: int | None
    longest: int | None
    visit: int | None
    branch: int = 0
    service: int | None = None  # None: all of them
    hour: int = 0


def by_service(branches: Collection[int], since: date, until: date) -> list[Waits]:
    """For each of these branches the whole, and then each service; those of which nobody took a number are left out."""
    groups = "GROUPING SETS ((t.branch_id), (t.branch_id, t.service_id))"
    order = "t.branch_id, t.service_id NULLS FIRST"
    question = _FIGURES.format(by="t.branch_id, t.service_id", groups=groups, order=order)
    return [Waits(*row) for row in ask(question, "UTC", list(branches), since, until)]


def by_hour(branches: Collection[int], since: date, until: date, *, zone: str) -> list[Waits]:
    """For each hour in which somebody took a number, on the clock of the branch; `zone` where it has none."""
    question = _FIGURES.format(by="0, NULL::bigint, h.hour", groups="h.hour", order="h.hour")
    return [Waits(*row) for row in ask(question, zone, list(branches), since, until)]
