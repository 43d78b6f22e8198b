"""Adding staff from the command line."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from tanggap.core.errors import Invalid, TanggapError
from tanggap.people import posts, units
from tanggap.people.actors import COMMAND
from tanggap.people.models import Role, Staff, Unit

# No letters or digits that are mistaken for one another when read aloud or typed from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def first_password() -> str:
    """16 characters in groups of four, about 79 bit."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


@transaction.atomic
def add_staff(email: str, *, role: str, unit_code: str | None, name: str | None) -> str:
    """A new member of staff with one post; returns the first password. Raises TanggapError for what cannot be."""
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(f"{email} is not an e-mail address.") from None
    if role not in Role.values:
        raise Invalid(f"There is no role {role}; there are: {', '.join(Role.values)}.")
    unit, password = find_unit(unit_code), first_password()
    try:
        with transaction.atomic():
            staff = Staff.objects.create_user(email, password, full_name=name or email.partition("@")[0])
    except IntegrityError:
        raise TanggapError(f"There is already somebody with the address {email}.") from None
    posts.appoint(staff, unit=unit, role=role, by=COMMAND)
    return password


def find_unit(code: str | None) -> Unit:
    """The unit of that code, or the root; the root is made on the first day."""
    if code:
        found = Unit.objects.filter(code=code).first()
        if found is None:
            known = ", ".join(Unit.objects.values_list("code", flat=True)[:20]) or "none yet"
            raise Invalid(f"There is no unit {code}; there are: {known}.")
        return found
    root = Unit.objects.filter(parent=None).order_by("pk").first()
    return root or units.plant("organisation", name_id="Organisasi", name_en="Organisation", kind=Unit.Kind.ORGANISATION)
