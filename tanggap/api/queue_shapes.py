"""How numbers, counters and waiting rooms look over the API."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tanggap.api.reading import Body, Day, Number, Yes

State = Literal["waiting", "called", "serving", "done", "absent", "left", "unserved"]
Priority = Literal["", "elderly", "pregnant", "disabled"]


class ServiceShown(BaseModel):
    id: int
    letter: str
    name_id: str
    name_en: str
    private: bool = Field(description="Talked about behind a closed door: called to a room where the branch has one.")


class CounterShown(BaseModel):
    id: int
    kind: Literal["counter", "room"]
    number: str
    open: bool = Field(description="Somebody sits there and is not on a break.")
    services: list[int] = Field(description="What it is for; empty means all of them.")


class BranchShown(BaseModel):
    """`today` is the day by which its numbers count: it begins at midnight in its own time zone."""

    code: str
    name: str
    today: date
    prints_at_once: bool
    services: list[ServiceShown]
    counters: list[CounterShown]


class BranchList(BaseModel):
    items: list[BranchShown]


class Called(BaseModel):
    """`call` rises with each call, so that a display knows what it has spoken already."""

    number: str
    kind: Literal["counter", "room"]
    counter: str
    at: datetime
    call: int


class BoardShown(BaseModel):
    """For the display of a waiting room: numbers, and never a name. `lately` are the calls of the last minute."""

    called: Called | None
    lately: list[Called]
    serving: list[Called]
    next: list[str]
    waiting: int
    minutes: int | None = Field(description="About how long somebody who comes now would wait; null: not known yet.")


class TakeNumber(Body):
    """Everything but the service may be left out."""

    service: Number
    priority: Priority = ""
    private: Yes = False
    name: Annotated[str, Field(max_length=200)] = ""
    phone: Annotated[str, Field(max_length=60)] = ""
    purpose: Annotated[str, Field(max_length=300)] = ""


class NumberGiven(BaseModel):
    """`url` opens the visitor's own page: print it as a QR code and show it to nobody else."""

    id: int
    number: str
    service: int
    taken_at: datetime
    turn: int = Field(description="1 is the next; 0 when it does not wait any more.")
    minutes: int | None
    url: str


class TicketShown(BaseModel):
    """One visit. Name and purpose are empty once it is about a confidential complaint."""

    id: int
    number: str
    branch: str
    day: date
    service: int
    state: State
    outcome: Literal["", "recorded", "about", "solved", "answered", "nothing"]
    priority: Priority
    private: bool
    name: str
    phone: str
    purpose: str
    counter: int | None
    sent_to: str | None = Field(description="Whom it waits for, when sent on: `counter:3`, `service:2`, `unit:7`.")
    reference: str | None = Field(description="The complaint that it is about, if you may see that.")
    written: bool = Field(description="The visitor has written something that is not on file yet.")
    taken_at: datetime
    called_at: datetime | None
    served_at: datetime | None
    ended_at: datetime | None


class TicketList(BaseModel):
    items: list[TicketShown]


class NextCalled(BaseModel):
    """`ticket` is null when nobody waits for that counter."""

    ticket: TicketShown | None


class TicketFilters(Body):
    state: Literal["waiting", "here", "over"] = Field(
        "waiting", description="waiting: in the order of being called; here: called or served; over: the last ones."
    )


class CallTo(Body):
    counter: Number


class SendOn(Body):
    to: Annotated[str, Field(max_length=40, description="`counter:3`, `service:2` or `unit:7`.")]


class Finish(Body):
    outcome: Literal["solved", "answered", "about", "nothing"]


class About(Body):
    reference: Annotated[str, Field(min_length=1, max_length=40)]


class Break(Body):
    over: Yes = False


class FigureFilters(Body):
    since: Day
    until: Day


class Figures(BaseModel):
    """Minutes from taking a number until the first call; null where nobody was called."""

    service: int | None = Field(description="null: all of them.")
    taken: int
    served: int
    absent: int
    left: int
    unserved: int
    wait_p50: int | None
    wait_p90: int | None
    wait_longest: int | None
    visit_p50: int | None


class FiguresShown(BaseModel):
    branch: str
    items: list[Figures]
