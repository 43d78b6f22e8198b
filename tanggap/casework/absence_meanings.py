"""What an absence or a stand-in would mean, in sentences, before it is saved."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tanggap.casework import handing_on
from tanggap.casework.absences import overlapping
from tanggap.casework.posts_kept import Meaning
from tanggap.people.models import Absence, Deputy, Duty, Post, Role, Staff
from tanggap.people.standing import APPROVING, NEVER_LENT, post_holders


def meaning_of_absence(staff: Staff, deputy: Staff | None, since: date, until: date | None) -> list[Meaning]:
    """What goes where while that person is away."""
    names = {"name": staff.display_name, "deputy": deputy.display_name if deputy else ""}
    held = list(staff.posts.in_force().select_related("unit"))
    deputies = [deputy] if deputy else [row.by for row in _deputies(staff, since, until)]
    found: list[Meaning] = []
    if deputies:
        names["deputy"] = ", ".join(one.display_name for one in deputies)
        sentence = _("%(deputy)s acts for %(name)s: sees, decides and is told what %(name)s would.")
        found.append(Meaning("ok", sentence % names))
        if any(post.role in NEVER_LENT for post in held):
            found.append(Meaning("", _("Administration and confidential names are lent to nobody.")))
        found += _away_too(deputies, since, until)
    else:
        found.append(Meaning("warn", _("Nobody stands in for %(name)s.") % names))
        found += [_unled(post) for post in held if post.role == Role.HEAD]
    load = handing_on.load_of(staff)
    if load.handled or load.owned:
        count = max(load.handled, load.owned)
        sentence = ngettext_lazy(
            "%(num)s open complaint stays with %(name)s; its dates run on.",
            "%(num)s open complaints stay with %(name)s; their dates run on.", "num",
        )  # fmt: skip
        found.append(Meaning("", sentence % {"num": count, **names}))
    if Duty.objects.filter(staff=staff, removed_at=None).exists():
        found.append(Meaning("", _("On the duty roster the stand-in receives, or else the front desk in turn.")))
    return found


def meaning_of_stand_in(of: Staff, deputy: Staff, since: date, until: date | None) -> list[Meaning]:
    """What somebody gets who acts for another."""
    names = {"name": of.display_name, "deputy": deputy.display_name}
    held = list(of.posts.in_force().select_related("unit"))
    lent = [f"{post.get_role_display()}, {post.unit.name}" for post in held if post.role not in NEVER_LENT]
    if lent:
        sentence = _("%(deputy)s acts for %(name)s: sees, decides and is told what %(name)s would.")
        found = [Meaning("ok", sentence % names), Meaning("", _("Lent is: %(posts)s.") % {"posts": "; ".join(lent)})]
    else:
        found = [Meaning("warn", _("%(name)s has no post that can be lent: there is nothing to act for.") % names)]
    if any(post.role in NEVER_LENT for post in held):
        found.append(Meaning("", _("Administration and confidential names are lent to nobody.")))
    if until is None:
        found.append(Meaning("warn", _("It has no last day: it goes on until somebody ends it.")))
    return found + _away_too([deputy], since, until)


def meaning_of_handing(of: Staff, deputy: Staff, since: date, until: date | None) -> list[Meaning]:
    """What somebody gets who only approves for another."""
    names = {"name": of.display_name, "deputy": deputy.display_name}
    held = [f"{post.get_role_display()}, {post.unit.name}" for post in of.posts.in_force().select_related("unit")
            if post.role in APPROVING]  # fmt: skip
    return [
        Meaning("ok", _("%(deputy)s approves or sends back what waits for %(name)s, and sees these complaints until "
                        "then.") % names),
        Meaning("", _("As: %(posts)s.") % {"posts": "; ".join(held)}),
        Meaning("", _("%(name)s may still approve, too. What either of the two proposed or chose, neither approves for "
                      "the other.") % names),
        Meaning("", _("Hidden complaints stay with those who are named on them.")), *_away_too([deputy], since, until),
    ]  # fmt: skip


def _away_too(deputies: Iterable[Staff], since: date, until: date | None) -> list[Meaning]:
    """A warning for each who is away on some of these days."""
    ids = set(overlapping(Absence.objects.all(), since, until).values_list("staff_id", flat=True))
    sentence = _("%(name)s is away on some of these days, too. Decisions wait then.")
    return [Meaning("warn", sentence % {"name": one.display_name}) for one in deputies if one.pk in ids]


def _deputies(staff: Staff, since: date, until: date | None) -> list[Deputy]:
    standing_in = Deputy.objects.filter(of=staff, by__is_active=True, only_approvals=False)
    return list(overlapping(standing_in.select_related("by"), since, until))


def _unled(post: Post) -> Meaning:
    others = [one for one in post_holders(Role.HEAD, post.unit, above=True) if one.pk != post.staff_id]
    facts = {"unit": post.unit.name, "others": ", ".join(one.display_name for one in others)}
    if others:
        return Meaning("warn", _("Decisions of %(unit)s wait for %(others)s meanwhile.") % facts)
    return Meaning("bad", _("%(unit)s has no other head: only a manager can approve meanwhile. Name somebody.") % facts)
