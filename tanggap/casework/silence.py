"""What happens by itself when a date passes that is not ours to keep: no answer, a pause over, a window shut."""

from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import promises, waits
from tanggap.casework.acting import write_down
from tanggap.casework.people import frontdesk_of, people_to_tell, workers_on
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff


def unanswered(case: Case, clock: Clock) -> None:
    """The complainant did not answer by the date: staff are told, and the other promises run on if the SOP says so."""
    promises.keep(case, "documents")
    goes_on = case.edition.procedure.answers.on_silence == "resume"
    moved = waits.resume(case, [waits.ON_ASK]) if goes_on else []
    # An offer is waited for all the same.
    if goes_on and case.waiting_since is not None and case.state != State.OFFERED:
        case.put(waiting_since=None)
    write_down(
        case, "unanswered", by=WORKER, due=clock.due_at.isoformat(), promises=sorted(one.kind for one in moved)
    )
    tell_staff(_told(case), Notice.Kind.UNANSWERED, case)


def pause_over(case: Case, clock: Clock) -> None:
    """A pause has lasted as long as it was meant to: the promises run on, and staff are told."""
    promises.keep(case, promises.PAUSE)
    moved = waits.resume(case, sorted(waits.over(case, time.now())))
    waits.watch(case)
    write_down(case, "pause_over", by=WORKER, promises=sorted(one.kind for one in moved))
    tell_staff(_told(case), Notice.Kind.PAUSE_OVER, case)


def window_shut(case: Case, clock: Clock) -> None:
    """Nobody opened the case again in time; that is how it should be, and nobody needs to hear of it."""
    promises.drop(case, "reopen")


def _told(case: Case) -> list[Staff]:
    return workers_on(case) or frontdesk_of(case) or people_to_tell(case, case.unit)
