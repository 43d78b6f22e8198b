"""A conflict beside the complaint: named by its kind, with somebody who decides on it, and how it ended (R54, R55)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases.models import Case, Participant
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.assess import refuse_excluded
from tanggap.casework.people import add_participant, kept_out_of
from tanggap.casework.review import involved_in
from tanggap.casework.say import check_text
from tanggap.core import time
from tanggap.core.db.plain import add, change, refresh
from tanggap.core.errors import Invalid, require
from tanggap.people.models import Staff
from tanggap.remedy.models import Conflict

ENDED = frozenset({Conflict.State.SETTLED, Conflict.State.PARTLY, Conflict.State.NOT_SETTLED})
# Whoever has only opened the file has done nothing in the matter.
ONLY_LOOKED = frozenset({"read", "contact_seen", "original_opened", "printed"})
NOT_OPEN = _("This conflict has ended already. Look at the file again, please.")


@transaction.atomic
def note_conflict(
    case: Case, *, kind: str, between: str, shown: str, decider: Staff | None = None, by: Staff,
    version: int | None = None,
) -> Conflict:  # fmt: skip
    """It is named: which kind, between whom, how it showed, and who decides on it without having a part in it."""
    begin(case, "note_conflict", by=by, version=version)
    policy = case.edition.procedure.conflict
    if policy is None or kind not in policy.kinds:
        raise Invalid(_("Choose one of the kinds of the SOP."), fields={"kind": _("Choose one.")})
    check_text(between, "between", longest=500)
    check_text(shown, "shown", longest=5_000)
    if decider is not None:
        refuse_involved(case, decider, "decider")
    demand(case, "note_conflict")
    [conflict] = add([Conflict(
        case=case, round=case.round, kind=kind, stored_between=case.sealed(between), stored_shown=case.sealed(shown),
        decider=decider, noted_by=by, at=time.now(),
    )])  # fmt: skip
    if decider is not None:
        add_participant(case, Participant.Role.MENTIONED, staff=decider)
    case.put()
    write_down(case, "conflict_noted", by=by, conflict=conflict.key, kind=kind,
               handler=decider.key if decider else None)  # fmt: skip
    return conflict


@transaction.atomic
def settle_conflict(
    conflict: Conflict, *, state: str, done: str, by: Staff, version: int | None = None
) -> Conflict:
    """What was done, and how it ended: settled, in part, or not."""
    case = conflict.case
    begin(case, "settle_conflict", by=by, version=version)
    if state not in ENDED:
        raise Invalid(_("Say how it ended."), fields={"state": _("Choose one.")})
    check_text(done, "done", longest=5_000)
    demand(case, "settle_conflict", reason=done)
    values = {"state": state, "stored_done": case.sealed(done), "ended_by": by, "ended_at": time.now()}
    require(change(Conflict, "id = %s AND state = 'open'", conflict.pk, **values), NOT_OPEN, code="not_open")
    refresh(conflict)
    case.put()
    write_down(case, "conflict_ended", by=by, private={"done": done}, conflict=conflict.key, kind=conflict.kind,
               how=state)  # fmt: skip
    return conflict


def refuse_involved(case: Case, person: Staff, field: str) -> None:
    """Nobody decides or mediates in a matter in which he or she has a part, or which is kept from them."""
    refuse_excluded(case, person)
    answers = involved_in(case) | {case.owner_id, case.handler_id} | kept_out_of(case)
    if person.pk in answers or person.key in {one.actor for one in trail.entries(case, without=ONLY_LOOKED)}:
        sentence = _("%(name)s has a part in this complaint. Choose somebody who has none.")
        said = sentence % {"name": person.display_name}
        raise Invalid(said, fields={field: said}, code="not_neutral")
