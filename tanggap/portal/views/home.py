"""The first page, and the pages that explain: how we handle complaints, privacy, accessibility."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tanggap.core.doors import door
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure
from tanggap.sop.render import words
from tanggap.sop.render.document import document

TOPIC_ICONS = {
    "delivery": "truck-delivery", "quality": "droplet", "billing": "receipt", "refund_exchange": "receipt-refund",
    "poor_service": "user", "personalisation": "adjustments-horizontal", "empathy": "heart-handshake",
}  # fmt: skip


@door("public")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What we promise, ways to complain, and the way back to a complaint."""
    procedure = current_edition().procedure
    tops = [each for each in procedure.categories.values() if each.parent is None]
    facts = {
        "procedure": procedure,
        "topics": [{"topic": top, "below": _below(procedure, top.code), "icon": _icon(top.code)} for top in tops],
        "first_reply": _promised(procedure, "first_reply"),
        "resolution": _promised(procedure, "resolution"),
        "errors": {},
        "given": {},
    }
    return render(request, "portal/home.html", facts)


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


def _below(procedure: Procedure, topic: str) -> str:
    language = (get_language() or "id")[:2]
    labels = [each.label.say(language) for each in procedure.categories.values() if each.parent == topic]
    return ", ".join(labels[:3])


def _icon(code: str) -> str:
    return TOPIC_ICONS.get(code, "message")


def _promised(procedure: Procedure, kind: str) -> Any:
    promise = procedure.promise(kind)
    return words.length(promise.written) if promise else ""
