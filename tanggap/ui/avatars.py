"""Initials and colours for the round marks that stand for people."""

from zlib import crc32

HUES = 12


def initials(name: str) -> str:
    """Two letters for "Dimas Prakoso" (DP), one for "Sri" (S), a question mark for nobody."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    first, last = words[0], words[-1]
    return (first[0] + (last[0] if len(words) > 1 else "")).upper()


def hue(key: object) -> int:
    """A steady number from 0 to 11 for a person's key ("staff:12"); the stylesheet turns it into a colour."""
    return crc32(str(key).encode()) % HUES
