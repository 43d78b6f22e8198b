"""The first page, and the pages that explain: how we handle complaints, privacy, conflicts, accessibility."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.casework import improvements
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.insight import published
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure
from tanggap.sop.render import words
from tanggap.sop.render.document import document

TOPIC_ICONS = {
    "delivery": "truck-delivery", "quality": "droplet", "billing": "receipt", "refund_exchange": "receipt-refund",
    "poor_service": "user-question", "personalisation": "adjustments-horizontal", "empathy": "heart-handshake",
    "activities": "school", "benefits": "receipt", "conduct": "scale",
}  # fmt: skip


@door("public")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What we promise, ways to complain, and the way back to a complaint."""
    procedure = current_edition().procedure
    tops = [each for each in procedure.offered.values() if each.parent is None]
    facts = {
        "procedure": procedure, "association": procedure.organisation.kind == "association",
        "topics": [{"topic": top, "below": _below(procedure, top.code), "icon": _icon(top.code)} for top in tops],
        "first_reply": _promised(procedure, "first_reply"),
        "resolution": _promised(procedure, "resolution"),
        "figures": _figures(), "improvements": improvements.shown(), "day_minutes": _day(procedure),
        "errors": {},
        "given": {},
    }
    return render(request, "portal/home.html", facts)


@door("public")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How it went, month by month."""
    procedure = current_edition().procedure
    facts = {
        "months": [one for one in published.months() if one.received is not None], "smallest": published.SMALLEST,
        "first_reply": _promised(procedure, "first_reply"), "day_minutes": _day(procedure),
    }  # fmt: skip
    return render(request, "portal/figures.html", facts)


@door("public")
@require_safe
def conflict(request: HttpRequest) -> HttpResponse:
    """What we call a conflict and how we deal with it; as the procedure says."""
    policy = current_edition().procedure.conflict
    if policy is None:
        raise NotFound(_("There is nothing here."))
    return render(request, "portal/conflict.html", {"policy": policy})


@door("public")
@require_safe
def sop(request: HttpRequest) -> HttpResponse:
    """The procedure in force, readable: numbered clauses, tables of promises and responsibilities."""
    edition = current_edition()
    language = (get_language() or "id")[:2]
    facts = {
        "edition": edition,
        "title": edition.procedure.title.say(language),
        "sections": document(edition.procedure, language),
    }
    return render(request, "portal/sop.html", facts)


@door("public")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep, who reads it, for how long."""
    return render(request, "portal/privacy.html", {"procedure": current_edition().procedure})


@door("public")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and whom to tell when it does not."""
    return render(request, "portal/accessibility.html")


def _figures() -> dict[str, Any] | None:
    """The last finished month beside the one before it; None when there are too few complaints to speak of."""
    latest, before = published.months(2)
    if latest.received is None:
        return None
    change = (latest.received - before.received) / before.received if before.received else None
    return {"latest": latest, "before": before, "change": change}


def _day(procedure: Procedure) -> int:
    return procedure.organisation.working_day_hours * 60


def _below(procedure: Procedure, topic: str) -> str:
    language = (get_language() or "id")[:2]
    if (examples := procedure.categories[topic].examples) is not None:
        return examples.say(language)
    labels = [each.label.say(language) for each in procedure.offered.values() if each.parent == topic]
    return ", ".join(labels[:3])


def _icon(code: str) -> str:
    return TOPIC_ICONS.get(code, "message")


def _promised(procedure: Procedure, kind: str) -> Any:
    promise = procedure.promise(kind)
    return words.length(promise.written) if promise else ""
