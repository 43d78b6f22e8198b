"""Saved views: a question to the inbox that somebody has given a name, for themselves or for a unit and all below it.

A question is a mapping of the closed filters of the inbox ({"show": "all", "unit": "quality"}), as its address has
them, and not a list in the condition language of core/conditions.py: a view is the filter bar remembered, so both know
the same choices, "me" is whoever looks, and "overdue" is judged when it is asked. Like that language it is closed; no
name from outside reaches the ORM. A view shows and counts what its reader may see, never what its maker saw.
"""

from django.db import models

# What a question may name; tests/workspace/test_views.py compares it with the filters of the inbox.
FILTERS = (
    "show", "sort", "q", "state", "due", "unit", "type", "category", "severity", "mood", "medium", "owner", "handler",
    "visibility", "breached", "waiting",
)  # fmt: skip
LONGEST_NAME = 40


class SavedView(models.Model):
    """One view. Without `shared_with` only its owner has it; with the unit at the top, everybody."""

    owner = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="saved_views", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.JSONField(default=dict)
    shared_with = models.ForeignKey(
        "people.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="shared_views"
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        # The constraint begins with the owner.
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
