"""Acts on the complaints that were picked in a list: what to do, what it changes for each, then it is done (U25)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import bulk as story
from tanggap.casework.bulk import MOST, Change, Outcome
from tanggap.casework.undo import Made
from tanggap.casework.undo import undo as take_back
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.sop.models import procedure_in_force
from tanggap.workspace import inbox_filters
from tanggap.workspace.acts_fields import Field, Given, options, read_all
from tanggap.workspace.acts_people import language, staff_of, staff_options, unit_of, unit_options
from tanggap.workspace.shell import forget_counters

NAMED_MOST = 5
UNDO = "bulk_undo"


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """One act on many. `column` is what is shown of each case before and after; `needs` must be filled in."""

    name: str
    title: Any
    column: Any
    fields: Callable[[], list[Field]]
    change: Callable[[Given, Staff], Change]
    said: Callable[[int, Given], str]
    needs: tuple[str, ...]
    shown: Callable[[Any], str] = field(default=lambda value: value.display_name if value else "")
    attribute: str = "handler"
    lead: Any = ""


def _assigning(given: Given, by: Staff) -> Change:
    handler = staff_of(given["handler"])
    assert handler is not None  # `needs`
    return story.assigning(handler, by)


def _assigned(count: int, given: Given) -> str:
    handler = staff_of(given["handler"])
    name = handler.display_name if handler else ""
    sentence = ngettext(
        "%(count)s complaint is with %(name)s now.", "%(count)s complaints are with %(name)s now.", count
    )
    return sentence % {"count": count, "name": name}


def _assign_fields() -> list[Field]:
    return [Field(name="handler", label=_("Handled by"), kind="select", groups=staff_options(), size="medium",
                  empty=_("Choose somebody"))]  # fmt: skip


def _forward_fields() -> list[Field]:
    return [Field(name="unit", label=_("Department"), kind="select", options=unit_options(), size="medium",
                  empty=_("As the SOP says for each"), optional=True)]  # fmt: skip


def _classify_fields() -> list[Field]:
    _edition, procedure = procedure_in_force()
    return [
        Field(name="category", label=_("Category"), kind="select", size="medium", empty=_("Choose a category"),
              options=options(inbox_filters.category_choices(procedure, language()))),
        Field(name="reason", label=_("Why"), rows=2),
    ]  # fmt: skip


def _category(code: str) -> str:
    _edition, procedure = procedure_in_force()
    return dict(inbox_filters.category_options(procedure, language())).get(code, code)


ACTS = {
    one.name: one for one in (
        BulkAct(
            name="assign", title=gettext_lazy("Assign"), column=gettext_lazy("Handler"), fields=_assign_fields,
            change=_assigning, said=_assigned, needs=("handler",),
        ),
        BulkAct(
            name="forward", title=gettext_lazy("Forward"), column=gettext_lazy("Department"), fields=_forward_fields,
            change=lambda given, by: story.forwarding(unit_of(given["unit"]), by), needs=(), attribute="unit",
            said=lambda count, given: ngettext(
                "%(count)s complaint was forwarded.", "%(count)s complaints were forwarded.", count) % {"count": count},
            shown=lambda unit: unit.name if unit else "",
            lead=gettext_lazy(
                "The departments see it at once, and their promises begin. Their letters wait for a minute, in which "
                "you can take it back."
            ),
        ),
        BulkAct(
            name="classify", title=gettext_lazy("Classify"), column=gettext_lazy("Category"), fields=_classify_fields,
            change=lambda given, by: story.classifying(given["category"], given["reason"], by),
            needs=("category", "reason"), attribute="category", shown=_category,
            said=lambda count, given: ngettext(
                "%(count)s complaint is classified anew.", "%(count)s complaints are classified anew.", count
            ) % {"count": count},
            lead=gettext_lazy("Severity and impact of each stay as they are; its promises are counted again."),
        ),
    )
}  # fmt: skip


@door("staff")
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, act: str) -> HttpResponse:
    """GET /desk/bulk/ACT/?pick=REFERENCE&… says what changes; POST pick=REFERENCE:VERSION does it."""
    kind, user = ACTS[act], request.user
    sent = request.POST if request.method == "POST" else request.GET
    picked = _picked(sent.getlist("pick"))
    back = _back(sent.get("back", ""), user)  # type: ignore[arg-type]
    if not picked or len(picked) > MOST:
        many = _("At most %(count)s complaints can be changed at once. Select fewer, please.") % {"count": MOST}
        messages.error(request, many if picked else _("Select one complaint or more first."))
        return _leave(back)
    fields = kind.fields()
    try:
        given = _given(kind, fields, request) if request.method == "POST" or "show" in sent else None
        change = kind.change(given, user) if given is not None else None  # type: ignore[arg-type]
        if request.method == "POST" and given is not None and change is not None:
            return _do(request, kind, picked, given, change, back)
        shown = story.preview(picked, change or _nothing, by=user)  # type: ignore[arg-type]
        return _page(request, kind, fields, shown, back, asked=change is not None)
    except TanggapError as problem:
        shown = story.preview(picked, _nothing, by=user)  # type: ignore[arg-type]
        return _page(request, kind, fields, shown, back, asked=False, problem=problem)


@door("staff")
@require_safe
def merge_two(request: HttpRequest) -> HttpResponse:
    """GET /desk/bulk/merge/?pick=REFERENCE&pick=REFERENCE: on to the page that shows the newer one beside the older."""
    picked = sorted(_picked(request.GET.getlist("pick")), key=lambda one: (len(one), one))
    if len(picked) != 2:
        messages.error(request, _("Select two complaints of one complainant to merge them."))
        return _leave(_back(request.GET.get("back", ""), request.user))  # type: ignore[arg-type]
    older, newer = picked
    address = reverse("case_merge", args=[newer])
    return redirect(f"{address}?{urlencode({'into': older})}")


def _nothing(_case: Any, _version: int | None) -> None:
    """Nothing has been chosen yet."""


def _given(kind: BulkAct, fields: list[Field], request: HttpRequest) -> Given:
    """What was chosen, from the form that shows or from the one that does; raises Invalid, field by field."""
    sent = request if request.method == "POST" else SimpleNamespace(POST=request.GET)
    given = read_all(fields, sent)  # type: ignore[arg-type]
    problems = {name: _("Choose or write something here, please.") for name in kind.needs if not given[name].strip()}
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    return given


def _page(
    request: HttpRequest, kind: BulkAct, fields: list[Field], shown: list[Outcome], back: str, *, asked: bool,
    problem: TanggapError | None = None,
) -> HttpResponse:
    typed = request.POST or request.GET
    changing = [_line(kind, one) for one in shown if not one.problem]
    return render(request, "workspace/bulk.html", {
        "act": kind, "fields": fields, "typed": {one.name: typed.get(one.name, "") for one in fields}, "back": back,
        "errors": getattr(problem, "fields", {}), "general": [problem.sentence] if problem else [], "asked": asked,
        "changing": changing, "skipped": [one for one in shown if one.problem],
        "picks": [one.reference for one in shown],
    }, status=problem.status if problem else 200)  # fmt: skip


def _line(kind: BulkAct, one: Outcome) -> dict[str, Any]:
    now = kind.shown(getattr(one.case, kind.attribute))
    return {"reference": one.reference, "title": one.title, "before": kind.shown(one.before[kind.attribute]),
            "after": now, "pick": f"{one.reference}:{one.seen}"}  # fmt: skip


def _do(
    request: HttpRequest, kind: BulkAct, picked: dict[str, int | None], given: Given, change: Change, back: str
) -> HttpResponse:
    found = story.carry_out(picked, change, act=kind.name, by=request.user)  # type: ignore[arg-type]
    done = [one for one in found if not one.problem]
    skipped = [one for one in found if one.problem]
    forget_counters(request.user)  # type: ignore[arg-type]
    if done:
        messages.success(request, kind.said(len(done), given), extra_tags=_remember(request, kind, done, back))
    if skipped:
        named = "; ".join(f"{one.reference}: {one.problem}" for one in skipped[:NAMED_MOST])
        more = f" (+{len(skipped) - NAMED_MOST})" if len(skipped) > NAMED_MOST else ""
        sentence = ngettext("%(count)s complaint was skipped.", "%(count)s complaints were skipped.", len(skipped))
        messages.error(request, f"{sentence % {'count': len(skipped)}} {named}{more}")
    return _leave(back)


def _remember(request: HttpRequest, kind: BulkAct, done: list[Outcome], back: str) -> str:
    """What the button of the toast needs, in the session; the latest act alone can be taken back."""
    mark = secrets.token_urlsafe(9)
    made = [Made(one.case.pk, one.version) for one in done if one.case]
    request.session[UNDO] = {"mark": mark, "act": kind.name, "made": made, "back": back}
    return f"undo:/desk/bulk/undo/{mark}/"


@door("staff")
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """POST /desk/bulk/undo/MARK/: what was done a moment ago is taken back, as far as nothing came after it."""
    kept = request.session.get(UNDO) or {}
    if kept.get("mark") != token:
        messages.error(request, _("There is nothing left to take back here."))
        return _leave("")
    del request.session[UNDO]
    back, problems = take_back(kept["act"], [Made(*one) for one in kept["made"]], by=request.user)  # type: ignore[arg-type]
    forget_counters(request.user)  # type: ignore[arg-type]
    if back:
        sentence = ngettext("Taken back for %(count)s complaint.", "Taken back for %(count)s complaints.", back)
        messages.success(request, sentence % {"count": back})
    if problems:
        sentence = ngettext(
            "%(count)s complaint stays as it is: %(why)s", "%(count)s complaints stay as they are: %(why)s",
            len(problems),
        )
        messages.error(request, sentence % {"count": len(problems), "why": problems[0].sentence})
    return _leave(kept["back"])


def _picked(sent: list[str]) -> dict[str, int | None]:
    """References, and the versions that were on the screen, as far as they were sent."""
    found: dict[str, int | None] = {}
    for one in sent:
        reference, _colon, version = one.replace("\0", "").strip().upper()[:40].partition(":")
        if reference:
            found[reference] = int(version[:9]) if version.isascii() and version.isdigit() else None
    return found


def _back(query: str, user: Staff) -> str:
    """The list that somebody came from, of filters that we know; no other address."""
    edition, _procedure = procedure_in_force()
    return inbox_filters.read(QueryDict(query.replace("\0", "")[:1_000]), user, edition).query()


def _leave(query: str) -> HttpResponse:
    answer = redirect(f"/desk/?{query}" if query else "/desk/")
    answer.status_code = 303
    return answer
