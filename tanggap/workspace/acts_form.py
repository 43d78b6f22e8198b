"""One act, one page: the form, the act itself, and the same form again with everything typed when it was refused.

A page finds the case, reads what was typed, calls one story function, and answers. What is refused is written down.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.states import MOVES
from tanggap.casework import acting
from tanggap.casework.available import available
from tanggap.casework.timeline import Moment, for_people_inside
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused, Stale, TanggapError
from tanggap.people import kept_forms
from tanggap.people.models import Staff
from tanggap.sop import rules
from tanggap.workspace.acts_fields import Field, Given, read_all, take_in_files

OPEN_AGAIN = _("The page was too old or incomplete. Look at what stands there now, then send it again.")
LATEST = 3
GAP = "REFERENCE"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One member of staff before one act on one case; `subject` is the task, solution or request it is about."""

    case: Case
    by: Staff
    version: int | None = None
    subject: Any = None

    @property
    def language(self) -> str:
        return self.by.language


@dataclass(frozen=True, kw_only=True)
class Done:
    """What is said afterwards, where to go, and the address at which it can be taken back."""

    said: Any
    to: str = ""
    undo: str = ""
    held: str = ""  # the same, where the server waits ten seconds and no longer
    page: tuple[str, dict[str, Any]] | None = None


Run = Callable[[Turn, Given], Done]


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act as a page. `name` is that of cases/states.py, `address` the part of the URL where it differs."""

    name: str
    title: Any
    button: Any
    run: Run
    fields: Callable[[Turn], list[Field]] = field(default=lambda turn: [])
    find: Callable[[Case, int], Model] | None = None
    address: str = ""
    label: Any = ""  # on buttons that lead here, where the title is long
    lead: Any = ""
    icon: str = "arrow-right"
    look: str = "primary"
    template: str = "workspace/case/act.html"
    more: Callable[[Turn], dict[str, Any]] = field(default=lambda turn: {})
    # Which field answers what the SOP misses, by the code of what is missing (its part before the dot).
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The part of the URL after the case's own."""
        return self.address or self.name

    @property
    def route(self) -> str:
        """The name of its route."""
        return f"case_{self.path.replace('-', '_')}"

    def href(self, case: "Numbered", subject: Any = None) -> str:
        """Where its page is."""
        return f"{case_href(case, self.route, of_one=True)}{subject.pk}/" if subject else case_href(case, self.route)


class Numbered(Protocol):
    """A case, or what a list has read of one."""

    @property
    def reference(self) -> str: ...


def case_href(case: Numbered, route: str = "case", *, of_one: bool = False) -> str:
    """The page of the case, or another of its addresses; `of_one` is to be followed by the number of a task or such."""
    return _address(route, of_one).replace(GAP, case.reference)


@lru_cache(maxsize=256)
def _address(route: str, of_one: bool) -> str:
    """With a gap for the case: Django takes long to find an address, and the page of a case has thirty of them."""
    return reverse(route, args=[GAP, 0]).removesuffix("0/") if of_one else reverse(route, args=[GAP])


def find_case(request: HttpRequest, reference: str, act: str = "open") -> Case:
    """The case, for whoever may see it; raises NotFound, and writes down that somebody tried."""
    try:
        return access.get_case(request.user, reference)  # type: ignore[arg-type]
    except NotFound as problem:
        acting.note_refusal(problem, act, by=request.user)  # type: ignore[arg-type]
        raise


@contextmanager
def refusals_kept(request: HttpRequest, act: str, case: Case) -> Iterator[None]:
    """What is refused inside is written down, and refused all the same."""
    try:
        yield
    except TanggapError as problem:
        acting.note_refusal(problem, act, by=request.user, case=case)  # type: ignore[arg-type]
        raise


def view_of(act: Act) -> Callable[..., HttpResponse]:
    """The page of that act: GET shows it, POST does it."""

    @door("staff")
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, reference: str, pk: int | None = None) -> HttpResponse:
        case = find_case(request, reference, act.name)
        subject = act.find(case, pk) if act.find and pk is not None else None
        turn = Turn(case=case, by=request.user, subject=subject)  # type: ignore[arg-type]
        if request.method == "POST":
            return _do(request, act, turn)
        came_back = kept_forms.open_(request.GET.get("kept", ""), by=turn.by, path=request.path)
        if came_back is not None:
            # Filled in as it was sent when the session had ended; nothing is done before it is sent once more.
            request.POST, request.method = came_back[1], "POST"
            return form_page(request, act, turn, None, came_back=True)
        # The form may show words of the complaint; opening it is reading the file.
        acting.look_at(case, by=turn.by)
        return form_page(request, act, turn, _why_not(act, turn))

    view.shows_again = True  # type: ignore[attr-defined]
    view.__name__ = view.__qualname__ = act.route
    return view


def version_in(request: HttpRequest) -> int:
    """The version that was on the screen; raises Invalid when the form came without it."""
    sent = request.POST.get("version", "")
    if not (sent.isascii() and sent.isdigit()):
        raise Invalid(OPEN_AGAIN, code="version_missing")
    return int(sent[:9])


def _do(request: HttpRequest, act: Act, turn: Turn) -> HttpResponse:
    fields = act.fields(turn)
    files: list[Any] = []
    try:
        turn = Turn(case=turn.case, by=turn.by, version=version_in(request), subject=turn.subject)
        for one in fields:
            files += take_in_files(request, one.name, turn.case.data_key) if one.kind == "file" else []
        given = {**read_all(fields, request), "files": files}
        done = act.run(turn, given)
    except TanggapError as problem:
        acting.note_refusal(problem, act.name, by=turn.by, case=turn.case)
        return form_page(request, act, turn, problem, files=files)
    if done.page is not None:
        return render(request, done.page[0], {"case": turn.case, **done.page[1]})
    kept_forms.forget(request.GET.get("kept", ""), by=turn.by)
    return leave(request, done, turn.case)


def leave(request: HttpRequest, done: Done, case: Case) -> HttpResponse:
    """Back to the case, with a sentence and perhaps the way to take it back."""
    tag = f"held:{done.held}" if done.held else f"undo:{done.undo}" if done.undo else ""
    messages.success(request, str(done.said), extra_tags=tag)
    answer = redirect(done.to or case_href(case))
    answer.status_code = 303
    return answer


def _why_not(act: Act, turn: Turn) -> TanggapError | None:
    """Why the page has no form: the state, or the person. What is merely missing is said in the form."""
    if turn.case.state not in MOVES[act.name].sources:
        return Refused(acting.NOT_NOW, code="not_now")
    if turn.subject is None and act.name in rules.KNOWN_ACTS and not acting.may(turn.by, act.name, turn.case):
        return Forbidden(acting.NOT_YOU)
    return None


def form_page(
    request: HttpRequest, act: Act, turn: Turn, problem: TanggapError | None, files: list[Any] | None = None,
    came_back: bool = False, more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form; with a problem its sentence, the fields it is about, and everything as it was typed."""
    posted = request.method == "POST"
    # Read anew: what stands on file now is shown beside what was typed, and goes along with the next attempt.
    case = access.get_case(turn.by, turn.case.reference) if posted else turn.case
    turn = Turn(case=case, by=turn.by, subject=turn.subject)
    fields = act.fields(turn)
    errors, general = _sentences(act, fields, problem)
    stale = isinstance(problem, Stale)
    filled = {} if posted else {one.name: value for one in fields if (value := one.asked_for(request))}
    shown = {one.name: one.typed(request) if posted else filled.get(one.name, one.initial) for one in fields}
    context = {
        "act": act, "case": case, "turn": turn, "fields": fields, "shown": shown, "errors": errors, "general": general,
        "stale": stale, "latest": _latest(case) if stale else [], "problem": problem, "files": files or [],
        "blocked": problem is not None and not posted, "version": case.version,
        "missing": [] if problem else _missing(act, turn), "came_back": came_back, "filled": _words_of(fields, filled),
        "first_gap": "" if problem else _first_gap(fields, shown) if filled else _first_field(fields), **act.more(turn),
        **(more or {}),
    }  # fmt: skip
    return render(request, act.template, context, status=problem.status if problem else 200)


def _words_of(fields: list[Field], filled: dict[str, str]) -> list[str]:
    """What the address filled in, so that nobody sends it unseen."""
    return [f"{one.label}: {one.allowed()[filled[one.name]]}" for one in fields if one.name in filled]


def _first_gap(fields: list[Field], shown: dict[str, Any]) -> str:
    """The first field that has to be filled in still; the button when there is none."""
    wanted = (one for one in fields if one.kind in ("select", "textarea") and not one.optional)
    gaps = (one.name for one in wanted if not shown[one.name])
    return next(gaps, "button")


def _first_field(fields: list[Field]) -> str:
    """Where whoever opens the page begins to type."""
    return next((one.name for one in fields if one.kind != "hidden"), "button")


def _sentences(act: Act, fields: list[Field], problem: TanggapError | None) -> tuple[dict[str, Any], list[Any]]:
    """What is said at a field, and what is said of the whole."""
    if problem is None:
        return {}, []
    names = {one.name for one in fields}
    at: dict[str, Any] = {}
    general: list[Any] = []
    pairs = list(getattr(problem, "fields", {}).items())
    pairs += [(one.code, one.sentence) for one in getattr(problem, "missing", [])]
    for code, sentence in pairs:
        name = act.answers.get(code.split(".")[0], code)
        if name in names:
            at.setdefault(name, sentence)
        else:
            general.append(sentence)
    if not pairs:
        general.append(problem.sentence)
    return at, general


def _missing(act: Act, turn: Turn) -> list[str]:
    """What the SOP still wants before this act and what the form itself cannot give."""
    asked = {*act.answers, *(one.name for one in act.fields(turn))}
    offered = next((one for one in available(turn.case, turn.by) if one.act == act.name), None)
    return [one.sentence for one in offered.missing if one.code.split(".")[0] not in asked] if offered else []


def _latest(case: Case) -> list[Moment]:
    return for_people_inside(case, name=case.shown_name)[-LATEST:]
