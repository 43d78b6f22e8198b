"""The steps of the temperature, and which of two is the warmer one."""

# Anxious and disappointed are the same height: one is afraid, the other let down, and neither shouts.
STEPS = ("calm", "disappointed", "anxious", "angry", "very_angry")
_HEIGHT = {"calm": 0, "disappointed": 1, "anxious": 1, "angry": 2, "very_angry": 3}


def warmer(now: str, before: str) -> int:
    """1 when it has become warmer, -1 cooler, 0 the same, or when one of the two is not known."""
    if now not in _HEIGHT or before not in _HEIGHT:
        return 0
    return (_HEIGHT[now] > _HEIGHT[before]) - (_HEIGHT[now] < _HEIGHT[before])
