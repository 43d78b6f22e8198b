"""Those who act without being staff or a known person: the worker, the command line, a visitor of the portal."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Actor:
    """Somebody to put down as `by`: a text key for the trail, a name for the page."""

    key: str
    name: Any

    @property
    def display_name(self) -> str:
        return str(self.name)


WORKER = Actor("worker", "Tanggap")
VISITOR = Actor("visitor", _("Visitor"))
COMMAND = Actor("command", _("Command line"))
