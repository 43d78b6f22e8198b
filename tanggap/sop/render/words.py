"""Lengths of time, roles and severities of a procedure in words, in the language of the moment."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.people.models import Competence, Role
from tanggap.sop.text import Moment, Within

# "1 hari kerja" never breaks into two lines.
NBSP = "\u00a0"


def length(within: Within | None) -> str:
    """“3 working days”, “15 minutes”; a dash where nothing is promised."""
    if within is None:
        return "–"
    count = {"count": within.amount}
    if within.working:
        sentence = {
            "minutes": ngettext("%(count)d working minute", "%(count)d working minutes", within.amount),
            "hours": ngettext("%(count)d working hour", "%(count)d working hours", within.amount),
            "days": ngettext("%(count)d working day", "%(count)d working days", within.amount),
        }[within.unit]
    else:
        sentence = {
            "minutes": ngettext("%(count)d minute", "%(count)d minutes", within.amount),
            "hours": ngettext("%(count)d hour", "%(count)d hours", within.amount),
            "days": ngettext("%(count)d day", "%(count)d days", within.amount),
        }[within.unit]
    return (sentence % count).replace(" ", NBSP)


def days(count: int) -> str:
    """“7 days”."""
    return length(Within(amount=count, unit="days", working=False))


def moment(at: Moment) -> str:
    """“when 80 % of the time has passed”, “when it is due”, “1 working day after that”."""
    if at.after is not None:
        return _("%(time)s after the due moment") % {"time": length(at.after)}
    if at.percent == 100:
        return _("at the due moment")
    return _("when %(percent)d%% of the time has passed") % {"percent": at.percent}


def told(code: str) -> str:
    """What people call whoever is told at a rung of the ladder."""
    own = {"responsible": _("whoever is to act"), "owner": _("the owner"), "handler": _("the handler")}
    return own.get(code) or role(code)


def role(code: str) -> str:
    """What people call that role."""
    own = {"complainant": _("complainant"), "worker": _("the system")}
    return own.get(code) or str(Role(code).label)


def training(code: str) -> str:
    """What people call that training."""
    return str(Competence.Kind(code).label)


def severity(code: str) -> str:
    """What people call that severity."""
    return {"low": _("low"), "medium": _("medium"), "high": _("high"), "critical": _("critical")}[code]


def ending(code: str) -> str:
    """What people call that way of ending."""
    return {
        "upheld": _("upheld"),
        "partly_upheld": _("partly upheld"),
        "not_upheld": _("not upheld"),
        "resolved_at_once": _("resolved at once"),
        "answered": _("answered"),
        "no_answer": _("no answer from the complainant"),
    }[code]


def medium(code: str) -> str:
    """What people call that medium; “default” is everything else."""
    return {
        "web": _("online form"),
        "email": _("email"),
        "whatsapp": _("WhatsApp"),
        "phone": _("phone"),
        "walk_in": _("in person"),
        "letter": _("letter"),
        "default": _("everything else"),
    }[code]


def begins(kind: str) -> str:
    """When the time of that promise begins."""
    return {
        "acknowledge": _("when the complaint comes in"),
        "first_reply": _("when the complaint comes in"),
        "progress": _("when the complaint comes in, and anew with every word from us"),
        "documents": _("when we ask the complainant something"),
        "classification": _("when the complaint comes in"),
        "alternatives": _("when the responsible party gets it, and with every new round"),
        "decision": _("when the responsible party gets it, when it is sent back, and with every new round"),
        "approval": _("when the solution is put before whoever approves, and anew for each of them"),
        "offer_answer": _("when the complainant has our offer"),
        "task": _("when the task begins"),
        "resolution": _("when the complaint comes in; when it was not right, with the new round"),
        "follow_up": _("when it has been put right"),
        "courtesy_call": _("when the complaint is closed, and not when it ended without a solution"),
        "reopen": _("when the complaint is closed"),
        "call": _("when the complainant asks to speak with somebody"),
        "review": _("when another decider is asked for"),
    }[kind]


def ends(kind: str) -> str:
    """What keeps that promise."""
    return {
        "acknowledge": _("with the receipt"),
        "first_reply": _("with our first reply or offer"),
        "progress": _("with every reply or letter to the complainant, as long as the complaint is open"),
        "documents": _("with the complainant's answer"),
        "classification": _("with type, category and severity"),
        "alternatives": _("when as many solutions are on the table as this procedure wants, or one is chosen"),
        "decision": _("when a solution is chosen"),
        "approval": _("with the approval, or when it is sent back"),
        "offer_answer": _("with the complainant's answer"),
        "task": _("when the task is done"),
        "resolution": _("when everything has been carried out"),
        "follow_up": _("when the complainant says how it was, or the complaint is closed"),
        "courtesy_call": _("with the call, or with the reason why nobody calls"),
        "reopen": _("when it is opened again; else it passes"),
        "call": _("when we have spoken, and it is recorded"),
        "review": _("with the answer and its reasons"),
    }[kind]


def fact(code: str) -> str:
    """What somebody who asks by telephone may say of himself or herself."""
    return {
        "phone": _("the telephone number"), "member_no": _("the customer or member number"),
        "email": _("the email address"), "name": _("the full name"), "date": _("the day on which it came in"),
    }[code]  # fmt: skip
