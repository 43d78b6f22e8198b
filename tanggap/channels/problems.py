"""Why a letter did not leave or a message could not be read, in a sentence; rows keep codes, which have no language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NO_SERVER = "no_server"
OVER_BUDGET = "over_budget"
CROWDED = "crowded"
ERASED = "erased"
TRIED_TOO_OFTEN = "tried_too_often"
NOT_BUILT = "not_built"
NO_SENDER = "no_sender"
EMPTY = "empty"
BULK = "bulk"
SPAM = "spam"
UNANSWERABLE = "unanswerable"
OTHER_SENDER = "other_sender"
SEVERAL_SENDERS = "several_senders"
ONLY_NUMBER = "only_number"
MERGED_AWAY = "merged_away"
FROM_STAFF = "from_staff"
LOOP = "loop"
UNREADABLE = "unreadable"
TOO_HARD = "too_hard"
TOO_LARGE = "too_large"
WITHHELD = "withheld"
BOUNCE = "bounce"
AUTOMATIC = "automatic"
OWN = "own"

SENTENCES: dict[str, Any] = {
    NO_SERVER: _("Not sent: no mail server is configured (TANGGAP_EMAIL_URL)."),
    OVER_BUDGET: _(
        "Not sent: this address, or the network it was typed in, has had its share of automatic mail for now."
    ),
    CROWDED: _("It waits: more receipts than usual leave in this hour."),
    ERASED: _("Not sent: its content was erased."),
    TRIED_TOO_OFTEN: _("Reading it failed five times; a person has to look at it."),
    NOT_BUILT: _("Not sent: the letter cannot be put together. The log says more."),
    NO_SENDER: _("It has no address that could be answered."),
    EMPTY: _("It has no words, no subject and no files."),
    BULK: _("It was sent to many people at once, not to us."),
    SPAM: _("The mail server calls it spam."),
    UNANSWERABLE: _("It asks for no automatic answer; a program may have written it for somebody."),
    OTHER_SENDER: _("It answers a letter of ours, but comes from an address that does not belong to that complaint."),
    SEVERAL_SENDERS: _("It answers a letter of ours, but names several people as its sender."),
    ONLY_NUMBER: _("The number of a complaint stands in its subject; whether it belongs there, nothing else says."),
    MERGED_AWAY: _("It answers on a complaint that was merged, and nothing proves that both are of one person."),
    FROM_STAFF: _("It comes from the address of somebody who works here; by email nobody acts as staff."),
    LOOP: _("This address has sent more today than people do. It may be a machine that answers ours."),
    UNREADABLE: _("It cannot be read. The log says more."),
    TOO_LARGE: _("It is larger than 25 MB and was not taken. It still lies in the mailbox."),
    WITHHELD: _("The mail server does not give it out. It still lies in the mailbox; look for it there."),
    TOO_HARD: _("Reading it took longer than five seconds. It may be built to hold us up."),
    BOUNCE: _("A mail server reports on a letter of ours; nobody wrote this."),
    AUTOMATIC: _("A machine answered by itself; nobody wrote this."),
    OWN: _("It is a letter of our own that came back."),
}


def explain(problem: str) -> Any:
    """The sentence for a code; anything else is what the other server said, and stays as it is."""
    return SENTENCES.get(problem, problem)
