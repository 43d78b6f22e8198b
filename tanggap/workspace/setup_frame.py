"""The way from an empty installation to the first complaint: its steps, and what stands around each of their pages.

The pages about the organisation, its look, its people and its mailboxes are the same in the settings; under
/desk/setup/ they stand in the order in which a newcomer needs them, and saving goes on to the next.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tanggap.casework.organisation import STEPS
from tanggap.people.models import Organisation
from tanggap.sop.models import Edition

HOME = "/desk/setup/"


def words() -> dict[str, str]:
    """What each step is called."""
    return {
        "organisation": _("Organisation"),
        "hours": _("Working hours and holidays"),
        "appearance": _("Logo and colour"),
        "sop": _("Procedure"),
        "units": _("Units"),
        "people": _("Staff"),
        "mailbox": _("Mailbox"),
        "ready": _("Ready for the first complaint"),
    }


def framed(request: HttpRequest, step: str) -> dict[str, Any]:
    """What the template needs: the steps, with those that are done; empty in the settings."""
    if not request.path.startswith(HOME):
        return {}
    done, names = done_steps(), words()
    place = STEPS.index(step)
    return {
        "setup": [
            {"href": f"{HOME}{code}/", "words": names[code], "done": code in done, "current": code == step}
            for code in STEPS
        ],
        "setup_step": step,
        "setup_number": place + 1,
        "setup_back": f"{HOME}{STEPS[place - 1]}/" if place else "",
        "setup_next": f"{HOME}{STEPS[place + 1]}/" if place + 1 < len(STEPS) else "",
    }


def onward(request: HttpRequest, step: str) -> HttpResponse:
    """After saving: to the next step, or in the settings back to the page itself."""
    facts = framed(request, step)
    return redirect((facts.get("setup_next") if facts else "") or request.path)


def done_steps() -> set[str]:
    """The steps that somebody has been through."""
    steps = set(Organisation.objects.values_list("steps", flat=True).first() or ())
    if Edition.objects.filter(state=Edition.State.PUBLISHED).exists():
        steps.add("sop")
    return steps


def next_step() -> str:
    """Where to go on: the first step that nobody has been through."""
    done = done_steps()
    return next((code for code in STEPS if code not in done), STEPS[-1])
