"""The agenda numbers of letters: each office counts anew every year, what came in and what goes out apart."""

from django.db import connection, models

from tanggap.people.models import Unit

# One statement: of two who register at the same moment the second waits for the first, and nobody has a number twice.
_NEXT = """
INSERT INTO channels_agendayear (office_id, year, way, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (office_id, year, way) DO UPDATE SET last = channels_agendayear.last + 1 RETURNING last
"""


class AgendaYear(models.Model):
    """The last number that was given in that office and year. Gaps are allowed; none is given twice."""

    class Way(models.TextChoices):
        IN = "in"
        OUT = "out"

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=3, choices=Way)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year", "way"], name="agenda_year_once")]

    def __str__(self) -> str:
        return f"{self.way} {self.office_id} {self.year}: {self.last}"


def next_number(office_id: int, year: int, way: str) -> int:
    """A fresh number of that office and year."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [office_id, year, way])
        return int(cursor.fetchone()[0])


def written(number: int, year: int) -> str:
    """As it is written on the letter and said aloud: 0017/2026."""
    return f"{number:04}/{year}"
