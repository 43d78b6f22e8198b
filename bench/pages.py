"""Pages of the workspace as a browser loads them, signed in through the real form."""

import http.client
import json
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.load import Client, Timed, drive, get
from bench.place import Place

SIGN_IN = "/desk/sign-in/"
TIMES = 200
WARM = 20


@dataclass(frozen=True)
class Page:
    """How one page did; `missing` says why there is nothing to tell."""

    alone: Timed | None = None
    together: Timed | None = None
    queries: int = 0
    size: int = 0
    missing: str = ""


def sign_in(place: Place, opens: dict[str, str]) -> str:
    """The cookies of a signed-in member of staff; raises RuntimeError when the form does not let them in."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
    connection.request("GET", SIGN_IN)
    answer = connection.getresponse()
    page, jar = answer.read().decode(), SimpleCookie()
    _keep(jar, answer)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if answer.status != http.client.OK or token is None:
        raise RuntimeError(f"{SIGN_IN} answered {answer.status}")
    form = {"csrfmiddlewaretoken": token[1], "login": opens["email"], "password": opens["password"]}
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": _cookies(jar)}
    connection.request("POST", SIGN_IN, urlencode(form), head)
    answer = connection.getresponse()
    answer.read()
    _keep(jar, answer)
    if answer.status != http.client.FOUND:
        raise RuntimeError(f"the sign-in form answered {answer.status}")
    return _cookies(jar)


def _keep(jar: SimpleCookie, answer: http.client.HTTPResponse) -> None:
    for name, value in answer.getheaders():
        if name.lower() == "set-cookie":
            jar.load(value)


def _cookies(jar: SimpleCookie) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def measure(place: Place, path: str, opens: dict[str, str], *, clients: int = 8) -> Page:
    """The page from one client, one request after the other; then from eight at once; and its queries."""
    try:
        cookies = sign_in(place, opens)
    except RuntimeError as problem:
        return Page(missing=str(problem))
    client = Client(place.port, {"Cookie": cookies})
    status, content = client.send("GET", path)
    client.close()
    if status != http.client.OK:
        return Page(missing=f"{path} answered {status}")
    head = {"Cookie": cookies}
    drive(range(WARM), get(path), port=place.port, clients=2, **head)
    alone = drive(range(TIMES), get(path), port=place.port, clients=1, **head)
    together = drive(range(2 * TIMES), get(path), port=place.port, clients=clients, **head)
    counted = json.loads(place.run("-m", "bench.queries", opens["email"], path))
    return Page(alone=alone, together=together, queries=counted["queries"], size=len(content))
