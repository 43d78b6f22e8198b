"""The paper for whoever hands a letter in, in the language of the letter: on a roll of 80 mm, on A5, as a PDF.

Once the letter is on file as a complaint, it is the receipt of that one. Its code stands there for whoever has just
put it on file, as it does on the page that ends an intake.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework.documents import slip_of
from tanggap.casework.letter_paper import language_of_letter, letter_slip, received_pdf
from tanggap.casework.letters_in import letter_of
from tanggap.channels.models import Letter
from tanggap.core import secrets, time
from tanggap.core.doors import door
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.workspace.case_files import LANGUAGES, PAPERS, spoken


@door("staff")
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/letters/7/receipt/?paper=&language=: to be printed at the desk."""
    user: Staff = request.user  # type: ignore[assignment]
    letter = letter_of(pk, by=user)
    paper = request.GET.get("paper", "")
    facts: dict[str, Any] = {
        "paper": paper if paper in PAPERS else PAPERS[0], "back": reverse("letter_in", args=[pk]),
        "languages": LANGUAGES,
    }  # fmt: skip
    if case := complaint_of(letter, user):
        facts["slip"] = slip_of(case, _code(letter, case, user), spoken(request, case.language))
        facts["download"] = f"{reverse('case_receipt', args=[case.reference])}?language={facts['slip'].language}"
    else:
        facts["slip"] = letter_slip(letter, spoken(request, language_of_letter(letter)))
        facts["download"] = f"{reverse('letter_receipt', args=[pk])}?language={facts['slip'].language}"
        facts["no_code"] = True
    answer = render(request, "ui/receipt.html", facts)
    answer["Cache-Control"] = "private, no-store"
    return answer


def complaint_of(letter: Letter, user: Staff) -> Case | None:
    """What it became, if the reader sees that."""
    seen = access.seen_among(user, [split(letter.case_key)[1] or 0]) if letter.case_key else []
    return seen[0] if seen else None


def _code(letter: Letter, case: Case, user: Staff) -> str:
    begun_by_it = case.medium == "letter" and case.received_at == letter.received_at
    just_now = letter.sorted_by_id == user.pk and letter.sorted_at is not None and (
        time.local(letter.sorted_at).date() == time.today())  # fmt: skip
    if case.hidden or not (begun_by_it and just_now):
        return ""
    return secrets.tracking_code(case.pk, case.code_generation)


@door("staff")
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/letters/7/receipt.pdf: the same with our head, on A5."""
    letter = letter_of(pk, by=request.user)  # type: ignore[arg-type]
    made = received_pdf(letter, spoken(request, language_of_letter(letter)))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{letter.agenda.replace("/", "-")}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
