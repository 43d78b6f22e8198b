"""How many letters leave by themselves (T6): none of our forms is to become a way of sending mail to strangers.

Counted when a letter's turn comes, so that no complaint waits for a counter. A complaint is never refused for it; only
the letter stays here, and whoever is at the form is told so.
"""

from tanggap.channels.models import Outbound
from tanggap.core import limits
from tanggap.core.keys import unseal

HOUR, DAY = 3600, 86_400
BY_ADDRESS = {
    Outbound.Budget.LOOP: [("mail-hour", 3, HOUR), ("mail-day", 10, DAY)],
    Outbound.Budget.ONCE: [("mail-once", 1, DAY)],
}
# Many people may share one network: a family, a shop, the customers of a telephone company.
BY_NETWORK = [("mail-network", 20, HOUR)]
# All letters to addresses that nobody has confirmed. What is beyond waits; it is not left out.
UNCONFIRMED = ("mail-unconfirmed", 2000, HOUR)


def all_spent(letter: Outbound) -> bool:
    """Whether it has to wait, because all those who complain now have been sent enough in this hour."""
    bucket, limit, _seconds = UNCONFIRMED
    return letter.budget == Outbound.Budget.ONCE and limits.spent((bucket, "", limit))


def within(letter: Outbound) -> bool:
    """Count it, once: a repeat of the same letter is not another letter. False when it is one too many."""
    if not letter.budget:
        return True
    to = str(unseal(letter.to_address, letter.key)).casefold()
    if not limits.within(BY_ADDRESS[Outbound.Budget(letter.budget)], to):
        return False
    if letter.network and not limits.within(BY_NETWORK, letter.network):
        return False
    if letter.budget == Outbound.Budget.ONCE:
        limits.within([UNCONFIRMED], "")
    Outbound.objects.filter(pk=letter.pk).update(budget=Outbound.Budget.NONE, network="")
    return True


def used_up(to: str, network: str) -> bool:
    """Whether a letter to this unconfirmed address would be one too many as far as is known now; counts nothing."""
    [(once, one, _day)], [(shared, many, _hour)] = BY_ADDRESS[Outbound.Budget.ONCE], BY_NETWORK
    return limits.spent((once, to.casefold(), one), (shared, network, many))
