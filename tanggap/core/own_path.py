"""Where a page may send somebody on to: a path of this installation, never another site."""

from urllib.parse import unquote

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(text: str | None) -> str | None:
    """The text when it is a path of ours (`/desk/?state=open`); None for anything a browser could read as elsewhere."""
    if not text or not text.startswith("/") or len(text) > 2000:
        return None
    plain = unquote(text)
    # Browsers drop tabs and newlines and read a backslash as a slash, so `/\t/evil.example` is another site.
    if plain.startswith(("//", "/\\")) or "\\" in plain or any(ord(sign) < 32 or ord(sign) == 127 for sign in plain):
        return None
    return text if url_has_allowed_host_and_scheme(text, allowed_hosts=None) else None
