"""Who comes in person: a number, a counter that calls it, and how long it took (R3)."""
