"""The rules look only at the facts that they say they look at, for any SOP; others need not be read from the file."""

from dataclasses import fields
from typing import Any, get_args

import pytest

from tanggap.casework.facts import TOLD_BY
from tanggap.sop import rules
from tanggap.sop.acts import ACTS, NeedField
from tanggap.sop.parts import Needs
from tanggap.sop.rules import Facts
from tanggap.sop.schema import read
from tests.sagara import SOPS

PROCEDURE = read((SOPS / "company.toml").read_text(encoding="utf-8"))


class Watched(Facts):
    """Facts that note which of them were looked at."""

    def __getattribute__(self, name: str) -> Any:
        if name in TOLD_BY:
            object.__getattribute__(self, "__dict__").setdefault("looked", set()).add(name)
        return super().__getattribute__(name)


class Asking:
    """The same SOP, where every act needs these fields."""

    def __init__(self, needed: tuple[str, ...]) -> None:
        self.needed = needed

    def __getattr__(self, name: str) -> Any:
        return getattr(PROCEDURE, name)

    def needs(self, act: str, type: str | None = None) -> Needs:
        return PROCEDURE.needs(act, type).model_copy(update={"fields": list(self.needed)})


@pytest.mark.parametrize("act", ACTS)
def test_what_is_looked_at_is_what_is_asked_for(act: str) -> None:
    every = get_args(NeedField)
    for needed in ((), *((field,) for field in every), every):
        asking = Asking(needed)
        facts = Watched(type="product", category="taste_or_smell")
        rules.missing(asking, act, facts)  # type: ignore[arg-type]

        assert facts.__dict__.get("looked", set()) == rules.asked(asking, act, "product"), needed  # type: ignore[arg-type]


def test_every_fact_that_rows_tell_is_a_fact() -> None:
    assert TOLD_BY.keys() <= {field.name for field in fields(Facts)}
