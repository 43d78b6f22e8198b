"""The tables of core."""

from tanggap.core.keys import DataKey

__all__ = ["DataKey"]
