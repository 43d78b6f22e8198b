"""Search as staff use it: a word that hardly anybody wrote, one that nearly everybody did, a name, a reference."""

from urllib.parse import quote_plus

from bench.figures import Row
from bench.pages import Page, measure_as, of_rounds
from bench.place import Place

BUDGET = "p95 ≤ 20 ms"
TIMES = 100


def terms(place: Place) -> dict[str, str]:
    """What is looked for. The reference is given with a word beside it: alone it leads straight to its case."""
    with place.database() as own:
        rare, name, reference = own.execute(
            "SELECT substring(title from '[0-9]+'), shown_name, reference FROM cases_case "
            "WHERE visibility = 'open' AND shown_name <> '' ORDER BY id OFFSET 500 LIMIT 1"
        ).fetchone()
    return {"rare word": rare, "common word": "galon", "two common words": "galon berbau", "name": name,
            "part of a reference": reference[:7]}  # fmt: skip


def search_rows(place: Place, cookies: str, size: int) -> list[Row]:
    """Each term from one client."""
    found = []
    for what, term in terms(place).items():
        page: Page = measure_as(place, f"/desk/search/?q={quote_plus(term)}", cookies, times=TIMES, together=False)
        found.append(of_rounds(f"search, {what}, {size:,} on file", page, BUDGET))
    return found
