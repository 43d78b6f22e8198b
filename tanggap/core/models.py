"""The tables of core."""

from tanggap.core.files import File
from tanggap.core.filling import Filling
from tanggap.core.keys import DataKey
from tanggap.core.limits import Limit

__all__ = ["DataKey", "File", "Filling", "Limit"]
