"""After saving: the number is spelled out to be read aloud, the receipt can be printed, and one goes on."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from tanggap.cases import access
from tanggap.casework.arrivals import Receipt
from tanggap.casework.documents import slip_of
from tanggap.casework.wording import promise_name
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition
from tanggap.ui.formatting import full_date_time, spoken
from tanggap.workspace.acts_at_once import RESOLVE_AT_ONCE

SPOKEN_IN = (("id", "Bahasa Indonesia"), ("en", "English"))


def after_saving(request: HttpRequest, receipt: Receipt, user: Staff) -> HttpResponse:
    """The page that is read from; with `then=solve` the form that solves it, unless the code is shown only now."""
    party = access.by_code(receipt.reference, receipt.tracking_code)
    case, language = party.case, (get_language() or "id")[:2]
    mine = access.visible_to(user).filter(pk=case.pk).exists()
    if request.POST.get("then") == "solve" and mine and not case.hidden:
        said = _("Recorded as %(reference)s, tracking code %(code)s. Read both out before you end the call.")
        messages.success(request, said % {"reference": receipt.reference, "code": receipt.tracking_code})
        return redirect(RESOLVE_AT_ONCE.route, receipt.reference)
    stops = [{"label": _("Received"), "note": _("now"), "state": "done"}]
    stops += [
        {"label": promise_name(one.kind, language), "note": _("At the latest %(when)s") % {
            "when": full_date_time(one.due_at)}, "state": "next"}
        for one in receipt.promises
    ]  # fmt: skip
    if len(stops) > 1:
        stops[1]["state"] = "current"
    context: dict[str, Any] = {
        "receipt": receipt, "stops": stops, "may_open": mine, "case": case, "aloud": _aloud(receipt, case.language),
        "qr_svg": Markup(segno.make(receipt.tracking_url).svg_inline(omitsize=True, border=1)),
        "slip": slip_of(case, receipt.tracking_code, case.language), "mailed": receipt.mail,
        "contact": current_edition().procedure.organisation.name.say(language),
        "solve": RESOLVE_AT_ONCE.href(case) if mine and request.POST.get("then") == "solve" else "",
    }  # fmt: skip
    return render(request, "workspace/recorded.html", context)


def _aloud(receipt: Receipt, language: str) -> list[tuple[str, str, str, str]]:
    """Number and code as they are said, in the language of the complainant first."""
    return [
        (code, name, spoken(receipt.reference, code), spoken(receipt.tracking_code, code))
        for code, name in sorted(SPOKEN_IN, key=lambda one: one[0] != language)
    ]
