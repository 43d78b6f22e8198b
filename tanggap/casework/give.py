"""Something is given for the trouble (R43): within authority and budget, told in a letter, with proof that it arrived.

A voucher is redeemed once, at the counter or at a till; what nobody redeems in time comes back to the budget.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import money, vouchers
from tanggap.casework.acting import NOT_YOU, begin, demand, write_down
from tanggap.casework.converse import attach_files
from tanggap.casework.say import check_text, write_to
from tanggap.core import files, time
from tanggap.core.db.plain import add, first
from tanggap.core.errors import Forbidden, Invalid, require
from tanggap.core.money import rupiah
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import HandOver, Redress, Voucher
from tanggap.remedy.solution import RedressKind

AT_A_TILL = ("frontdesk", "officer", "head", "manager")
LONGEST_NAME = 120


@transaction.atomic
def grant(
    case: Case, *, kind: str = "", amount: int = 0, redress: Redress | None = None, by: Staff,
    version: int | None = None,
) -> Redress:
    """Give what was approved (`redress`), or something within one's own authority (`kind`, `amount` in rupiah)."""
    begin(case, "grant", by=by, version=version)
    if redress is not None:
        require(case.state in {State.PUTTING_RIGHT, State.FOLLOWING_UP},
                _("What was approved is given once the complainant has agreed."), code="not_now")  # fmt: skip
        money.spend(redress, by=by)
        redress.case = case
    else:
        # An apology in person may cost nothing.
        if kind not in RedressKind.values or amount <= 0 and kind != RedressKind.APOLOGY:
            raise Invalid(_("Say what is given, and how much."), fields={"amount": _("More than zero, please.")})
        redress = money.give_at_once(case, kind=kind, amount=amount, by=by)
    demand(case, "grant")
    voucher = vouchers.print_voucher(redress) if redress.kind == RedressKind.VOUCHER else None
    case.put()
    write_down(case, "granted", by=by, redress=redress.key, kind=redress.kind, amount=redress.amount)
    worth = f" {rupiah(redress.amount, case.language)}" if redress.amount else ""
    write_to(
        case, "redress", redress=f"{redress.get_kind_display()}{worth}",
        voucher_code=voucher.code if voucher else "-",
        valid_until=voucher.valid_until.isoformat() if voucher else "-",
    )  # fmt: skip
    return redress


@transaction.atomic
def hand_over(
    redress: Redress, *, received_by: str, on: date | None = None, remark: str = "",
    proof: Sequence[files.File] = (), by: Staff, version: int | None = None,
) -> HandOver:
    """Write down that it has arrived: who gave it, who took it, when; perhaps with a photo or a signed paper."""
    case = redress.case
    begin(case, "grant", by=by, version=version)
    check_text(received_by, "received_by", longest=LONGEST_NAME)
    check_text(remark, "remark", longest=2_000, required=False)
    on = on or time.today()
    if on > time.today():
        raise Invalid(_("This day has not come yet."), fields={"on": _("This day has not come yet.")})
    require(len(proof) <= 1, _("One file, please."), code="too_many_files")
    given = first(Redress, "id = %s AND state = 'granted'", redress.pk)
    require(given is not None, _("This was not given yet."), code="not_now")
    known = first(HandOver, "redress_id = %s", redress.pk)
    require(known is None, _("This was recorded already."), code="already_done")
    evidence = attach_files(case, list(proof), by=by, shown=False)
    [made] = add([HandOver(
        redress=redress, given_by=by, on=on, stored_received_by=case.sealed(received_by),
        stored_remark=case.sealed(remark), evidence=evidence[0] if evidence else None, at=time.now(),
    )])  # fmt: skip
    case.put()
    write_down(case, "redress_handed_over", by=by, redress=redress.key, kind=redress.kind, files=len(evidence))
    return made


@transaction.atomic
def redeem(code: str, *, by: Staff) -> Voucher:
    """Somebody shows a voucher at the counter or at a till; it is redeemed once."""
    require_at_a_till(by)
    return vouchers.redeem(code, by=by)


@transaction.atomic
def undo_redeem(voucher: Voucher, *, by: Staff) -> Voucher:
    """The wrong voucher was taken: whoever redeemed it takes that back within some minutes."""
    require_at_a_till(by)
    return vouchers.undo_redeem(voucher, by=by)


def require_at_a_till(by: Staff) -> None:
    """See that this person may take vouchers at all."""
    standing = standing_of(by)
    if not any(standing.has(role) for role in AT_A_TILL):
        raise Forbidden(NOT_YOU)
