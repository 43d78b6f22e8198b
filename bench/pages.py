"""Pages of the workspace as a browser loads them, signed in through the real form."""

import http.client
import json
import re
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.figures import Row
from bench.load import Client, Timed, drive, get
from bench.place import Place

SIGN_IN = "/desk/sign-in/"
ROUNDS = 5
TIMES = 200
WARM = 20


@dataclass(frozen=True)
class Page:
    """How one page did: rounds of one client, one round of eight; `missing` says why there is nothing to tell."""

    alone: tuple[Timed, ...] = ()
    together: Timed | None = None
    queries: int | None = None
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


def measure(place: Place, path: str, opens: dict[str, str], cookies: str) -> Page:
    """A page of the workspace, with its queries."""
    page = measure_as(place, path, cookies)
    if page.missing:
        return page
    counted = json.loads(place.run("-m", "bench.queries", opens["email"], path))
    return replace(page, queries=counted["queries"])


def measure_as(place: Place, path: str, cookies: str, *, times: int = TIMES, together: bool = True) -> Page:
    """The page from one client, one request after the other; then from eight at once."""
    head = {"Accept-Encoding": "gzip", **({"Cookie": cookies} if cookies else {})}
    client = Client(place.port, head)
    status, content = client.send("GET", path)
    client.close()
    if status != http.client.OK:
        return Page(missing=f"{path} answered {status}")
    drive(range(WARM), get(path), port=place.port, clients=2, **head)
    rounds = tuple(
        drive(range(times // ROUNDS), get(path), port=place.port, clients=1, **head) for _round in range(ROUNDS)
    )
    eight = drive(range(2 * times), get(path), port=place.port, clients=8, **head) if together else None
    return Page(alone=rounds, together=eight, size=len(content))


def of_rounds(what: str, page: Page, budget: str) -> Row:
    """One page as a row."""
    if page.missing:
        return Row(what, f"absent: {page.missing}", budget)
    every = Timed(seconds=[one for each in page.alone for one in each.seconds])
    faults = [fault for each in (*page.alone, *filter(None, [page.together])) for fault in each.faults]
    if faults:
        return Row(what, f"absent: {faults[0][:80]}", budget)
    p50, p95 = every.percentile(0.5), every.percentile(0.95)
    said = [f"p50 {p50:.1f} ms, p95 {p95:.1f} ms"]
    numbers = {"p50_ms": p50, "p95_ms": p95, "bytes": page.size, "queries": page.queries}
    samples = {"p50_ms": [each.percentile(0.5) for each in page.alone]}
    if page.together is not None:
        said.append(f"{page.together.rate:,.0f}/s at 8 clients")
        numbers["at_eight"], samples["rate_at_eight"] = page.together.rate, [page.together.rate]
    if page.queries is not None:
        said.append(f"{page.queries} queries")
        samples["queries"] = [page.queries]
    return Row(what, f"{', '.join(said)}, {page.size / 1024:.0f} KB", budget, numbers, samples)
