"""Carries letters as the worker does, again and again, to be killed (see nursery.py)."""

import time

from tanggap.casework.sweep import carry_letters

REST_SECONDS = 0.01


def main() -> None:
    while True:
        if not carry_letters():
            time.sleep(REST_SECONDS)
