"""The composer: a reply that is held ten seconds, a question that pauses promises, a note among staff."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.cases.models import Case, Reply
from tanggap.casework import acting
from tanggap.casework.coach import Stopped
from tanggap.casework.converse import ask, newest_of, note, reply, take_back
from tanggap.casework.drafts import files_back, keep_draft
from tanggap.casework.mentions import named_in, whom_to_mention
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, Stale, TanggapError
from tanggap.core.files import File
from tanggap.people import kept_forms
from tanggap.people.models import Staff
from tanggap.people.roster import in_force
from tanggap.people.standing import roster_now
from tanggap.workspace.acts_fields import plain, take_in_files
from tanggap.workspace.acts_form import OPEN_AGAIN, Done, find_case, leave
from tanggap.workspace.acts_people import of_case, staff_of
from tanggap.workspace.case_page import Writing, show_case


@door("staff")
@require_http_methods(["GET", "POST"])
def write_reply(request: HttpRequest, reference: str) -> HttpResponse:
    """POST: to the complainant. `then=ask` also pauses the promises that the SOP names until they answer.

    A refused reply is shown at this address; whoever comes back to it, or changes the language there, finds the case.
    """
    if request.method != "POST":
        return _come_back(request, reference, "reply")
    case = find_case(request, reference, "reply")
    asking = request.POST.get("then") == "ask"
    act = "ask" if asking else "reply"
    text = plain(request.POST.get("body", ""))
    files = files_back(case, request.POST.getlist("files_kept"), by=_staff(request))
    try:
        files += take_in_files(request, "files", case.data_key)
        sent = _ask(request, case, text, files) if asking else _reply(request, case, text, files)
    except TanggapError as problem:
        return _refused(request, case, act, problem, Writing(kind="reply", text=text, files=files,
                                                                 way=request.POST.get("way", "")))  # fmt: skip
    said = _("The reply leaves in ten seconds.")
    if asking:
        said = _("The question leaves in ten seconds; then the promises wait.")
    return leave(request, Done(said=said, held=reverse("case_take_back", args=[case.reference, sent.pk])), case)


def _reply(request: HttpRequest, case: Case, text: str, files: list[File]) -> Reply:
    # Not the version: a colleague's note must not stop a reply. A newer message must.
    return reply(
        case, text=text, attachments=files, seen_until=_seen(request), despite=_despite(request), by=_staff(request),
        way=request.POST.get("way", ""),
    )  # fmt: skip


def _ask(request: HttpRequest, case: Case, text: str, files: list[File]) -> Reply:
    if files:
        raise Invalid(_("Send the files with a reply; a question takes none."), fields={})
    newest = newest_of(case)
    if newest is not None and newest > _seen(request):
        raise Stale(_("Something new has arrived meanwhile. Read it before you send."), current=newest)
    return ask(case, text=text, despite=_despite(request), by=_staff(request))


def _despite(request: HttpRequest) -> str:
    return plain(request.POST.get("despite", "")).replace("\0", "")[:500]


def _seen(request: HttpRequest) -> int:
    sent = request.POST.get("seen", "")
    if not (sent.isascii() and sent.isdigit()):
        raise Invalid(OPEN_AGAIN, code="version_missing")
    return int(sent[:18])


@door("staff")
@require_http_methods(["GET", "POST"])
def write_note(request: HttpRequest, reference: str) -> HttpResponse:
    """POST: among staff. Whoever is mentioned, from the list or as @address, may read the file."""
    if request.method != "POST":
        return _come_back(request, reference, "note")
    case = find_case(request, reference, "note")
    text, mentions = plain(request.POST.get("body", "")), request.POST.getlist("mentions")
    try:
        people = [person for value in mentions if (person := _mentioned(value)) is not None]
        note(case, text=text, mentions=people, by=_staff(request))
    except TanggapError as problem:
        return _refused(request, case, "note", problem, Writing(kind="note", text=text, mentions=mentions))
    names = ", ".join(dict.fromkeys(one.full_name for one in [*people, *named_in(text)] if one != request.user))
    said = _("The note is kept.")
    if names:
        said = _("The note is kept. A notice went to %(names)s, who may read the complaint now.") % {"names": names}
    return leave(request, Done(said=said), case)


@door("staff")
@require_safe
def mentionable(request: HttpRequest, reference: str) -> HttpResponse:
    """GET ?q=: colleagues whose name begins so, for the list that opens after an @ in a note."""
    case = find_case(request, reference)
    if not acting.may(_staff(request), "note", case):
        raise Forbidden(acting.NOT_YOU)
    found = whom_to_mention(case, request.GET.get("q", "").replace("\0", "")[:60])
    people = [
        {"name": one.full_name, "insert": f"@{words} ", "key": one.key, "unit": units_of(one)} for one, words in found
    ]  # fmt: skip
    answer = JsonResponse({"people": people})
    answer["Cache-Control"] = "private, no-store"
    return answer


def units_of(staff: Staff) -> str:
    """Where somebody works, to tell people of one name apart."""
    return ", ".join(dict.fromkeys(post.unit.name for post in in_force(roster_now().posts_of.get(staff.pk, ()))))


def _mentioned(value: str) -> Staff | None:
    if value and not (value.isascii() and value.isdigit()):
        raise Invalid(_("Choose somebody from the list."), fields={"mentions": _("Choose somebody from the list.")})
    return staff_of(value[:18], "mentions")


@door("staff")
@require_POST
def undo_reply(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """POST: take the reply back while it is held; its words are the draft again."""
    case = find_case(request, reference, "reply")
    sent = of_case(case.replies.all(), case, pk)
    try:
        take_back(sent, by=_staff(request))
    except TanggapError as problem:
        return _refused(request, case, "reply", problem, Writing(kind=""))
    return leave(request, Done(said=_("The reply was taken back and is your draft again.")), case)


def keep_as_draft(request: HttpRequest, case: Case, written: Writing) -> None:
    """What was refused, or looked at, is the draft now, so that whoever leaves the page finds it again."""
    mark = request.POST.get("mark", "")
    if not written.kind or not (mark.isascii() and mark.isdigit() and len(mark) < 19):
        return
    # Where another window went on with it, or it cannot be kept, the page that is answered shows it in any case.
    with suppress(TanggapError):
        keep_draft(case, kind=written.kind, text=written.text, mark=int(mark), by=_staff(request))


def _refused(request: HttpRequest, case: Case, act: str, problem: TanggapError, written: Writing) -> HttpResponse:
    acting.note_refusal(problem, act, by=_staff(request), case=case)
    keep_as_draft(request, case, written)
    fields = dict(getattr(problem, "fields", {}))
    written.errors = {"body": fields["body"]} if "body" in fields else {}
    written.general = "" if written.errors else problem.sentence
    written.stale = isinstance(problem, Stale)
    if isinstance(problem, Stopped) and problem.reason:
        written.despite = _despite(request)
    seen = request.POST.get("seen", "")
    written.seen = int(seen[:18]) if seen.isascii() and seen.isdigit() else 0
    return show_case(request, find_case(request, case.reference), status=problem.status, written=written)


def _come_back(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """The case; with what was being written in the composer when the session had ended."""
    came_back = kept_forms.open_(request.GET.get("kept", ""), by=_staff(request), path=request.path)
    if came_back is None:
        return redirect("case", reference)
    case, sent = find_case(request, reference, kind), came_back[1]
    acting.look_at(case, by=_staff(request))
    written = Writing(kind=kind, text=plain(sent.get("body", "")), mentions=sent.getlist("mentions"), came_back=True)
    return show_case(request, case, written=written)


write_reply.shows_again = write_note.shows_again = True  # type: ignore[attr-defined]


def _staff(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
