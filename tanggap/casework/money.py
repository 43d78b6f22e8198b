"""Redress moves through a ledger: set aside at approval, given at the grant, released otherwise (R43).

Each movement is one conditional UPDATE of the budget and one line; the check constraints are the last word.
Amounts are whole rupiah.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_staff
from tanggap.casework.people import holders_of, people_to_tell
from tanggap.casework.propose import options_of
from tanggap.core import time
from tanggap.core.db.plain import add, ask, change, first, refresh, rows
from tanggap.core.errors import Invalid, Refused, Stale, require
from tanggap.core.money import rupiah
from tanggap.core.subject import HasKey, key_of
from tanggap.people.models import Staff, Unit
from tanggap.people.standing import roster_now, standing_of
from tanggap.remedy.models import Approval, Budget, Decision, LedgerLine, LimitChange, Redress, Solution
from tanggap.remedy.solution import RedressKind
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure

WARN_AT = 80  # percent of a budget


def budget_of(unit: Unit, procedure: Procedure) -> Budget:
    """The budget of that unit for this local year, as the SOP sets it; made when it is first needed."""
    year = time.today().year
    found = first(Budget, "unit_id = %s AND year = %s", unit.pk, year)
    if found is None:
        found, _made = Budget.objects.get_or_create(
            unit=unit, year=year, defaults={"limit": procedure.budget(unit.code)}
        )
    return found


def preview_of(unit: Unit, case: Case) -> Budget:
    """The same to be looked at; nothing is made."""
    year = time.today().year
    found = first(Budget, "unit_id = %s AND year = %s", unit.pk, year)
    return found or Budget(unit=unit, year=year, limit=case.edition.procedure.budget(unit.code))


def authority_of(by: Staff, case: Case, kind: str) -> int:
    """Up to how much this person may give of that kind on this case, by the SOP and his or her roles."""
    procedure = case.edition.procedure
    standing = standing_of(by)
    units = (case.unit_id, case.receiving_unit_id)
    held = [role for role in standing.roles if any(standing.has(role, unit) for unit in units)]
    return max((procedure.authority(role, kind) for role in held), default=0)


def reserve_for(case: Case, decision: Decision, approvals: list[Approval]) -> None:
    """Set aside what the approved alternatives give; raises Refused beyond the approvers' authority or the budget."""
    procedure = case.edition.procedure
    for option in [option for option in options_of(decision) if _gives(option)]:
        authority = max((procedure.authority(one.role, option.redress_kind) for one in approvals), default=0)
        _within(option.redress_amount, authority)
        budget = budget_of(case.unit, procedure)
        _move(budget.pk, reserved=option.redress_amount, warn=case)
        [redress] = add([Redress(
            case=case, round=case.round, solution=option, budget=budget, kind=option.redress_kind,
            amount=option.redress_amount, authority=authority, approved=True, at=time.now(),
        )])  # fmt: skip
        _line(redress, LedgerLine.Kind.RESERVE, by=approvals[-1].approver)


def spend(redress: Redress, *, by: Staff) -> None:
    """Give what was set aside; of two who do it at once, one does."""
    granted = {"state": Redress.State.GRANTED, "granted_by": by, "granted_at": time.now()}
    changed = change(Redress, "id = %s AND state = 'reserved'", redress.pk, **granted)
    require(changed, _("This has been given already, or was released."), code="already_granted")
    _move(redress.budget_id, reserved=-redress.amount, spent=redress.amount)
    _line(redress, LedgerLine.Kind.SPEND, by=by)
    refresh(redress)


def give_at_once(case: Case, *, kind: str, amount: int, by: Staff) -> Redress:
    """Give something within one's own authority, without a decision (R25)."""
    authority = authority_of(by, case, kind)
    require(kind in case.edition.procedure.redress, _("The procedure does not have this."), code="unknown_kind")
    _within(amount, authority)
    budget = budget_of(case.unit, case.edition.procedure)
    _move(budget.pk, spent=amount, warn=case)
    [redress] = add([Redress(
        case=case, round=case.round, budget=budget, kind=kind, amount=amount, authority=authority,
        state=Redress.State.GRANTED, granted_by=by, granted_at=time.now(), at=time.now(),
    )])  # fmt: skip
    _line(redress, LedgerLine.Kind.SPEND, by=by)
    return redress


def release_all(case: Case, *, by: HasKey, keep: Solution | None = None) -> None:
    """Free what was set aside and is not needed; `keep` is the alternative that was agreed."""
    for redress in rows(Redress, "case_id = %s AND state = 'reserved' ORDER BY id", case.pk, case=case):
        if keep is not None and redress.solution_id == keep.pk:
            continue
        if change(Redress, "id = %s AND state = 'reserved'", redress.pk, state=Redress.State.RELEASED):
            _move(redress.budget_id, reserved=-redress.amount)
            _line(redress, LedgerLine.Kind.RELEASE, by=by)


def reserve_again(case: Case, numbers: Iterable[int], *, by: HasKey) -> None:
    """Set aside once more what was only freed because the case ended, as far as the budget still has it.

    The line that freed it stays in the ledger, so it is set aside as a new row.
    """
    for redress in rows(Redress, "case_id = %s AND id = ANY(%s) AND state = 'released' ORDER BY id", case.pk,
                        list(numbers), case=case):  # fmt: skip
        try:
            _move(redress.budget_id, reserved=redress.amount)
        except Refused:
            continue  # used up meanwhile; it has to be approved anew
        [again] = add([Redress(
            case=case, round=redress.round, solution_id=redress.solution_id, budget_id=redress.budget_id,
            kind=redress.kind, amount=redress.amount, authority=redress.authority, approved=redress.approved,
            at=time.now(),
        )])  # fmt: skip
        _line(again, LedgerLine.Kind.RESERVE, by=by)


def take_back(redress: Redress, kind: LedgerLine.Kind, *, by: HasKey) -> None:
    """What was given was never used: its amount is free again in the budget that it came from."""
    _move(redress.budget_id, spent=-redress.amount)
    _line(redress, kind, by=by)


def set_limit(unit: Unit, year: int, limit: int, *, reason: str, seen: int, by: Staff) -> Budget:
    """Another limit for that unit and year, never below what is set aside or given; `seen` is the limit it had."""
    budget, _made = Budget.objects.get_or_create(
        unit=unit, year=year, defaults={"limit": current_edition().procedure.budget(unit.code)}
    )
    fits = "id = %s AND \"limit\" = %s AND reserved + spent <= %s"
    if not change(Budget, fits, budget.pk, seen, limit, limit=limit):
        budget.refresh_from_db()
        if budget.limit != seen:
            raise Stale(_("Somebody else has changed this budget meanwhile. Look at it again, please."))
        sentence = _("%(least)s is set aside or given already; the limit cannot be lower.")
        sentence = sentence % {"least": rupiah(budget.reserved + budget.spent)}
        raise Invalid(sentence, fields={"limit": sentence})
    add([LimitChange(budget=budget, before=seen, after=limit, reason=reason, by=by, at=time.now())])
    budget.limit = limit
    return budget


def _gives(option: Solution) -> bool:
    """An apology in person is something given, even when it costs nothing."""
    return option.redress_amount > 0 or option.redress_kind == RedressKind.APOLOGY


def _within(amount: int, authority: int) -> None:
    require(
        amount <= authority,
        _("%(amount)s is more than the authority for it, %(authority)s.")
        % {"amount": rupiah(amount), "authority": rupiah(authority)},
        code="beyond_authority",
    )


_MOVE = """
    UPDATE remedy_budget SET reserved = reserved + %s, spent = spent + %s
    WHERE id = %s AND "limit" >= reserved + spent + %s AND reserved >= %s AND spent >= %s
    RETURNING unit_id, "limit", reserved + spent"""


def _move(budget_id: int, *, reserved: int = 0, spent: int = 0, warn: Case | None = None) -> None:
    """Move money in one step; `warn`: on behalf of this case, whose heads hear when it makes the budget run low."""
    more = reserved + spent
    moved = ask(_MOVE, reserved, spent, budget_id, more, -reserved, -spent)
    require(moved, _("The budget for compensation is used up. Ask for more, or give less."), code="beyond_budget")
    [(unit_id, limit, used)] = moved
    if warn is not None and is_low(limit, used) and not is_low(limit, used - more):
        unit = roster_now().units[unit_id]
        people = [*people_to_tell(warn, unit), *holders_of(warn, "manager")]
        tell_staff(people, Notice.Kind.BUDGET, warn, about=f"budget:{budget_id}")


def is_low(limit: int, used: int) -> bool:
    """Whether so much is used that somebody should look at it."""
    return used * 100 >= limit * WARN_AT


def _line(redress: Redress, kind: LedgerLine.Kind, *, by: HasKey) -> None:
    """One movement; what costs nothing moves no money."""
    if redress.amount > 0:
        add([LedgerLine(
            budget_id=redress.budget_id, redress=redress, kind=kind, amount=redress.amount, by=key_of(by),
            at=time.now(),
        )])  # fmt: skip
