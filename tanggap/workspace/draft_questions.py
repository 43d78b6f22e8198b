"""Questions that complainants are asked: which there are in the draft, and one of them, to be changed or added."""

from functools import partial
from typing import Any, get_args

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import draft_questions as story
from tanggap.casework import drafting
from tanggap.casework.draft_questions import QuestionFacts
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, Stale, TanggapError
from tanggap.core.typed import one_line
from tanggap.sop.models import Edition
from tanggap.sop.parts import Question
from tanggap.ui.formatting import spoken_language
from tanggap.workspace.draft_given import by_of, changed, draft_or_way, edition_or_way, errors_of, free_code
from tanggap.workspace.settings_given import see_other, status_of, typed

LANGUAGES = ("id", "en")
WORDS = ("label_id", "label_en", "hint_id", "hint_en")
CHOICES = ("choices_id", "choices_en")
KINDS = get_args(Question.model_fields["kind"].annotation)
FIELDS = {
    "label": "label_id", "label.id": "label_id", "label.en": "label_en", "hint": "hint_id", "hint.id": "hint_id",
    "hint.en": "hint_en", "kind": "kind", "choices": "choices_id",
}  # fmt: skip


@door("manager", "admin")
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/questions/: of the draft while there is one, else of the edition in force."""
    edition = edition_or_way(request)
    if isinstance(edition, HttpResponse):
        return edition
    draft = edition if edition.state == Edition.State.DRAFT else None
    procedure, said, kinds = edition.procedure, spoken_language(), _kinds()
    asked: dict[str, list[str]] = {}
    for category in procedure.categories.values():
        for code in category.questions:
            asked.setdefault(code, []).append(category.label.say(said))
    rows = [
        {"code": code, "label": one.label.say(said), "kind": kinds[one.kind], "required": one.required,
         "asked": ", ".join(asked.get(code, []))}
        for code, one in procedure.asked.items()
    ]  # fmt: skip
    return render(request, "workspace/questions.html", {"draft": draft, "edition": edition, "rows": rows})


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/questions/new/?category= {code and what a question has}"""
    draft = draft_or_way(request)
    if isinstance(draft, HttpResponse):
        return draft
    category = request.GET.get("category", "")
    problem: TanggapError | None = None
    code = typed(request, "code").strip()
    if request.method == "POST":
        try:
            facts = _facts(request)
            code = code or free_code(facts.label["en"] or facts.label["id"], draft.procedure.asked)
            story.add_question(code, facts, category=category, by=by_of(request))
            messages.success(request, _("The question is in the draft."))
            known = category in draft.procedure.categories
            return see_other(reverse("category", args=[category]) if known else reverse("questions"))
        except (Invalid, Refused) as refused:
            problem, draft = refused, drafting.the_draft()
    return _form(request, draft, "", {"kind": "text"}, problem)


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/settings/questions/CODE/ {label_id, label_en, hint_id, hint_en, kind, choices_…, seen}"""
    draft = draft_or_way(request)
    if isinstance(draft, HttpResponse):
        return draft
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            story.change_question(code, _facts(request), seen=typed(request, "seen"), by=by_of(request))
            messages.success(request, _("Saved in the draft."))
            return see_other(reverse("questions"))
        except (Invalid, Refused) as refused:
            problem, draft = refused, drafting.the_draft()
    if code not in draft.procedure.asked:
        raise NotFound(_("The draft has no such question."))
    return _form(request, draft, code, _stands(draft, code), problem)


@door("manager", "admin")
@require_POST
def question_remove(request: HttpRequest, code: str) -> HttpResponse:
    """POST /desk/settings/questions/CODE/remove/"""
    remove = partial(story.remove_question, code, by=by_of(request))
    return changed(request, remove, _("The question is asked no more."), back=reverse("questions"))


def _facts(request: HttpRequest) -> QuestionFacts:
    said = {name: one_line(typed(request, name)) for name in WORDS}
    lines = {name: [one_line(line) for line in typed(request, name).splitlines() if one_line(line)] for name in CHOICES}
    return QuestionFacts(
        label={language: said[f"label_{language}"] for language in LANGUAGES},
        hint={language: said[f"hint_{language}"] for language in LANGUAGES},
        kind=typed(request, "kind"), required="required" in request.POST,
        choices={language: lines[f"choices_{language}"] for language in LANGUAGES},
    )  # fmt: skip


def _stands(draft: Edition, code: str) -> dict[str, Any]:
    one = draft.procedure.asked[code]
    stands: dict[str, Any] = {"kind": one.kind, "required": one.required}
    for language in LANGUAGES:
        stands[f"label_{language}"] = one.label.say(language)
        stands[f"hint_{language}"] = one.hint.say(language) if one.hint else ""
        stands[f"choices_{language}"] = "\n".join(each.say(language) for each in one.choices.values())
    return stands


def _form(
    request: HttpRequest, draft: Edition, code: str, stands: dict[str, Any], problem: TanggapError | None
) -> HttpResponse:
    posted, new_code = request.method == "POST", typed(request, "code").strip()
    names = (*WORDS, *CHOICES, "kind")
    given: dict[str, Any] = {name: typed(request, name) if posted else stands.get(name, "") for name in names}
    given["required"] = "required" in request.POST if posted else stands.get("required", False)
    stale = isinstance(problem, Stale)
    theirs = {
        name: text for name, text in stands.items()
        if stale and isinstance(text, str) and text.split() != given[name].split()
    }  # fmt: skip
    return render(request, "workspace/question.html", {
        **errors_of(problem, f"questions.{code or new_code}", FIELDS), "draft": draft, "given": given, "theirs": theirs,
        "question": draft.procedure.asked.get(code), "new": not code, "code": code or new_code, "stale": stale,
        "kinds": [{"value": kind, "label": words} for kind, words in _kinds().items()],
        "seen": story.mark(draft, code), "limits": story.LONGEST,
    }, status=status_of(problem))  # fmt: skip


def _kinds() -> dict[str, str]:
    words = {
        "text": _("One line"), "long_text": _("Several lines"), "date": _("A date"), "number": _("A number"),
        "yes_no": _("Yes or no"), "choice": _("One of several choices"),
    }  # fmt: skip
    return {kind: words[kind] for kind in KINDS}
