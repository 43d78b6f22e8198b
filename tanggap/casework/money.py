"""Redress moves through a ledger: set aside at approval, given at the grant, released otherwise (R43).

Each movement is one conditional UPDATE of the budget and one line; the check constraints are the last word.
Amounts are whole rupiah.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.acting import write_down
from tanggap.casework.propose import options_of
from tanggap.core import secrets, time
from tanggap.core.db.plain import add, change, first, refresh, rows, run
from tanggap.core.errors import Refused, require
from tanggap.core.money import rupiah
from tanggap.core.subject import HasKey, key_of
from tanggap.people.models import Staff, Unit
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Approval, Budget, Decision, LedgerLine, Redress, Solution, Voucher
from tanggap.sop.procedure import Procedure

VOUCHER_DAYS = 180


def budget_of(unit: Unit, procedure: Procedure) -> Budget:
    """The budget of that unit for this local year, as the SOP sets it; made when it is first needed."""
    year = time.today().year
    found = first(Budget, "unit_id = %s AND year = %s", unit.pk, year)
    if found is None:
        found, _made = Budget.objects.get_or_create(
            unit=unit, year=year, defaults={"limit": procedure.budget(unit.code)}
        )
    return found


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
    for option in [option for option in options_of(decision) if option.redress_amount > 0]:
        authority = max((procedure.authority(one.role, option.redress_kind) for one in approvals), default=0)
        _within(option.redress_amount, authority)
        budget = budget_of(case.unit, procedure)
        _move(budget.pk, reserved=option.redress_amount)
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
    _within(amount, authority)
    budget = budget_of(case.unit, case.edition.procedure)
    _move(budget.pk, spent=amount)
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


def print_voucher(redress: Redress) -> Voucher:
    """A code for what was given, to be redeemed once."""
    procedure = redress.case.edition.procedure
    days = next((kind.valid_days for kind in procedure.redress.values() if kind.type == "voucher"), None)
    [voucher] = add([Voucher(
        redress=redress, code=secrets.random_code(12), amount=redress.amount,
        valid_until=time.today() + timedelta(days=days or VOUCHER_DAYS),
    )])  # fmt: skip
    return voucher


def redeem_voucher(code: str, *, by: Staff) -> Voucher:
    """Redeem a voucher: one conditional UPDATE, so that of twenty at once exactly one wins (T30)."""
    typed = secrets.grouped(secrets.normalise_code(code))
    rows = Voucher.objects.filter(code=typed, redeemed_at__isnull=True, valid_until__gte=time.today())
    if rows.update(redeemed_at=time.now(), redeemed_by=by.key):
        voucher = Voucher.objects.select_related("redress__case__data_key").get(code=typed)
        write_down(voucher.redress.case, "redeemed", by=by, redress=voucher.redress.key, amount=voucher.amount)
        return voucher
    known = Voucher.objects.filter(code=typed).first()
    if known is None:
        raise Refused(_("There is no voucher with this code. Type it again, please."), code="unknown_voucher")
    if known.redeemed_at is not None:
        raise Refused(_("This voucher was redeemed already."), code="already_redeemed")
    raise Refused(_("This voucher is no longer valid."), code="expired_voucher")


def _within(amount: int, authority: int) -> None:
    require(
        amount <= authority,
        _("%(amount)s is more than the authority for it, %(authority)s.")
        % {"amount": rupiah(amount), "authority": rupiah(authority)},
        code="beyond_authority",
    )


_MOVE = """
    UPDATE remedy_budget SET reserved = reserved + %(reserved)s, spent = spent + %(spent)s
    WHERE id = %(budget)s AND "limit" >= reserved + spent + %(reserved)s + %(spent)s AND reserved >= -%(reserved)s"""


def _move(budget_id: int, *, reserved: int = 0, spent: int = 0) -> None:
    changed = run(_MOVE, {"budget": budget_id, "reserved": reserved, "spent": spent})
    require(changed, _("The budget for compensation is used up. Ask for more, or give less."), code="beyond_budget")


def _line(redress: Redress, kind: LedgerLine.Kind, *, by: HasKey) -> None:
    add([LedgerLine(
        budget_id=redress.budget_id, redress=redress, kind=kind, amount=redress.amount, by=key_of(by), at=time.now()
    )])  # fmt: skip
