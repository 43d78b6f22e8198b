"""The same failure, the same redress: what was given before for complaints of the same category (B6)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median_low

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.core import time
from tanggap.people.models import Staff
from tanggap.remedy.models import Redress

MONTHS = timedelta(days=365)
MOST = 500


@dataclass(frozen=True, kw_only=True)
class GivenBefore:
    """Of one kind: how often it was given in the last twelve months, and how much, in rupiah."""

    kind: str
    label: str
    times: int
    least: int
    middle: int
    most: int


def given_before(case: Case, *, by: Staff) -> list[GivenBefore]:
    """What was given for the category of this case, by kind, the most frequent first; only of cases that `by` sees."""
    if not case.category:
        return []
    others = access.visible_to(by).filter(category=case.category).exclude(pk=case.pk)
    rows = Redress.objects.filter(
        case__in=others.values("pk"), state=Redress.State.GRANTED, granted_at__gte=time.now() - MONTHS
    ).order_by("-granted_at")
    amounts: dict[str, list[int]] = defaultdict(list)
    for kind, amount in rows.values_list("kind", "amount")[:MOST]:
        amounts[kind].append(amount)
    found = [
        GivenBefore(
            kind=kind, label=str(dict(Redress._meta.get_field("kind").flatchoices)[kind]), times=len(given),
            least=min(given), middle=median_low(given), most=max(given),
        )
        for kind, given in amounts.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.times, one.kind))
