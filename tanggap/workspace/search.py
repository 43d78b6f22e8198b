"""Search: words in both languages, names, numbers; an exact reference opens its case. Only what the reader may see."""

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.search import as_reference, nearest
from tanggap.casework.letters_in import letter_with_number
from tanggap.core.doors import door
from tanggap.core.keyset import COUNT_MOST, Part, page
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.workspace.inbox_filters import LONGEST_QUERY, NEWEST
from tanggap.workspace.inbox_rows import Listed, as_rows, for_rows


@door("staff")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """GET /desk/search/?q=&cursor="""
    user: Staff = request.user  # type: ignore[assignment]
    typed = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    # Put together only where the question is not known yet.
    seen: Any = SimpleLazyObject(lambda: access.visible_to(user))
    if (reference := as_reference(typed)) and seen.filter(reference=reference).exists():
        return redirect("case", reference=reference)
    if (letter := letter_with_number(typed, by=user)) is not None:
        return redirect("letter_in", pk=letter.pk)
    cursor = request.GET.get("cursor", "")
    key = ("search", standing_of(user).known_by(), cursor)
    found = page(partial(_read, lambda: for_rows(seen), typed, key), NEWEST, cursor) if typed else None
    whole = found is not None and not (found.next or found.previous)
    count = len(found.rows) if found and whole else None
    context = {
        "q": typed, "found": found, "count": count, "most": COUNT_MOST,
        "groups": [("", None, as_rows(found.rows))] if found and found.rows else [],
    }  # fmt: skip
    return render(request, "workspace/search.html", context)


def _read(rows: Callable[[], QuerySet[Any, Any]], typed: str, key: Hashable, part: Part) -> Iterable[Listed]:
    return map(Listed._make, nearest(rows, typed, part, (key, part.step)))
