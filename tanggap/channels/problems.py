"""Why a letter did not leave or a message could not be read, in a sentence; rows keep codes, which have no language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NO_SERVER = "no_server"
OVER_BUDGET = "over_budget"
ERASED = "erased"
TRIED_TOO_OFTEN = "tried_too_often"
NOT_BUILT = "not_built"

SENTENCES: dict[str, Any] = {
    NO_SERVER: _("Not sent: no mail server is configured (TANGGAP_EMAIL_URL)."),
    OVER_BUDGET: _("Not sent: this address has had its share of automatic mail for now."),
    ERASED: _("Not sent: its content was erased."),
    TRIED_TOO_OFTEN: _("Reading it failed five times; a person has to look at it."),
    NOT_BUILT: _("Not sent: the letter cannot be put together. The log says more."),
}


def explain(problem: str) -> Any:
    """The sentence for a code; anything else is what the other server said, and stays as it is."""
    return SENTENCES.get(problem, problem)
