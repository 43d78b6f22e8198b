"""What a file's columns mean: a mapping is a TOML file, one of our presets or the user's own.

    [merge.Product]                    # old names of a value, before anything else is read
    "Credit card" = "Credit card or prepaid card"

    [fields.title]                     # one table per field of a complaint
    text = "{Issue}[: {Sub-issue}]"    # what is in [ ] goes when a column in it is empty

    [fields.medium]
    column = "Submitted via"
    values = { Web = "web", Fax = "letter" }
    otherwise = "web"                  # for values not listed; without it such a row is a bad row
    empty = "web"                      # for an empty cell

A field may also be a list of such tables ([[fields.category]]): the first that gives something is taken.
`docs/imports.md` explains every key.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from tanggap.core.errors import Invalid, TanggapError

PRESETS = Path(__file__).parent / "presets"


class Rule(BaseModel):
    """Where one value comes from: a column, or a text with columns in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str = ""
    text: str = ""
    values: dict[str, str] = {}
    otherwise: str | None = None
    empty: str = ""

    @model_validator(mode="after")
    def _one_source(self) -> "Rule":
        if bool(self.column) == bool(self.text):
            raise ValueError('give either column = "…" or text = "…"')
        return self


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Rules = Annotated[list[Rule], BeforeValidator(_listed)]


class Fields(BaseModel):
    """The fields of a complaint that a file can fill. All but `body` and `received_at` may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: Rules
    received_at: Rules
    title: Rules = []
    medium: Rules = []
    kind: Rules = []
    language: Rules = []
    type: Rules = []
    category: Rules = []
    severity: Rules = []
    temperature: Rules = []
    product: Rules = []
    wish: Rules = []
    occurred_on: Rules = []
    unit: Rules = []
    name: Rules = []
    email: Rules = []
    phone: Rules = []
    whatsapp: Rules = []
    post: Rules = []
    member_no: Rules = []
    organization: Rules = []
    anonymous: Rules = []
    confidential: Rules = []
    source_id: Rules = []
    state: Rules = []
    outcome: Rules = []
    forwarded_at: Rules = []
    replied_at: Rules = []
    closed_at: Rules = []
    late: Rules = []
    solution: Rules = []
    answer: Rules = []

    def used(self) -> Iterator[tuple[str, list[Rule]]]:
        """Each field that the mapping fills, with its rules."""
        for name in type(self).model_fields:
            if rules := getattr(self, name):
                yield name, rules


class Mapping(BaseModel):
    """The whole mapping. Formats of dates are those of Python's strptime; without any, ISO 8601."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    language: str = "id"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    columns_may_be_missing: bool = False
    date_formats: list[str] = []
    zone: str = ""
    merge: dict[str, dict[str, str]] = {}
    fields: Fields


def preset_names() -> list[str]:
    """The presets that are shipped."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


def read_mapping(given: str) -> Mapping:
    """The preset of that name, or the mapping in that file; raises Invalid with a sentence for each fault."""
    path = PRESETS / f"{given}.toml" if given in preset_names() else Path(given)
    if path.suffix != ".toml":
        raise TanggapError(f"There is no preset {given}; there are: {', '.join(preset_names())}. Or name a .toml file.")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise TanggapError(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise TanggapError(f"{path} cannot be read: {problem}.") from None
    except tomllib.TOMLDecodeError as problem:
        raise TanggapError(f"{path} is no TOML: {problem}.") from None
    try:
        return Mapping.model_validate(content)
    except ValidationError as problem:
        raise Invalid(f"{path} is no mapping that can be used:", fields=dict(_sentences(problem))) from None


def _sentences(problem: ValidationError) -> Iterator[tuple[str, str]]:
    for error in problem.errors():
        place = ".".join(str(part) for part in error["loc"]) or "the file"
        known = ", ".join(Fields.model_fields)
        said = {
            "missing": "this is needed",
            "extra_forbidden": f"unknown; fields are: {known}" if error["loc"][:1] == ("fields",) else "unknown",
        }.get(error["type"], error["msg"].removeprefix("Value error, "))
        yield place, said
