"""Adding staff from the command line."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from tanggap.audit.trail import record
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people import posts, tokens, units
from tanggap.people.actors import COMMAND
from tanggap.people.models import ApiToken, Role, Staff, Unit

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
        raise Invalid(f"{email} is not an email address.") from None
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


def new_password(email: str) -> str:
    """A fresh password for somebody who has forgotten theirs; every session of theirs ends. Raises TanggapError."""
    staff, password = find_staff(email), first_password()
    staff.set_password(password)
    staff.save(update_fields=["password"])
    record("password_renewed", staff, by=COMMAND)
    return password


def add_token(email: str, *, name: str, scope: str = "") -> str:
    """A new bearer token with this person's rights, in clear for the only time. Raises TanggapError."""
    return tokens.token_for(find_staff(email), name=name, scope=scope, by=COMMAND)


def tokens_of(email: str) -> list[ApiToken]:
    """The tokens of this person that work now. Raises TanggapError."""
    staff = find_staff(email)
    return list(staff.tokens.filter(revoked_at=None, generation=staff.generation))


def revoke_tokens(email: str, *, name: str) -> None:
    """End the tokens of that name. Raises TanggapError when there is none."""
    found = [token for token in tokens_of(email) if token.name == name]
    if not found:
        raise TanggapError(f"{email} has no token called {name}.")
    for token in found:
        tokens.revoke_token(token, by=COMMAND)


def find_staff(email: str) -> Staff:
    """The member of staff with that address; raises TanggapError."""
    found = Staff.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise TanggapError(f"Nobody here has the address {email}.")
    return found


def find_unit(code: str | None) -> Unit:
    """The unit of that code, or the root; the root is made on the first day."""
    if code:
        found = Unit.objects.filter(code=code).first()
        if found is None:
            known = ", ".join(Unit.objects.values_list("code", flat=True)[:20]) or "none yet"
            raise Invalid(f"There is no unit {code}; there are: {known}.")
        return found
    root = Unit.objects.filter(parent=None).order_by("pk").first()
    if root is not None:
        return root
    return units.plant("organisation", name_id="Organisasi", name_en="Organisation", kind=Unit.Kind.ORGANISATION)
