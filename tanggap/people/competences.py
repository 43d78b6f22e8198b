"""Who is trained for what at this moment, and who rests. Small tables: each question reads what holds now, once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from tanggap.people.models import Competence, Rest

# By kind: who is trained for it, and until when (None: until further notice).
Trained = Mapping[str, Mapping[int, datetime | None]]


def trained_now() -> Trained:
    """Everybody's trainings in force, in one query. One that has expired, or has not begun, does not count."""
    found: defaultdict[str, dict[int, datetime | None]] = defaultdict(dict)
    for kind, staff, until in Competence.objects.in_force().order_by("pk").values_list("kind", "staff", "until"):
        before = found[kind].get(staff, until)
        found[kind][staff] = None if until is None or before is None else max(until, before)
    return found


def resting_now() -> dict[int, datetime]:
    """Ids of those who rest now, and until when, in one query."""
    rests = Rest.objects.in_force().order_by("until").values_list("staff", "until")
    return dict(rests)
