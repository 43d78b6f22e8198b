"""The side roads on the desk: promises that wait, one level up; link, split, a merge taken back; files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.case import Medium
from tanggap.cases.models import Case
from tanggap.casework.arrivals import Words
from tanggap.casework.converse import attach, hear
from tanggap.casework.escalate import escalate
from tanggap.casework.merge import link, split, unmerge
from tanggap.casework.pause import pause, resume
from tanggap.core.errors import Invalid, NotFound
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.sop.render.words import length
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import category_groups, language, type_options

CONFIDENTIAL_SPLIT = _("A confidential complaint cannot be split here; record a new one instead.")
NO_SUCH = _("There is no such complaint, or you may not see it. Look at the number again.")


def _reason(label: Any) -> Field:
    return Field(name="reason", label=label, rows=3)


def _pause_fields(turn: Turn) -> list[Field]:
    """Where the SOP lists reasons, one of them; how long each may last stands beside it."""
    known = turn.case.edition.procedure.pauses
    if not known:
        return [_reason(_("What is waited for"))]
    reasons = tuple(
        {"value": code, "label": one.label.say(language()),
         "note": _("at most %(length)s") % {"length": length(one.most)} if one.most else ""}
        for code, one in known.items()
    )  # fmt: skip
    return [
        Field(name="why", label=_("What is waited for"), kind="radios", look="list", options=reasons,
              hint=_("The complainant reads this reason, and until when.")),
        Field(name="until", label=_("Until which day"), kind="date", size="short", optional=True, initial=None,
              hint=_("Without a day, as long as the SOP allows. Then the promises run on by themselves.")),
        Field(name="reason", label=_("More about it, for colleagues"), rows=3, optional=True),
    ]  # fmt: skip


def _pause(turn: Turn, given: Given) -> Done:
    pause(turn.case, why=given.get("why", ""), until=given.get("until"), reason=given["reason"], by=turn.by,
          version=turn.version)  # fmt: skip
    return Done(said=_("The promises wait."))


def _resume(turn: Turn, given: Given) -> Done:
    resume(turn.case, by=turn.by, version=turn.version)
    return Done(said=_("The promises run on."))


def _escalate(turn: Turn, given: Given) -> Done:
    level = escalate(turn.case, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("Escalated to level %(level)d.") % {"level": level})


def other_case(by: Staff, reference: str) -> Case:
    """The other complaint, if this person may see it; raises Invalid at the field."""
    try:
        return access.get_case(by, reference)
    except NotFound as problem:
        raise Invalid(NO_SUCH, fields={"other": NO_SUCH}) from problem


def _other(label: Any, hint: Any = "") -> Field:
    return Field(name="other", label=label, kind="text", size="short", hint=hint)


def _unmerge(turn: Turn, given: Given) -> Done:
    unmerge(turn.case, by=turn.by, version=turn.version)
    return Done(said=_("The merge is taken back."))


def _link(turn: Turn, given: Given) -> Done:
    link(turn.case, other=other_case(turn.by, given["other"]), by=turn.by, version=turn.version)
    return Done(said=_("The two are linked."))


def _split_fields(turn: Turn) -> list[Field]:
    case = turn.case
    return [
        Field(name="title", label=_("The second matter in one sentence"), kind="text"),
        Field(name="body", label=_("What the complainant said about it"), rows=6, initial=str(case.body)),
        Field(name="type", label=_("Type"), kind="radios", look="pair", options=type_options(case), optional=True),
        Field(name="category", label=_("Category"), kind="select", groups=category_groups(case), optional=True,
              empty=_("Not yet known")),
    ]  # fmt: skip


def _split(turn: Turn, given: Given) -> Done:
    case = turn.case
    party = case.parties.select_related("person").filter(role="complainant").first()
    who = vault.read(party.person) if party and party.person and not case.hidden else None
    if case.hidden and not case.anonymous:
        raise Invalid(CONFIDENTIAL_SPLIT)
    words = Words(
        body=given["body"], title=given["title"], medium=case.medium, entered_by="desk", on_behalf=case.on_behalf,
        language=case.language, complainant=who, anonymous=case.anonymous, type=given["type"],
        category=given["category"], received_at=case.received_at,
    )  # fmt: skip
    receipt = split(case, words, by=turn.by, version=turn.version)
    return Done(said=_("The second matter has the number %(reference)s.") % {"reference": receipt.reference})


def _attach(turn: Turn, given: Given) -> Done:
    if not given["files"]:
        raise Invalid(_("Choose a file first."), fields={"files": _("Choose a file first.")})
    attach(turn.case, attachments=given["files"], shown=given["shown"], by=turn.by, version=turn.version)
    return Done(said=_("The files are on the case."))


def _hear(turn: Turn, given: Given) -> Done:
    hear(turn.case, text=given["body"], attachments=given["files"], medium=given["medium"] or turn.case.medium,
         by=turn.by)  # fmt: skip
    return Done(said=_("What the complainant said is on the case."))


PAUSE = Act(name="pause", title=_("Let promises wait"), button=_("Pause"), icon="player-pause", run=_pause,
            fields=_pause_fields)  # fmt: skip
RESUME = Act(name="resume", title=_("Let promises run on"), button=_("Run on"), icon="clock", run=_resume,
             lead=_("The time in between does not count."))  # fmt: skip
ESCALATE = Act(name="escalate", title=_("One level up"), button=_("Escalate"), icon="stairs-up", run=_escalate,
               lead=_("Whoever stands on the next level of the SOP is told."),
               fields=lambda turn: [_reason(_("Why"))])  # fmt: skip
UNMERGE = Act(name="unmerge", title=_("Take the merge back"), button=_("Take back"), icon="arrows-split", run=_unmerge,
              lead=_("The complaint stands where it stood."))  # fmt: skip
LINK = Act(name="link", title=_("Link to another complaint"), button=_("Link"), icon="link", run=_link,
           fields=lambda turn: [_other(_("Number of the other complaint"))])  # fmt: skip
SPLIT = Act(name="split", title=_("Split off a second matter"), button=_("Split off"), icon="arrows-split",
            fields=_split_fields, run=_split,
            lead=_("It becomes a complaint of its own, received when this one was."))  # fmt: skip
ATTACH = Act(
    name="attach", title=_("Add files"), button=_("Add"), icon="paperclip", run=_attach,
    fields=lambda turn: [
        Field(name="files", label=_("Files"), kind="file"),
        Field(name="shown", label=_("The complainant may see them"), kind="checkbox", initial=False),
    ],
)  # fmt: skip
HEAR = Act(
    name="reply", address="heard", title=_("The complainant said"), button=_("Put on the case"), icon="message",
    run=_hear, lead=_("For words that came by telephone, by letter or in person."),
    fields=lambda turn: [
        Field(name="medium", label=_("How"), kind="select", options=options(Medium.choices), initial=turn.case.medium,
              size="short"),
        Field(name="body", label=_("In the complainant's words"), rows=5),
        Field(name="files", label=_("Files"), kind="file", optional=True),
    ],
)  # fmt: skip
ACTS = (PAUSE, RESUME, ESCALATE, UNMERGE, LINK, SPLIT, ATTACH, HEAR)
