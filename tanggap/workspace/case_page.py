"""The page of one case: header with the stages, the timeline, the composer, and beside them what lies on the file."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.cases.models import Case, Evidence
from tanggap.cases.speaking import is_on_hold
from tanggap.cases.states import State
from tanggap.casework import acting, dossier
from tanggap.casework.available import Outlook, outlook
from tanggap.casework.clock_history import promises_of
from tanggap.casework.dossier import Dossier
from tanggap.casework.drafts import Kept, drafts_of
from tanggap.casework.phrases import phrases_of
from tanggap.casework.redact import sees_below_by
from tanggap.casework.timeline import Moment, for_people_inside
from tanggap.casework.transfers import transfers_of
from tanggap.channels.email.why_not import in_words
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.files import File
from tanggap.remedy.models import Approval
from tanggap.workspace import (
    acts_carry_out,
    acts_conflict,
    acts_courtesy,
    acts_decide,
    acts_identity,
    acts_more_time,
    acts_outside,
    acts_redress,
    acts_side,
    acts_solutions,
    case_conflict,
    case_menu,
    case_panel,
    case_settled,
    promise_rows,
)
from tanggap.workspace.acts_approval import may_undo
from tanggap.workspace.acts_form import case_href, find_case
from tanggap.workspace.acts_people import staff_options
from tanggap.workspace.approval_list import UNDO
from tanggap.workspace.case_compare import compared
from tanggap.workspace.case_contact import behind_dots
from tanggap.workspace.case_stages import stages
from tanggap.workspace.case_timeline import file_shown, timeline_of
from tanggap.workspace.coach_panel import panel_of


@dataclass(kw_only=True)
class Writing:
    """What somebody was writing when it was refused; the page shows it again."""

    kind: str
    text: str = ""
    errors: dict[str, Any] = field(default_factory=dict)
    general: Any = ""
    stale: bool = False
    seen: int = 0
    files: list[File] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    came_back: bool = False
    coach: Any = None  # what it says, where it was asked without script
    way: str = ""  # by post, by email or both, where that was chosen
    despite: str | None = None  # the reason for which it goes all the same; None where none is asked for


@door("staff")
@require_safe
def case_page(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /desk/cases/REF/. That a hidden case is opened is written down."""
    case = find_case(request, reference)
    acting.look_at(case, by=request.user)  # type: ignore[arg-type]
    return show_case(request, case)


def show_case(
    request: HttpRequest, case: Case, *, status: int = 200, written: Writing | None = None
) -> HttpResponse:
    """The page, perhaps with what was being written when it was refused."""
    by = request.user
    now, on_file = time.now(), dossier.read(case)
    look = outlook(case, by, on_file)  # type: ignore[arg-type]
    who = case_panel.complainant(case, on_file, by)  # type: ignore[arg-type]
    moments = for_people_inside(case, name=who.name, dossier=on_file)
    below = sees_below_by(by, case, on_file.participants)  # type: ignore[arg-type]
    news, stops = _news(moments, written), stages(case, on_file)
    first = case_menu.primary(case, look, on_file)
    beside, drafts = case_menu.second(case, look), drafts_of(case, by=by)  # type: ignore[arg-type]
    context = {
        "case": case, "feels": case_panel.feels(case),
        "at": partial(case_href, case), "who": who, "look": look, "stops": stops, "first": first,
        "beside": beside,
        "menu": case_menu.menu(case, look, first, beside),
        "stage": next((one["label"] for one in stops if one["state"] == "current"), ""),
        "timeline_parts": timeline_of(moments, case, below), "now": now, "loaded": int(now.timestamp() * 1_000_000),
        "undo_approval": may_undo(case, on_file, by), "undo_until": UNDO, "conditions": _conditions(case, on_file),
        "written": written or Writing(kind=""), "news": news,
        "compare": compared(written.text, news) if written and news else None,
        "to": case_panel.recipient(case, on_file, who), "drafts": drafts,
        # Whoever was writing to colleagues is never found in the box that goes to the complainant.
        "open_tab": written.kind if written and written.kind else "note" if set(drafts) == {"note"} else "reply",
        "kept_files": written.files if written and written.kind == "reply" else _came_back(drafts),
        "coach": (written and written.coach) or panel_of(case, None, by=by),  # type: ignore[arg-type]
        "phrases": phrases_of(case, by=by) if look.can("reply") else [],  # type: ignore[arg-type]
        "seen": max((one.pk for one in on_file.replies), default=0), "people": staff_options(case.unit),
        "added": [file_shown(one, case, below) for one in _added(case, on_file)], **_side(case, on_file, look, who, by),
    }  # fmt: skip
    return render(request, "workspace/case/page.html", context, status=status)


def _came_back(drafts: dict[str, Kept]) -> tuple[File, ...]:
    """The files of a reply that was taken back and is the draft now."""
    return drafts["reply"].files if "reply" in drafts else ()


def _news(moments: list[Moment], written: Writing | None) -> list[Moment]:
    """What has been said since the page that was refused was loaded."""
    if written is None or not written.stale:
        return []
    said = (one for one in moments if one.kind in ("heard", "said") and not one.withdrawn)
    return [one for one in said if (one.pk or 0) > written.seen]


def _side(case: Case, on_file: Dossier, look: Outlook, who: case_panel.Complainant, by: Any) -> dict[str, Any]:
    """What the panel shows."""
    told = promises_of(on_file)
    linked = case_panel.links(case, on_file, by)
    return {
        "promises": promise_rows.panel(told), "waits": case_panel.waiting(case, on_file),
        "extensions": case_panel.extensions(on_file, by, look), "classified": case_panel.classification(case),
        "tasks": case_panel.tasks(on_file, told), "redress": case_panel.redress(on_file, by),
        "awaited": case_panel.awaited(on_file),
        "authority": case_panel.authority(case, by) if look.can("grant") else [],
        **case_conflict.panel(on_file),
        "lost": {one.pk: in_words(one.reason) for one in on_file.lost},
        "tracks": case_panel.tracks(on_file), "links": linked, "passed_on": transfers_of(case),
        "merged": case_panel.merged(case, on_file, linked),
        "participants": case_panel.participants(on_file), "unmask": case_panel.unmask(case, on_file, by, look, who),
        "solutions": [one for one in on_file.solutions if one.dropped_at is None],
        "offer": next((one for one in on_file.offers if one.state == "open"), None),
        "feedback": on_file.feedback[-1] if on_file.feedback else None,
        "settled": case_settled.panel(case, on_file, look, by),
        "spoken_for": any(one.role == "representative" for one in on_file.parties),
        "objects": any(is_on_hold(one) for one in on_file.parties),
        "ways": behind_dots(who.contact) if who.seen else [],
        "readers": case_panel.readers(on_file), "act": _acts_of_rows(),
    }  # fmt: skip


def _conditions(case: Case, on_file: Dossier) -> list[Approval]:
    """Under which conditions the solution was approved, as long as nothing was offered."""
    if case.state != State.APPROVED or (decision := on_file.decision("approved")) is None:
        return []
    return [one for one in on_file.approvals_of(decision) if one.stored_condition and one.undone_at is None]


def _added(case: Case, on_file: Dossier) -> list[Evidence]:
    """Files that came with no message."""
    return [one for one in on_file.evidence if one.reply_id is None and one.at > case.received_at]


def _acts_of_rows() -> dict[str, Any]:
    """The acts that stand beside a row of the panel."""
    return {
        "add_task": acts_carry_out.ADD_TASK, "finish": acts_carry_out.FINISH_TASK, "cancel": acts_carry_out.CANCEL_TASK,
        "remark": acts_carry_out.REMARK, "grant": acts_redress.GRANT, "give": acts_redress.GRANT_APPROVED,
        "lend": acts_outside.LEND, "arrived": acts_redress.HAND_OVER,
        "feeling": acts_carry_out.FEELING, "courtesy_call": acts_courtesy.COURTESY_CALL,
        "note_conflict": acts_conflict.NOTE_CONFLICT, "settle_conflict": acts_conflict.SETTLE_CONFLICT,
        "invite": acts_conflict.INVITE, "change_meeting": acts_conflict.CHANGE_MEETING,
        "cancel_meeting": acts_conflict.CANCEL_MEETING, "answer_meeting": acts_conflict.ANSWER_MEETING,
        "minutes": acts_conflict.MINUTES,
        "propose": acts_solutions.PROPOSE, "decide": acts_decide.DECIDE,
        "ask_unmask": acts_identity.UNMASK_ASK, "unmask": acts_identity.UNMASK, "attach": acts_side.ATTACH,
        "link": acts_side.LINK, "more_time": acts_more_time.ANSWER_EXTENSION,
    }  # fmt: skip
