"""Ways to reach somebody, brought to one written form: +6281…, ani@example.id. Pure."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import Invalid

HOME_REGION = "ID"  # 0813… without a country is an Indonesian number
LONGEST_PHONE, LONGEST_PHONES = 40, 200
_SEVERAL = re.compile(r"\s*(?:[/;,|\n&]|\b(?:atau|or|dan|and)\b)\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\+?[\d(][\d\s().\-\u2010-\u2015\u00b7_+]*")
_ABROAD = re.compile(r"^\(?00(?=[1-9])")
# "+62 (0) 813" and "+62 0813": the country and the zero that stands for it.
_TWICE_HOME = re.compile(r"^\+?62[\s().-]*0[\s().-]*(?=[2-9])")


def normalise_phone(text: str, *, field: str = "phone") -> str:
    """The first number in it in international form (E.164); raises Invalid with a sentence for the field."""
    found = phones_in(text)
    if not found:
        raise _bad_phone(field)
    return found[0]


def phones_in(text: str) -> list[str]:
    """Every telephone number in what somebody typed, as E.164, in its order, each once.

    As they are written in Indonesia: 0813…, 813…, +62…, 62…, 0062…, (021)…, with dots, dashes, brackets, "WA:" before
    and a name or an extension behind, several in one field.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if len(text) > LONGEST_PHONES:
        return []
    # "0813/8842/1907" is one number, "0813-8842-1907 / 021-5091-4400" are two.
    found = [number for part in _SEVERAL.split(text) if (number := _one_phone(part))]
    whole = [] if found else [_one_phone(text.replace("/", " "))]
    return list(dict.fromkeys(filter(None, [*found, *whole])))


def _one_phone(text: str) -> str:
    """E.164; "" for what is none."""
    import phonenumbers  # brings the rules of every country along

    run = _DIGITS.search(text)
    if run is None or len(run[0]) > LONGEST_PHONE:
        return ""
    typed = _TWICE_HOME.sub("+62", _ABROAD.sub("+", run[0].replace("_", " ").strip()))
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        return ""
    # Possible, not valid: the tables of given-out prefixes are always older than the newest numbers.
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_member_no(text: str) -> str:
    """A member or customer number as it is compared: capitals, without gaps; zeros in front and dashes stay."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


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
