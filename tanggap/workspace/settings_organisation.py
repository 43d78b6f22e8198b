"""The organisation: name, kind, first language, zone and ways to be reached; its logo and its hue."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework import organisation as story
from tanggap.casework.calendar_words import zone_words
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, Refused, TanggapError
from tanggap.people import branding
from tanggap.people.models import Organisation
from tanggap.workspace.setup_frame import framed, onward

INDONESIAN_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
FIELDS = ("name_id", "name_en", "kind", "language", "zone", "phone", "whatsapp", "email", "address_id", "address_en")
# Hues to begin with, all of which can be read and are taken for no alarm.
HUES = (215, 235, 255, 275, 300, 330, 350, 10, 120, 145, 165, 190)
OWN = "own"


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/organisation/ and /desk/setup/organisation/"""
    story.may_administer(request.user)  # type: ignore[arg-type]
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            story.describe(_typed(request), version=_version(request), by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("What you said of the organisation is saved."))
            return onward(request, "organisation")
        except (Invalid, Refused) as refused:
            problem = refused
    row, root = story.row_of(), story.top()
    stands = {name: getattr(row, name, "") for name in FIELDS} | {"name_id": root.name_id, "name_en": root.name_en}
    if "organisation" not in row.steps and root.name_id == "Organisasi":
        stands |= {"name_id": "", "name_en": ""}  # that is no name, only the place for one
    zones = sorted(available_timezones() - set(INDONESIAN_ZONES))
    return _page(request, "workspace/settings_organisation.html", "organisation", problem, {
        "given": _typed(request) if problem else stands, "version": row.version,
        "kinds": [{"value": code, "label": words} for code, words in Organisation.Kind.choices],
        "languages": [{"value": code, "label": words} for code, words in settings.LANGUAGES],
        "zones": [(_("Indonesia"), [(one, zone_words(one)) for one in INDONESIAN_ZONES]),
                  (_("Other zones"), [(one, one) for one in zones])],
    })  # fmt: skip


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/appearance/ and /desk/setup/appearance/ {act: hue, logo or no-logo}"""
    story.may_administer(request.user)  # type: ignore[arg-type]
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            said = _change_look(request)
            messages.success(request, said)
            return redirect(request.path)
        except (Invalid, Refused) as refused:
            problem = refused
    row = story.row_of()
    worn = branding.OWN_HUE if row.hue is None else row.hue
    typed = request.POST.get("hue", "") if problem else ("" if row.hue in (None, *HUES) else row.hue)
    chosen = request.POST.get("choice", "") if problem else OWN if row.hue is None else row.hue
    return _page(request, "workspace/settings_appearance.html", "appearance", problem, {
        "row": row, "version": row.version, "worn": worn, "typed": typed, "chosen": str(chosen), "own": OWN,
        "swatches": [{"hue": one, "colours": branding.colours(one)} for one in HUES[1:]],
        "tanggap": branding.colours(branding.OWN_HUE), "measured": branding.measured(worn),
    })  # fmt: skip


def _change_look(request: HttpRequest) -> str:
    user, version, act = request.user, _version(request), request.POST.get("act", "")
    if act == "no-logo":
        story.take_down(version=version, by=user)  # type: ignore[arg-type]
        return _("The logo is taken down.")
    if act == "logo":
        upload = request.FILES.get("logo")
        if upload is None:
            sentence = _("Choose a picture first.")
            raise Invalid(sentence, fields={"logo": sentence})
        story.hang(upload.read(story.LOGO_BYTES + 1), upload.name or "", version=version, by=user)  # type: ignore[arg-type]
        return _("The logo is on every page now.")
    story.wear(_hue(request), version=version, by=user)  # type: ignore[arg-type]
    return _("Every page has this colour now.")


def _hue(request: HttpRequest) -> int | None:
    typed, chosen = request.POST.get("hue", "").strip(), request.POST.get("choice", "")
    wanted = typed or chosen
    if wanted in (OWN, ""):
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 3 and int(wanted) < 360):
        sentence = _("A hue is a number between 0 and 359.")
        raise Invalid(sentence, fields={"hue": sentence})
    return int(wanted)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\0", "") for name in FIELDS}


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _page(
    request: HttpRequest, template: str, step: str, problem: TanggapError | None, facts: dict[str, Any]
) -> HttpResponse:
    errors = problem.fields if isinstance(problem, Invalid) else {}
    general = problem.sentence if problem is not None and not errors else ""
    context = {**facts, **framed(request, step), "errors": errors, "general": general}
    return render(request, template, context, status=problem.status if problem else 200)
