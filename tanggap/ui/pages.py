"""Django's Jinja2 backend, with an environment for each language (settings.TEMPLATES; why: ui/compiled.py)."""

from functools import cache

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2, Template
from django.utils.translation import get_language
from jinja2 import Environment, TemplateNotFound

from tanggap.ui.formatting import spoken_language
from tanggap.ui.jinja import environment
from tanggap.ui.kept_code import KeptCode, state


class Pages(Jinja2):
    """A template is taken from the environment of the active language; `env` is the one whose language is open."""

    def get_template(self, template_name: str) -> Template:
        try:
            found = self.in_language(spoken_language(get_language())).get_template(template_name)
        except TemplateNotFound as problem:
            raise TemplateDoesNotExist(problem.name, backend=self) from problem
        return Template(found, self)

    @cache  # noqa: B019 - there is one backend for as long as the process lives
    def in_language(self, language: str) -> Environment:
        """Its environment, made when the first page in that language is."""
        code = KeptCode(settings.HOME / "compiled", language, state())
        return environment(
            language, loader=self.env.loader, auto_reload=self.env.auto_reload, autoescape=True, bytecode_cache=code
        )
