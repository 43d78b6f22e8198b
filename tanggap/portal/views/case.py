"""The page of a complaint for whoever follows it, and everything that can be done there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tanggap.cases.models import Case, Party
from tanggap.casework.acting import note_refusal
from tanggap.casework.lengths import length
from tanggap.casework.mandate_state import mandate_holds
from tanggap.casework.wording import state_words
from tanggap.core import files, time
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.portal.acts import ACTS, Act, may_go_on, reply_text
from tanggap.portal.journey import journey
from tanggap.portal.seat import seated, take_seat
from tanggap.portal.sending import readers_of
from tanggap.portal.story import headline, tracked, vouchers_of
from tanggap.ui import formatting

PartyView = Callable[..., HttpResponseBase]


def for_the_party(view: PartyView) -> PartyView:
    """Hand the view the party of this browser's cookie; without one, ask for number and code."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        party = seated(request)
        if party is not None:
            return view(request, party, *args, **kwargs)
        if request.method == "POST" and kwargs.get("name") in ACTS:
            return ask_again(request, kwargs["name"])
        return HttpResponseRedirect(reverse("portal:track"))

    return inner


def ask_again(request: HttpRequest, name: str) -> HttpResponse:
    """The visit has ended while something was written: number and code again, and what was typed goes along."""
    kept = {"act": name, **typed_for(request, ACTS[name])}
    facts = {"given": {}, "errors": {}, "kept": {f"kept-{key}": value for key, value in kept.items() if value}}
    return render(request, "portal/track.html", facts, status=403)


def go_on(request: HttpRequest, party: Party) -> HttpResponse:
    """After number and code were given again: the page with what was typed, not sent yet."""
    wanted = ACTS[request.POST["kept-act"]]
    typed = {field: request.POST.get(f"kept-{field}", "") for field in wanted.fields}
    page = show(request, party, act=wanted if wanted.own_page else None, typed=typed, tried=wanted.name)
    return take_seat(page, party)


@door("party")
@require_safe
@for_the_party
def case(request: HttpRequest, party: Party) -> HttpResponse:
    """Next step first; then the offer, the journey with its promises, the conversation."""
    return show(request, party)


@door("party")
@require_http_methods(["GET", "HEAD", "POST"])
@for_the_party
def act(request: HttpRequest, party: Party, name: str) -> HttpResponse:
    """POST does it and returns to the page; GET of an act with a page of its own shows that page."""
    wanted = ACTS.get(name)
    if wanted is None:
        raise Http404
    if request.method != "POST":
        if not wanted.own_page:
            return HttpResponseRedirect(reverse("portal:case"))
        return show(request, party, act=wanted)
    typed = typed_for(request, wanted)
    try:
        done = wanted.do(party, request)
    except TanggapError as refused:
        if refused.status != 400:
            note_refusal(refused, name, by=party, case=party.case)
        return refused_page(request, party, wanted, typed, refused)
    return HttpResponseRedirect(f"{reverse('portal:case')}?said={done}#content", status=303)


def typed_for(request: HttpRequest, wanted: Act) -> dict[str, str]:
    """What was typed for that act, to be shown again."""
    typed = {field: request.POST.get(field, "") for field in wanted.fields}
    return {"body": reply_text(request)} if wanted.name == "reply" else typed


def refused_page(
    request: HttpRequest, party: Party, wanted: Act, typed: dict[str, str], refused: TanggapError
) -> HttpResponse:
    """The page again with the sentence on top and everything that was typed."""
    errors = dict(getattr(refused, "fields", {}) or {}) or {"": refused.sentence}
    fresh = seated(request) or party
    own = wanted if wanted.own_page else None
    return show(request, fresh, act=own, typed=typed, errors=errors, status=refused.status, tried=wanted.name)


def show(
    request: HttpRequest, party: Party, *, act: Act | None = None, typed: dict[str, str] | None = None,
    errors: dict[str, Any] | None = None, status: int = 200, tried: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of the complaint, or the page of one act on it."""
    seen = tracked(party, (get_language() or "id")[:2])
    lead, more = headline(seen)
    facts = {
        "seen": seen, "case": seen.case, "lead": lead, "more": more, "stops": journey(seen), "typed": typed or {},
        "errors": errors or {}, "tried": tried, "act": act, "said": _said(request), "now": time.now(),
        "joined": seen.case.merged_into.reference if seen.case.merged_into else "",
        "files_of": _files_of, "state_words": state_words(seen.case), "readers": readers_of(seen.case),
        "writes": seen.case.is_open and party.may_answer, "after_declining": _after_declining(seen.case),
        "vouchers": vouchers_of(seen.case), "call_within": _call_within(seen.case),
        "goes_on": may_go_on(party), "without_mandate": not mandate_holds(party),
        "finished_on": seen.case.closed_at or seen.case.resolved_at,
    }  # fmt: skip
    return render(request, f"portal/act_{act.name}.html" if act else "portal/case.html", facts, status=status)


@door("party")
@require_safe
@for_the_party
def attachment(request: HttpRequest, party: Party, public_id: str) -> StreamingHttpResponse:
    """A file of this complaint that the complainant may see; nothing of any other."""
    # What came with a reply that is still held, or was taken back, is not theirs to see.
    left = Q(reply__isnull=True) | Q(reply__withdrawn_at__isnull=True, reply__visible_at__lte=time.now())
    shown = party.case.evidence.filter(left, file__public_id=public_id, shown=True).select_related("file__key").first()
    if shown is None:
        raise Http404
    blocks, headers = files.serve(shown.file, original=False)
    return StreamingHttpResponse(blocks, headers=headers)


def _after_declining(case: Case) -> str:
    """What becomes of a declined offer, and within what time."""
    promised = length(case, "decision") or length(case, "alternatives")
    if promised is None:
        return _("Your complaint stays open. We look for another solution and tell you by when.")
    time = formatting.working_time(promised.minutes) if promised.working else formatting.duration(promised.minutes)
    return _("Your complaint stays open. We look for another solution within %(time)s.") % {"time": time}


def _call_within(case: Case) -> str:
    """How soon somebody calls."""
    promised = length(case, "call")
    if promised is None:
        return _("Whoever handles your complaint calls you. Your complaint goes on meanwhile.")
    time = formatting.working_time(promised.minutes) if promised.working else formatting.duration(promised.minutes)
    within = _("Whoever handles your complaint calls you within %(time)s. Your complaint goes on meanwhile.")
    return within % {"time": time}


def _files_of(moment: Any) -> list[dict[str, Any]]:
    return [
        {
            "href": reverse("portal:attachment", args=[one.file.public_id]),
            "name": one.file.shown_name,
            "size": one.file.size,
        }
        for one in moment.files
    ]


def _said(request: HttpRequest) -> str:
    """The thanks after an act, by its name; whatever else stands in the address is not shown."""
    thanks = {
        "reply": _("Your message has been sent."),
        "mandate": _("Thank you. We check your mandate and then tell you here."),
        "accept": _("Thank you. We begin to carry it out."),
        "propose": _("Thank you. Your proposal is on the table beside ours."),
        "decline": _("Thank you. We look for another solution and tell you by when."),
        "feedback": _("Thank you for telling us how it was."),
        "dissatisfied": _("Thank you. It is not right yet, so we start again."),
        "reopen": _("Your complaint is open again."),
        "withdraw": _("Your complaint is withdrawn."),
        "review": _("Somebody who had no part in it looks at your complaint."),
        "confirm": _("Thank you. Our agreement is confirmed."),
        "object": _("Thank you. We look at what is different and write it down anew."),
        "call": _("We will call you. The date stands below."),
        "meeting": _("Thank you. We know whether you come."),
        "drop_call": _("All right, we do not call you."),
    }
    return thanks.get(request.GET.get("said", ""), "")
