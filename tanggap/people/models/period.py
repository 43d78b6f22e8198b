"""Rows that hold for a time: from `since`, until `until` or until further notice."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from tanggap.core import time


class InForce(models.QuerySet):
    """Rows that hold from `since` until `until`; an empty `until` means until further notice."""

    def in_force(self, at: datetime | None = None) -> "InForce":
        moment = at or time.now()
        return self.filter(Q(until__isnull=True) | Q(until__gt=moment), since__lte=moment)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(until__isnull=True) | Q(until__gte=F("since")))
