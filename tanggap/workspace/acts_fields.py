"""The fields of an act's form: what is asked, how it is read, and what is shown again when it was refused."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tanggap.core import files, time
from tanggap.core.errors import Invalid
from tanggap.core.keys import DataKey

Given = dict[str, Any]
Option = dict[str, Any]
NOT_ONE_OF_THESE = _("Choose one of these, please.")
NOT_A_NUMBER = _("Write a whole number, please.")
NOT_A_MOMENT = _("Write date and time as year-month-day hour:minute.")
NOT_A_DATE = _("Write a date as day, month and year, please.")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. `kind` is a macro of ui/fields.html; `initial` is what stands on file now."""

    name: str
    label: Any
    kind: str = "textarea"
    hint: Any = ""
    optional: bool = False
    initial: Any = ""
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    empty: Any = ""
    rows: int = 4
    look: str = "chips"
    size: str = ""
    ends: tuple[Any, Any] = ("", "")

    def beginning_with(self, value: Any) -> "Field":
        """The same field with something else in it at first."""
        return replace(self, initial=value)

    def allowed(self) -> dict[str, str]:
        """What may be chosen, with its words."""
        inside = [option for _label, options in self.groups for option in options]
        return {str(option["value"]): str(option["label"]) for option in [*self.options, *inside]}

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The options as the macro `select` takes them."""
        return [(option["value"], option["label"]) for option in self.options]

    @property
    def pairs_by_group(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """The grouped options as the macro `select` takes them."""
        return [(label, [(one["value"], one["label"]) for one in inside]) for label, inside in self.groups]

    def words_on_file(self) -> str:
        """What stands on file, for the page that says that somebody was faster."""
        if isinstance(self.initial, list | tuple):
            return ", ".join(self.allowed().get(str(one), str(one)) for one in self.initial)
        return self.allowed().get(str(self.initial), str(self.initial if self.initial is not None else ""))

    def typed(self, request: HttpRequest) -> Any:
        """What was sent, to be shown again as it was."""
        if self.kind == "checks":
            return request.POST.getlist(self.name)
        if self.kind == "checkbox":
            return self.name in request.POST
        return plain(request.POST.get(self.name, ""))

    def asked_for(self, request: HttpRequest) -> str:
        """What an address fills in (`?severity=high`, from the palette): a choice that there is, never a text."""
        value = request.GET.get(self.name, "") if self.kind in ("select", "radios") else ""
        return value if value in self.allowed() else ""

    def read(self, request: HttpRequest) -> Any:
        """The value of what was sent; raises Invalid with the sentence for this field."""
        typed = self.typed(request)
        reader = _READERS.get(self.kind)
        return reader(self, typed) if reader else typed


def options(pairs: Iterable[tuple[Any, Any]]) -> tuple[Option, ...]:
    """(value, label) pairs as the macros want them."""
    return tuple({"value": value, "label": label} for value, label in pairs)


def plain(text: str) -> str:
    """Browsers send line ends as CR LF; we keep them as LF."""
    return text.replace("\r\n", "\n")


def read_all(fields: Iterable[Field], request: HttpRequest) -> Given:
    """Every field's value; raises Invalid that names all fields that cannot be read."""
    given, problems = {}, {}
    for field in fields:
        if field.kind == "file":
            continue
        try:
            given[field.name] = field.read(request)
        except Invalid as problem:
            problems[field.name] = problem.sentence
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    return given


def take_in_files(request: HttpRequest, name: str, key: DataKey | None) -> list[files.File]:
    """What was uploaded now, and what a refused form had uploaded before (`NAME_kept`); raises Invalid."""
    kept = request.POST.getlist(f"{name}_kept")
    found = list(files.File.objects.filter(public_id__in=kept, claimed=False)) if kept else []
    for upload in request.FILES.getlist(name):
        found.append(_take_in(upload, name, key))
    return found


def _take_in(upload: UploadedFile, name: str, key: DataKey | None) -> files.File:
    try:
        return files.take_in(upload.file, upload.name or "", key=key)  # type: ignore[arg-type]
    except Invalid as problem:
        raise Invalid(problem.sentence, fields={name: problem.sentence}, code=problem.code) from problem


def rupiah_of(typed: str) -> int:
    """Whole rupiah as people write them: "Rp1.214.000", "1 214 000"; raises Invalid."""
    text = re.sub(r"(?i)^rp\.?|[\s.\u00a0]", "", typed.strip()) or "0"
    text = re.sub(r",(00|-)?$", "", text).replace(",", "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Invalid(_("Write the amount in whole rupiah, for example 250.000."))
    return int(text)


def _money(_field: Field, typed: str) -> int:
    return rupiah_of(typed)


def _number(field: Field, typed: str) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(NOT_A_NUMBER)
    return int(text)


def _date(field: Field, typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as problem:
        raise Invalid(NOT_A_DATE) from problem


def _moment(field: Field, typed: str) -> datetime | None:
    """On the wall clock of the installation; nothing was typed where none is meant."""
    if not typed.strip():
        return None
    try:
        moment = datetime.fromisoformat(typed.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=time.default_zone())).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise Invalid(NOT_A_MOMENT) from problem


def _choice(field: Field, typed: str) -> str:
    if typed and typed not in field.allowed():
        raise Invalid(NOT_ONE_OF_THESE)
    return typed


def _choices(field: Field, typed: list[str]) -> list[str]:
    if not set(typed) <= set(field.allowed()):
        raise Invalid(NOT_ONE_OF_THESE)
    return typed


_READERS: Mapping[str, Any] = {
    "money": _money, "number": _number, "scale": _number, "date": _date, "moment": _moment,
    "select": _choice, "radios": _choice,
    "checks": _choices,
}  # fmt: skip
