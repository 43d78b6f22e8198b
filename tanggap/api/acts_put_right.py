"""SOP 8 over the API: tasks are done, redress is given and redeemed, feelings are cared for."""

from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _
from ninja import Router

from tanggap.api.acts import Deed, act
from tanggap.api.acts_converse import Attachments
from tanggap.api.finding import named_unit, redress_on, staff_called, task_on
from tanggap.api.reading import Body, Number, Whole, Yes
from tanggap.casework import give, outside, tasks
from tanggap.casework import put_right as story
from tanggap.core.errors import require
from tanggap.core.files import unclaimed
from tanggap.sop.acts import Feeling, RedressType

router = Router(tags=["put right"])


class AddTask(Body):
    title: str
    unit: str
    hours: Whole | None = None
    assignee: str | None = None
    containment: Yes = False
    checklist: list[str] = []
    wants_evidence: Yes = False


@act(router, "add_task")
def add_task(deed: Deed, body: AddTask) -> None:
    """Something a unit must do; containment begins at once, everything else waits for consent."""
    story.add_task(
        deed.case, title=body.title, unit=named_unit(body.unit), hours=body.hours, containment=body.containment,
        assignee=staff_called(body.assignee, "assignee"), checklist="\n".join(body.checklist),
        wants_evidence=body.wants_evidence, by=deed.by, version=deed.version,
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


class CheckTask(Body):
    task: Number
    points: list[Number]


@act(router, "check_task")
def check_task(deed: Deed, body: CheckTask) -> None:
    """These lines of the checklist are done, the others are not."""
    deed.see_version()
    tasks.check_task(task_on(deed.case, body.task), body.points, by=deed.by)


class TaskEvidence(Body):
    task: Number
    attachments: Attachments


@act(router, "task_evidence")
def task_evidence(deed: Deed, body: TaskEvidence) -> None:
    """Files from POST /attachments that show that the task was done; the complainant does not see them."""
    deed.see_version()
    tasks.show_task(task_on(deed.case, body.task), unclaimed(body.attachments), by=deed.by)


class LendTask(Body):
    task: Number
    name: str
    email: str = ""
    language: Literal["id", "en"] = "id"
    message: str = ""
    shared: str = ""
    days: Whole | None = None
    confirms: Yes = True


@act(router, "lend_task")
def lend_task(deed: Deed, body: LendTask) -> None:
    """Put the task into the hands of somebody outside, who does it by a link without an account."""
    deed.see_version()
    given = {name: getattr(body, name) for name in ("name", "email", "language", "message", "shared", "days")}
    outside.lend(task_on(deed.case, body.task), **given, confirms=body.confirms, by=deed.by)


class OneTask(Body):
    task: Number


@act(router, "renew_errand")
def renew_errand(deed: Deed, body: OneTask) -> None:
    """A new link for the outside party; the old one ends."""
    deed.see_version()
    outside.renew(outside.in_hand(task_on(deed.case, body.task)), by=deed.by)


@act(router, "revoke_errand")
def revoke_errand(deed: Deed, body: OneTask) -> None:
    """The link of the outside party opens nothing from now on."""
    deed.see_version()
    outside.revoke(outside.in_hand(task_on(deed.case, body.task)), by=deed.by)


class SendErrandBack(Body):
    task: Number
    remark: str


@act(router, "send_errand_back")
def send_errand_back(deed: Deed, body: SendErrandBack) -> None:
    """What the outside party reported is not enough, or is answered; it reads the remark and goes on."""
    deed.see_version()
    outside.send_back(outside.in_hand(task_on(deed.case, body.task)), remark=body.remark, by=deed.by)


class TaskRemark(Body):
    task: Number
    text: str
    shown: Yes = False


@act(router, "remark_on_task")
def remark_on_task(deed: Deed, body: TaskRemark) -> None:
    """What a unit says about its task; the complainant never sees it, an outside party when it is `shown`."""
    deed.see_version()
    story.remark_on_task(task_on(deed.case, body.task), text=body.text, shown=body.shown, by=deed.by)


class Grant(Body):
    redress: Number | None = None
    kind: RedressType | None = None
    amount: Whole = 0


@act(router, "grant")
def grant(deed: Deed, body: Grant) -> None:
    """Give what was approved (`redress`), or something within one's own authority (`kind`, `amount` in rupiah)."""
    give.grant(
        deed.case, kind=body.kind or "", amount=body.amount, by=deed.by, version=deed.version,
        redress=redress_on(deed.case, body.redress) if body.redress else None,
    )  # fmt: skip


class HandOverRedress(Body):
    redress: Number
    received_by: str
    on: date | None = None
    remark: str = ""
    attachments: Attachments = []


@act(router, "hand_over_redress")
def hand_over_redress(deed: Deed, body: HandOverRedress) -> None:
    """It has arrived: who took it and when, with one file from POST /attachments if there is one."""
    give.hand_over(
        redress_on(deed.case, body.redress), received_by=body.received_by, on=body.on, remark=body.remark,
        proof=unclaimed(body.attachments), by=deed.by, version=deed.version,
    )  # fmt: skip


class Redeem(Body):
    code: str


@act(router, "redeem")
def redeem(deed: Deed, body: Redeem) -> None:
    """Redeem a voucher of this case; POST /vouchers/redeem does it where only the code is known."""
    deed.see_version()
    voucher = give.redeem(body.code, by=deed.by)
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
