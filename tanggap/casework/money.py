"""Redress moves through a ledger: set aside at approval, given at the grant, released otherwise (R43).

Each movement is one conditional UPDATE of the budget and one line; the check constraints are the last word.
Amounts are whole rupiah.
"""

from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.acting import write_down
from tanggap.core import secrets, time
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
    found = Budget.objects.filter(unit=unit, year=year).first()
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


def reserve_for(case: Case, decision: Decision) -> None:
    """Set aside what the approved alternatives give; raises Refused beyond the approvers' authority or the budget."""
    procedure = case.edition.procedure
    approvals = list(
        decision.approvals.filter(verdict=Approval.Verdict.APPROVED, undone_at__isnull=True).select_related("approver")
    )
    for option in decision.options.filter(redress_amount__gt=0):
        authority = max((procedure.authority(one.role, option.redress_kind) for one in approvals), default=0)
        _within(option.redress_amount, authority)
        budget = budget_of(case.unit, procedure)
        _move(budget, reserved=option.redress_amount)
        redress = Redress.objects.create(
            case=case, round=case.round, solution=option, budget=budget, kind=option.redress_kind,
            amount=option.redress_amount, authority=authority, approved=True, at=time.now(),
        )  # fmt: skip
        _line(redress, LedgerLine.Kind.RESERVE, by=approvals[-1].approver)


def spend(redress: Redress, *, by: Staff) -> None:
    """Give what was set aside; of two who do it at once, one does."""
    rows = Redress.objects.filter(pk=redress.pk, state=Redress.State.RESERVED)
    changed = rows.update(state=Redress.State.GRANTED, granted_by=by, granted_at=time.now())
    require(changed, _("This has been given already, or was released."), code="already_granted")
    _move(redress.budget, reserved=-redress.amount, spent=redress.amount)
    _line(redress, LedgerLine.Kind.SPEND, by=by)
    redress.refresh_from_db()


def give_at_once(case: Case, *, kind: str, amount: int, by: Staff) -> Redress:
    """Give something within one's own authority, without a decision (R25)."""
    authority = authority_of(by, case, kind)
    _within(amount, authority)
    budget = budget_of(case.unit, case.edition.procedure)
    _move(budget, spent=amount)
    redress = Redress.objects.create(
        case=case, round=case.round, budget=budget, kind=kind, amount=amount, authority=authority,
        state=Redress.State.GRANTED, granted_by=by, granted_at=time.now(), at=time.now(),
    )  # fmt: skip
    _line(redress, LedgerLine.Kind.SPEND, by=by)
    return redress


def release_all(case: Case, *, by: HasKey, keep: Solution | None = None) -> None:
    """Free what was set aside and is not needed; `keep` is the alternative that was agreed."""
    for redress in case.redress.filter(state=Redress.State.RESERVED).exclude(solution=keep).select_related("budget"):
        rows = Redress.objects.filter(pk=redress.pk, state=Redress.State.RESERVED)
        if rows.update(state=Redress.State.RELEASED):
            _move(redress.budget, reserved=-redress.amount)
            _line(redress, LedgerLine.Kind.RELEASE, by=by)


def print_voucher(redress: Redress) -> Voucher:
    """A code for what was given, to be redeemed once."""
    procedure = redress.case.edition.procedure
    days = next((kind.valid_days for kind in procedure.redress.values() if kind.type == "voucher"), None)
    return Voucher.objects.create(
        redress=redress, code=secrets.random_code(12), amount=redress.amount,
        valid_until=time.today() + timedelta(days=days or VOUCHER_DAYS),
    )  # fmt: skip


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


def _move(budget: Budget, *, reserved: int = 0, spent: int = 0) -> None:
    rows = Budget.objects.filter(
        pk=budget.pk, limit__gte=F("reserved") + F("spent") + reserved + spent, reserved__gte=-reserved
    )
    changed = rows.update(reserved=F("reserved") + reserved, spent=F("spent") + spent)
    require(changed, _("The budget for compensation is used up. Ask for more, or give less."), code="beyond_budget")


def _line(redress: Redress, kind: LedgerLine.Kind, *, by: HasKey) -> None:
    LedgerLine.objects.create(
        budget=redress.budget, redress=redress, kind=kind, amount=redress.amount, by=key_of(by), at=time.now()
    )
