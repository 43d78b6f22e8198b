"""How long what people told us is kept, where it has become no complaint (UU PDP: no longer than it is needed)."""

from django.db import models
from django.db.models import Q


class Retention(models.Model):
    """What the organisation has decided for one kind of thing; without a row our own proposal counts."""

    kind = models.CharField(max_length=12, unique=True)
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(days__gte=1), name="retention_a_day_at_least")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"
