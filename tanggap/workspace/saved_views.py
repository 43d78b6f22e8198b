"""The numbers behind the saved views of the menu, in a request of their own (U26)."""

import json
from hashlib import sha256

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.core.doors import door
from tanggap.core.keyset import Capped
from tanggap.people.models import Staff
from tanggap.sop.models import procedure_in_force
from tanggap.ui.formatting import capped
from tanggap.workspace import inbox_filters
from tanggap.workspace.inbox import listed
from tanggap.workspace.inbox_filters import Filters
from tanggap.workspace.shell import counted, saved
from tanggap.workspace.shell import views as built_in


@door("staff")
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """GET /desk/views/counts/?of=QUERY&…: [number, why it is red] of the views in sight; 304 when unchanged."""
    user: Staff = request.user  # type: ignore[assignment]
    edition, procedure = procedure_in_force()
    have = {query for query, *_rest in (*built_in(), *saved(user))}
    wanted = [query for query in dict.fromkeys(request.GET.getlist("of")) if query in have]
    asked = {query: inbox_filters.read(QueryDict(query), user, edition) for query in wanted}
    # Without the field that is gone the question would be another, and its number a lie.
    whole = {query: filters for query, filters in asked.items() if not filters.gone}

    def count() -> dict[str, int]:
        seen = access.visible_to(user)
        return _count(user, {query: listed(seen, user, filters, procedure) for query, filters in whole.items()})

    numbers = counted(user, ("views", edition, tuple(whole)), count) if whole else {}
    found = {
        query: [capped(number), _hot(whole[query])] if number else ["", ""] for query, number in numbers.items()
    }
    said = json.dumps(found)
    etag = f'"{sha256(said.encode()).hexdigest()[:24]}"'
    unchanged = request.headers.get("If-None-Match") == etag
    answer = HttpResponse(status=304) if unchanged else HttpResponse(said, content_type="application/json")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _count(user: Staff, lists: dict[str, QuerySet[Case]]) -> dict[str, int]:
    """All of them in one query; what can hold nothing is nothing."""
    asked = {query: cases for query, cases in lists.items() if not cases.query.is_empty()}
    if not asked:
        return {}
    found = Staff.objects.filter(pk=user.pk).values_list(*(Capped(cases) for cases in asked.values()))
    return dict(zip(asked, found[0], strict=True))


def _hot(asked: Filters) -> str:
    """Red is kept for what is late (UI §1, quiet until it matters): the view asks for that, and there is some."""
    return _("some are overdue") if asked.chosen.get("due") == ("overdue",) else ""
