"""SOP 8 over the API: tasks are done, redress is given and redeemed, feelings are cared for."""

from django.utils.translation import gettext_lazy as _
from ninja import Router

from tanggap.api.acts import Deed, act
from tanggap.api.finding import named_unit, redress_on, staff_called, task_on
from tanggap.api.reading import Body, Number, Whole, Yes
from tanggap.casework import put_right as story
from tanggap.core.errors import require
from tanggap.sop.acts import Feeling, RedressType

router = Router(tags=["put right"])


class AddTask(Body):
    title: str
    unit: str
    hours: Whole | None = None
    assignee: str | None = None
    containment: Yes = False


@act(router, "add_task")
def add_task(deed: Deed, body: AddTask) -> None:
    """Something a unit must do; containment begins at once, everything else waits for consent."""
    story.add_task(
        deed.case, title=body.title, unit=named_unit(body.unit), hours=body.hours, containment=body.containment,
        assignee=staff_called(body.assignee, "assignee"), by=deed.by, version=deed.version,
    )  # fmt: skip


class FinishTask(Body):
    task: Number
    result: str = ""
    version: Number | None = None


@act(router, "finish_task")
def finish_task(deed: Deed, body: FinishTask) -> None:
    """The task is done, with what came of it; `version` is that of the task."""
    deed.see_version()
    story.finish_task(task_on(deed.case, body.task), result=body.result, by=deed.by, version=body.version)


class CancelTask(Body):
    task: Number
    reason: str


@act(router, "cancel_task")
def cancel_task(deed: Deed, body: CancelTask) -> None:
    """The task is not needed; why stays on file."""
    story.cancel_task(task_on(deed.case, body.task), reason=body.reason, by=deed.by, version=deed.version)


class TaskRemark(Body):
    task: Number
    text: str


@act(router, "remark_on_task")
def remark_on_task(deed: Deed, body: TaskRemark) -> None:
    """What a unit says about its task; the complainant does not see it."""
    deed.see_version()
    story.remark_on_task(task_on(deed.case, body.task), text=body.text, by=deed.by)


class Grant(Body):
    redress: Number | None = None
    kind: RedressType | None = None
    amount: Whole = 0


@act(router, "grant")
def grant(deed: Deed, body: Grant) -> None:
    """Give what was approved (`redress`), or something within one's own authority (`kind`, `amount` in rupiah)."""
    story.grant(
        deed.case, kind=body.kind or "", amount=body.amount, by=deed.by, version=deed.version,
        redress=redress_on(deed.case, body.redress) if body.redress else None,
    )  # fmt: skip


class Redeem(Body):
    code: str


@act(router, "redeem")
def redeem(deed: Deed, body: Redeem) -> None:
    """Redeem a voucher of this case; POST /vouchers/redeem does it where only the code is known."""
    deed.see_version()
    voucher = story.redeem(body.code, by=deed.by)
    # Raised inside the transaction of the act, so a voucher of another case stays as it was.
    require(
        voucher.redress.case_id == deed.case.pk, _("This voucher belongs to another complaint."), code="unknown_voucher"
    )


class RecordFeeling(Body):
    kind: Feeling
    remark: str = ""


@act(router, "record_feeling")
def record_feeling(deed: Deed, body: RecordFeeling) -> None:
    """One step of the feelings track: courtesy, apology, explanation, immediacy."""
    story.record_feeling(deed.case, kind=body.kind, remark=body.remark, by=deed.by, version=deed.version)


@act(router, "complete")
def complete(deed: Deed) -> None:
    """Everything is done: now the complainant is asked how it was."""
    story.complete(deed.case, by=deed.by, version=deed.version)
