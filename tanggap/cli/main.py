"""The console script `tanggap`: finds the command, gives it what it needs, turns errors into one sentence."""

import argparse
import ast
import os
import signal
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from tanggap.cli.command import ready
from tanggap.core.errors import Invalid, TanggapError

COMMANDS = Path(__file__).parent / "commands"
INTERRUPTED = 130
UNDEFINED = {"42P01", "42703"}  # table, column


@cache
def known() -> dict[str, Path]:
    """Every command by its name; `import_.py` is `import`."""
    return {path.stem.rstrip("_"): path for path in sorted(COMMANDS.glob("[a-z]*.py"))}


def help_of(path: Path) -> str:
    """The first line of the file's docstring, read without importing it."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def parser() -> argparse.ArgumentParser:
    """The outermost parser: it only knows the names of the commands."""
    listing = "\n".join(f"  {name:<12}{help_of(path)}" for name, path in known().items())
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
    # A command with PASSES_ON hands what it does not know to another program (psql).
    passes_on = getattr(module, "PASSES_ON", False)
    given, unknown = inner.parse_known_args(chosen.rest) if passes_on else (inner.parse_args(chosen.rest), [])
    given.rest = unknown
    with ready(module.NEEDS):
        return module.run(given) or 0


def say(problem: TanggapError) -> None:
    """The sentence on standard error, and field by field what to mend."""
    from django.apps import apps
    from django.utils.translation import override

    if not apps.ready:  # a fault of the settings, which are not translated
        print(problem, file=sys.stderr)
        return
    # The administrator's tools speak English, whatever the first language of the installation is.
    with override("en"):
        print(problem, file=sys.stderr)
        for field, sentence in (problem.fields if isinstance(problem, Invalid) else {}).items():
            print(f"  {field}: {sentence}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """The entry point: exit code 0 only on success, never a traceback for what the user did wrong."""
    # Asked to end, leave in good order: the last one to leave stops the embedded server.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        return run(sys.argv[1:] if arguments is None else arguments)
    except TanggapError as problem:
        say(problem)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in `tanggap export | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as problem:
        sentence = of_the_database(problem)
        if not sentence:
            raise
        print(sentence, file=sys.stderr)
    return 1


def of_the_database(problem: Exception) -> str:
    """What to do about a database that does not answer or is not set up; empty for any other fault."""
    from django.db import OperationalError, ProgrammingError

    if isinstance(problem, OperationalError):
        return f"The database does not answer: {str(problem).splitlines()[0]}"
    if isinstance(problem, ProgrammingError) and getattr(problem.__cause__, "sqlstate", "") in UNDEFINED:
        return "The database is not set up for this version yet; run: tanggap init"
    return ""
