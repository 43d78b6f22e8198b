"""How the complainant feels, estimated from words (R29); temperature.py confirms or corrects it.

An estimate changes no date and no way by itself; the SOP may say that it calls somebody in (call_in.py).
"""

from typing import Any

from tanggap.cases.models import Case
from tanggap.casework.arrivals import Words
from tanggap.reading.temperature import estimate, warmer
from tanggap.sop.procedure import Procedure


def agreed(temperature: str) -> dict[str, Any]:
    """With what was confirmed the estimate is answered; it speaks again when the complainant writes again."""
    return estimated(temperature)


def estimated(temperature: str) -> dict[str, Any]:
    """The field of the case that an estimate changes; none without one."""
    return {"temperature_estimate": temperature} if temperature else {}


def felt_at_arrival(words: Words, procedure: Procedure) -> str:
    """The estimate for what arrives, where nobody has judged it; of what was handled elsewhere none is made."""
    if words.past is not None or words.temperature or not procedure.temperature.estimate:
        return ""
    return estimate(f"{words.title}\n{words.body}" if words.title else words.body, words.language)


def felt_in(case: Case, text: str) -> str:
    """The estimate for a later message of the complainant; empty where the SOP wants none."""
    return estimate(text, case.language) if case.edition.procedure.temperature.estimate else ""


def warmest(case: Case) -> str:
    """The confirmed temperature, or the estimate of later words where that is warmer."""
    if not case.temperature or warmer(case.temperature_estimate, case.temperature) > 0:
        return case.temperature_estimate
    return case.temperature
