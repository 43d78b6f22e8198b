"""Who complains: persons found by name, number or address, one person's page, and those who seem to be one.

Numbers and names go by POST only: they have no place in an address or a log.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework import doubles as story
from tanggap.casework.acting import look_at
from tanggap.casework.call_log import calls_seen_by, lines
from tanggap.casework.who import Known, cases_naming, find_people, known_among, points_of
from tanggap.core.doors import door
from tanggap.core.errors import NotFound, TanggapError
from tanggap.people import vault
from tanggap.people.models import ContactPoint, Double, Person, Staff
from tanggap.people.standing import standing_of
from tanggap.people.vault import Contact
from tanggap.ui.formatting import phone
from tanggap.workspace.case_contact import behind_dots, in_full
from tanggap.workspace.settings_given import see_other

DECIDE = tuple(role.value for role in story.DECIDES)
SHOWN = {"": Double.State.PROPOSED, "same": Double.State.SAME, "different": Double.State.DIFFERENT}
MOST_CASES, MOST_CALLS = 50, 10


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """GET /desk/people/: the search. POST {q}: whom it finds."""
    by = _by(request)
    typed = request.POST.get("q", "")[:200]
    found = find_people(typed, by=by) if typed.strip() else []
    return _private(render(request, "workspace/people.html", {
        "q": typed, "asked": bool(typed.strip()), "rows": [_row(one) for one in found], "decides": _decides(by),
    }))  # fmt: skip


people.shows_again = True  # type: ignore[attr-defined]


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/people/NUMBER/: with dots. POST: how to reach them in full, which is written down."""
    by = _by(request)
    root, group = _group(number)
    cases = list(cases_naming(by, group)[:MOST_CASES])
    if not cases:
        raise NotFound(story.NONE_SUCH)
    shown = request.method == "POST"
    for case in cases:
        look_at(case, by=by)
    if shown:
        trail.record("person_seen", root, by=by)
    # What was given with a hidden complaint only they know who know that one.
    ordinary = {one.person.pk: one for one in known_among(group, by=by, apart=True)}
    allowed = {pk for pk in group if pk in ordinary} or {_named_on(cases[0], group)}
    gave = vault.read_many(Person.objects.filter(pk__in=allowed))
    names = list(dict.fromkeys(name for who in gave.values() if (name := who.name or who.organization)))
    return _private(render(request, "workspace/person.html", {
        "person": root, "names": names, "ways": _ways(gave, allowed, shown), "shown": shown, "cases": cases,
        "calls": _calls(gave, by), "doubles": _doubles(group, by), "decides": _decides(by), "signs": sign_words(),
    }))  # fmt: skip


person.shows_again = True  # type: ignore[attr-defined]


@door(*DECIDE)
@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    """GET /desk/people/doubles/?show=same|different: who seems to be one, the newest first."""
    show = request.GET.get("show", "")
    if show not in SHOWN:
        raise NotFound(story.NONE_SUCH)
    words = {"": _("To be decided"), "same": _("The same person"), "different": _("Two persons")}
    found = story.proposals(by=_by(request), state=SHOWN[show])
    return _private(render(request, "workspace/doubles.html", {
        "rows": [_pair(*row) for row in found], "show": show, "signs": sign_words(),
        "tabs": [(f"?show={code}" if code else "?", text, code == show) for code, text in words.items()],
    }))  # fmt: skip


@door(*DECIDE)
@require_POST
def decide(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """POST /desk/people/doubles/NUMBER/same|different|back/"""
    by = _by(request)
    double = Double.objects.select_related("older", "newer").filter(pk=number).first()
    if double is None:
        raise NotFound(story.NONE_SUCH)
    does, said = {
        "same": (story.say_same, _("They are one person now. Their complaints stay as they are.")),
        "different": (story.say_different, _("They are two persons. Nobody is asked again.")),
        "back": (story.take_back, _("Taken back: everything is as it was before.")),
    }[act]
    try:
        does(double, by=by)
    except NotFound:
        raise
    except TanggapError as problem:
        messages.error(request, str(problem.sentence))
        return see_other(reverse("doubles"))
    undo = "" if act == "back" else f"undo:{reverse('double_back', args=[double.pk])}"
    messages.success(request, said, extra_tags=undo)
    return see_other(reverse("doubles"))


def sign_words() -> dict[str, str]:
    """Why two seem to be one."""
    return {
        "verified": _("both answered from the same address"), "phone": _("same telephone number"),
        "email": _("same email address"), "member_no": _("same member number"), "name": _("same name"),
        "organization": _("same organisation"), "post": _("same address"), "staff": _("said by staff"),
    }  # fmt: skip


def _group(number: int) -> tuple[Person, list[int]]:
    """The oldest row of that person, and all rows that are the same."""
    found = Person.objects.select_related("merged_into").filter(pk=number).first()
    if found is None:
        raise NotFound(story.NONE_SUCH)
    root = found.merged_into or found
    return root, [root.pk, *Person.objects.filter(merged_into=root).order_by("pk").values_list("pk", flat=True)]


def _named_on(case: Case, group: list[int]) -> int:
    return int(case.parties.filter(person__in=group).values_list("person", flat=True)[0])


def _row(one: Known) -> dict[str, Any]:
    ways = [(icon, what, value) for gave in one.gave for icon, what, value, _href in behind_dots(gave)]
    return {"known": one, "ways": list(dict.fromkeys(ways))[:6]}


def _pair(double: Double, older: Known, newer: Known) -> dict[str, Any]:
    return {"double": double, "sides": [_row(older), _row(newer)]}


def _ways(gave: dict[int, Contact], allowed: set[int], shown: bool) -> list[tuple[str, str, str, str, bool]]:
    """Every way to reach them once, and whether it was shown to be theirs."""
    proven = {one.value for one in points_of(allowed) if one.verified_at}
    lines: dict[tuple[str, str, str, str], bool] = {}
    for who in gave.values():
        covered = in_full(who) if shown else behind_dots(who)
        for full, line in zip(in_full(who), covered, strict=True):
            lines[line] = lines.get(line, False) or full[2] in proven or full[2] in {phone(one) for one in proven}
    return [(*line, sure) for line, sure in lines.items()]


def _calls(gave: dict[int, Contact], by: Staff) -> list[Any]:
    """The last calls with their numbers that the reader may see."""
    numbers = {number for who in gave.values() for number in (who.phone, who.whatsapp) if number}
    digests = [vault.digest_of(ContactPoint.Kind.PHONE, number) for number in numbers]
    rows = calls_seen_by(by).filter(digest__in=digests).exclude(outcome="") if digests else None
    if rows is None:
        return []
    return lines(rows.select_related("officer", "data_key").order_by("-started_at", "-pk")[:MOST_CALLS], by=by)


def _doubles(group: list[int], by: Staff) -> list[dict[str, Any]]:
    return [
        _pair(one, older, newer)
        for one, older, newer in story.proposals_about(group, by=by)
    ] if _decides(by) else []  # fmt: skip


def _decides(by: Staff) -> bool:
    return bool(standing_of(by).roles & set(DECIDE))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


def _by(request: HttpRequest) -> Staff:
    user: Staff = request.user  # type: ignore[assignment]
    return user
