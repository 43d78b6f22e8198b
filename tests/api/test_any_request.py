"""Requests made up by Schemathesis from our own OpenAPI document: whatever comes, no answer is a 5xx."""

from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.api.machines import Machine, complain
from tests.corpus import LONG
from tests.sagara import Sagara

EXAMPLES = 500 if LONG else 10  # of each operation
SEEN = {
    "type": "product", "category": "taste_or_smell", "severity": "low", "impact_satisfaction": "low",
    "temperature": "calm",
}  # fmt: skip


def cases_at_several_points(sagara: Sagara) -> list[str]:
    """Numbers of a new case, one that is looked into, one that waits for approval, one that is offered."""
    fitri, bob, olga = (Machine(getattr(sagara, name)) for name in ("fitri", "bob", "olga"))
    numbers = [complain(complainant={"name": f"Alice {n}"})["reference"] for n in range(4)]
    for number in numbers[1:]:
        fitri.act(number, "assess", SEEN)
        fitri.act(number, "forward")
    for number in numbers[2:]:
        options = [bob.act(number, "propose", {"title": f"Cara {n}"})["solutions"][-1]["id"] for n in range(3)]
        reason = "Cukup untuk keluhan yang sekecil ini."
        bob.act(number, "decide", {"options": options, "recommended": options[0], "reason": reason})
    olga.act(numbers[3], "approve")
    fitri.act(numbers[3], "offer")
    return numbers


@pytest.mark.slow
def test_no_request_that_anybody_can_make_up_breaks_the_api(sagara: Sagara) -> None:
    numbers = cases_at_several_points(sagara)
    document = Machine().get("/openapi.json").json()
    machines = [Machine(getattr(sagara, name), raises=False) for name in ("fitri", "bob", "olga", "citra")]
    broken: list[str] = []
    tried = 0

    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            derandomize=True, suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(made=operation.as_strategy(), number=st.sampled_from(numbers), machine=st.sampled_from(machines))
        def send(made: Any, number: str, machine: Machine) -> None:
            nonlocal tried
            tried += 1
            status = answer_to(made, number, machine)
            if status >= 500:
                broken.append(f"{made.method} {made.path} {made.query} {made.body!r}: {status}")

        send()

    assert broken == []
    assert tried > 50 * EXAMPLES


def answer_to(made: Any, number: str, machine: Machine) -> int:
    """Send it about one of our cases, with what the case was like before put back afterwards."""
    parameters = {**(made.path_parameters or {}), **({"reference": number} if "{reference}" in made.path else {})}
    path = made.path.format(**parameters)
    headers = {str(name): str(value) for name, value in (made.headers or {}).items()}
    with transaction.atomic():
        if made.method.upper() == "GET":
            answer = machine.client.get(path, dict(made.query or {}), headers=headers)
        else:
            answer = machine.client.post(path, _json(made.body), content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return answer.status_code


def _json(body: Any) -> Any:
    return body if isinstance(body, dict | list | str | int | float | bool) or body is None else {}
