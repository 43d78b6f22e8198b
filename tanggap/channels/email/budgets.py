"""How many letters leave by themselves (T6): none of our forms is to become a way of sending mail to strangers.

Counted when a letter's turn comes, so that no complaint waits for a counter. A complaint is never refused for it; only
the letter stays here, and whoever is at the form is told so. What had to wait for the mail server counts for the hour
(or day) in which it was written: after an outage of a day nobody gets less than without it, nor more.
"""

from collections.abc import Iterable
from datetime import timedelta

from tanggap.channels import problems
from tanggap.channels.models import Outbound
from tanggap.core import limits
from tanggap.core.keys import unseal
from tanggap.core.time import now

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
    if letter.budget != Outbound.Budget.ONCE:
        return False
    [(bucket, limit, _seconds)] = _of_its_time([UNCONFIRMED], letter)
    return limits.spent((bucket, "", limit))


def within(letter: Outbound) -> bool:
    """Count it, once: a repeat of the same letter is not another letter. False when it is one too many."""
    if not letter.budget:
        return True
    to = str(unseal(letter.to_address, letter.key)).casefold()
    if not limits.within(_of_its_time(BY_ADDRESS[Outbound.Budget(letter.budget)], letter), to):
        return False
    if letter.network and not limits.within(_of_its_time(BY_NETWORK, letter), letter.network):
        return False
    if letter.budget == Outbound.Budget.ONCE:
        limits.within(_of_its_time([UNCONFIRMED], letter), "")
    Outbound.objects.filter(pk=letter.pk).update(budget=Outbound.Budget.NONE, network="")
    return True


def _of_its_time(buckets: Iterable[tuple[str, int, int]], letter: Outbound) -> list[tuple[str, int, int]]:
    """The same counters; of a letter that is older than their time, those of the hour or day it was written in.

    One that waits because too many were written is no such letter: it goes on waiting for its turn.
    """
    age = now() - letter.created_at
    found = []
    for bucket, limit, seconds in buckets:
        if age > timedelta(seconds=seconds) and letter.problem != problems.CROWDED:
            bucket = f"{bucket}@{letter.created_at:{'%Y-%m-%d' if seconds == DAY else '%Y-%m-%dT%H'}}"
        found.append((bucket, limit, seconds))
    return found


def used_up(to: str, network: str) -> bool:
    """Whether a letter to this unconfirmed address would be one too many as far as is known now; counts nothing."""
    [(once, one, _day)], [(shared, many, _hour)] = BY_ADDRESS[Outbound.Budget.ONCE], BY_NETWORK
    return limits.spent((once, to.casefold(), one), (shared, network, many))
