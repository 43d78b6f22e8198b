"""Reading an SOP file: a Procedure, or every problem with its line and what to do about it."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tanggap.core.errors import Invalid
from tanggap.sop.checks import check
from tanggap.sop.lines import Lines
from tanggap.sop.problems import sentence_for, syntax_problem
from tanggap.sop.procedure import Procedure

__all__ = ["Procedure", "SopProblem", "SopProblems", "read", "text_of"]


@dataclass(frozen=True, order=True)
class SopProblem:
    """One mistake: its line (from 1), the key it is about ("categories.late.label"), and a sentence."""

    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(sentence)s") % {"line": self.line, "sentence": self.sentence}


class SopProblems(Invalid):
    """All mistakes of an SOP file, in the order of its lines."""

    code = "sop_problems"

    def __init__(self, problems: list[SopProblem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read(source: str | Path) -> Procedure:
    """The procedure in that TOML text or file; raises SopProblems. A `str` is the text, a `Path` the file."""
    return _read(text_of(source) if isinstance(source, Path) else source)


@lru_cache(maxsize=16)
def _read(text: str) -> Procedure:
    """Read once per process: a Procedure never changes. What cannot be read is not remembered."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, sentence = syntax_problem(text, error)
        raise SopProblems([SopProblem(line, "", sentence)]) from None
    try:
        procedure = Procedure.model_validate(content)
    except ValidationError as error:
        lines = Lines(text)
        raise SopProblems([_at(lines, *sentence_for(each)) for each in error.errors()]) from None
    if problems := list(check(procedure)):
        lines = Lines(text)
        raise SopProblems([_at(lines, path, sentence) for path, sentence in problems])
    return procedure


def _at(lines: Lines, path: tuple[str | int, ...], sentence: str) -> SopProblem:
    return SopProblem(lines.of(path), ".".join(str(part) for part in path), sentence)


def text_of(path: Path) -> str:
    """The text of that file; raises SopProblems when it is not UTF-8, Invalid when it cannot be read."""
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise SopProblems([SopProblem(line, "", _("This is not UTF-8. Save the file as UTF-8."))]) from None
    except OSError as error:
        raise Invalid(_("The file %(path)s cannot be read: %(why)s.")
                      % {"path": path, "why": error.strerror or error}) from None  # fmt: skip
