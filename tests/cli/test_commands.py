"""Every command explains itself, and says what the user did wrong in one sentence."""

import os
import subprocess
import sys
from importlib import import_module

import pytest

from tanggap.cli import main
from tanggap.cli.command import Need

NAMES = sorted(main.known())


def tanggap(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANGGAP_")}
    command = [sys.executable, "-m", "tanggap.cli", *arguments]
    home = {"TANGGAP_HOME": "/nonexistent/tanggap"}
    return subprocess.run(command, env={**kept, **home, **environment}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_each_command_has_its_parts_and_its_help(name: str) -> None:
    module = import_module(f"tanggap.cli.commands.{main.known()[name].stem}")

    assert isinstance(module.NEEDS, Need) and callable(module.run) and callable(module.arguments)
    assert len(main.help_of(main.known()[name])) > 20
    shown = tanggap(name, "--help")
    assert shown.returncode == 0 and shown.stdout.startswith(f"usage: tanggap {name}")


def test_the_list_names_every_command() -> None:
    shown = tanggap("--help")

    assert shown.returncode == 0 and all(f"\n  {name}" in shown.stdout for name in NAMES)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"TANGGAP_DATABASE_URL": "mysql://host/name"}, "TANGGAP_DATABASE_URL must begin with postgresql://"),
        ({"TANGGAP_DATABASE_URL": "postgresql://host:port/name"}, "TANGGAP_DATABASE_URL cannot be read: the port"),
        ({"TANGGAP_DATABASE_URL": "postgresql://host/"}, "TANGGAP_DATABASE_URL must end with the name of one database"),
        (
            {"TANGGAP_DATABASE_URL": "postgresql://h/n?sslmod=on"},
            "TANGGAP_DATABASE_URL has an option that is not known",
        ),
        (
            {"TANGGAP_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/n"},
            "The database n at 127.0.0.1:1 cannot be used",
        ),
        ({"TANGGAP_TIME_ZONE": "Jakarta"}, "TANGGAP_TIME_ZONE must be a time zone"),
        ({"TANGGAP_LANGUAGE": "de"}, "TANGGAP_LANGUAGE must be one of id, en"),
        ({"TANGGAP_BASE_URL": "example.org"}, "TANGGAP_BASE_URL must look like https://"),
        ({"TANGGAP_BASE_URl": "https://example.org"}, "TANGGAP_BASE_URl is not a setting of Tanggap"),
        ({"TANGGAP_WEB_THREADS": "many"}, "TANGGAP_WEB_THREADS must be a whole number"),
        ({"TANGGAP_DEMO": "perhaps"}, "TANGGAP_DEMO must be 1 or 0"),
    ],
)
def test_a_wrong_setting_is_one_sentence(environment: dict[str, str], sentence: str) -> None:
    shown = tanggap("doctor", **environment)

    assert shown.returncode == 1
    assert shown.stderr.startswith(sentence) and shown.stderr.count("\n") == 1
    assert "secret" not in shown.stderr


@pytest.mark.parametrize("bind", ["8000", "127.0.0.1:0", "127.0.0.1:http", "203.0.113.1:8000"])
def test_a_wrong_address_is_one_sentence(bind: str) -> None:
    shown = tanggap("serve", "--bind", bind)

    assert shown.returncode == 1 and shown.stderr.count("\n") == 1
