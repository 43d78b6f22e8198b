"""What a unit may give in a year: who reads it, what moved, and who sets another limit."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework import money
from tanggap.casework.acting import NOT_YOU
from tanggap.casework.say import check_text
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import roster_now, standing_of
from tanggap.remedy.models import Budget, LedgerLine, LimitChange
from tanggap.sop.models import current_edition

READERS = (Role.HEAD, Role.MANAGER, Role.QUALITY, Role.AUDITOR, Role.ADMIN)
MOST = 10**13


@dataclass(frozen=True, kw_only=True)
class Account:
    """The budget of one unit and year; `row` is None where nothing has moved yet and the SOP's limit holds."""

    unit: Unit
    year: int
    limit: int
    reserved: int = 0
    spent: int = 0
    row: Budget | None = None

    @property
    def used(self) -> int:
        return self.reserved + self.spent

    @property
    def left(self) -> int:
        return self.limit - self.used

    @property
    def low(self) -> bool:
        return self.limit > 0 and money.is_low(self.limit, self.used)


def reads(by: Staff, unit: Unit) -> bool:
    """Whether the money of that unit is this person's to know."""
    standing = standing_of(by)
    return any(standing.has(role, unit) for role in READERS)


def may_set(by: Staff, unit: Unit) -> bool:
    """A manager above the unit sets its limit; its own head does not."""
    return standing_of(by).has(Role.MANAGER, unit)


def years() -> list[int]:
    """This year, the next, and those that have budgets, the newest first."""
    this = time.today().year
    return sorted({this, this + 1, *Budget.objects.values_list("year", flat=True).distinct()}, reverse=True)


def accounts(by: Staff, year: int) -> list[Account]:
    """The units that this person may read, those with a budget or a budget in the SOP, in the order of the tree."""
    procedure = current_edition().procedure
    rows = {one.unit_id: one for one in Budget.objects.filter(year=year)}
    units = sorted((unit for unit in roster_now().units.values() if reads(by, unit)), key=lambda unit: unit.path)
    found = [account_of(unit, year, rows.get(unit.pk), procedure.budget(unit.code)) for unit in units]
    return [one for one in found if one.row is not None or one.limit]


def account_of(unit: Unit, year: int, row: Budget | None, limit: int) -> Account:
    """The account of that row; without one, of the limit that the SOP gives."""
    if row is None:
        return Account(unit=unit, year=year, limit=limit)
    return Account(unit=unit, year=year, limit=row.limit, reserved=row.reserved, spent=row.spent, row=row)


def find(by: Staff, code: str, year: int) -> Account | None:
    """The account of that unit, for whoever may read it; None for everybody else, as for none at all."""
    unit = next((one for one in roster_now().units.values() if one.code == code), None)
    if unit is None or not reads(by, unit):
        return None
    row = Budget.objects.filter(unit=unit, year=year).first()
    return account_of(unit, year, row, current_edition().procedure.budget(unit.code))


def lines(account: Account, before: int | None = None) -> "QuerySet[LedgerLine]":
    """What moved, the newest first; `before` goes on behind that line."""
    found = LedgerLine.objects.filter(budget=account.row) if account.row else LedgerLine.objects.none()
    found = found.filter(pk__lt=before) if before else found
    return found.select_related("redress__case__data_key").order_by("-pk")


def changes(account: Account) -> Sequence[LimitChange]:
    """How its limit was changed, the newest first."""
    return account.row.changes.select_related("by").order_by("-pk") if account.row else []


@transaction.atomic
def change_limit(unit: Unit, year: int, limit: int, *, reason: str, seen: int, by: Staff) -> Budget:
    """Another limit for that year, with the reason; on the trail. `seen` is the limit that was on the screen."""
    if not may_set(by, unit):
        raise Forbidden(NOT_YOU)
    fields = {}
    if not 0 <= limit <= MOST:
        fields["limit"] = _("Write the amount in whole rupiah, for example 250.000.")
    if len(reason.strip()) < 10:
        fields["reason"] = _("Say in a few words why, please.")
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    check_text(reason, "reason", longest=2_000)
    budget = money.set_limit(unit, year, limit, reason=reason.strip(), seen=seen, by=by)
    record("budget_limit", unit, by=by, year=year, before=seen, after=limit, code=unit.code)
    return budget
