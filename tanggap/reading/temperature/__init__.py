"""How angry a contact sounds: calm, disappointed, anxious, angry, very angry (R29). An estimate from words, no more.

Words are data (`id.toml`, `en.toml`); capitals, exclamation marks and drawn-out letters count beside them. Knows no
case; one pass over the text, whatever its length.
"""

from tanggap.reading.temperature.scale import STEPS, warmer
from tanggap.reading.temperature.signs import estimate

__all__ = ["STEPS", "estimate", "warmer"]
