"""Vouchers: a code worth an amount until a date. Each ends once, redeemed or expired, by one conditional UPDATE."""

import logging
from datetime import timedelta
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.casework import money
from tanggap.casework.acting import locked, write_down
from tanggap.core import secrets, time
from tanggap.core.db.plain import add, ask, change, first
from tanggap.core.errors import NotFound, Refused, TanggapError, require
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff
from tanggap.remedy.models import LedgerLine, Redress, Voucher

VALID_DAYS = 180
CODE_LENGTH = 12
UNDO_MINUTES = 10
# So many are looked for in one pass of the worker.
AT_ONCE = 50

log = logging.getLogger(__name__)


def print_voucher(redress: Redress) -> Voucher:
    """A code for what was given, to be redeemed once."""
    procedure = redress.case.edition.procedure
    days = next((kind.valid_days for kind in procedure.redress.values() if kind.type == "voucher"), None)
    [voucher] = add([Voucher(
        redress=redress, code=secrets.random_code(CODE_LENGTH), amount=redress.amount,
        valid_until=time.today() + timedelta(days=days or VALID_DAYS),
    )])  # fmt: skip
    return voucher


def look_up(code: str) -> Voucher:
    """The voucher with that code, whatever has become of it; raises NotFound."""
    found = Voucher.objects.filter(code=_typed(code)).select_related("redress__case__data_key").first()
    if found is None:
        raise NotFound(_("There is no voucher with this code. Type it again, please."), code="unknown_voucher")
    return found


def state_of(voucher: Voucher) -> Literal["valid", "redeemed", "expired"]:
    """What has become of it; its last day may be over before the worker has ended it."""
    if voucher.redeemed_at is not None:
        return "redeemed"
    over = voucher.expired_at is not None or voucher.valid_until < time.today()
    return "expired" if over else "valid"


def redeem(code: str, *, by: Staff) -> Voucher:
    """One conditional UPDATE, so that of two hundred at once exactly one wins (T30)."""
    good = "code = %s AND redeemed_at IS NULL AND expired_at IS NULL AND valid_until >= %s"
    won = change(Voucher, good, _typed(code), time.today(), redeemed_at=time.now(), redeemed_by=by.key)
    try:
        voucher = look_up(code)
    except NotFound as unknown:
        raise Refused(unknown.sentence, code="unknown_voucher") from unknown
    if won:
        write_down(voucher.redress.case, "redeemed", by=by, redress=voucher.redress.key, amount=voucher.amount)
        return voucher
    if voucher.redeemed_at is not None:
        raise Refused(_("This voucher was redeemed already."), code="already_redeemed")
    raise Refused(_("This voucher is no longer valid."), code="expired_voucher")


def undo_redeem(voucher: Voucher, *, by: Staff) -> Voucher:
    """Valid again, as if it had not been shown; only by whoever redeemed it, and only for some minutes."""
    since = time.now() - timedelta(minutes=UNDO_MINUTES)
    mine = "id = %s AND redeemed_by = %s AND redeemed_at >= %s"
    undone = change(Voucher, mine, voucher.pk, by.key, since, redeemed_at=None, redeemed_by="")
    require(undone, _("This can only be taken back within ten minutes, by whoever redeemed it."), code="too_late")
    voucher = look_up(voucher.code)
    write_down(voucher.redress.case, "redemption_undone", by=by, redress=voucher.redress.key, amount=voucher.amount)
    return voucher


def expire_due() -> int:
    """End the vouchers whose last day is over, some in one pass; how many. Their money is free again, once each."""
    found = ask(
        "SELECT v.id, r.case_id FROM remedy_voucher v JOIN remedy_redress r ON r.id = v.redress_id"
        " WHERE v.valid_until < %s AND v.redeemed_at IS NULL AND v.expired_at IS NULL ORDER BY v.valid_until, v.id"
        " LIMIT %s", time.today(), AT_ONCE,
    )  # fmt: skip
    ended = 0
    for number, case_id in found:
        try:
            ended += _expire(number, case_id)
        except TanggapError:
            # One that cannot be ended must never stop the others.
            log.exception("a voucher could not be ended", extra={"voucher": number})
    return ended


@transaction.atomic
def _expire(number: int, case_id: int) -> bool:
    case = locked(case_id)
    waiting = "id = %s AND redeemed_at IS NULL AND expired_at IS NULL AND valid_until < %s"
    if case is None or not change(Voucher, waiting, number, time.today(), expired_at=time.now()):
        return False
    redress = first(Redress, "id = (SELECT redress_id FROM remedy_voucher WHERE id = %s)", number, case=case)
    assert redress is not None, "a voucher belongs to something that was given"
    money.take_back(redress, LedgerLine.Kind.EXPIRE, by=WORKER)
    write_down(case, "voucher_expired", by=WORKER, redress=redress.key, amount=redress.amount)
    return True


def _typed(code: str) -> str:
    return secrets.grouped(secrets.normalise_code(code))
