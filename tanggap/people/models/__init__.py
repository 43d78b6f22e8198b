"""The tables of people: staff who act, persons who complain."""

from tanggap.people.models.competence import Competence, Rest
from tanggap.people.models.doubles import Double
from tanggap.people.models.duty import Duty
from tanggap.people.models.kept_form import KeptForm
from tanggap.people.models.organisation import Invitation, Organisation
from tanggap.people.models.persons import Consent, ContactPoint, Identity, MailedKey, Mandate, Person
from tanggap.people.models.renewal import Renewal
from tanggap.people.models.staff import Absence, ApiToken, Deputy, Post, Role, Staff, Unit

__all__ = [
    "Absence",
    "ApiToken",
    "Competence",
    "Consent",
    "ContactPoint",
    "Deputy",
    "Double",
    "Duty",
    "Identity",
    "Invitation",
    "KeptForm",
    "MailedKey",
    "Mandate",
    "Organisation",
    "Person",
    "Post",
    "Renewal",
    "Rest",
    "Role",
    "Staff",
    "Unit",
]
