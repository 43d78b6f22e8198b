"""Stepping aside from a complaint that one has a part in, naming somebody else who has, and letting in again (R9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.cases.models import Case
from tanggap.casework import acting, recuse
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.workspace.acts_form import case_href, find_case
from tanggap.workspace.settings_given import see_other, typed

FIELDS = ("who", "why", "reason")


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def recuse_page(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: the form. POST {what: aside|back, who, why, reason}: they see it no more; they may again."""
    case = find_case(request, reference, "recuse")
    by: Staff = request.user  # type: ignore[assignment]
    acting.look_at(case, by=by)
    if request.method != "POST":
        return _page(request, case, by)
    what = request.POST.get("what", "")
    try:
        return _do(request, case, what, by)
    except TanggapError as problem:
        acting.note_refusal(problem, "readmit" if what == "back" else "recuse", by=by, case=case)
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _page(request, case, by, errors=fields or {"": problem.sentence}, what=what, status=problem.status)


recuse_page.shows_again = True  # type: ignore[attr-defined]


def _do(request: HttpRequest, case: Case, what: str, by: Staff) -> HttpResponse:
    out = what == "back"
    who = _chosen(request, recuse.kept_out(case, by=by) if out else recuse.may_name(case, by))
    reason = typed(request, "reason")
    if out:
        recuse.readmit(case, who=who, reason=reason, by=by)
        messages.success(request, _("%(name)s may work on it again.") % {"name": who.full_name})
        return see_other(case_href(case, "case_recuse"))
    heir = recuse.recuse(case, who=who, why=typed(request, "why"), reason=reason, by=by)
    said = _("%(name)s does not see it any more.") % {"name": who.full_name}
    if heir is not None:
        said = f"{said} {_('%(name)s answers to the complainant now.') % {'name': heir.full_name}}"
    messages.success(request, said)
    return redirect("/desk/") if who == by else see_other(case_href(case))


def _chosen(request: HttpRequest, among: list[Staff]) -> Staff:
    number = typed(request, "who")
    found = next((one for one in among if str(one.pk) == number), None)
    if found is None:
        raise Invalid(_("Choose one of these."), fields={"who": _("Choose one of these.")})
    return found


def _page(
    request: HttpRequest, case: Case, by: Staff, *, errors: dict[str, Any] | None = None, what: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    people = recuse.may_name(case, by)
    return render(request, "workspace/case/recuse.html", {
        "case": case, "errors": errors or {}, "what": what, "leads": len(people) > 1, "me": str(by.pk),
        "people": [(str(one.pk), one.full_name) for one in people],
        "out": [(str(one.pk), one.full_name) for one in recuse.kept_out(case, by=by)],
        "why": [{"value": value, "label": str(label)} for value, label in recuse.Why.choices],
        "given": {name: typed(request, name) for name in FIELDS},
    }, status=status)  # fmt: skip
