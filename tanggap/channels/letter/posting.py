"""A letter that leaves on paper: a row of the outbox that no mail server sees, and when somebody posted it."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from tanggap.channels.letter.agenda import AgendaYear, next_number, written
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import clean
from tanggap.core.keys import DataKey, seal
from tanggap.core.time import local, now
from tanggap.people.models import Staff, Unit


class Posting(models.Model):
    """The outgoing agenda: its number, when it was posted, whether it came back."""

    letter = models.OneToOneField(Outbound, models.PROTECT, related_name="posting")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    posted_on = models.DateField(null=True, blank=True)
    posted_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    registered_number = models.CharField(max_length=60, blank=True, default="")  # of registered mail, or of a courier
    returned_on = models.DateField(null=True, blank=True)
    returned_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="posting_number_once"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(posted_on__isnull=False, returned_on__gte=F("posted_on")),
                name="posting_returned_after_posted",
            ),
        ]

    def __str__(self) -> str:
        return f"posting {self.pk}"

    @property
    def key(self) -> str:
        return f"posting:{self.pk}"

    @property
    def agenda(self) -> str:
        """The number that stands on the letter."""
        return written(self.number, self.year)


def queue_letter(
    to: str, subject: str, body: str, *, office: Unit, case_key: str, language: str, automatic: bool = True,
    hold_seconds: int = 0, key: DataKey | None = None,
) -> Outbound:  # fmt: skip
    """Put a letter on the list of those to be printed and posted; `to` is name and address, line by line.

    Side effects: one row of the outbox, which the mail worker leaves alone, and its number in the outgoing agenda.
    """
    moment = now()
    letter = Outbound.objects.create(
        kind="letter", state=Outbound.State.TO_POST, to_address=seal(clean(to), key), subject=seal(clean(subject), key),
        body_text=seal(clean(body), key), language=language, automatic=automatic, case_key=case_key, key=key,
        message_id="", created_at=moment, due_at=moment + timedelta(seconds=hold_seconds),
    )  # fmt: skip
    year = local(moment).year
    number = next_number(office.pk, year, AgendaYear.Way.OUT)
    Posting.objects.create(letter=letter, office=office, year=year, number=number)
    return letter
