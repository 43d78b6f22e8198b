"""The words of the trail for who speaks for whom, and who steps aside; part of the table in event_words.py."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# verb: (step of the SOP, words for staff, words for the complainant or None)
PEOPLE_WORDS: dict[str, tuple[int | None, Any, Any]] = {
    "mandate_shown": (2, _("A mandate was shown."), _("You showed your mandate.")),
    "mandate_checked": (2, _("The mandate was checked."), _("We have checked your mandate.")),
    "mandate_ending": (2, _("The mandate ends soon; whoever speaks was told."), None),
    "mandate_objected": (
        2, _("The complainant objects to whoever speaks for them; the mandate rests."),
        _("You told us that nobody speaks for you."),
    ),
    "mandate_upheld": (
        2, _("The objection was looked into: the mandate is good."), _("Your objection was looked into."),
    ),
    "mandate_ended": (
        2, _("The mandate was withdrawn: the complainant speaks for themselves."), _("You speak for yourself now."),
    ),
    "recused": (
        None, _("Stepped aside, and does not see it any more: %(other)s."),
        _("Somebody who has a part in this stepped aside; others work on it."),
    ),
    "readmitted": (None, _("May work on it again: %(other)s."), None),
}  # fmt: skip
