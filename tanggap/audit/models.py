"""The trail: one entry per thing done, chained per subject, and the head that says how long each chain is."""

import json
from typing import Any

from django.db import models

from tanggap.core.keys import DataKey, unseal


class Entry(models.Model):
    """Who did what to which subject, when, through which face. Triggers let it be written once and never changed.

    `private` holds personal text and may be emptied (erasure); only its keyed hash is part of the chain.
    """

    subject = models.TextField()
    seq = models.PositiveIntegerField()
    verb = models.TextField()
    actor = models.TextField()
    face = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    private = models.TextField(null=True)
    private_mac = models.BinaryField(null=True)
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="audit_entry_once"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_entry_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} #{self.seq} {self.verb}"

    @property
    def erased(self) -> bool:
        """There was personal text, and it has been erased."""
        return self.private is None and self.private_mac is not None

    def read_private(self, key: DataKey | None = None) -> dict[str, Any]:
        """The personal facts, opened with the key of the case when it has one; empty when there are none, or erased."""
        if self.private is None or (key is not None and key.destroyed):
            return {}
        return json.loads(unseal(self.private, key))["private"]


class Head(models.Model):
    """The end of one subject's chain: the lock under which it grows, and the witness when its tail is cut off."""

    subject = models.TextField(primary_key=True)
    seq = models.PositiveIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.subject} ends at #{self.seq}"
