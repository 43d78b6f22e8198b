"""An officer confirms or corrects how the complainant feels (R29), with a trace."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Temperature
from tanggap.cases.models import Case
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.call_in import call_in
from tanggap.casework.felt import agreed
from tanggap.core.errors import Invalid, require
from tanggap.people.models import Staff


@transaction.atomic
def note_temperature(case: Case, *, temperature: str, by: Staff, version: int | None = None) -> None:
    """An officer says how the complainant feels; whoever is very angry goes at once to somebody trained."""
    begin(case, "note_temperature", by=by, version=version)
    if temperature not in Temperature.values:
        sentence = _("Choose how the contact was.")
        raise Invalid(sentence, fields={"temperature": sentence})
    demand(case, "note_temperature", temperature=temperature)
    require(temperature != case.temperature or case.temperature_estimate != temperature,
            _("That is noted already."), code="already_done")  # fmt: skip
    before, guessed = case.temperature, case.temperature_estimate
    case.put(temperature=temperature, **agreed(temperature))
    write_down(case, "temperature_noted", by=by, temperature=temperature, before=before, estimate=guessed)
    call_in(case)
