"""Vouchers at a till: look at one, redeem it, take that back. A token made with `--till` is good for this alone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from tanggap.api.acts import keep_refusal
from tanggap.api.entry import at_a_till
from tanggap.api.reading import Body
from tanggap.casework import give, vouchers
from tanggap.core import limits
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff
from tanggap.remedy.models import Voucher

router = Router(tags=["vouchers"], auth=at_a_till)
TRIES, PERIOD = 30, 15 * 60


class VoucherCode(Body):
    code: str


class VoucherShown(BaseModel):
    """What a till needs to know, and nothing of the complaint."""

    state: Literal["valid", "redeemed", "expired"]
    amount: int = Field(description="Whole rupiah.")
    valid_until: date
    redeemed_at: datetime | None


@router.post("/vouchers/check", response=VoucherShown, operation_id="check_voucher", url_name="check-voucher")
def check_voucher(request: HttpRequest, body: VoucherCode) -> VoucherShown:
    """What the voucher is worth and whether it is still good; nothing is used up. Wrong codes are counted."""
    return _tried(request, "check_voucher", lambda by: _looked_up(body.code, by))


@router.post("/vouchers/redeem", response=VoucherShown, operation_id="redeem_voucher", url_name="redeem-voucher")
def redeem_voucher(request: HttpRequest, body: VoucherCode) -> VoucherShown:
    """Somebody shows a voucher; it is redeemed once. Wrong codes are counted."""
    return _tried(request, "redeem", lambda by: give.redeem(body.code, by=by))


@router.post("/vouchers/undo", response=VoucherShown, operation_id="undo_voucher", url_name="undo-voucher")
def undo_voucher(request: HttpRequest, body: VoucherCode) -> VoucherShown:
    """Take a redemption back: within ten minutes, and only what this very person redeemed."""
    return _tried(request, "undo_redeem", lambda by: give.undo_redeem(_looked_up(body.code, by), by=by))


def _looked_up(code: str, by: Staff) -> Voucher:
    give.require_at_a_till(by)
    return vouchers.look_up(code)


def _tried(request: HttpRequest, act: str, do: Callable[[Staff], Voucher]) -> VoucherShown:
    """Do it; who tries many codes that are none is slowed down."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    limits.refuse_beyond("voucher", by.key, limit=TRIES)
    try:
        found = do(by)
    except TanggapError as error:
        limits.hit("voucher", by.key, limit=TRIES, per_seconds=PERIOD)
        keep_refusal(error, act, by=by, case=None)
        raise
    return VoucherShown(
        state=vouchers.state_of(found), amount=found.amount, valid_until=found.valid_until,
        redeemed_at=found.redeemed_at,
    )  # fmt: skip
