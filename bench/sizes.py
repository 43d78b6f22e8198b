"""What a browser has to load for a page: the page itself and everything it names, compressed as it travels."""

import gzip
import http.client
import re
from urllib.parse import urljoin, urlsplit

from bench.figures import Row
from bench.place import HOST, Place

_NAMED = re.compile(r'(?:<link[^>]+href|<script[^>]+src|<img[^>]+src|<use[^>]+href)="([^"#]+)')
_IN_STYLE = re.compile(r"url\(([^)]+\.woff2)\)")
PORTAL, LIST = ("portal page, everything it loads", "≤ 60 KB"), ("workspace list, everything it loads", "≤ 120 KB")


def sizes_rows(place: Place, cookies: str) -> list[Row]:
    """The first page of the portal and the inbox, each with an empty cache."""
    pages = [(*PORTAL, "/", ""), (*LIST, "/desk/", cookies)]
    return [_row(place, *page) for page in pages]


def _row(place: Place, what: str, budget: str, path: str, cookies: str) -> Row:
    text, travelled = _fetch(place, path, cookies)
    parts = {path: travelled}
    waiting = [urljoin(path, found) for found in _NAMED.findall(text)]
    while waiting:
        name = waiting.pop()
        if urlsplit(name).netloc or name in parts or not name.startswith("/static/"):
            continue
        content, parts[name] = _fetch(place, name, "")
        if name.endswith(".css"):
            # Of the two halves of the font a browser loads the one whose characters the page has.
            fonts = [one.strip("'\"") for one in _IN_STYLE.findall(content) if "latin-ext" not in one]
            waiting += [urljoin(name, one) for one in fonts]
    together = sum(parts.values()) / 1024
    largest = max(parts, key=lambda name: parts[name])
    found = f"{together:.0f} KB in {len(parts)} files (the largest {largest}, {parts[largest] / 1024:.0f} KB)"
    return Row(what, found, budget, {"kb": together, "parts": parts}, {"kb": [together]})


def _fetch(place: Place, path: str, cookies: str) -> tuple[str, int]:
    """Its text, and how many bytes travelled."""
    connection = http.client.HTTPConnection(HOST, place.port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", **({"Cookie": cookies} if cookies else {})})
    answer = connection.getresponse()
    content = answer.read()
    plain = gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content
    connection.close()
    return plain.decode("utf-8", "replace"), len(content)
