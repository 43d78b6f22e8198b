"""What people type into forms, made fit to be kept: one line without control signs, an email address."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254
HIDDEN = ("Cc", "Cs", "Zl", "Zp")


def an_email(typed: str, fields: dict[str, Any], name: str = "email") -> str:
    """The address in small letters; puts a sentence into `fields` when it is none."""
    address = "".join(typed.replace("\0", "").split()).lower()
    try:
        validate_email(address)
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError("")
    except ValidationError:
        fields[name] = _("Write an email address, like name@example.org.")
    return address


def one_line(typed: str) -> str:
    """The words with single spaces between them: no line breaks, no signs that nobody sees."""
    return " ".join("".join(sign if unicodedata.category(sign) not in HIDDEN else " " for sign in typed).split())
