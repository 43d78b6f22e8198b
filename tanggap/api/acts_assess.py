"""SOP 3 and 5 over the API: what kind of complaint it is, who is responsible, who handles it."""

from ninja import Router

from tanggap.api.acts import Deed, act
from tanggap.api.finding import named_unit, staff_called, unit_called
from tanggap.api.reading import Body, Whole, Yes
from tanggap.casework import assess as story
from tanggap.casework import undo
from tanggap.casework.assess import Assessment
from tanggap.casework.at_once import Remedy
from tanggap.casework.at_once import resolve_at_once as story_at_once
from tanggap.casework.hand_over import hand_over as story_hand_over
from tanggap.casework.rest import rest as story_of_rest
from tanggap.casework.temperature import note_temperature as story_of_temperature
from tanggap.casework.undo import Made
from tanggap.sop.acts import Feeling, RedressType, Severity, Temperature

router = Router(tags=["assess"])


class Assess(Body):
    type: str
    category: str
    severity: Severity
    impact_satisfaction: str = ""
    impact_reputation: str = ""
    impact_money: str = ""
    impact_law: str = ""
    temperature: Temperature | None = None
    tags: list[str] = []

    def seen(self) -> Assessment:
        return Assessment(
            type=self.type, category=self.category, severity=self.severity, temperature=self.temperature or "",
            impact_satisfaction=self.impact_satisfaction, impact_reputation=self.impact_reputation,
            impact_money=self.impact_money, impact_law=self.impact_law, tags=tuple(self.tags),
        )  # fmt: skip


@act(router, "assess")
def assess(deed: Deed, body: Assess) -> None:
    """Type, category, severity and impact become known."""
    story.assess(deed.case, body.seen(), by=deed.by, version=deed.version)


class Reclassify(Assess):
    reason: str


@act(router, "reclassify")
def reclassify(deed: Deed, body: Reclassify) -> None:
    """It turned out to be something else."""
    story.reclassify(deed.case, body.seen(), reason=body.reason, by=deed.by, version=deed.version)


class NoteTemperature(Body):
    temperature: Temperature


@act(router, "note_temperature")
def note_temperature(deed: Deed, body: NoteTemperature) -> None:
    """How the complainant feels, as somebody judges it; until then `temperature_estimate` is what the words say."""
    story_of_temperature(deed.case, temperature=body.temperature, by=deed.by, version=deed.version)


class Rest(Body):
    hand_over: Yes = False
    to: str | None = None


@act(router, "rest")
def rest(deed: Deed, body: Rest) -> None:
    """This contact was hard: nothing new for a while, and the complaint goes to a colleague where that is wanted."""
    story_of_rest(
        deed.case, hand_over=body.hand_over, to=staff_called(body.to, "to"), by=deed.by, version=deed.version
    )


class ResolveAtOnce(Body):
    solution: str
    message: str = ""
    assessment: Assess | None = None
    cost: Whole = 0
    redress_kind: RedressType | None = None
    redress_amount: Whole = 0
    feelings: list[Feeling] = []


@act(router, "resolve_at_once")
def resolve_at_once(deed: Deed, body: ResolveAtOnce) -> None:
    """The front line solves it within its own authority; `assessment` classifies it in the same breath.

    `cost` and what is given together are what the SOP limits; amounts in rupiah.
    """
    remedy = Remedy(
        solution=body.solution, cost=body.cost, redress_kind=body.redress_kind or "",
        redress_amount=body.redress_amount, feelings=tuple(body.feelings),
    )  # fmt: skip
    story_at_once(
        deed.case, remedy, message=body.message, by=deed.by, version=deed.version,
        seen=body.assessment.seen() if body.assessment else None,
    )  # fmt: skip


class Forward(Body):
    unit: str | None = None
    handler: str | None = None
    note: str = ""


@act(router, "undo_forward")
def undo_forward(deed: Deed) -> None:
    """Take the own forwarding back, within a minute and before anything came after it."""
    undo.undo_forward(Made(deed.case.pk, deed.version or deed.case.version), by=deed.by)


@act(router, "forward")
def forward(deed: Deed, body: Forward) -> None:
    """Hand it to the responsible unit; without a unit, to the one that the SOP names. `handler` is an address."""
    story.forward(
        deed.case, unit=unit_called(body.unit), handler=staff_called(body.handler, "handler"), note=body.note,
        by=deed.by, version=deed.version,
    )  # fmt: skip


class Assign(Body):
    handler: str | None = None
    owner: str | None = None


@act(router, "assign")
def assign(deed: Deed, body: Assign) -> None:
    """Say who handles it, or who is accountable to the complainant, by their addresses."""
    handler, owner = staff_called(body.handler, "handler"), staff_called(body.owner, "owner")
    story.assign(deed.case, handler=handler, owner=owner, by=deed.by, version=deed.version)


class HandOver(Body):
    unit: str
    reason: str
    handler: str | None = None


@act(router, "hand_over")
def hand_over(deed: Deed, body: HandOver) -> None:
    """Another unit answers from now on."""
    story_hand_over(
        deed.case, unit=named_unit(body.unit), reason=body.reason, handler=staff_called(body.handler, "handler"),
        by=deed.by, version=deed.version,
    )  # fmt: skip
