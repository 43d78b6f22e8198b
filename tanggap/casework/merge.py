"""Two files about one matter of one complainant become one; nothing moves, and it can be undone. Others are linked."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Link, Party
from tanggap.cases.states import Outcome, State
from tanggap.casework import promises
from tanggap.casework.acting import begin, write_down
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.close import end_everything, shut
from tanggap.casework.receive import receive
from tanggap.casework.register import Lesson
from tanggap.casework.say import write_to
from tanggap.core import time
from tanggap.core.db.plain import first
from tanggap.core.errors import require
from tanggap.people import vault
from tanggap.people.models import Staff


@transaction.atomic
def merge(case: Case, *, into: Case, by: Staff, version: int | None = None) -> None:
    """`case` closes as merged and both codes open the target. Only of one complainant; the state before is kept."""
    first, second = sorted((case, into), key=lambda one: one.pk)
    for one in (first, second):
        begin(one, "merge", by=by, version=version if one == case else None)
    require(case.pk != into.pk, _("A complaint cannot be merged into itself."), code="same_case")
    require(into.merged_into_id is None, _("That complaint was merged itself."), code="merged")
    require(same_complainant(case, into), _("They are of two people. Link them instead."), code="two_people")
    before = case.state
    end_everything(case, by=by)
    shut(case, "merge", Outcome.MERGED, Lesson(solution=into.reference), by=by)
    case.put(merged_into=into, state_before_merge=before)
    Link.objects.get_or_create(case=case, other=into, how=Link.How.MERGED, defaults={"at": time.now()})
    into.put()
    write_down(case, "merged", by=by, into=into.key, before=before, closing=case.closings)
    write_down(into, "merged_here", by=by, other=case.key)
    write_to(case, "merged", other_reference=into.reference)


@transaction.atomic
def unmerge(case: Case, *, by: Staff, version: int | None = None) -> None:
    """Take the merge back: the case stands where it stood; what ended with the merge is not begun again by itself."""
    begin(case, "unmerge", by=by, version=version)
    require(case.merged_into_id is not None, _("It was not merged."), code="not_merged")
    into = first(Case, "id = %s", case.merged_into_id)
    assert into is not None
    # Decisions and offers were ended by the merge, so a case that waited for one is looked into again.
    waiting = {State.DECIDING, State.APPROVED, State.OFFERED}
    before = State(case.state_before_merge)
    case.move_to(
        State.INVESTIGATING if before in waiting else before, act="unmerge", outcome="", closed_at=None,
        merged_into=None, state_before_merge="",
    )  # fmt: skip
    Link.objects.filter(case=case, other=into, how=Link.How.MERGED).delete()
    promises.turn(case, begin=("resolution", "progress"))
    write_down(case, "unmerged", by=by, out_of=into.key, state=case.state)
    write_down(into, "unmerged_here", by=by, other=case.key)


@transaction.atomic
def link(case: Case, *, other: Case, by: Staff, version: int | None = None) -> Link:
    """The two have to do with each other; nothing else changes."""
    begin(case, "link", by=by, version=version)
    require(case.pk != other.pk, _("A complaint cannot be linked to itself."), code="same_case")
    made, new = Link.objects.get_or_create(case=case, other=other, how=Link.How.RELATED, defaults={"at": time.now()})
    require(new, _("They are linked already."), code="already_done")
    case.put()
    write_down(case, "linked", by=by, other=other.key)
    return made


@transaction.atomic
def split(case: Case, words: Words, *, by: Staff, version: int | None = None) -> Receipt:
    """Two matters in one letter: the second becomes a case of its own, linked, received when the first was."""
    begin(case, "split", by=by, version=version)
    receipt = receive(_as_hidden_as(case, words), by=by)
    made = Case.objects.get(pk=receipt.case_id)
    Link.objects.create(case=case, other=made, how=Link.How.SPLIT, at=time.now())
    case.put()
    write_down(case, "split", by=by, other=made.key)
    return receipt


def _as_hidden_as(case: Case, words: Words) -> Words:
    """The second matter is read by nobody who may not read the first: whoever is accused there is kept out here."""
    accused = case.parties.select_related("staff").filter(role=Party.Role.ACCUSED).first()
    return replace(
        words, confidential=words.confidential or case.hidden, accused=words.accused or (accused and accused.staff)
    )


def same_complainant(one: Case, other: Case) -> bool:
    """Whether both are of one person: the same record, or the same address or telephone number."""
    if one.hidden or other.hidden:
        return False
    people = [case.parties.select_related("person").filter(role="complainant").first() for case in (one, other)]
    if any(party is None or party.person is None for party in people):
        return False
    first, second = (vault.read(party.person) for party in people if party and party.person)
    if people[0].person_id == people[1].person_id:  # type: ignore[union-attr]
        return True
    shared = {first.email, first.phone, first.whatsapp, first.member_no} & {
        second.email, second.phone, second.whatsapp, second.member_no,
    }  # fmt: skip
    return bool(shared - {""})
