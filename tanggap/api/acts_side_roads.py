"""The side roads over the API: escalating, waiting, linking, merging, splitting, seeing a hidden name."""

from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel, Field

from tanggap.api.acts import Deed, act, carry_out
from tanggap.api.finding import case_of, extension_on, task_on, unmask_request_on
from tanggap.api.once import IF_MATCH
from tanggap.api.reading import Body, Day, Number, Whole, Yes
from tanggap.cases.access import sees_identity
from tanggap.cases.letters import spokesperson
from tanggap.casework import escalate as climbing
from tanggap.casework import extend as more_time
from tanggap.casework import merge as joining
from tanggap.casework import pause as waiting
from tanggap.casework import review as reviewing
from tanggap.casework import risk
from tanggap.casework import unmask as revealing
from tanggap.casework.arrivals import Words
from tanggap.casework.record import renew_code
from tanggap.core.errors import Forbidden, Refused
from tanggap.people import vault
from tanggap.sop.acts import PromiseKind

router = Router(tags=["side roads"])


class Reason(Body):
    reason: str


@act(router, "escalate")
def escalate(deed: Deed, body: Reason) -> None:
    """One level up the SOP's ladder; whoever stands there is told."""
    climbing.escalate(deed.case, reason=body.reason, by=deed.by, version=deed.version)


@act(router, "review")
def review(deed: Deed, body: Reason) -> None:
    """The complainant asks for another decider, and told us; who had no part in it is picked and told."""
    reviewing.review(deed.case, reason=body.reason, by=deed.by, version=deed.version)


class DecideReview(Body):
    result: Literal["stands", "overturned"]
    reason: str = Field(description="The complainant reads it.")


@act(router, "decide_review")
def decide_review(deed: Deed, body: DecideReview) -> None:
    """The decision stands, or it is begun again in a new round; never by who proposed, chose or approved."""
    reviewing.decide_review(
        deed.case, result=body.result, reason=body.reason, by=deed.by, version=deed.version
    )


class LegalRisk(Body):
    risk: Yes
    note: str


@act(router, "flag_legal_risk")
def flag_legal_risk(deed: Deed, body: LegalRisk) -> None:
    """Mark a legal risk with a note for managers, or lift the mark. Nothing of it reaches the complainant."""
    risk.flag_legal_risk(deed.case, risk=body.risk, note=body.note, by=deed.by, version=deed.version)


class Pause(Body):
    why: str = Field(default="", description="The code of the reason in the SOP, where it lists any.")
    reason: str = Field(default="", description="More about it, for staff; the reason itself where the SOP lists none.")
    until: Day | None = Field(default=None, description="The last day of waiting; else as long as the SOP allows.")


@act(router, "pause")
def pause(deed: Deed, body: Pause) -> None:
    """The promises that the SOP names for that reason stand still, and run on by themselves after that day."""
    waiting.pause(
        deed.case, why=body.why, reason=body.reason, until=body.until, by=deed.by, version=deed.version
    )


@act(router, "resume")
def resume(deed: Deed) -> None:
    """They run on; the time in between does not count."""
    waiting.resume(deed.case, by=deed.by, version=deed.version)


class Extend(Body):
    kind: PromiseKind
    hours: Whole
    reason: str
    task: Number | None = Field(default=None, description="Which task, where the promise is about one.")


@act(router, "extend")
def extend(deed: Deed, body: Extend) -> None:
    """Ask for more time for one promise, before it is due; who may grant it alone has it at once."""
    more_time.extend(
        deed.case, kind=body.kind, hours=body.hours, reason=body.reason, by=deed.by, version=deed.version,
        task=task_on(deed.case, body.task) if body.task is not None else None,
    )  # fmt: skip


class ApproveExtension(Body):
    extension: Number
    remark: str = ""


@act(router, "approve_extension")
def approve_extension(deed: Deed, body: ApproveExtension) -> None:
    """Somebody else grants the time that was asked for, before it is due; the complainant is told why."""
    asked = extension_on(deed.case, body.extension)
    more_time.approve_extension(deed.case, asked, remark=body.remark, by=deed.by, version=deed.version)


class RefuseExtension(Body):
    extension: Number
    remark: str


@act(router, "refuse_extension")
def refuse_extension(deed: Deed, body: RefuseExtension) -> None:
    """Somebody else refuses it, with a remark; the promise stands as it was."""
    asked = extension_on(deed.case, body.extension)
    more_time.refuse_extension(deed.case, asked, remark=body.remark, by=deed.by, version=deed.version)


class Link(Body):
    other: str


@act(router, "link")
def link(deed: Deed, body: Link) -> None:
    """The two complaints have to do with each other; nothing else changes."""
    joining.link(deed.case, other=case_of(deed.by, body.other), by=deed.by, version=deed.version)


class Merge(Body):
    into: str


@act(router, "merge")
def merge(deed: Deed, body: Merge) -> None:
    """This complaint closes as merged into the other one; only of one complainant."""
    joining.merge(deed.case, into=case_of(deed.by, body.into), by=deed.by, version=deed.version)


@act(router, "unmerge")
def unmerge(deed: Deed) -> None:
    """Take the merge back."""
    joining.unmerge(deed.case, by=deed.by, version=deed.version)


class Split(Body):
    body: str
    subject: str = ""
    type: str = ""
    category: str = ""


@act(router, "split")
def split(deed: Deed, body: Split) -> None:
    """The second matter of one letter becomes a case of its own, linked, received when the first was."""
    case = deed.case
    if not sees_identity(deed.by, case):
        # Whoever splits owns the new case, and would read there the name that is hidden here.
        raise Forbidden(_("Only somebody who may see who complained can split a hidden complaint."))
    party = spokesperson(case)
    words = Words(
        body=body.body, title=body.subject, type=body.type, category=body.category, medium=case.medium,
        entered_by="api", language=case.language, anonymous=case.anonymous, confidential=case.hidden,
        complainant=vault.read(party.person) if party and party.person else None, received_at=case.received_at,
    )  # fmt: skip
    joining.split(case, words, by=deed.by, version=deed.version)


@act(router, "ask_to_unmask")
def ask_to_unmask(deed: Deed, body: Reason) -> None:
    """Ask to see a hidden name, with the reason; a second person must agree and the complainant is told."""
    revealing.ask_to_unmask(deed.case, reason=body.reason, by=deed.by, version=deed.version)


class Unmask(Body):
    request: Number
    agree: Yes


@act(router, "unmask")
def unmask(deed: Deed, body: Unmask) -> None:
    """A second person agrees, or refuses."""
    deed.see_version()
    revealing.unmask(unmask_request_on(deed.case, body.request), agree=body.agree, by=deed.by)


class NewCode(BaseModel):
    reference: str
    tracking_code: str


@router.post(
    "/cases/{reference}/renew_code", response=NewCode, operation_id="renew_code", url_name="act-renew_code",
    openapi_extra={"parameters": [IF_MATCH]},
)  # fmt: skip
def new_code(request: HttpRequest, reference: str) -> NewCode:
    """A new tracking code; the old one and the old link open nothing any more. Shown here once."""
    codes: list[str] = []

    def renew(deed: Deed) -> None:
        deed.see_version()
        codes.append(renew_code(deed.case, by=deed.by))

    deed = carry_out(request, reference, "renew_code", renew)
    if not codes:
        raise Refused(_("This request was answered already; a code is shown only once."), code="already_done")
    return NewCode(reference=deed.case.reference, tracking_code=codes[0])
