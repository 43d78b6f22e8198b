"""What complainants have asked for and wait for: to be called, and another decider; for the list of tasks."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from tanggap.cases import access
from tanggap.casework.call_log import open_callbacks
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import CallRequest, Review
from tanggap.ui.deadline import clock_pill
from tanggap.ui.formatting import phone
from tanggap.workspace.acts_offer import CONTACT
from tanggap.workspace.acts_settled import DECIDE_REVIEW

AT_ONCE = 50
DESK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)
BESIDE = ("case__data_key", "case__owner")


def asked_calls(by: Staff, *, of_unit: bool) -> list[dict[str, Any]]:
    """The calls that the reader owes as owner or handler, or those of the units, the nearest deadline first."""
    standing = standing_of(by)
    me, units = {by.pk, *standing.acting_for}, standing.units_of(*DESK)
    of_units = Q(case__unit__in=units) | Q(case__receiving_unit__in=units)
    whose = of_units if of_unit else Q(case__owner__in=me) | Q(case__handler__in=me)
    rows = CallRequest.objects.filter(whose, state=CallRequest.State.OPEN, case__in=access.visible_to(by).values("pk"))
    return [
        {
            **_row(one), "href": CONTACT.href(one.case), "about": f"{one.get_way_display()}, {one.when}",
            "by_whom": one.case.owner.full_name if one.case.owner else "",
        }
        for one in rows.select_related(*BESIDE).order_by("due_at", "pk")[:AT_ONCE]
    ]  # fmt: skip


def owed_calls(by: Staff, *, of_unit: bool) -> list[dict[str, Any]]:
    """The calls that were promised to people without a complaint on file, the nearest first."""
    return [
        {
            "href": reverse("callback", args=[one.pk]), "title": one.name or phone(one.number), "about": one.about,
            "by_whom": one.owner.full_name if one.owner else "", "pill": clock_pill(one.due_at, started_at=one.at),
        }
        for one in open_callbacks(by, of_unit=of_unit)[:AT_ONCE]
    ]  # fmt: skip


def asked_reviews(by: Staff) -> list[dict[str, Any]]:
    """The reviews that wait for this reader, or for whom he or she stands in."""
    me = {by.pk, *standing_of(by).acting_for}
    rows = Review.objects.filter(state=Review.State.OPEN, decider__in=me, case__in=access.visible_to(by).values("pk"))
    found = rows.select_related(*BESIDE, "decider").order_by("due_at", "pk")[:AT_ONCE]
    return [
        {**_row(one), "href": DECIDE_REVIEW.href(one.case), "about": one.reason,
         "by_whom": one.decider.full_name if one.decider else ""}
        for one in found
    ]  # fmt: skip


def _row(one: CallRequest | Review) -> dict[str, Any]:
    return {
        "reference": one.case.reference, "case_title": one.case.title,
        "pill": clock_pill(one.due_at, started_at=one.at),
    }  # fmt: skip
