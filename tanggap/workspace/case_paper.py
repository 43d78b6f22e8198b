"""The file of a case on paper, as a PDF with page x/y, the number and when it was printed on each page (UI §9).

What colleagues wrote to each other is on it only when asked for, and then each page says so. Browsers cannot be relied
on for page numbers, and a document is kept as it was when it was printed.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework import acting, dossier
from tanggap.casework.documents import name_of
from tanggap.casework.dossier import Dossier
from tanggap.casework.people import holders_of
from tanggap.casework.timeline import Moment, for_people_inside
from tanggap.core import pdf, time
from tanggap.core.doors import door
from tanggap.core.glyphs import UNREADABLE, printable
from tanggap.core.money import rupiah
from tanggap.people.models import Role, Staff
from tanggap.ui.formatting import date_time, full_date_time
from tanggap.workspace import case_panel
from tanggap.workspace.acts_form import find_case
from tanggap.workspace.acts_people import language
from tanggap.workspace.case_stages import stages

TEMPLATE = Path(__file__).parent / "typst" / "case_file.typ"
MESSAGES = frozenset({"complaint", "heard", "said"})


@door("staff")
@require_safe
def case_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /desk/cases/REF/file.pdf; `?internal` with the notes of colleagues. Who printed it is written down."""
    case = find_case(request, reference)
    by: Staff = request.user  # type: ignore[assignment]
    internal = "internal" in request.GET
    made = pdf.render(TEMPLATE, paper(case, by, internal=internal))
    acting.look_at(case, by=by)
    trail.record("printed", case, by=by, internal=internal)
    answer = HttpResponse(made, content_type="application/pdf")
    ending = "-internal" if internal else ""
    answer["Content-Disposition"] = f'inline; filename="{case.reference}{ending}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def paper(case: Case, by: Staff, *, internal: bool) -> dict[str, Any]:
    """What stands on it, in the words of the reader's language and as far as he or she may know it."""
    on_file = dossier.read(case)
    who = case_panel.complainant(case, on_file, by)
    moments = for_people_inside(case, name=who.name, dossier=on_file)
    printed = _("Printed %(when)s by %(name)s") % {"when": full_date_time(time.now()), "name": by.full_name}
    data: dict[str, Any] = {
        "language": language(), "title": str(case.title), "organisation": name_of(case.edition.procedure, language()),
        "reference": case.reference, "state": str(case.get_outcome_display() or case.get_state_display()),
        "internal": internal, "printed": printed, "facts": _facts(case, who),
        "stages": [
            [str(number), one["label"], one["note"], one["state"] == "current"]
            for number, one in enumerate(stages(case, on_file), start=1)
        ],
        "messages": [_message(one, who.name) for one in moments if one.kind in MESSAGES and _counts(one)
                     or internal and one.kind == "note"],
        "decisions": _decisions(on_file), "end": _end(on_file, case),
        "steps": [_step(one) for one in moments if internal and one.kind == "event"],
        "signatures": _signatures(case, who.name), "words": _words(),
    }  # fmt: skip
    lost = UNREADABLE in printable(str(data["messages"]) + str(data["title"]))
    left_out = _("%(sign)s stands for letters that this paper cannot print; read them on the screen.")
    return {**data, "left_out": left_out % {"sign": UNREADABLE} if lost else ""}


def _counts(one: Moment) -> bool:
    """A reply that was taken back, or has not left, was never said."""
    return not one.withdrawn and one.leaves_at is None


def _facts(case: Case, who: case_panel.Complainant) -> list[tuple[str, str]]:
    told = case_panel.classification(case)
    return [
        (_("Complainant"), who.name), (_("Received"), date_time(case.received_at)),
        (_("Type"), told["type"] or "–"), (_("Category"), told["category"] or "–"),
        (_("Severity"), str(case.get_severity_display()) if case.severity else "–"), (_("Department"), case.unit.name),
        (_("Accountable"), case.owner.full_name if case.owner else "–"),
        (_("Handled by"), case.handler.full_name if case.handler else "–"),
    ]  # fmt: skip


def _message(one: Moment, who: str) -> dict[str, Any]:
    about = {"note": _("Internal note, not visible to the complainant"), "said": _("to the complainant")}
    return {
        "author": one.author or (who if one.kind != "said" else "–"), "at": date_time(one.at), "text": one.text,
        "about": about.get(one.kind, _("from the complainant")), "note": one.kind == "note",
        "files": ", ".join(file.file.shown_name for file in one.files),
    }  # fmt: skip


def _decisions(on_file: Dossier) -> list[dict[str, Any]]:
    rows = []
    for one in on_file.decisions:
        said = [
            f"{approval.get_verdict_display()}: {approval.approver.full_name}, {date_time(approval.at)}"
            + (f". {approval.remark}" if approval.remark else "")
            for approval in on_file.approvals_of(one) if approval.undone_at is None
        ]  # fmt: skip
        best = ", " + _("recommended")
        options = [
            f"{option.title} ({rupiah(option.amount, language())})" + (best if option.pk == one.recommended_id else "")
            for option in on_file.options_of(one)
        ]
        rows.append({
            "head": _("Round %(round)s") % {"round": one.round}, "reason": str(one.reason), "options": options,
            "about": f"{one.chosen_by.full_name}, {date_time(one.at)} · {one.get_state_display()}", "approvals": said,
        })  # fmt: skip
    return rows


def _end(on_file: Dossier, case: Case) -> list[str]:
    """What was agreed, how it was felt, how it ended."""
    lines = [_("Agreed: %(text)s") % {"text": one.text} for one in on_file.agreements]
    if on_file.feedback:
        latest = on_file.feedback[-1]
        lines.append(f"{latest.get_solved_display()}. {latest.comment}".strip())
    if case.closed_at:
        ended = {"outcome": case.get_outcome_display(), "when": date_time(case.closed_at)}
        lines.append(_("Closed: %(outcome)s, %(when)s") % ended)
    return lines


def _step(one: Moment) -> str:
    said = f"{date_time(one.at)} · {one.author}: {one.words}" if one.author else f"{date_time(one.at)} · {one.words}"
    return f"{said} {one.text}".strip()


def _signatures(case: Case, who: str) -> list[tuple[str, str]]:
    heads = holders_of(case, Role.HEAD)
    return [
        (_("Complainant"), who), (_("Accountable"), case.owner.full_name if case.owner else ""),
        (_("Head of department"), heads[0].full_name if heads else ""),
    ]  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "internal": _("INTERNAL FILE · not for the complainant"), "stages": _("Stages"), "messages": _("Messages"),
        "decisions": _("Decisions"), "end": _("Outcome"), "steps": _("What happened"), "signatures": _("Signatures"),
    }  # fmt: skip
