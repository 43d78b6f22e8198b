"""What staff are told: a line in their bell, in words made when it is shown, never with the complainant's text."""

from collections.abc import Collection, Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.at_hand import AtHand, present_participants
from tanggap.cases.case import Case
from tanggap.core import time
from tanggap.core.db.making import make
from tanggap.core.db.plain import add
from tanggap.people.models import Staff


class Notice(models.Model):
    """One line for one person."""

    class Kind(models.TextChoices):
        ARRIVED = "arrived", _("A new complaint has arrived.")
        FORWARDED = "forwarded", _("A complaint was forwarded to your department.")
        ASSIGNED = "assigned", _("A complaint is yours to handle.")
        TO_APPROVE = "to_approve", _("A decision waits for your approval.")
        SENT_BACK = "sent_back", _("A decision was sent back with a remark.")
        APPROVED = "approved", _("A solution was approved.")
        ACCEPTED = "accepted", _("The complainant accepted a solution.")
        DECLINED = "declined", _("The complainant declined the offer.")
        ANSWERED = "answered", _("The complainant has written.")
        TASK = "task", _("A task is yours.")
        TASK_DONE = "task_done", _("A task is done.")
        REPORTED = "reported", _("An outside party has reported on its task.")
        BUDGET = "budget", _("The budget for compensation is nearly used up.")
        MEETING = "meeting", _("A meeting about a complaint was called, or moved.")
        MENTIONED = "mentioned", _("You were mentioned in a note.")
        DUE_SOON = "due_soon", _("A promise is due soon.")
        BROKEN = "broken", _("A promise is overdue.")
        UNANSWERED = "unanswered", _("Our question was not answered in time.")
        PAUSE_OVER = "pause_over", _("A pause is over; the promises run on.")
        EXTENSION = "extension", _("More time is asked for a promise.")
        EXTENDED = "extended", _("More time was granted.")
        NOT_EXTENDED = "not_extended", _("More time was refused.")
        ESCALATED = "escalated", _("A complaint was escalated to you.")
        REOPENED = "reopened", _("A complaint was opened again.")
        FEEDBACK = "feedback", _("The complainant told how it was.")
        UNMASK = "unmask", _("Somebody asks to see a hidden identity.")
        AGREED = "agreed", _("The complainant confirmed the agreement.")
        OBJECTED = "objected", _("The complainant objects to the agreement.")
        CALL = "call", _("The complainant asks to be called.")
        REVIEW = "review", _("A complaint waits for your review.")
        REVIEWED = "reviewed", _("A review was decided.")
        LEGAL_RISK = "legal_risk", _("A complaint was marked as a legal risk.")
        NOT_ARRIVED = "not_arrived", _("A letter to the complainant did not arrive.")
        NOT_FOR_ME = "not_for_me", _("The complainant objects to whoever speaks for them.")
        RECUSED = "recused", _("Somebody has stepped aside from a complaint; others go on with it.")
        VERY_ANGRY = "very_angry", _("A very angry complainant needs somebody with authority.")
        # Of what is no complaint yet: `about` says of what, and there is no case.
        CALL_OWED = "call_owed", _("A call is yours to make.")
        CALL_LATE = "call_late", _("A promised call is overdue.")
        LETTER_LATE = "letter_late", _("A letter has waited to be sorted for a working day.")
        MAIL_WAITS = "mail_waits", _("Messages have waited in quarantine for a working day.")
        STRAYED = "strayed", _("A letter about no complaint did not arrive.")

    staff = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="notices")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "-at"], condition=Q(read_at__isnull=True), name="notice_unread")]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | ~Q(about=""), name="notice_of_a_case_or_a_source"
            ),
        ]


def tell_staff(staff: Iterable[Staff], kind: Notice.Kind, case: Case, *, about: str = "") -> None:
    """Put one notice of that kind into the bell of each of them, but never of somebody who is kept out."""
    add(forge(staff, kind, case, about=about, kept_out=excluded_from(case)))


def tell_of(staff: Iterable[Staff], kind: Notice.Kind, about: str) -> None:
    """The same of something that is no complaint yet (`callback:3`, `letter:9`, `inbound:12`): each of them once."""
    people = {person.pk for person in staff if person.is_active}
    if not people:
        return
    told = Notice.objects.filter(staff__in=people, kind=kind, about=about, case=None).values_list("staff", flat=True)
    moment = time.now()
    add([make(Notice, staff_id=pk, case=None, kind=kind, about=about, at=moment) for pk in sorted(people - set(told))])


def excluded_from(case: Case) -> set[int]:
    """Ids of those who are written down as kept out of this case."""
    return (case.at_hand or AtHand(present_participants(case.pk))).excluded()


def forge(
    staff: Iterable[Staff], kind: Notice.Kind, case: Case, *, about: str = "", kept_out: Collection[int] = ()
) -> list[Notice]:
    """The same notices, not written yet; `kept_out` are the ids of those who must not hear of the case."""
    # Those who are told of an anonymous complaint learn the hour, like everybody else (A1).
    moment = time.hour_of(time.now()) if case.anonymous else time.now()
    people = {person.pk for person in staff if person.pk not in kept_out and person.is_active}
    return [make(Notice, staff_id=pk, case=case, kind=kind, about=about, at=moment) for pk in sorted(people)]


def mark_read(notices: "models.QuerySet[Notice]") -> None:
    """These have been seen; when, is kept from the first time."""
    notices.filter(read_at__isnull=True).update(read_at=time.now())
