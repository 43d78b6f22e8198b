"""The memory of one process for what may be some seconds old (settings.CACHES)."""

from django.core.cache.backends.locmem import LocMemCache


class Memory(LocMemCache):
    """Django looks at every letter of a name, whether memcached would take it. A page asks for half a dozen."""

    def validate_key(self, key: str) -> None:
        """Any name will do here."""
