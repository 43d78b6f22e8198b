"""Letters: as they are in force, and as the draft has them, in both languages, with a look at how they arrive."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tanggap.casework import draft_pieces as story
from tanggap.casework import drafting, letter_preview
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, Stale, TanggapError
from tanggap.core.typed import one_line
from tanggap.sop.letters import LETTERS, allowed
from tanggap.sop.models import Edition
from tanggap.ui.formatting import spoken_language
from tanggap.workspace.draft_given import by_of, draft_or_way, edition_or_way, errors_of
from tanggap.workspace.draft_words import letter_name
from tanggap.workspace.settings_given import see_other, status_of, typed, unless

FIELDS = ("subject_id", "subject_en", "body_id", "body_en")
KEYS = {name.replace("_", "."): name for name in FIELDS} | {"subject": "subject_id", "body": "body_id"}
LONGEST = 20_000


@door("manager", "admin")
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/letters/: of the draft while there is one, else of the edition in force."""
    edition = edition_or_way(request)
    if isinstance(edition, HttpResponse):
        return edition
    draft = edition if edition.state == Edition.State.DRAFT else None
    known, said = edition.procedure.letters, spoken_language()
    rows = [
        {"code": code, "name": letter_name(code), "to_staff": kind.to == "staff",
         "subject": known[code].subject.say(said) if code in known else ""}
        for code, kind in LETTERS.items()
    ]  # fmt: skip
    return render(request, "workspace/letters.html", {
        "draft": draft, "edition": edition,
        "groups": [(_("To the complainant"), [row for row in rows if not row["to_staff"]]),
                   (_("To staff"), [row for row in rows if row["to_staff"]])],
    })  # fmt: skip


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/settings/letters/CODE/ {subject_id, subject_en, body_id, body_en, case, look | save, seen}"""
    if code not in LETTERS:
        raise NotFound(_("There is no such letter."))
    draft = draft_or_way(request)
    if isinstance(draft, HttpResponse):
        return draft
    given, problem, shown = _stands(draft, code), None, None
    if request.method == "POST":
        given = {name: _typed(request, name) for name in FIELDS}
        try:
            if "save" in request.POST:
                _whole(given, code)
                story.change_letter(code, **_both(given), seen=typed(request, "seen"), by=by_of(request))
                messages.success(request, _("Saved in the draft."))
                return see_other(reverse("letters"))
            wanted = typed(request, "case").strip()
            case = letter_preview.visible_case(wanted, by_of(request)) if wanted else None
            shown = letter_preview.preview(draft.procedure, code, **_both(given), case=case, by=by_of(request))
            _whole(given, code)
        except NotFound as absent:
            problem = Invalid(absent.sentence, fields={"case": absent.sentence})
        except (Invalid, Refused) as refused:
            problem, draft = refused, drafting.the_draft()
    return _form(request, draft, code, given, problem, shown)


def _form(
    request: HttpRequest, draft: Edition, code: str, given: dict[str, str], problem: TanggapError | None, shown: Any
) -> HttpResponse:
    stale, stands = isinstance(problem, Stale), _stands(draft, code)
    theirs = {name: text for name, text in stands.items() if stale and text.strip() != given[name].strip()}
    names = sorted(allowed(code) - LETTERS[code].required)
    return render(request, "workspace/letter.html", {
        **errors_of(problem, f"letters.{code}", KEYS), "draft": draft, "code": code, "name": letter_name(code),
        "given": given, "required": sorted(LETTERS[code].required), "names": names, "shown": shown, "stale": stale,
        "theirs": theirs, "case": typed(request, "case"), "to_staff": LETTERS[code].to == "staff",
        "seen": story.mark(draft, "letters", code), "longest": LONGEST,
    }, status=status_of(problem))  # fmt: skip


def _whole(given: dict[str, str], code: str) -> None:
    """Raise Invalid that names the lines with names this letter does not know; the schema looks at the rest."""
    problems: dict[str, Any] = {}
    for name, text in given.items():
        if not text.strip():
            problems[name] = _("Write something there.")
        elif len(text) > LONGEST:
            problems[name] = _("At most %(most)d characters, please.") % {"most": LONGEST}
        elif wrong := letter_preview.wrong_lines(code, text):
            number, line = wrong[0]
            known = ", ".join(f"{{{one}}}" for one in sorted(allowed(code)))
            problems[name] = _(
                "Line %(number)d, “%(line)s”: this letter does not know that name in braces. It may use: %(known)s."
            ) % {"number": number, "line": line[:80], "known": known}
    unless(problems)


def _stands(draft: Edition, code: str) -> dict[str, str]:
    found = draft.procedure.letters.get(code)
    if found is None:
        return dict.fromkeys(FIELDS, "")
    return {"subject_id": found.subject.id, "subject_en": found.subject.en, "body_id": found.body.id,
            "body_en": found.body.en}  # fmt: skip


def _typed(request: HttpRequest, name: str) -> str:
    text = typed(request, name).replace("\r\n", "\n").replace("\r", "\n")
    return one_line(text) if name.startswith("subject") else text


def _both(given: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        part: {language: given[f"{part}_{language}"].strip() for language in ("id", "en")}
        for part in ("subject", "body")
    }
