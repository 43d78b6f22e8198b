"""The complaint form, one thing per page. It works without script; Back keeps the answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework.waiting_room import Followed, followed
from tanggap.casework.written_waiting import join_written, writes_for
from tanggap.core import files, limits, time
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.portal import steps
from tanggap.portal.earlier import earlier, join
from tanggap.portal.form import Form, form_of, new_form, with_cookie, without_cookie
from tanggap.portal.seat import take_seat
from tanggap.portal.sending import readers, send, share, uploads
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure

MOST_FILES = 10
FILES_A_DAY = 100
DAY = 24 * 60 * 60
# What is long to write once more. Names, numbers and addresses are never kept on the device.
KEPT_ON_DEVICE = ("story", "details", "wish")
PAGE_OF_FIELD = {"body": "story", "wish": "wish", "category": "topic", "answers": "details", "occurred_on": "details"}


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, slug: str = "topic") -> HttpResponse:
    """GET shows a page of the form; POST takes its answers and goes on to the next."""
    step, procedure, form = steps.STEPS[slug], current_edition().procedure, form_of(request)
    if form.receipt is not None:
        if slug != "topic":
            return HttpResponseRedirect(reverse("portal:done"))
        form = new_form()
    if slug == "topic" and request.method != "POST":
        _chosen_on_the_way(request, form, procedure)
    if not steps.may_open(slug, form, procedure):
        if request.method == "POST" and slug == "story" and not form.begun:
            return _rescue(request, form, procedure)
        return HttpResponseRedirect(address(steps.first_open(form, procedure)))
    if request.method == "POST":
        return _take(request, step, form, procedure)
    return _page(request, step, form, procedure)


def address(slug: str) -> str:
    """Where that page of the form is."""
    return reverse("portal:complain") if slug == "topic" else reverse(f"portal:complain_{slug}")


def _chosen_on_the_way(request: HttpRequest, form: Form, procedure: Procedure) -> None:
    """A topic that was chosen on the first page of the portal is preselected, nothing more."""
    topic = request.GET.get("topic", "")
    if topic in procedure.offered and "topic" not in form.values:
        form.values |= {"shown_topic": topic}


def _rescue(request: HttpRequest, form: Form, procedure: Procedure) -> HttpResponse:
    """The form had expired while somebody was writing: the story is kept, and the topic is asked for again."""
    values, errors = steps.STEPS["story"].read(request.POST, form, procedure)
    if not errors:
        form.values = values
        _take_files(request, form)
        form.save()
    answer = HttpResponseRedirect(address("topic"))
    return with_cookie(answer, form) if form.begun else answer


def _take(request: HttpRequest, step: steps.Step, form: Form, procedure: Procedure) -> HttpResponse:
    form.values.pop("shown_topic", None)
    values, errors = step.read(request.POST, form, procedure)
    stays = step.slug == "story" and ("remove" in request.POST or request.POST.get("then") == "add")
    form.values |= values
    if step.slug == "story":
        errors |= _take_files(request, form)
        if stays:
            errors = {name: sentence for name, sentence in errors.items() if name == "files"}
    if errors:
        # What was typed is shown again, and kept only when it could be: the kept answers stay valid.
        return _page(request, step, form, procedure, errors=errors, status=400)
    form.save()
    share(form, procedure)
    if step.slug == "check" and "join" in request.POST:
        return _join(request, step, form, procedure)
    if step.slug == "check":
        return _send(request, step, form, procedure)
    if stays:
        return with_cookie(HttpResponseRedirect(address("story")), form)
    return with_cookie(HttpResponseRedirect(address(_onward(request, step.slug, form, procedure))), form)


def _onward(request: HttpRequest, slug: str, form: Form, procedure: Procedure) -> str:
    """The next page; back to the answers when one of them was being changed and nothing else hangs on it."""
    changing = request.POST.get("change") == "1" and slug in {"story", "details", "wish", "contact"}
    following = steps.after(slug, form, procedure)
    if changing and steps.may_open("check", form, procedure):
        return "check"
    return following if steps.may_open(following, form, procedure) else steps.first_open(form, procedure)


def _take_files(request: HttpRequest, form: Form) -> steps.Errors:
    if (gone := request.POST.get("remove")) is not None:
        form.files = [each for each in form.files if each != gone]
    for upload in request.FILES.getlist("files"):
        if len(form.files) >= MOST_FILES:
            return {"files": _("At most ten files, please. Choose the ones that show it best.")}
        if not limits.allowed("upload", address_of(request), limit=FILES_A_DAY, per_seconds=DAY):
            return {"files": _("Too many files came from your network today. Send it without, and bring them later.")}
        try:
            taken = files.take_in(upload, upload.name or "")
        except Invalid as problem:
            return {"files": problem.sentence}
        form.files.append(taken.public_id)
        if sum(file.size for file in uploads(form)) > files.MOST_BYTES_TOGETHER:
            form.files.pop()
            return {"files": _("The files are more than 25 MB together. Please leave some out.")}
    return {}


def _send(request: HttpRequest, step: steps.Step, form: Form, procedure: Procedure) -> HttpResponse:
    form.files = [file.public_id for file in uploads(form)]
    try:
        form.receipt = send(form, procedure, network=address_of(request))
    except TanggapError as problem:
        fields = getattr(problem, "fields", {}) or {"": problem.sentence}
        return _page(request, step, form, procedure, errors=fields, status=problem.status)
    unknown = form.anonymous or form.confidential
    form.values = {"keep": form.get("keep") or [], "thanked": "" if unknown else str(form.get("name")).strip(),
                   "ticket": form.get("ticket")}  # fmt: skip
    form.files = []
    form.save()
    return with_cookie(HttpResponseRedirect(reverse("portal:done"), status=303), form)


def _join(request: HttpRequest, step: steps.Step, form: Form, procedure: Procedure) -> HttpResponse:
    """Into the complaint that is open already; a refusal leaves the form as it was, to be sent as a new one."""
    try:
        party = join(request, form, procedure, request.POST.get("join", ""))
        if form.get("ticket"):
            join_written(form.get("ticket"), party.case, by=party)
    except TanggapError as problem:
        return _page(request, step, form, procedure, errors={"": problem.sentence}, status=problem.status)
    return take_seat(without_cookie(HttpResponseRedirect(reverse("portal:case"), status=303)), party)


def _page(
    request: HttpRequest, step: steps.Step, form: Form, procedure: Procedure, *, errors: steps.Errors | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    back = steps.before(step.slug, form, procedure)
    facts: dict[str, Any] = {
        "step": step, "form": form, "errors": errors or {}, "procedure": procedure, "numbered": steps.NUMBERED,
        "back": address(back) if back else "/", "change": request.GET.get("change") or request.POST.get("change"),
        "address": address, "today": time.today(), "autosave": step.slug in KEPT_ON_DEVICE,
        "keeps": not (form.anonymous or form.confidential or procedure.sealed(steps.category(form))),
        "expired": "body" in form.values and "topic" not in form.values,
        "beside": _beside(form),
        "earlier": earlier(request, form, procedure) if step.slug == "check" else (),
        **_of_page(step.slug, form, procedure),
    }  # fmt: skip
    answer = render(request, f"portal/complain_{step.slug}.html", facts, status=status)
    # Also with errors: what is on the page must survive until the next try, in this browser alone.
    return with_cookie(answer, form) if form.begun else answer


def _beside(form: Form) -> Followed | None:
    """The number of whoever writes in the waiting room, as long as it is good for anything."""
    number = form.get("ticket")
    return followed(number) if number and writes_for(number) else None


def _of_page(slug: str, form: Form, procedure: Procedure) -> dict[str, Any]:
    if slug == "topic":
        return {"topics": [each for each in procedure.offered.values() if each.parent is None]}
    if slug == "reason":
        return {"reasons": steps.reasons(procedure, form.get("topic"))}
    if slug == "notice":
        urgent = procedure.emergency if procedure.is_emergency(steps.category(form)) else None
        return {"notices": steps.notices(form, procedure), "emergency": urgent}
    if slug == "story":
        return {"uploads": uploads(form), "most_bytes": files.MOST_BYTES}
    if slug == "details":
        return {"questions": procedure.questions(steps.category(form))}
    if slug == "check":
        asked, answers = procedure.questions(steps.category(form)), form.get("answers") or {}
        return {
            "uploads": uploads(form), "questions": asked, "occurred_on": steps.date_of(str(form.get("occurred_on"))),
            "dates": {one.code: steps.date_of(answers.get(one.code, "")) for one in asked if one.kind == "date"},
            "category": procedure.categories.get(steps.category(form)), "readers": readers(form, procedure),
            "page_of": PAGE_OF_FIELD,
        }  # fmt: skip
    return {}
