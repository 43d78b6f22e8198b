"""The console script `tanggap`: finds the command, gives it what it needs, turns errors into one sentence."""

import argparse
import ast
import os
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from django.db import OperationalError, ProgrammingError

from tanggap.cli.command import ready
from tanggap.core.errors import Invalid, TanggapError

COMMANDS = Path(__file__).parent / "commands"
INTERRUPTED = 130


@cache
def known() -> dict[str, Path]:
    """Every command by its name; `import_.py` is `import`."""
    return {path.stem.rstrip("_"): path for path in sorted(COMMANDS.glob("[a-z]*.py"))}


def help_of(path: Path) -> str:
    """The first line of the file's docstring, read without importing it."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def parser() -> argparse.ArgumentParser:
    """The outermost parser: it only knows the names of the commands."""
    listing = "\n".join(f"  {name:<10}{help_of(path)}" for name, path in known().items())
    made = argparse.ArgumentParser(
        prog="tanggap",
        description="Complaint management that keeps its promises.",
        epilog=f"commands:\n{listing}\n\nSettings come from the environment; docs/settings.md lists them.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"tanggap {version('tanggap')}")
    made.add_argument("command", choices=known(), metavar="COMMAND", help="see below; tanggap COMMAND --help says more")
    made.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return made


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code. Errors of the user are raised as TanggapError."""
    chosen = parser().parse_args(arguments)
    path = known()[chosen.command]
    module = import_module(f"tanggap.cli.commands.{path.stem}")
    inner = argparse.ArgumentParser(prog=f"tanggap {chosen.command}", description=module.__doc__)
    module.arguments(inner)
    given = inner.parse_args(chosen.rest)
    with ready(module.NEEDS):
        return module.run(given) or 0


def say(problem: TanggapError) -> None:
    """The sentence on standard error, and field by field what to mend."""
    from django.conf import settings
    from django.utils.translation import override

    # The administrator's tools speak English, whatever the first language of the installation is.
    if not settings.configured:
        print(problem, file=sys.stderr)
        return
    with override("en"):
        print(problem, file=sys.stderr)
        for field, sentence in (problem.fields if isinstance(problem, Invalid) else {}).items():
            print(f"  {field}: {sentence}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """The entry point: exit code 0 only on success, never a traceback for what the user did wrong."""
    try:
        return run(sys.argv[1:] if arguments is None else arguments)
    except TanggapError as problem:
        say(problem)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in `tanggap export | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ProgrammingError as problem:
        if getattr(problem.__cause__, "sqlstate", "") not in {"42P01", "42703"}:  # undefined table, undefined column
            raise
        print("The database is not set up for this version yet; run: tanggap init", file=sys.stderr)
    except OperationalError as problem:
        print(f"The database does not answer: {str(problem).splitlines()[0]}", file=sys.stderr)
    return 1
