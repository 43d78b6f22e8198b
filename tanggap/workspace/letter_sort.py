"""The sorting desk: the scan beside the form that says what the letter is, whose it is and by when (disposisi)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.cases import access
from tanggap.cases.case import ContactKind
from tanggap.cases.models import Case
from tanggap.cases.search import as_reference, find
from tanggap.casework.arrivals import Words
from tanggap.casework.letter_becomes import record_letter
from tanggap.casework.letters_in import letter_of, offices, waiting_for
from tanggap.casework.letters_sorted import (
    Disposition,
    correct_letter,
    letter_answered,
    letter_answers,
    note_disposition,
    pass_letter,
    refuse_if_sorted,
    refuse_letter,
)
from tanggap.channels.letter import ocr
from tanggap.channels.models import Letter
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, Stale, TanggapError
from tanggap.core.subject import split
from tanggap.people import vault
from tanggap.people.models import Staff, Unit
from tanggap.sop.models import current_edition
from tanggap.workspace.calls import see_other
from tanggap.workspace.inbox_filters import category_choices, unit_options
from tanggap.workspace.intake_beside import BESIDE, Beside
from tanggap.workspace.letters_in import day_of, plain

FIELDS = (
    "version", "sender", "address", "subject", "text", "what", "category", "unit", "instruction", "due_on", "case",
    "about", "language", "contact",
)  # fmt: skip
MOST_FOUND = 6
COMPLAINT, CONTACT, ANSWER, OTHER, NOT_OURS = "complaint", "contact", "answer", "other", "not_for_us"


@door("staff")
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/letters/7/: the scan; while the letter waits, beside it the form."""
    found = letter_of(pk, by=request.user)  # type: ignore[arg-type]
    return _page(request, found, _begun(found))


@door("staff")
@require_POST
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/letters/7/sort/: what it is; then the next one that waits. With `intake` it goes on in the intake."""
    user: Staff = request.user  # type: ignore[assignment]
    found = letter_of(pk, by=user)
    given = {name: plain(request.POST.get(name, "")) for name in FIELDS}
    try:
        refuse_if_sorted(found)
        _correct(found, given, user)
        if "intake" in request.POST:
            return see_other(f"{reverse('intake')}?from={found.key}")
        done = _SORTS[given["what"]](found, given, user) if given["what"] in _SORTS else _nothing_chosen()
    except Stale as problem:
        return _page(request, letter_of(pk, by=user), given, errors={"": problem.sentence}, status=problem.status)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        fresh = letter_of(pk, by=user)
        given["version"] = str(fresh.version)
        return _page(request, fresh, given, errors=fields or {"": problem.sentence}, status=problem.status)
    messages.success(request, done)
    return see_other(next_waiting(user, after=found.pk))


@door("staff")
@require_POST
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/letters/7/answered/: the department has answered what was sorted to it."""
    found = letter_of(pk, by=request.user)  # type: ignore[arg-type]
    try:
        letter_answered(found, by=request.user)  # type: ignore[arg-type]
    except TanggapError as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("letter_in", args=[pk]))


def next_waiting(user: Staff, *, after: int) -> str:
    """The page of the next letter that waits, else the list."""
    waiting = waiting_for(user).exclude(pk=after).order_by("pk")
    pk = waiting.filter(pk__gt=after).values_list("pk", flat=True).first() or waiting.values_list(
        "pk", flat=True).first()  # fmt: skip
    return reverse("letter_in", args=[pk]) if pk else reverse("letters_in")


def _correct(found: Letter, given: dict[str, str], user: Staff) -> None:
    version = int(given["version"]) if given["version"].isascii() and given["version"].isdigit() else None
    changed = correct_letter(
        found, sender=given["sender"], address=given["address"], subject=given["subject"], text=given["text"],
        by=user, version=version,
    )  # fmt: skip
    found.version = changed.version


def _complaint(found: Letter, given: dict[str, str], user: Staff) -> str:
    """On file at once, as far as the letter itself says everything; its promises run from the stamp."""
    chosen = dict(category_choices(current_edition().procedure, (get_language() or "id")[:2]))
    if given["category"] and given["category"] not in chosen:
        raise Invalid(_("Choose one of these."), fields={"category": _("Choose one of these.")})
    reference = _record(found, given, user, category=given["category"])
    return _("Letter %(agenda)s is on file as complaint %(reference)s.") % {
        "agenda": found.agenda, "reference": reference}  # fmt: skip


def _contact(found: Letter, given: dict[str, str], user: Staff) -> str:
    """A question, a request or thanks: on file outside the figures, answered on paper like a complaint (R79)."""
    if given["contact"] not in ContactKind.values:
        raise Invalid(_("Choose one of these."), fields={"contact": _("Say which of these it is.")})
    reference = _record(found, given, user, kind="contact", contact=given["contact"])
    return _("Letter %(agenda)s is on file as %(reference)s, and is no complaint.") % {
        "agenda": found.agenda, "reference": reference}  # fmt: skip


def _record(found: Letter, given: dict[str, str], user: Staff, **more: str) -> str:
    if not given["text"].strip():
        raise Invalid(_("Write down what the letter says, or let the intake form be opened."),
                      fields={"text": _("Take the words of the letter over first.")})  # fmt: skip
    who = vault.contact(name=given["sender"], post=given["address"])
    words = Words(
        body=given["text"], title=given["subject"].strip()[:200], medium="letter", entered_by="desk", written=True,
        complainant=who if who else None, received_at=found.received_at, source=found.key,
        language="en" if given["language"] == "en" else "id", **more,
    )  # fmt: skip
    return record_letter(words, _disposition(given), by=user).reference


def _answer(found: Letter, given: dict[str, str], user: Staff) -> str:
    reference = as_reference(given["about"]) or as_reference(given["case"])
    case = access.visible_to(user).filter(reference=reference).first() if reference else None
    if case is None:
        sentence = _("Choose the complaint that it answers.") if given["case"].strip() else _(
            "Which complaint does it answer? Write its number, or the name or telephone of who complains.")  # fmt: skip
        raise Invalid(sentence, fields={"case": sentence})
    letter_answers(found, case, text=given["text"], by=user)
    note_disposition(case, _disposition(given), by=user)
    return _("Letter %(agenda)s stands on complaint %(reference)s.") % {
        "agenda": found.agenda, "reference": case.reference}  # fmt: skip


def _other(found: Letter, given: dict[str, str], user: Staff) -> str:
    pass_letter(found, _disposition(given), by=user)
    return _("Letter %(agenda)s is with the department.") % {"agenda": found.agenda}


def _not_ours(found: Letter, given: dict[str, str], user: Staff) -> str:
    refuse_letter(found, reason=given["instruction"], by=user)
    return _("Letter %(agenda)s is noted as not for us.") % {"agenda": found.agenda}


_SORTS = {COMPLAINT: _complaint, CONTACT: _contact, ANSWER: _answer, OTHER: _other, NOT_OURS: _not_ours}


def _nothing_chosen() -> str:
    sentence = _("Say what the letter is.")
    raise Invalid(sentence, fields={"what": sentence})


def _disposition(given: dict[str, str]) -> Disposition:
    day = day_of(given["due_on"])
    if given["due_on"] and day is None:
        sentence = _("Write the date as year-month-day.")
        raise Invalid(sentence, fields={"due_on": sentence})
    unit = Unit.objects.filter(code=given["unit"], closed_at=None).first() if given["unit"] else None
    return Disposition(unit=unit, instruction=given["instruction"], due_on=day)


def _begun(found: Letter) -> dict[str, str]:
    """What the form begins with: what a person wrote, else what the machine read, for correction."""
    read = found.text or found.read
    named = next(filter(None, (as_reference(word.strip(".,;:()")) for word in f"{found.subject} {read}".split())), "")
    return {
        "version": str(found.version), "sender": found.sender, "address": found.address, "subject": found.subject,
        "text": read, "case": named, "what": ANSWER if named else "",
    }  # fmt: skip


def _page(
    request: HttpRequest, found: Letter, given: dict[str, str], *, errors: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user: Staff = request.user  # type: ignore[assignment]
    language = (get_language() or "id")[:2]
    seen = access.seen_among(user, [split(found.case_key)[1] or 0]) if found.case_key else []
    waits = found.state == Letter.State.REGISTERED
    may_sort = found.state in (Letter.State.REGISTERED, Letter.State.SORTED) and found.office in offices(user)
    context = {
        "letter": found, "given": {name: given.get(name, "") for name in FIELDS}, "errors": errors or {},
        "case": seen[0] if seen else None, "waits": waits, "may_sort": may_sort, **_scans(found),
        "categories": category_choices(current_edition().procedure, language),
        "units": [(code, name) for code, name, _ids in unit_options(language)],
        "found": _candidates(given, user), "reads": ocr.is_installed(),
        "whats": [
            {"value": COMPLAINT, "label": _("A complaint")},
            {"value": CONTACT, "label": _("A question, a request or thanks")},
            {"value": ANSWER, "label": _("An answer to a complaint")},
            {"value": OTHER, "label": _("Another letter for a department")},
            {"value": NOT_OURS, "label": _("Not for us")},
        ],
        "contacts": [{"value": value, "label": str(label)} for value, label in ContactKind.choices],
        "left": waiting_for(user).count(),
    }  # fmt: skip
    return render(request, "workspace/letter_in.html", context, status=status)


def _candidates(given: dict[str, str], user: Staff) -> list[Case]:
    """Complaints that may be meant, for a name or a telephone number that was typed instead of a reference."""
    typed = given.get("case", "").replace("\0", " ").strip()[:100]
    if given.get("what") != ANSWER or not typed:
        return []
    if as_reference(typed):
        return list(access.visible_to(user).filter(reference=as_reference(typed)))
    return list(find(access.visible_to(user), typed).select_related("data_key")[:MOST_FOUND])


def _scans(found: Letter) -> dict[str, Any]:
    scans = list(found.scans.select_related("file__key"))
    return {
        "pages": [one.file.public_id for one in scans if one.is_page],
        "files": [one for one in scans if one.raw_id is not None],
    }


def beside_intake(number: int, user: Staff) -> Beside:
    """The scan beside the intake form."""
    found = letter_of(number, by=user)
    return Beside("workspace/_letter_scan.html", {"letter": found, **_scans(found)})


BESIDE["letter"] = beside_intake
