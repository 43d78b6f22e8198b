"""Saved views: a question to the inbox that somebody has given a name, for themselves or for a unit and all below it.

What is kept is {"show", "sort", "q"} and, under "where", conditions in the language of core/conditions.py over the
closed table FIELDS. Some of its words are judged when the question is asked, and not when it is kept: "me" is whoever
looks, "overdue" is overdue now, a unit holds what lies below it. The filters of the inbox therefore compile it
(workspace/inbox_filters.py); this file turns conditions into filters and back, and says what no longer fits the table.
A view shows and counts what its reader may see, never what its maker saw.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Kind, Medium, Severity, Temperature, Visibility
from tanggap.cases.states import State
from tanggap.core.conditions import ConditionProblem, Field, parse

LONGEST_NAME = 40
PERSON = ("me", "none")
# What a question may name; tests/workspace/test_views.py compares it with the filters of the inbox. A choice without
# options is one that the organisation makes: its departments, the types and categories of its SOP.
FIELDS: Mapping[str, Field] = {
    "state": Field("choice", _("Stage"), tuple(State.values)),
    "due": Field("choice", _("Deadline"), ("overdue", "today", "tomorrow", "week")),
    "unit": Field("choice", _("Department")),
    "type": Field("choice", _("Type")),
    "category": Field("choice", _("Category")),
    "severity": Field("choice", _("Severity"), tuple(Severity.values)),
    "mood": Field("choice", _("Emotion"), tuple(Temperature.values)),
    "kind": Field("choice", _("Complaint or not"), tuple(Kind.values)),
    "medium": Field("choice", _("Channel"), tuple(Medium.values)),
    "owner": Field("choice", _("Owner"), PERSON),
    "handler": Field("choice", _("Handler"), PERSON),
    "visibility": Field("choice", _("Visibility"), tuple(Visibility.values)),
    "breached": Field("yes_no", _("A promise was broken")),
    "legal_risk": Field("yes_no", _("Legal risk")),
    "waiting": Field("yes_no", _("Waiting for complainant")),
}
BESIDE = ("show", "sort", "q")
Filters = Mapping[str, Sequence[str]]


class SavedView(models.Model):
    """One view. Without `shared_with` only its owner has it; with the unit at the top, everybody.

    One that was deleted stays for a while, so that it can be taken back as it was.
    """

    owner = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="saved_views", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.JSONField(default=dict)
    shared_with = models.ForeignKey(
        "people.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="shared_views"
    )
    position = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # The index begins with the owner.
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(removed_at__isnull=True), name="saved_view_once"
            )
        ]
        indexes = [models.Index(fields=["owner"], name="saved_view_owner")]

    def __str__(self) -> str:
        return self.name


def as_question(filters: Filters) -> dict[str, Any]:
    """What the filters of an address ask, to be kept; raises ConditionProblem for what no filter asks."""
    where = [
        {"field": name, "operator": "is", "value": values[0] == "1" if _yes_no(name) else values[0]}
        if len(values) == 1 or _yes_no(name) else {"field": name, "operator": "in", "value": list(values)}
        for name, values in filters.items() if name not in BESIDE
    ]  # fmt: skip
    parse(where, FIELDS)
    return {**{name: filters[name][0] for name in BESIDE if filters.get(name)}, "where": where}


def as_filters(question: Mapping[str, Any]) -> tuple[dict[str, list[str]], list[str]]:
    """The filters that ask a kept question, and the names of the fields that we no longer have."""
    filters: dict[str, list[str]] = {name: [question[name]] for name in BESIDE if question.get(name)}
    gone: list[str] = []
    for raw in question.get("where", ()):
        try:
            (one,) = parse([raw], FIELDS)
        except ConditionProblem:
            one = None
        if one is None or one.operator not in ("is", "in") or one.value is False:
            gone.append(str(raw.get("field", ""))[:40] if isinstance(raw, Mapping) else "")
        elif one.value is True:
            filters[one.field] = ["1"]
        else:
            filters[one.field] = [one.value] if one.operator == "is" else list(one.value)
    return filters, gone


def _yes_no(name: str) -> bool:
    return name in FIELDS and FIELDS[name].kind == "yes_no"
