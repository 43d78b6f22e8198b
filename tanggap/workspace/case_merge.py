"""Two files of one complainant become one, in steps: which one stays, both side by side, what will happen; and back.

Each step is a page of its own with its own address, so that the back button and a second tab do what they look like.
"""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.cases import access
from tanggap.cases.earlier import open_others_of, same_person
from tanggap.cases.models import Case
from tanggap.cases.search import find
from tanggap.casework import acting, dossier
from tanggap.casework.clock_history import promises_of
from tanggap.casework.dossier import Dossier
from tanggap.casework.merge import merge, proof_of, same_complainant, unmerge
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.remedy.models import Redress, Task
from tanggap.workspace import case_panel
from tanggap.workspace.acts_fields import NOT_ONE_OF_THESE, Field, options, read_all
from tanggap.workspace.acts_form import Act, Done, case_href, find_case, leave, refusals_kept, version_in
from tanggap.workspace.acts_side import other_case
from tanggap.workspace.promise_rows import pill_of

MOST_FOUND, LONGEST_QUERY = 10, 100
MERGE = Act(
    name="merge", title=_("Merge into another complaint"), button=_("Merge"), icon="arrow-merge",
    run=lambda turn, given: Done(said=""),
    lead=_("Only complaints of one complainant. This one closes, and the other goes on."),
)  # fmt: skip
OTHERS = _("They are of two people, so they cannot be merged. Link them instead.")


class Side(NamedTuple):
    """One of the two files, as far as it matters here."""

    case: Case
    who: case_panel.Complainant
    tasks: list[Task]
    offer: Any
    aside: list[Redress]
    promises: list[tuple[str, Any]]
    messages: int
    files: int


@door("staff")
@require_http_methods(["GET", "POST"])
def merge_page(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: choose (`?q=` searches), or with `?into=K26-…` the preview. POST `other`: merge."""
    case = find_case(request, reference, "merge")
    by: Staff = request.user  # type: ignore[assignment]
    acting.look_at(case, by=by)
    if request.method == "POST":
        return _merge(request, case, by)
    into = request.GET.get("into", "").strip()[:40]
    if not into:
        return _choose(request, case, by)
    try:
        return _preview(request, case, other_case(by, into))
    except TanggapError as problem:
        return _choose(request, case, by, problem=problem, typed=into)


def _merge(request: HttpRequest, case: Case, by: Staff) -> HttpResponse:
    other: Case | None = None
    typed = request.POST.get("other", "")[:40]
    try:
        other = other_case(by, typed)
        version = version_in(request)
        given = read_all(_questions(), request)
        checked = _checked(given["proven"], given["checked"])
        merge(case, into=other, checked=checked, by=by, version=version)
    except TanggapError as problem:
        case = find_case(request, case.reference, "merge")
        if other is None or case.merged_into_id != other.pk:  # else it was sent twice, and is done
            return _refused(request, case, other, typed, problem)
    undo = case_href(case, "case_unmerge_now")
    said = _("%(merged)s is merged into %(reference)s.") % {"merged": case.reference, "reference": other.reference}
    return leave(request, Done(said=said, to=case_href(other), undo=undo), case)


def _refused(
    request: HttpRequest, case: Case, other: Case | None, typed: str, problem: TanggapError
) -> HttpResponse:
    """The preview again, or the choice where these two cannot be merged at all."""
    by: Staff = request.user  # type: ignore[assignment]
    acting.note_refusal(problem, "merge", by=by, case=case)
    try:
        if other is not None:
            return _preview(request, case, find_case(request, other.reference), problem)
    except TanggapError as never:
        problem = never
    return _choose(request, case, by, problem=problem, typed=typed)


@door("staff")
@require_POST
def unmerge_now(request: HttpRequest, reference: str) -> HttpResponse:
    """POST: from the message straight after a merge; later the same is done from the merged complaint."""
    case = find_case(request, reference, "unmerge")
    with refusals_kept(request, "unmerge", case):
        unmerge(case, by=request.user)  # type: ignore[arg-type]
    return leave(request, Done(said=_("The merge is taken back.")), case)


def _questions() -> list[Field]:
    """Asked where nothing proves that the holder of one code is the complainant of the other."""
    return [
        Field(
            name="proven", label=_("Are both surely of the same person?"), kind="radios", look="list", optional=True,
            initial="no", options=options((
                ("no", _("I have not checked. The old code opens only the old complaint.")),
                ("yes", _("I have checked. The old code opens the other complaint too.")),
            )),
            hint=_("Anybody can write somebody else's address or number into the form."),
        ),
        Field(name="checked", label=_("How you checked"), kind="text", optional=True,
              hint=_("For example: called back on the number that we know; saw the member's card.")),
    ]  # fmt: skip


def _checked(proven: str, how: str) -> str:
    if proven == "yes" and not how.strip():
        said = _("Say how you checked that it is the same person.")
        raise Invalid(said, fields={"checked": said})
    return how if proven == "yes" else ""


def _choose(
    request: HttpRequest, case: Case, by: Staff, *, problem: TanggapError | None = None, typed: str = ""
) -> HttpResponse:
    """Open complaints of the same complainant; and what was searched, of others to be linked instead."""
    asked = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    found: list[Case] = []
    if asked and not case.hidden:
        seen = access.visible_to(by).filter(visibility="open").exclude(pk=case.pk).select_related("unit")
        found = list(find(seen, asked)[:MOST_FOUND])
    same = same_person(case)
    context = {
        "case": case, "candidates": open_others_of(case, by), "q": asked,
        "found": [(one, one.pk in same and one.is_open) for one in found], "other": typed,
        "errors": getattr(problem, "fields", {}), "general": problem.sentence if problem else _why_not(case, by),
        "act": MERGE,
    }  # fmt: skip
    return render(request, "workspace/case/merge.html", context, status=problem.status if problem else 200)


def _why_not(case: Case, by: Staff) -> Any:
    if not case.is_open:
        return acting.NOT_NOW
    if not acting.may(by, "merge", case):
        return acting.NOT_YOU
    return _("A hidden complaint is not merged: it would tell who complained.") if case.hidden else ""


def _preview(request: HttpRequest, case: Case, into: Case, problem: TanggapError | None = None) -> HttpResponse:
    """Both side by side, and what will be; raises Invalid when they cannot be merged at all."""
    by: Staff = request.user  # type: ignore[assignment]
    for sentence in filter(None, (_why_not(case, by), _why_not(into, by))):
        raise Invalid(sentence, fields={"other": sentence})
    if case.pk == into.pk or not same_complainant(case, into):
        raise Invalid(OTHERS if case.pk != into.pk else NOT_ONE_OF_THESE, fields={"other": OTHERS})
    fields, posted = _questions(), request.method == "POST"
    here, there = _side(case, by), _side(into, by)
    known = [(name, getattr(here.who.contact, name), getattr(there.who.contact, name)) for name in _KNOWN]
    context = {
        "case": case, "into": into, "sides": (here, there), "ends": here, "version": case.version,
        "proof": proof_of(case, into), "fields": fields,
        "shown": {one.name: one.typed(request) if posted else one.initial for one in fields},
        "alike": [_KNOWN[name] for name, mine, theirs in known if mine and mine == theirs],
        "differ": [_KNOWN[name] for name, mine, theirs in known if mine != theirs and mine and theirs],
        "errors": getattr(problem, "fields", {}), "general": problem.sentence if problem else "", "act": MERGE,
    }  # fmt: skip
    return render(request, "workspace/case/merge_preview.html", context, status=problem.status if problem else 200)


_KNOWN = {
    "name": _("name"), "email": _("email"), "phone": _("telephone"), "whatsapp": _("WhatsApp"),
    "member_no": _("member number"),
}  # fmt: skip


def _side(case: Case, by: Staff) -> Side:
    on_file: Dossier = dossier.read(case)
    running = [one for one in promises_of(on_file) if one.clock.is_open and one.clock.kind != "task"]
    return Side(
        case=case, who=case_panel.complainant(case, on_file, by),
        tasks=[one for one in on_file.tasks if one.state in {Task.State.OPEN, Task.State.PLANNED}],
        offer=next((one for one in on_file.offers if one.state == "open"), None),
        aside=[one for one in on_file.redress if one.state == Redress.State.RESERVED],
        promises=[(one.name, pill_of(one)) for one in running],
        messages=len(on_file.replies) + 1, files=len(on_file.evidence),
    )  # fmt: skip

