"""How one speaks while one writes: the steps of a conversation, each beside the part of the form where one is (R47)."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.cases.case import Medium
from tanggap.sop.models import current_edition
from tanggap.workspace.intake_form import SPOKEN


class Step(NamedTuple):
    """One step; `at` is the part of the form (data-step) where it is said."""

    at: str
    words: str


def title_of(given: Mapping[str, str]) -> str:
    """What is being recorded."""
    if given["on_behalf"] == "staff_noticed":
        return _("Record what you noticed")
    return {
        Medium.PHONE: _("Record a call"), Medium.WALK_IN: _("Record a visitor"), Medium.LETTER: _("Record a letter"),
        Medium.EMAIL: _("Record an email"), Medium.WHATSAPP: _("Record a WhatsApp message"),
    }.get(Medium(given["medium"]), _("Record a complaint")) if given["medium"] in Medium.values else _(
        "Record a complaint")  # fmt: skip


def steps_for(given: Mapping[str, str]) -> list[Step]:
    """The guide of a conversation, or that of something written; none where nobody is spoken with."""
    if given["on_behalf"] == "staff_noticed":
        return []
    if given["medium"] not in SPOKEN:
        return [
            Step("who", _("Read it to the end. Who writes, and how can we reach that person?")),
            Step("story", _("Take the words over as they are, also those that hurt.")),
            Step("back", _("Say in one sentence what it is about.")),
            Step("kind", _("Choose the category. What is not known stays empty.")),
            Step("wish", _("Look for what is wished, even between the lines.")),
            Step("save", _("The receipt goes out in the language of the writer.")),
        ]
    return [
        Step("who", _("Greet, say your name, ask for theirs.")),
        Step("reach", _sorry()),
        Step("story", _("Listen without interrupting. Write in the words that you hear.")),
        Step("back", _("“So what happened is … Is that right?” Tick it when it was confirmed.")),
        Step("wish", _("Ask what the complainant wishes. Promise nothing that is not certain.")),
        Step("save", _("Read the number out part by part, and say by when we answer.")),
    ]  # fmt: skip


def _sorry() -> str:
    """The apology that the SOP suggests, where it needs no name filled in; else the usual one."""
    phrase = current_edition().procedure.coach.phrases.get("apology")
    own = phrase.say((get_language() or "id")[:2]).strip() if phrase else ""
    if own and "{" not in own:
        return _("“%(phrase)s”") % {"phrase": own}
    return _("“I am sorry that this happened. I will write it down until it is complete.”")
