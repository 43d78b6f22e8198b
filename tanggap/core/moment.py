"""A model field for a moment that is now unless said otherwise, by the one clock."""

from typing import Any

from django.db import models

from tanggap.core import time


class Moment(models.DateTimeField):
    """A DateTimeField whose default is `core.time.now`.

    Migrations must not import our code, so there it is an ordinary DateTimeField without the default.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", time.now)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        return name, "django.db.models.DateTimeField", args, kwargs
