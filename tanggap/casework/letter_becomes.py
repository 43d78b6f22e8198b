"""A complaint straight from the sorting desk, where the letter itself says all that is needed."""

from django.db import transaction

from tanggap.cases.models import Case
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.letters_sorted import Disposition, note_disposition
from tanggap.casework.receive import Once
from tanggap.casework.sources import take_in
from tanggap.people.models import Staff


@transaction.atomic
def record_letter(words: Words, given: Disposition, *, by: Staff) -> Receipt:
    """`words.source` names the letter; the same letter again gives the same receipt."""
    receipt = take_in(words, by=by, once=Once(words.source, words.source, words.source.encode()))
    note_disposition(Case.objects.get(pk=receipt.case_id), given, by=by)
    return receipt
