"""Who is trained for which kind of contact (R51): written down with dates by whoever leads them, and ended again."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework.absences import arranged_by, may_arrange
from tanggap.casework.posts_kept import first_moment, last_moment
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, require
from tanggap.core.typed import one_line
from tanggap.people.models import Competence, Staff
from tanggap.people.posts import works_alone

LONGEST_PROOF = 200
SOON = time.days(30)
NOT_YOU = _("Trainings are written down by whoever leads or administers the person, never by the person alone.")


def may_keep(by: Staff, staff: Staff) -> bool:
    """Whoever leads or administers that person; nobody vouches for himself or herself who is not alone here."""
    return may_arrange(by, staff) and (by.pk != staff.pk or works_alone(by))


def kept_by(by: Staff) -> list[Staff]:
    """Those whose trainings this person may write down, by name."""
    found = arranged_by(by)
    return found if works_alone(by) else found[1:]


@transaction.atomic
def add(
    staff: Staff | None, *, kind: str, since: date | None, until: date | None = None, proof: str = "", by: Staff
) -> Competence:
    """Somebody is trained for this from a first day to a last one. Recorded. Raises Invalid by field, Forbidden."""
    fields: dict[str, Any] = {}
    if staff is None or not staff.is_active:
        fields["staff"] = _("Choose somebody who works here.")
    if kind not in Competence.Kind.values:
        fields["kind"] = _("Choose what the training is for.")
    if since is None:
        fields["since"] = _("Choose the first day.")
    elif until is not None and until < since:
        fields["until"] = _("The last day is not before the first.")
    if len(one_line(proof)) > LONGEST_PROOF:
        fields["proof"] = _("At most %(most)d characters, please.") % {"most": LONGEST_PROOF}
    if fields or staff is None or since is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    if not may_keep(by, staff):
        raise Forbidden(NOT_YOU)
    Staff.objects.select_for_update().get(pk=staff.pk)  # a form that is sent twice makes one training
    begins, ends = first_moment(since), last_moment(until)
    same = Competence.objects.filter(Q(until=None) | Q(until__gt=begins), staff=staff, kind=kind)
    same = same.filter(since__lt=ends) if ends else same
    require(not same.exists(), _("This is written down already for some of these days. End that one first."),
            code="already_held")  # fmt: skip
    made = Competence.objects.create(
        staff=staff, kind=kind, proof=one_line(proof), since=begins, until=ends, recorded_by=by.key
    )
    record("training_added", staff, by=by, kind=kind, since=since.isoformat(),
           until=until.isoformat() if until else "", private={"proof": made.proof} if made.proof else None)  # fmt: skip
    return made


@transaction.atomic
def end(training: Competence, *, by: Staff) -> None:
    """It counts no more from now on; that it did stays on file. Raises Forbidden, Refused."""
    if not may_keep(by, training.staff):
        raise Forbidden(NOT_YOU)
    rows = Competence.objects.filter(Q(until=None) | Q(until__gt=time.now()), pk=training.pk)
    moment = max(training.since, time.now())
    require(rows.update(until=moment), _("This training has ended already."), code="already_done")
    record("training_ended", training.staff, by=by, kind=training.kind)


def running() -> QuerySet[Competence]:
    """Present and coming ones, by what they are for."""
    rows = Competence.objects.filter(Q(until=None) | Q(until__gt=time.now())).select_related("staff")
    return rows.order_by("kind", "staff__full_name", "pk")


def ended() -> QuerySet[Competence]:
    """The latest of those that count no more."""
    return Competence.objects.filter(until__lte=time.now()).select_related("staff").order_by("-until", "pk")[:100]


def ends_soon(training: Competence) -> bool:
    """Whether it is time for the next course."""
    return training.until is not None and training.until < time.now() + SOON


def find(pk: int) -> Competence:
    """Raises NotFound."""
    found = Competence.objects.select_related("staff").filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise NotFound(_("There is no such training."))
    return found
