"""Why somebody was called in (call_in.py), in words that go on after “Called in: NAME, ”."""

from django.utils.translation import gettext_lazy as _

# Who was away or rested was passed over.
NAMED = _("who is named on this complaint, which nobody else may see.")
CALLED = {
    "trained_leads": _("who has authority here and is trained for it (%(training)s)%(until)s."),
    "trained": _("who is trained for it (%(training)s)%(until)s; nobody with more authority who is trained is here."),
    "head": _("who heads the department; nobody who is trained for it is here."),
    "manager": _("who manages; nobody who is trained for it, nor the head, is here."),
    "stand_in": _("who stands in for the head; nobody who is trained for it is here."),
    "away": _("who leads, though away: nobody else is here."),
}


def why_called(why: str) -> str:
    """The words for a code that the trail holds; they have gaps for `training` and `until`."""
    return str(CALLED.get(why, NAMED))
