"""Processes that must not outlive the one that started them."""

import ctypes
import signal
import sys

# Set by `tanggap serve` for its children. Not a TANGGAP_ name: nobody should set it by hand.
SERVED = "_SERVED_BY_TANGGAP"
SET_PARENT_DEATH_SIGNAL = 1


def die_with_parent() -> None:
    """On Linux: when the parent is killed, even by `kill -9`, this process is asked to end too.

    Without it an orphaned web process would go on holding the port, and the next start would fail.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
