"""Making objects that are to be written by the thousand."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


class _Blank(NamedTuple):
    """What a new object of one model begins with, when fields of these names are given."""

    plain: dict[str, Any]
    made: list[tuple[str, Callable[[], Any]]]
    relations: list[tuple[str, str, str]]


@lru_cache(maxsize=1024)
def _blank(model: type[models.Model], given: tuple[str, ...]) -> _Blank:
    fields = model._meta.concrete_fields
    by_name = {field.name: field for field in fields}
    unknown = set(given) - by_name.keys() - {field.attname for field in fields}
    if unknown:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    related = [by_name[name] for name in given if name in by_name and by_name[name].is_relation]
    made = [(field.attname, field.default) for field in fields if callable(field.default) and field.has_default()]
    return _Blank(
        plain={field.attname: None if callable(field.default) else field.get_default() for field in fields},
        made=[(name, default) for name, default in made if name not in given],
        relations=[(field.name, field.attname, field.target_field.attname) for field in related],
    )


def make(model: type[M], **values: Any) -> M:
    """`model(**values)`, unsaved, in a fifth of its time; raises TypeError for a field that does not exist.

    Django's own way looks at every field by itself and costs more than everything else that a batch does.
    """
    plain, made, relations = _blank(model, tuple(values))
    row = model.__new__(model)
    state = ModelState()
    state.fields_cache = cache = {}
    row.__dict__ = known = {"_state": state, **plain, **values}
    for name, default in made:
        known[name] = default()
    for name, attname, target in relations:
        if (value := known.pop(name)) is not None:
            known[attname] = value.__dict__[target]
            cache[name] = value
    return row
