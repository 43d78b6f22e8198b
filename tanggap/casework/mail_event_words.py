"""The words of the trail for mails and pictures as they came, and for letters; part of the table in event_words.py."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# verb: (step of the SOP, words for staff, words for the complainant or None)
MAIL_WORDS: dict[str, tuple[int | None, Any, Any]] = {
    "letter_lost": (None, _("A letter did not arrive. %(lost)s"), None),
    "letter_delayed": (None, _("A mail server still tries to deliver a letter."), None),
    "letter_again": (None, _("A letter that did not arrive was sent again."), None),
    "address_corrected": (None, _("The email address was corrected, and the letter sent again."), None),
    "letter_settled": (None, _("A letter did not arrive; something else was done."), None),
    "mail_opened": (None, _("Opened a mail as it came."), None),
    "redacted": (None, _("Parts of a picture were painted over."), None),
    "redaction_undone": (None, _("The painting over a picture was taken back."), None),
    "original_opened": (None, _("Opened the original of a picture."), None),
}
