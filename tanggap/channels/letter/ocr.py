"""What a scan says, read by Tesseract where it is installed (Debian: tesseract-ocr, tesseract-ocr-ind).

A program of its own with a time limit: a page that takes it long costs no more than that, and the web never waits for
it, for only the worker calls this.
"""

import os
import shutil
import subprocess
from functools import lru_cache

from tanggap.core.processes import die_with_parent

SECONDS = 60
WANTED = ("ind", "eng")
LONGEST = 20_000  # characters of a page


class NotRead(Exception):
    """The page could not be read, or not in time."""


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Those of ours that the program can read; none when it is not installed."""
    if (program := shutil.which("tesseract")) is None:
        return ()
    done = subprocess.run([program, "--list-langs"], capture_output=True, timeout=SECONDS, check=False)
    known = set(done.stdout.decode(errors="replace").split())
    return tuple(one for one in WANTED if one in known)


def is_installed() -> bool:
    """Whether scans are read here."""
    return bool(languages())


def read(picture: bytes) -> str:
    """The words on one page; raises NotRead."""
    command = [shutil.which("tesseract") or "tesseract", "-", "-", "-l", "+".join(languages())]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=SECONDS, check=False, preexec_fn=die_with_parent,
            # One core for one page: the others keep promises.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError) as problem:
        raise NotRead from problem
    if done.returncode:
        raise NotRead(done.stderr.decode(errors="replace")[-200:])
    text = done.stdout.decode(errors="replace").replace("\0", "").replace("\x0c", "")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()[:LONGEST]
