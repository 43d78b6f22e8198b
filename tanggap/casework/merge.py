"""Two files about one matter of one complainant become one; nothing moves, and it can be undone. Others are linked."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases import letters
from tanggap.cases.models import Case, Link, Party
from tanggap.cases.states import Outcome, State
from tanggap.casework import money, promises
from tanggap.casework.acting import begin, write_down
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.close import end_everything, shut
from tanggap.casework.links import token_of, track_url
from tanggap.casework.put_right import begin_again
from tanggap.casework.receive import receive
from tanggap.casework.register import Lesson
from tanggap.casework.say import HELD_SECONDS, check_text
from tanggap.channels import outbox
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.db.plain import first
from tanggap.core.errors import require
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.remedy.models import Redress, Task


@transaction.atomic
def merge(case: Case, *, into: Case, checked: str = "", by: Staff, version: int | None = None) -> None:
    """`case` closes as merged; only of one complainant. What it was before, and what ends with it, is kept.

    Its code opens the target as well where that is proven to be the same person: by a mailbox that both are reached at
    and that the code was sent to, or because staff looked (`checked` says how).
    """
    first, second = sorted((case, into), key=lambda one: one.pk)
    for one in (first, second):
        begin(one, "merge", by=by, version=version if one == case else None)
    require(case.pk != into.pk, _("A complaint cannot be merged into itself."), code="same_case")
    require(into.merged_into_id is None, _("That complaint was merged itself."), code="merged")
    require(same_complainant(case, into), _("They are of two people. Link them instead."), code="two_people")
    check_text(checked, "checked", longest=500, required=False)
    before, ended = case.state, _what_ends(case)
    end_everything(case, by=by)
    shut(case, "merge", Outcome.MERGED, Lesson(solution=into.reference), by=by)
    case.put(merged_into=into, state_before_merge=before)
    proof = proof_of(case, into) or (Link.Proof.CHECKED if checked.strip() else Link.Proof.NONE)
    Link.objects.update_or_create(
        case=case, other=into, how=Link.How.MERGED, defaults={"proof": proof, "at": time.now()}
    )
    into.put()
    sent = letters.to_complainant(
        case, "merged", track_url=track_url(token_of(case)), hold_seconds=HELD_SECONDS, other_reference=into.reference
    )
    write_down(
        case, "merged", by=by, into=into.key, before=before, closing=case.closings, proof=proof,
        letter=sent.pk if sent else 0, private={"checked": checked} if checked.strip() else None, **ended,
    )  # fmt: skip
    write_down(into, "merged_here", by=by, other=case.key)


def _what_ends(case: Case) -> dict[str, Any]:
    """Open tasks with their state, and what was set aside: what `unmerge` takes up again."""
    tasks = Task.objects.filter(case=case, state__in=["planned", "open"]).order_by("pk")
    aside = Redress.objects.filter(case=case, state=Redress.State.RESERVED).order_by("pk")
    return {
        "tasks": {str(pk): state for pk, state in tasks.values_list("pk", "state")},
        "set_aside": list(aside.values_list("pk", flat=True)),
    }


@transaction.atomic
def unmerge(case: Case, *, by: Staff, version: int | None = None) -> None:
    """Take the merge back: the case stands where it stood, with its tasks and what was set aside for it.

    An offer or a decision that waited is not put forward again by itself, so such a case is looked into once more. The
    letter is not sent when it has not left yet.
    """
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
    merged = next((one.facts for one in reversed(trail.entries(case)) if one.verb == "merged"), {})
    outbox.cancel(Outbound.objects.filter(pk=merged.get("letter", 0)), "taken back")
    tasks = merged.get("tasks", {})
    if before in waiting:
        tasks = {number: state for number, state in tasks.items() if state == Task.State.OPEN}
    else:
        money.reserve_again(case, merged.get("set_aside", []), by=by)
    begin_again(case, tasks, by=by)
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


def proof_of(case: Case, into: Case) -> str:
    """Whether whoever holds the code of `case` is known to be the complainant of `into`: "" when nothing proves it.

    Anybody can type anybody's address, so that both name it proves nothing. But a complaint that came by mail had its
    code sent to that mailbox and shown nowhere else; and who reads the mailbox that `into` names may have its code.
    """
    people = {
        one.pk: (one.parties.select_related("person").filter(role="complainant").first()) for one in (case, into)
    }
    mine, theirs = people[case.pk], people[into.pk]
    if mine is None or theirs is None or mine.person is None or theirs.person is None or case.hidden or into.hidden:
        return Link.Proof.NONE
    known = vault.read_many([mine.person, theirs.person])
    email = known[mine.person.pk].email
    # A renewed code was perhaps read out by staff.
    by_mail = case.entered_by == "mail" and case.code_generation == 1
    return Link.Proof.MAILBOX if by_mail and email and email == known[theirs.person.pk].email else Link.Proof.NONE
