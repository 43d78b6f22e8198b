"""Lengths of time, roles and severities of a procedure in words, in the language of the moment."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.people.models import Role
from tanggap.sop.text import Moment, Within


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
    return sentence % count


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


def severity(code: str) -> str:
    """What people call that severity."""
    return {"low": _("low"), "medium": _("medium"), "high": _("high"), "critical": _("critical")}[code]


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
