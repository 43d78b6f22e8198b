"""Who speaks for the complainant: what was shown of the mandate, checking it, and its end (R7)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework import acting, mandates, objections
from tanggap.casework.mandate_state import mandate_holds, mandate_state, wants_document
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.people import vault
from tanggap.people.models import Mandate, Staff
from tanggap.sop.procedure import Procedure
from tanggap.workspace.acts_fields import take_in_files
from tanggap.workspace.acts_form import case_href, find_case
from tanggap.workspace.acts_people import language
from tanggap.workspace.settings_given import a_date, see_other, typed

ACTS = ("show", "check", "end", "uphold", "grant")
# States in which whoever spoke is told nothing new (cases/speaking.py).
SILENT = (Mandate.State.ENDED, Mandate.State.SUSPENDED, Mandate.State.EXPIRED, Mandate.State.LATER)
FIELDS = ("until", "scope", "reason")


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: how it stands. POST {what: show|check|end|uphold|grant, …}: the document, that it
    was checked, that it ends; what came of an objection."""
    case = find_case(request, reference, "mandate")
    by: Staff = request.user  # type: ignore[assignment]
    acting.look_at(case, by=by)
    if mandates.speaking(case) is None:
        raise NotFound(mandates.NOBODY_SPEAKS)
    if request.method != "POST":
        return _page(request, case, by)
    what = request.POST.get("what", "")
    try:
        said = _do(request, case, what, by)
    except TanggapError as problem:
        acting.note_refusal(problem, f"mandate_{what}" if what in ACTS else "mandate", by=by, case=case)
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _page(request, case, by, errors=fields or {"": problem.sentence}, what=what, status=problem.status)
    messages.success(request, said)
    return see_other(case_href(case, "case_mandate"))


mandate.shows_again = True  # type: ignore[attr-defined]


def _do(request: HttpRequest, case: Case, what: str, by: Staff) -> str:
    problems: dict[str, Any] = {}
    until = a_date(request, "until", problems) if what in ("show", "check") else None
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    if what == "show":
        files = take_in_files(request, "files", case.data_key)
        mandates.show_mandate(case, document=files[0] if files else None, until=until, by=by)
        return _("The document lies with the files. Read it, then say that it was checked.")
    if what == "check":
        mandates.check_mandate(case, until=until, scope=typed(request, "scope").strip(), by=by)
        return _("Checked. Whoever speaks may agree now.")
    if what == "uphold":
        objections.uphold_mandate(case, reason=typed(request, "reason"), by=by)
        return _("The mandate is good: whoever spoke goes on. The complainant was written to.")
    if what in ("end", "grant"):
        end = mandates.end_mandate if what == "end" else objections.grant_objection
        code = end(case, reason=typed(request, "reason"), by=by)
        said = _("It has ended. The complainant speaks for themselves; the old code opens nothing any more.")
        news = _("Its code is new: %(code)s. Give it to the complainant; it is shown only now.") % {"code": code}
        return f"{said} {news}" if code else said
    raise Invalid(_("Choose one of these."), fields={"": _("Choose one of these.")})


def _page(
    request: HttpRequest, case: Case, by: Staff, *, errors: dict[str, Any] | None = None, what: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    party = mandates.speaking(case)
    if party is None or party.person is None:
        raise NotFound(mandates.NOBODY_SPEAKS)
    sees, row = access.sees_identity(by, case), party.mandate
    who = vault.read(party.person) if sees else vault.NOBODY
    own = case.parties.filter(role="complainant", person__isnull=False).select_related("person").first()
    whom = vault.read(own.person) if own and own.person and sees else vault.NOBODY
    state = mandate_state(party)
    return render(request, "workspace/case/mandate.html", {
        "case": case, "row": row, "state": state, "state_words": Mandate.State(state).label, "errors": errors or {},
        "who": who.name or who.organization, "whom": whom.name or whom.organization, "agrees": mandate_holds(party),
        "wants": wants_document(case), "what": what, "today": time.today().isoformat(),
        "last_day": mandates.last_day(row.until) if row and row.until else None,
        "may": bool(access.roles_on(by, case) & mandates.CHECKS), "over": state == Mandate.State.ENDED,
        "on_hold": state == Mandate.State.SUSPENDED, "silent": state in SILENT,
        "objection": objections.objection_of(party) if sees else "",
        "given": {name: typed(request, name) for name in FIELDS}, "sop": _sop(case.edition.procedure),
    }, status=status)  # fmt: skip


def _sop(procedure: Procedure) -> str:
    return procedure.mandate.text.say(language()) if procedure.mandate.text else ""
