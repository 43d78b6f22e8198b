"""The command palette (U20): what can be done on this case, pages and views, filters by their values, cases by words.

Both languages find: somebody who reads Indonesian may type "overdue". Whoever has no script has /desk/search/.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.search import as_reference, nearest
from tanggap.cases.states import MOVES
from tanggap.casework import dossier
from tanggap.casework.available import Outlook, outlook
from tanggap.casework.dossier import Dossier
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.keyset import Part, page
from tanggap.core.text import fold
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.sop.models import procedure_in_force
from tanggap.ui.jinja import has_page
from tanggap.workspace import case_menu, palette_values, shell
from tanggap.workspace.acts_form import Act
from tanggap.workspace.inbox_filters import LONGEST_QUERY, NEWEST, choices_for, unit_options
from tanggap.workspace.inbox_rows import Listed, as_rows, for_rows
from tanggap.workspace.palette_guide import guide_lines
from tanggap.workspace.palette_match import Option, best
from tanggap.workspace.palette_values import LANGUAGES
from tanggap.workspace.settings_frame import settings_menu

MOST_CASES, MOST_RECENT, MOST_PICKED = 6, 8, 100


@door("staff")
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """GET /desk/palette/?q=&case=REFERENCE&picked=REFERENCE,…&recent=REFERENCE,…: the groups that fit.

    On a case its acts and what can be set on it; in a list what can be done with the complaints that are picked there.
    """
    user: Staff = request.user  # type: ignore[assignment]
    typed = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    reference = request.GET.get("case", "")[:24]
    acts, values = _on_case(user, reference) if reference else ([], _on_picked(user, request))
    if typed:
        groups = _fitting(user, typed, [*acts, *values], on_case=bool(acts))
    else:
        here = acts[:MOST_RECENT] or [one for one in values if not one.set_by]
        groups = [(_("What can be done here"), here), (_("Recent"), _recent(user, request, reference))]
    answer = render(request, "workspace/_palette.html", {"groups": [one for one in groups if one[1]], "q": typed})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _fitting(user: Staff, typed: str, acts: list[Option], *, on_case: bool) -> list[tuple[str, list[Option]]]:
    language = get_language() or "id"
    wanted = fold(typed).split()
    edition = procedure_in_force()[0]
    cases = (_("Complaints"), _cases(user, typed))
    pages = best([*_saved_views(user), *_pages(language), *_settings(user, language)], wanted)
    rest = [
        (_("What can be done here"), best(acts, wanted)),
        (_("Filters"), best(_filters(edition, language, unit_options(language)), wanted)),
        (_("Pages and views"), pages),
        (_("People and departments"), best(_people(language), wanted)),
        (_("Guide"), best(guide_lines(language), wanted)),
    ]
    if not on_case:
        rest.append((_("On a complaint"), best(_acts_elsewhere(language), wanted)))
    # Whoever types a number means the complaint; whoever types a word that is a command, or begins the name of a page,
    # mostly means that.
    if any(sign.isdigit() for sign in typed):
        return [cases, *rest]
    named = [rest.pop(2)] if _begins(pages, typed) else []
    return [rest[0], *named, cases, *rest[1:]]


def _begins(options: list[Option], typed: str) -> bool:
    start = fold(typed)
    return any(fold(one.words).startswith(start) or one.found_by.startswith(start) for one in options)


@lru_cache(maxsize=8)
def _acts_elsewhere(language: str) -> tuple[Option, ...]:
    """What is done on a complaint, for whoever looks for it elsewhere: the list of those that it can be done on."""
    words = {one: _words_of_acts(one) for one in LANGUAGES}
    with override(language):
        return tuple(
            Option(
                str(act.title), f"/desk/?{urlencode({'show': 'all', 'state': sorted(MOVES[act.name].sources)}, True)}",
                act.icon, _("Open a complaint first"), " ".join(said[_address_of(act)] for said in words.values()),
            )
            for act in case_menu.IN_MENU if act.name in MOVES and not act.find
        )  # fmt: skip


def _on_case(user: Staff, reference: str) -> tuple[list[Option], list[Option]]:
    """What this person may do on that case now, and what he or she may set there."""
    try:
        case = access.get_case(user, reference)
    except NotFound:
        return [], []
    on_file = dossier.read(case)
    look = outlook(case, user, on_file)
    return _acts(case, look, on_file), palette_values.on_case(case, look, user)


def _on_picked(user: Staff, request: HttpRequest) -> list[Option]:
    """What can be done with the complaints that are picked in the list."""
    given = request.GET.get("picked", "").replace("\0", "")[:2_000].split(",")
    asked = [one for one in given if one][:MOST_PICKED]
    seen = access.visible_to(user).filter(reference__in=asked).values_list("reference", flat=True) if asked else ()
    return palette_values.on_picked(list(seen), user) if seen else []


def _acts(case: Case, look: Outlook, on_file: Dossier) -> list[Option]:
    first = case_menu.primary(case, look, on_file)
    buttons = [*([first] if first else []), *case_menu.menu(case, look, first)]
    words = {language: _words_of_acts(language) for language in LANGUAGES}
    return [
        Option(one.words, one.href, one.icon, case.reference, " ".join(
            said.get(one.href.replace(case.reference, ""), "") for said in words.values()) + fold(f" {one.words}"))
        for one in buttons
    ]  # fmt: skip


@lru_cache
def _words_of_acts(language: str) -> dict[str, str]:
    """By their address without the reference."""
    with override(language):
        return {
            _address_of(act): fold(
                # Its name too: people know an act by the word of the procedure, whatever its button says.
                f"{act.title} {act.label} {act.button} {act.name.replace('_', ' ')} {_verbs().get(act.name, '')}"
            )
            for act in case_menu.ACTS
        }


def _address_of(act: Act) -> str:
    return reverse(act.route, args=["X", *([0] if act.find else [])]).replace("X", "", 1)


def _verbs() -> dict[str, str]:
    """What else people type for an act, where its titles do not say it."""
    return {
        "decide": pgettext("palette", "decide choose"), "propose": pgettext("palette", "propose suggest"),
        "assess": pgettext("palette", "assess classify"), "forward": pgettext("palette", "forward send on"),
        "close": pgettext("palette", "close end"), "accept": pgettext("palette", "accept agree"),
    }  # fmt: skip


def _cases(user: Staff, typed: str) -> list[Option]:
    """Cases with those words, the newest first; one that is named by its reference alone."""
    seen = access.visible_to(user)
    if reference := as_reference(typed):
        rows = [Listed(*one) for one in for_rows(seen.filter(reference=reference))]
    else:
        key = ("palette", standing_of(user).known_by())
        rows = page(partial(_read, partial(for_rows, seen), typed, key), NEWEST, size=MOST_CASES).rows
    return _as_options(rows)


def _read(rows: Callable[[], QuerySet[Any, Any]], typed: str, key: Hashable, part: Part) -> Iterable[Listed]:
    return map(Listed._make, nearest(rows, typed, part, (key, part.step)))


def _recent(user: Staff, request: HttpRequest, here: str) -> list[Option]:
    """The cases that this browser had open last; it keeps their numbers, and their words come from here."""
    given = request.GET.get("recent", "").replace("\0", "")[:400].split(",")
    asked = [one for one in given if one and one != here][:MOST_RECENT]
    rows = [Listed(*one) for one in for_rows(access.visible_to(user).filter(reference__in=asked))]
    return _as_options(sorted(rows, key=lambda one: asked.index(one.reference)))


def _as_options(rows: list[Listed]) -> list[Option]:
    return [
        Option(row.words.title, row.words.href, "message", f"{row.words.reference} · {row.words.who}")
        for row in as_rows(rows)
    ]


@lru_cache(maxsize=8)
def _filters(edition: int, language: str, _units: Hashable) -> tuple[Option, ...]:
    """Every value of every filter of the list, as the address that shows it."""
    said: dict[tuple[str, str], list[str]] = {}
    shown: dict[tuple[str, str], tuple[str, str]] = {}
    for one in _ending_with(language):
        with override(one):
            for choice in choices_for(0, edition, one, unit_options(one)).values():
                for value, words in choice.options:
                    label = f"{choice.words}: {words.strip()}" if choice.words else words
                    said.setdefault((choice.name, value), []).append(fold(label))
                    shown[choice.name, value] = (label, choice.icon)
    return tuple(
        Option(words, f"/desk/?show=all&{name}={value}", icon or "filter", "", " ".join(said[name, value]))
        for (name, value), (words, icon) in shown.items()
    )


@lru_cache(maxsize=8)
def _pages(language: str) -> tuple[Option, ...]:
    """The links of the menu."""
    said: dict[str, list[str]] = {}
    shown: dict[str, Option] = {}
    for one in _ending_with(language):
        with override(one):
            linked = [link[:3] for _heading, links in shell.menu({}, "", "") for link in links]
            for href, words, icon in [*linked, *shell.beside_the_menu()]:
                if "?" in href or has_page(href):
                    said.setdefault(href, []).append(fold(words))
                    shown[href] = Option(words, href, icon)
    return tuple(option._replace(found_by=" ".join(said[href])) for href, option in shown.items())


def _settings(user: Staff, language: str) -> list[Option]:
    """The pages of the settings that this person may open."""
    said: dict[str, list[str]] = {}
    shown: dict[str, Option] = {}
    for one in dict.fromkeys((*LANGUAGES, language)):
        with override(one):
            for _heading, lines in settings_menu(user, ""):
                for line in lines:
                    if has_page(line["href"]):
                        said.setdefault(line["href"], []).append(fold(line["words"]))
                        shown[line["href"]] = Option(line["words"], line["href"], line["icon"], _("Settings"))
    return [option._replace(found_by=" ".join(said[href])) for href, option in shown.items()]


def _saved_views(user: Staff) -> list[Option]:
    """What they, or those who share with them, have given a name."""
    return [
        Option(name, f"/desk/?{query}", "users" if shared else "filter", "", fold(name))
        for query, name, shared in shell.saved(user)
    ]


def _ending_with(language: str) -> list[str]:
    """All languages find; what is shown is said in the last of them, that of the page."""
    return [*(one for one in LANGUAGES if one != language), language]


def _people(language: str) -> list[Option]:
    """Colleagues and departments that are at work."""
    roster = roster_now()
    people = [
        Option(one.full_name, reverse("staff_page", args=[one.pk]), "user", "", fold(one.full_name))
        for one in roster.staff.values() if one.is_active
    ]  # fmt: skip
    units = [
        Option(unit.name, reverse("unit", args=[unit.code]), "building", "", fold(f"{unit.name_id} {unit.name_en}"))
        for unit in roster.units.values()
    ]
    return [*people, *units]
