"""Cases as rows of the inbox: what the macro `queue` shows, grouped by the nearest promise."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.sop.models import procedure_of
from tanggap.ui.deadline import Pill, clock_pill
from tanggap.workspace.inbox_filters import edges

EXCERPT = 160
TYPE_ICONS = {"product": "droplet", "service": "heart-handshake", "benefit": "gift", "activity": "calendar-event"}
# What a row does not show is not read: bodies are long, and sealed ones cost a key each.
UNREAD = ("stored_body", "stored_wish", "stored_answers", "stored_product", "tags", "code_hash", "link_digest")


def for_rows(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases with all that a row shows, in one query."""
    whole = cases.select_related("unit", "owner", "handler", "data_key").defer(*UNREAD)
    return whole.annotate(excerpt=Left("stored_body", EXCERPT))


def row(case: Case) -> dict[str, Any]:
    """One case for the macro `queue_row`."""
    person = case.handler or case.owner
    type_words, type_icon = type_of(case)
    return {
        "href": reverse("case", args=[case.reference]),
        "reference": case.reference,
        "title": case.title,
        "excerpt": "" if case.hidden else " ".join(case.excerpt.split()),  # type: ignore[attr-defined]
        "who": who(case),
        "medium": case.medium,
        "confidentiality": "anonymous" if case.anonymous else case.visibility,
        "type_words": type_words,
        "type_icon": type_icon,
        "severity": case.severity,
        "emotion": case.temperature,
        "unit": case.unit.name,
        "owner": person.full_name if person else "",
        "owner_key": person.key if person else "",
        "pill": pill(case),
    }


def who(case: Case) -> str:
    """Who complains, as lists may say it: the identity of a hidden case stands on no list, whoever reads it."""
    if case.anonymous:
        return _("Anonymous complainant")
    if case.hidden:
        return _("Identity withheld")
    return case.shown_name or _("No name given")


def type_of(case: Case) -> tuple[str, str]:
    """The words and the icon of its type in its own edition; the bare code where the edition does not know it."""
    if not case.type:
        return "", ""
    known = procedure_of(case.edition_id).types.get(case.type)
    words = known.label.say((get_language() or "id")[:2]) if known else case.type
    return words, TYPE_ICONS.get(case.type, "message")


def pill(case: Case) -> Pill | None:
    """The nearest promise; a case that waits for the complainant says so instead."""
    if not case.is_open:
        return None
    if case.waiting_since is not None and case.next_due_at is None:
        return Pill("paused", _("Waiting for complainant"), _("Our promises wait for the complainant's answer."))
    if case.next_due_at is None:
        return None
    return clock_pill(
        case.next_due_at, state="paused" if case.waiting_since else "running", started_at=case.received_at
    )


def grouped(cases: Iterable[Case]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(code, heading, rows) by the nearest promise, in the order they come."""
    now, today, week = edges()
    headings = {
        "overdue": _("Overdue"), "today": _("Due today"), "week": _("Later this week"), "later": _("Later"),
        "none": _("No promise running"),
    }  # fmt: skip
    groups: list[tuple[str, str, list[dict[str, Any]]]] = []
    for case in cases:
        due = case.next_due_at
        code = (
            "none" if due is None else "overdue" if due < now else "today" if due < today
            else "week" if due < week else "later"
        )  # fmt: skip
        if not groups or groups[-1][0] != code:
            groups.append((code, headings[code], []))
        groups[-1][2].append(row(case))
    return groups
