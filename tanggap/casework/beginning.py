"""What an intake begins with that was opened from something: a call, a ticket, a letter, a mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tanggap.core.files import File
from tanggap.people.models import Unit


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is known before anybody types: it fills the form, and people may change it there.

    `since` is when the conversation began, for the clock at the top of the page. `branch` and `files` are not on the
    form: they go with the complaint as they are. `case_key` is what it has become already, if it has.
    """

    medium: str
    name: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    post: str = ""
    member_no: str = ""
    organization: str = ""
    on_behalf: str = ""
    representative_name: str = ""
    representative_phone: str = ""
    language: str = ""
    title: str = ""
    body: str = ""
    wish: str = ""
    product: str = ""
    category: str = ""
    occurred_on: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    received_at: datetime | None = None
    about_unit: Unit | None = None
    branch: Unit | None = None
    files: tuple[File, ...] = ()
    since: datetime | None = None
    case_key: str = ""
