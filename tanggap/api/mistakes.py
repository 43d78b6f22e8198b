"""What is wrong with the shape of a request, in sentences for people: which field, and what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_SENTENCES: dict[str, Any] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("This field does not exist here. Leave it out."),
    "string_type": _("Write text here."),
    "string_unicode": _("There is a character in it that cannot be stored. Please remove it."),
    "int_type": _("Write a whole number here, without quotation marks."),
    "bool_type": _("Write true or false here, without quotation marks."),
    "list_type": _("Write a list here."),
    "model_type": _("Write an object here."),
    "model_attributes_type": _("Write an object here."),
    "dict_type": _("Write an object here."),
    "timezone_aware": _("Say the time zone too, as in 2026-03-05T09:30:00+07:00."),
    "not_a_day": _("Write a date like 2026-03-05."),
    "not_a_moment": _("Write a moment like 2026-03-05T09:30:00+07:00."),
    "too_far_away": _("This date is too far away."),
}
_OTHERWISE = _("This cannot be taken here.")


def field_of(place: Sequence[Any]) -> str:
    """`complainant.email`, `attachments.2`; the whole body is called `body`."""
    parts = place[2:] if place and place[0] == "body" else place[1:]
    return ".".join(str(part) for part in parts) or "body"


def sentence_for(mistake: Mapping[str, Any]) -> str:
    """What to say about one finding of pydantic, in the reader's language."""
    kind, facts = mistake["type"], mistake.get("ctx") or {}
    if kind in ("literal_error", "enum"):
        return gettext("Choose one of: %(choices)s.") % {"choices": str(facts.get("expected", "")).replace("'", "")}
    if kind in ("greater_than_equal", "greater_than"):
        return gettext("At least %(least)s, please.") % {"least": facts.get("ge", facts.get("gt"))}
    if kind in ("less_than_equal", "less_than"):
        return gettext("At most %(most)s, please.") % {"most": facts.get("le", facts.get("lt"))}
    if kind == "too_long":
        return gettext("At most %(most)s entries, please.") % {"most": facts.get("max_length")}
    if kind == "string_too_long":
        return gettext("At most %(most)s characters, please.") % {"most": facts.get("max_length")}
    return str(_SENTENCES.get(kind, _OTHERWISE))
