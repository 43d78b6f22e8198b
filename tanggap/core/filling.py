"""How far the filling of an empty installation with example data has come, so that a killed one goes on where it was.

Each of those who share the work has a row, written in the same transaction as what it speaks of.
"""

import os

from django.db import models
from django.db.models import Q

from tanggap.core.demo import AWAITED


class Filling(models.Model):
    """The share of one of them: `place` 0 or 1. There is none where nothing was ever filled in."""


    kind = models.CharField(max_length=20)
    wanted = models.PositiveIntegerField()  # cases
    place = models.PositiveSmallIntegerField(default=0, unique=True)
    there = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()  # the present moment of what is filled in
    numbers = models.JSONField(default=dict)  # which case each life became
    left_out = models.JSONField(default=list)  # lives that somebody else has changed meanwhile
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="core_filling_two_at_most", condition=Q(place__lt=2)),
            models.CheckConstraint(name="core_filling_not_beyond", condition=Q(there__lte=models.F("wanted"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.there}/{self.wanted}"


def under_way() -> bool:
    """Whether a filling was begun and is not finished."""
    return Filling.objects.filter(finished_at__isnull=True).exists()


def awaited() -> bool:
    """Whether this process was started by somebody who wants it filled, and has not seen it finished yet."""
    return AWAITED in os.environ


def seen_finished() -> None:
    """From now on this process does not look any more: what is finished stays finished."""
    os.environ.pop(AWAITED, None)
