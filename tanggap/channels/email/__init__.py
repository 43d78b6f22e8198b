"""Mail: building, sending and (later) reading it."""
