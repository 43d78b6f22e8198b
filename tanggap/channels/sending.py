"""Everything that is due to leave, by whatever channel; the worker calls this."""

from tanggap.channels.email import send


def send_due(batch: int = 100) -> int:
    """Send what is due; returns how much left. Never inside a transaction: each step commits by itself."""
    return send.send_due(batch)
