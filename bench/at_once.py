"""Two hundred complaints at the same instant, and each of them once more under its own key."""

import json
import threading

from bench.figures import Row
from bench.load import COMPLAINTS, Client, as_json, complaint
from bench.place import Place

AT_ONCE = 200
BUDGET = "0 lost, 0 twice"


def at_once_row(place: Place, numbers: range) -> Row:
    """From 200 connections, let go together; the repeats must be answered with the same references."""
    first, again = _all_at_once(place, numbers), _all_at_once(place, numbers)
    answered = [reference for reference in first if reference]
    lost = len(numbers) - len(set(answered))
    changed = sum(one != two for one, two in zip(first, again, strict=True))
    found = f"{len(answered)} answered, {lost} lost, {changed} answered otherwise the second time"
    numbers_found = {"answered": len(answered), "lost": lost, "changed": changed}
    return Row(f"{AT_ONCE} complaints at the same instant, twice", found, BUDGET, numbers_found)


def _all_at_once(place: Place, numbers: range) -> list[str]:
    found = [""] * len(numbers)
    ready = threading.Barrier(len(numbers))

    def run(index: int, number: int) -> None:
        client = Client(place.port)
        head = {"Content-Type": "application/json", "Idempotency-Key": f"at-once-{number}"}
        ready.wait()
        try:
            status, content = client.send("POST", COMPLAINTS, as_json(complaint(number)), **head)
        except OSError:
            return
        finally:
            client.close()
        found[index] = json.loads(content).get("reference", "") if status in {200, 201} else ""

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(numbers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
