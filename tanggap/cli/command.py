"""What a command needs before it runs, and how it gets it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tanggap.core import time
from tanggap.core.db import gate
from tanggap.core.db.server import using_server
from tanggap.core.errors import TanggapError


class Need(Enum):
    """NOTHING: only arguments. SETTINGS: Django is set up. DATABASE: the server runs as long as the command does."""

    NOTHING = 0
    SETTINGS = 1
    DATABASE = 2


@contextmanager
def ready(need: Need) -> Iterator[None]:
    """Everything that the command needs is there inside the block; raises TanggapError when it cannot be."""
    if need is Need.NOTHING:
        yield
        return
    set_up()
    if need is Need.SETTINGS:
        yield
        return
    with database(), time.at_home_in(home_zone()):
        yield


def home_zone() -> str:
    """The zone that the organisation has chosen; "" before there are tables to ask."""
    from django.db import ProgrammingError

    from tanggap.people.organisation import profile

    try:
        return profile().zone
    except ProgrammingError:
        return ""


def set_up() -> None:
    """Read the settings and load every app."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as problem:
        raise TanggapError(f"The settings cannot be used: {problem}") from None


@contextmanager
def database() -> Iterator[None]:
    """The embedded server, started if it does not run yet; or any other one, which must answer."""
    if not settings.EMBEDDED:
        gate.connect(settings.DATABASES["default"]).close()
        yield
        return
    try:
        with using_server(settings.HOME):
            yield
    except PermissionError as problem:
        raise TanggapError(
            f"You may not use {problem.filename}; run this as the user that owns {settings.HOME}."
        ) from None
