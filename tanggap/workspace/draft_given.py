"""What the pages of the draft share: which draft is shown, and how a mistake in the SOP is told beside its field."""

import re
from collections.abc import Callable, Container, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tanggap.casework import drafting
from tanggap.core.errors import Invalid, Stale, TanggapError
from tanggap.people.models import Staff
from tanggap.sop.models import Edition
from tanggap.sop.schema import SopProblems
from tanggap.workspace.settings_given import see_other

# The names of the TOML file beside the names of the form: categories.late.label.id is the field label_id.
Fields = Mapping[str, str]


def by_of(request: HttpRequest) -> Staff:
    """Who works on it."""
    return request.user  # type: ignore[return-value]


def draft_or_way(request: HttpRequest) -> Edition | HttpResponse:
    """The draft, or the way to where one is begun."""
    drafting.see_keeper(by_of(request))
    found = drafting.open_draft()
    if found is not None:
        return found
    messages.info(request, _("Begin a draft first: what is in force never changes by itself."))
    return see_other(reverse("settings_draft"))


def edition_or_way(request: HttpRequest) -> Edition | HttpResponse:
    """The draft, else the edition in force; before there is either, the way to where a procedure is chosen."""
    drafting.see_keeper(by_of(request))
    found = drafting.open_draft() or Edition.objects.filter(state=Edition.State.PUBLISHED).first()
    return found or see_other(reverse("settings_draft"))


def errors_of(problem: TanggapError | None, prefix: str, fields: Fields) -> dict[str, Any]:
    """Sentences beside the fields that they are about, the others above the form with their line in the file."""
    if problem is None:
        return {"errors": {}, "general": "", "more": []}
    if isinstance(problem, SopProblems):
        errors: dict[str, Any] = {}
        more = []
        for one in problem.problems:
            name = _field(one.key, prefix, fields)
            if name and name not in errors:
                errors[name] = one.sentence
            else:
                more.append(str(one))
        return {"errors": errors, "general": "", "more": more}
    found = dict(problem.fields) if isinstance(problem, Invalid) else {}
    return {"errors": found, "general": "" if found else problem.sentence, "more": []}


def _field(key: str, prefix: str, fields: Fields) -> str:
    """The longest name that fits wins."""
    inside = key.removeprefix(f"{prefix}.") if key.startswith(f"{prefix}.") else ""
    fits = [name for name in fields if inside == name or inside.startswith(f"{name}.")]
    return fields[max(fits, key=len)] if fits else ""


def changed(request: HttpRequest, act: Callable[[], Edition], said: str, *, back: str) -> HttpResponse:
    """Do something at once, with a way back for ten seconds; a refusal stays on the page."""
    try:
        draft = act()
        undo = f"undo:{reverse('draft_undo')}?version={draft.version}&next={back}"
        messages.success(request, said, extra_tags=undo)
    except SopProblems as problem:
        messages.error(request, " ".join(str(one) for one in problem.problems))
    except TanggapError as problem:
        if not isinstance(problem, Invalid | Stale) and problem.status not in (409, 404):
            raise
        messages.error(request, problem.sentence)
    return see_other(back)


def free_code(name: str, taken: Container[str]) -> str:
    """A code made from a name; with a number behind it where that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "new"
    plain = plain if plain[0].isalpha() else f"c_{plain}"
    return next(code for code in (plain, *(f"{plain}_{number}" for number in range(2, 1_000))) if code not in taken)
