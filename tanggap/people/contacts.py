"""Ways to reach somebody, brought to one written form: +6281…, ani@example.id. Pure."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import Invalid

HOME_REGION = "ID"  # 0813… without a country is an Indonesian number


def normalise_phone(text: str, *, field: str = "phone") -> str:
    """The number in international form (E.164); raises Invalid with a sentence for the field."""
    import phonenumbers  # brings the rules of every country along

    text = unicodedata.normalize("NFKC", text).strip()
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        raise _bad_phone(field) from None
    # Possible, not valid: the tables of given-out prefixes are always older than the newest numbers.
    if len(text) > 40 or not phonenumbers.is_possible_number(number):
        raise _bad_phone(field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_email(text: str, *, field: str = "email") -> str:
    """The address in small letters and Latin form of the domain; raises Invalid with a sentence for the field."""
    local, at, domain = unicodedata.normalize("NFC", text).strip().rpartition("@")
    try:
        address = f"{local}{at}{domain.encode('idna').decode('ascii')}".lower()
        validate_email(address)
    except (UnicodeError, ValidationError):
        raise _bad_email(field) from None
    if len(address) > 254:
        raise _bad_email(field)
    return address


def plain_line(text: str, *, field: str, limit: int) -> str:
    """One line of text; raises Invalid when it is longer than `limit` or has control characters."""
    text = text.strip()
    if len(text) > limit:
        raise _invalid(field, _("This is too long: at most %(limit)d characters.") % {"limit": limit})
    if not text.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise _invalid(field, _("This contains characters that cannot be kept. Please type it again."))
    return text


def plain_text(text: str, *, field: str, limit: int) -> str:
    """Like `plain_line`, with line breaks: a postal address."""
    lines = text.strip().splitlines()
    return "\n".join(plain_line(line, field=field, limit=limit) for line in lines)[:limit]


def _bad_phone(field: str) -> Invalid:
    return _invalid(
        field, _("This does not look like a phone number. Write it like 0812-3456-7890 or +62 812 3456 7890.")
    )


def _bad_email(field: str) -> Invalid:
    return _invalid(field, _("This does not look like an email address. Write it like name@example.com."))


def _invalid(field: str, sentence: Any) -> Invalid:
    return Invalid(sentence, fields={field: sentence})
