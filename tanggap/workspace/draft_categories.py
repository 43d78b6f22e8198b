"""Categories: as they are in force, and as the draft has them, to be named, ordered, moved, added and retired."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import draft_pieces as story
from tanggap.casework import drafting
from tanggap.casework.draft_pieces import CODE, CategoryFacts
from tanggap.casework.wording import promise_inside
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, Stale, TanggapError
from tanggap.core.typed import one_line
from tanggap.people.standing import roster_now
from tanggap.sop.models import Edition
from tanggap.sop.procedure import Procedure
from tanggap.sop.text import parse_within
from tanggap.ui.formatting import spoken_language
from tanggap.workspace.draft_given import by_of, changed, draft_or_way, edition_or_way, errors_of, free_code
from tanggap.workspace.settings_given import see_other, several, status_of, typed, unless

# What can be promised for a category alone; the others follow from what the complainant does.
PROMISED = ("first_reply", "progress", "classification", "alternatives", "decision", "approval", "task", "resolution")
LENGTHS = ("working hours", "working days", "hours", "days", "minutes")
LANGUAGES = ("id", "en")
MARKS = ("sealed", "emergency")
WORDS = ("label_id", "label_en", "type", "parent", "unit", "examples_id", "examples_en", "notice_id", "notice_en")
FIELDS = {
    "label": "label_id", "label.id": "label_id", "label.en": "label_en", "notice": "notice_id", "type": "type",
    "notice.id": "notice_id", "notice.en": "notice_en", "parent": "parent", "unit": "unit", "questions": "questions",
    "examples": "examples_id", "examples.id": "examples_id", "examples.en": "examples_en",
}  # fmt: skip


@door("manager", "admin")
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/categories/: of the draft while there is one, else of the edition in force."""
    edition = edition_or_way(request)
    if isinstance(edition, HttpResponse):
        return edition
    draft = edition if edition.state == Edition.State.DRAFT else None
    procedure = edition.procedure
    return render(request, "workspace/categories.html", {
        "draft": draft, "edition": edition, "types": _tree(edition),
        "count": len(procedure.categories),
    })  # fmt: skip


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def category_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/categories/new/?parent= {code and what a category has}"""
    draft = draft_or_way(request)
    if isinstance(draft, HttpResponse):
        return draft
    problem: TanggapError | None = None
    code = typed(request, "code").strip()
    if request.method == "POST":
        try:
            facts = _facts(request)
            code = code or free_code(facts.label["en"] or facts.label["id"], draft.procedure.categories)
            story.add_category(code, facts, by=by_of(request))
            messages.success(request, _("%(name)s is in the draft.") % {"name": facts.label[spoken_language()]})
            return see_other(reverse("categories"))
        except (Invalid, Refused) as refused:
            problem, draft = refused, drafting.the_draft()
    parent = draft.procedure.categories.get(request.GET.get("parent", ""))
    start = {"parent": parent.code, "type": parent.type} if parent else {"type": next(iter(draft.procedure.types))}
    return _form(request, draft, "", start, problem, code)


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def category(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/settings/categories/CODE/ {label_id, label_en, type, parent, unit, …, seen}"""
    draft = draft_or_way(request)
    if isinstance(draft, HttpResponse):
        return draft
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            story.change_category(code, _facts(request), seen=typed(request, "seen"), by=by_of(request))
            messages.success(request, _("Saved in the draft."))
            return see_other(reverse("categories"))
        except (Invalid, Refused) as refused:
            problem, draft = refused, drafting.the_draft()
    if code not in draft.procedure.categories:
        raise NotFound(_("The draft has no such category."))
    return _form(request, draft, code, _stands(draft, code), problem)


@door("manager", "admin")
@require_POST
def category_move(request: HttpRequest, code: str) -> HttpResponse:
    """POST /desk/settings/categories/CODE/move/ {up | down}"""
    move = partial(story.move_category, code, up="up" in request.POST, by=by_of(request))
    return changed(request, move, _("Moved."), back=reverse("categories"))


@door("manager", "admin")
@require_POST
def category_retire(request: HttpRequest, code: str) -> HttpResponse:
    """POST /desk/settings/categories/CODE/retire/ {again?}: offered no more, or again."""
    again = "again" in request.POST
    said = _("It is offered again.") if again else _("It is offered no more. Complaints that have it keep it.")
    retire = partial(story.retire_category, code, retired=not again, by=by_of(request))
    return changed(request, retire, said, back=reverse("categories"))


@door("manager", "admin")
@require_POST
def category_remove(request: HttpRequest, code: str) -> HttpResponse:
    """POST /desk/settings/categories/CODE/remove/"""
    remove = partial(story.remove_category, code, by=by_of(request))
    return changed(request, remove, _("Removed from the draft."), back=reverse("categories"))


def _facts(request: HttpRequest) -> CategoryFacts:
    problems: dict[str, Any] = {}
    said = {name: one_line(typed(request, name)) for name in WORDS}
    promises = {}
    for kind in PROMISED:
        amount = typed(request, f"promise_{kind}").strip()
        if amount and not (amount.isascii() and amount.isdigit() and 0 < int(amount[:7]) < 100_000):
            problems[f"promise_{kind}"] = _("Write a whole number, such as 3.")
        elif amount and typed(request, f"length_{kind}") in LENGTHS:
            promises[kind] = f"{int(amount)} {typed(request, f'length_{kind}')}"
    unless(problems)

    def both(part: str) -> dict[str, str]:
        return {language: said[f"{part}_{language}"] for language in LANGUAGES}

    return CategoryFacts(
        label=both("label"), type=said["type"], parent=said["parent"], unit=said["unit"], examples=both("examples"),
        notice=both("notice"), sealed="sealed" in request.POST, emergency="emergency" in request.POST,
        questions=several(request, "questions"), promises=promises,
    )  # fmt: skip


def _stands(draft: Edition, code: str) -> dict[str, Any]:
    """The fields as the draft has them."""
    one = draft.procedure.categories[code]
    stands: dict[str, Any] = {
        "type": one.type, "parent": one.parent or "", "unit": one.unit or "", "sealed": one.sealed,
        "emergency": one.emergency, "questions": list(one.questions),
    }  # fmt: skip
    for part, text in (("label", one.label), ("examples", one.examples), ("notice", one.notice)):
        stands |= {f"{part}_{language}": text.say(language) if text else "" for language in LANGUAGES}
    for kind, length in story.own_promises(draft, code).items():
        within = parse_within(length)
        stands[f"promise_{kind}"] = str(within["amount"])
        stands[f"length_{kind}"] = f"{'working ' if within['working'] else ''}{within['unit']}"
    return stands


def _form(
    request: HttpRequest, draft: Edition, code: str, stands: dict[str, Any], problem: TanggapError | None,
    new_code: str = "",
) -> HttpResponse:  # fmt: skip
    procedure, posted = draft.procedure, request.method == "POST"
    names = [*WORDS, *(f"{what}_{kind}" for kind in PROMISED for what in ("promise", "length"))]
    given: dict[str, Any] = {name: typed(request, name) if posted else stands.get(name, "") for name in names}
    for name in MARKS:
        given[name] = name in request.POST if posted else stands.get(name, False)
    given["questions"] = several(request, "questions") if posted else stands.get("questions", [])
    promised = [
        {"kind": kind, "label": promise_inside(kind, spoken_language()), "amount": given[f"promise_{kind}"],
         "length": given[f"length_{kind}"] or "working days"}
        for kind in PROMISED if kind in procedure.promises
    ]  # fmt: skip
    stale = isinstance(problem, Stale)
    theirs = {name: value for name, value in stands.items() if stale and str(given.get(name, "")) != str(value)}
    return render(request, "workspace/category.html", {
        **errors_of(problem, f"categories.{code or new_code}", FIELDS), **_choices(procedure, code),
        "draft": draft, "category": procedure.categories.get(code), "given": given, "promised": promised,
        "code": code or new_code, "new": not code, "stale": stale, "theirs": _in_words(theirs, procedure),
        "seen": story.mark(draft, "categories", code), "limits": story.LONGEST,
        "has_emergency": procedure.emergency is not None,
    }, status=status_of(problem))  # fmt: skip


def _in_words(theirs: dict[str, Any], procedure: Procedure) -> dict[str, str]:
    """What stands there now, as the page says it."""
    said, words = spoken_language(), {name: str(value) for name, value in theirs.items()}
    tables: dict[str, Any] = {"type": procedure.types, "parent": procedure.categories, "unit": procedure.units}
    for name in tables.keys() & words.keys():
        words[name] = tables[name][words[name]].label.say(said) if words[name] in tables[name] else ""
    if "questions" in theirs:
        words["questions"] = ", ".join(procedure.asked[each].label.say(said) for each in theirs["questions"])
    for name in set(MARKS) & words.keys():
        words[name] = _("yes") if theirs[name] else _("no")
    return words


def _choices(procedure: Procedure, code: str) -> dict[str, Any]:
    """What can be chosen: types, reasons that are not below this one, units of the SOP and those made since."""
    said = spoken_language()
    below = {one for one in procedure.categories if code and code in {each.code for each in procedure.lineage(one)}}
    units = {one.code: one.label.say(said) for one in procedure.units.values()}
    units |= {one.code: one.name for one in roster_now().units.values()
              if one.closed_at is None and one.parent_id is not None and CODE.fullmatch(one.code)}  # fmt: skip
    return {
        "types": [{"value": one.code, "label": one.label.say(said)} for one in procedure.types.values()],
        "parents": [(one.code, one.label.say(said)) for one in procedure.categories.values() if one.code not in below],
        "units": sorted(units.items(), key=lambda pair: pair[1]),
        "questions": [{"value": one.code, "label": one.label.say(said)} for one in procedure.asked.values()],
        "lengths": [("working hours", _("working hours")), ("working days", _("working days")), ("hours", _("hours")),
                    ("days", _("days")), ("minutes", _("minutes"))],
    }  # fmt: skip


def _tree(edition: Edition) -> list[dict[str, Any]]:
    """Type after type, reasons with their sub-reasons in the order of the file."""
    procedure = edition.procedure
    fresh = story.never_published(edition) if edition.state == Edition.State.DRAFT else frozenset()
    own = story.all_own_promises(edition)
    said = spoken_language()
    units = {one.code: one.name for one in roster_now().units.values()}
    children: dict[str | None, list[str]] = {}
    for one in procedure.categories.values():
        children.setdefault(one.parent, []).append(one.code)

    def rows(codes: list[str], depth: int) -> list[dict[str, Any]]:
        found = []
        for code in codes:
            one = procedure.categories[code]
            above = procedure.categories.get(one.parent or "")
            other = above is not None and above.type != one.type
            row = {"one": one, "label": one.label.say(said), "depth": depth, "below": len(children.get(code, [])),
                   "type": procedure.types[one.type].label.say(said) if other else "",
                   "unit": units.get(one.unit or "", one.unit or ""), "promises": len(own.get(code, ())),
                   "removable": code in fresh, "offered": code in procedure.offered}  # fmt: skip
            found += [row, *rows(children.get(code, []), min(depth + 1, 4))]
        return found

    return [
        {"type": one, "label": one.label.say(said), "unit": units.get(one.unit, one.unit),
         "rows": rows([code for code in children.get(None, []) if procedure.categories[code].type == one.code], 0)}
        for one in procedure.types.values()
    ]  # fmt: skip
