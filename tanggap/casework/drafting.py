"""The next edition of the SOP as a draft that people work on: begun, changed, taken back, discarded, published by two.

A draft is the SOP file itself. Each change is made in its text (sop/editing.py) and read again, so that no draft is
ever invalid, and `tanggap sop` sees the same. Complaints stay with the edition under which they came.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework.draft_letters import KEEPERS, ask_the_others
from tanggap.casework.found import plant_units
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, Stale, require
from tanggap.people.models import Staff
from tanggap.people.organisation import forget_profile
from tanggap.people.standing import forget, roster_now, standing_of
from tanggap.sop import editing
from tanggap.sop import models as sop
from tanggap.sop.differences import Difference, differences
from tanggap.sop.models import Edition
from tanggap.sop.schema import read

LATEST = 366
LONGEST_REMARK = 2_000
NOT_YOU = _("The SOP is kept by managers and administrators of the whole organisation.")
STALE = _("Somebody else has changed the draft meanwhile. Look at both, then save again.")
WAITING = _("The draft waits for its day already. Take it back first, then change it.")


def may_draft(by: Staff) -> bool:
    """Whoever manages or administers the whole organisation."""
    top = [unit for unit in roster_now().units.values() if unit.parent_id is None]
    return any(standing_of(by).has(role, unit) for role in KEEPERS for unit in top)


def see_keeper(by: Staff) -> None:
    """Raise Forbidden for everybody else."""
    if not may_draft(by):
        raise Forbidden(NOT_YOU)


def open_draft() -> Edition | None:
    """The draft that is worked on; None when there is none. Its text is read with it."""
    rows = Edition.objects.filter(state=Edition.State.DRAFT, discarded_at=None).exclude(drafted_by=None).defer(None)
    return rows.select_related("drafted_by", "proposed_by", "seconded_by").order_by("-pk").first()


def the_draft() -> Edition:
    """The same; raises NotFound."""
    found = open_draft()
    if found is None:
        raise NotFound(_("There is no draft. Begin one first."), code="no_draft")
    return found


@transaction.atomic
def begin(source: str = "", *, by: Staff) -> tuple[Edition, bool]:
    """A draft with the words of the edition in force; whether its remarks were lost because it had to be written anew.

    Two who begin at once get the same one. Before the first edition it begins with the words of `source`, an SOP file.
    """
    see_keeper(by)
    sop.one_at_a_time()
    if (found := open_draft()) is not None:
        return found, False
    # Until now it could be brought back; its number is free again.
    Edition.objects.filter(state=Edition.State.DRAFT).exclude(discarded_at=None).delete()
    if not (source and sop.is_first()):
        source = Edition.objects.defer(None).get(pk=sop.current_edition().pk).source
    text = editing.in_place(source)
    made = sop.draft(text)
    Edition.objects.filter(pk=made.pk).update(drafted_by=by)
    record("sop.draft_begun", made, by=by, code=made.code, number=made.number)
    return the_draft(), text.count("#") < source.count("#")


@transaction.atomic
def edit(change: Callable[[str], str], *, what: str, by: Staff, about: str = "", version: int | None = None) -> Edition:
    """Change the text of the draft; it must still be valid. Recorded with `what` and the code that it is `about`.

    Raises SopProblems that name the place, Refused while it waits for its day, and Stale when it is no more the
    `version` that somebody saw, where that matters.
    """
    held = _held(version, by)
    require(held.seconded_by_id is None, WAITING, code="waiting")
    text = change(held.source)
    if text == held.source:
        return held
    changed = sop.change_draft(held, text)
    # Whoever proposed it proposed other words.
    Edition.objects.filter(pk=held.pk).update(before=held.source, proposed_by=None, effective_on=None)
    record("sop.draft_changed", changed, by=by, what=what, about=about, sha256=changed.sha256)
    return the_draft()


@transaction.atomic
def undo(*, version: int, by: Staff) -> Edition:
    """The words before the last change; the same again brings it back."""
    held = _held(version, by)
    require(held.before, _("There is nothing to take back."), code="nothing")
    before = held.before
    return edit(lambda _text: before, what="undo", version=version, by=by)


@transaction.atomic
def discard(*, version: int, by: Staff) -> Edition:
    """The draft is put aside; it can be brought back as long as no other was begun."""
    held = _held(version, by)
    Edition.objects.filter(pk=held.pk).update(
        discarded_at=time.now(), proposed_by=None, seconded_by=None, effective_on=None, version=F("version") + 1
    )
    record("sop.draft_discarded", held, by=by)
    return held


@transaction.atomic
def bring_back(edition_id: int, *, by: Staff) -> Edition:
    """A discarded draft is worked on again."""
    see_keeper(by)
    sop.one_at_a_time()
    require(open_draft() is None, _("Another draft is being worked on. Discard it first."), code="another")
    rows = Edition.objects.filter(pk=edition_id, state=Edition.State.DRAFT).exclude(discarded_at=None)
    back = rows.update(discarded_at=None, version=F("version") + 1)
    require(back, _("There is no such draft any more."), code="gone")
    found = the_draft()
    record("sop.draft_brought_back", found, by=by)
    return found


@transaction.atomic
def propose(*, on: date | None, remark: str = "", version: int, by: Staff) -> Edition:
    """One person asks for it to be published, on a day (at once, when none is said), with a word to staff.

    The first edition of an installation needs nobody else: it is published.
    """
    held = _held(version, by)
    require(held.seconded_by_id is None, WAITING, code="waiting")
    if on is not None and not 0 <= (on - time.today()).days <= LATEST:
        sentence = _("Choose a day from today on, within a year.")
        raise Invalid(sentence, fields={"on": sentence})
    if len(remark) > LONGEST_REMARK:
        sentence = _("At most %(most)d characters, please.") % {"most": LONGEST_REMARK}
        raise Invalid(sentence, fields={"remark": sentence})
    require(sop.is_first() or changes(held), _("It says the same as the edition in force."), code="no_change")
    Edition.objects.filter(pk=held.pk).update(
        proposed_by=by, effective_on=on, remark=remark, version=F("version") + 1
    )
    record("sop.proposed", held, by=by, on=on.isoformat() if on else "", sha256=held.sha256)
    held = the_draft()
    if sop.is_first():
        return _publish(held)
    ask_the_others(held, by=by)
    return held


@transaction.atomic
def agree(*, version: int, by: Staff) -> Edition:
    """A second person, who has read it, agrees: it is published, or waits for its day."""
    held = _held(version, by)
    require(held.proposed_by_id, _("Nobody has asked for it to be published yet."), code="not_proposed")
    require(held.proposed_by_id != by.pk, _("A second person agrees: somebody else than who asked for it."),
            code="second_person")  # fmt: skip
    require(held.seconded_by_id is None, WAITING, code="waiting")
    Edition.objects.filter(pk=held.pk).update(seconded_by=by, version=F("version") + 1)
    record("sop.seconded", held, by=by, sha256=held.sha256)
    held = the_draft()
    return held if held.effective_on and held.effective_on > time.today() else _publish(held)


@transaction.atomic
def take_back(*, version: int, by: Staff) -> Edition:
    """It is not to be published after all, not yet; one person is enough for that."""
    held = _held(version, by)
    require(held.proposed_by_id, _("Nobody has asked for it to be published yet."), code="not_proposed")
    Edition.objects.filter(pk=held.pk).update(
        proposed_by=None, seconded_by=None, effective_on=None, version=F("version") + 1
    )
    record("sop.taken_back", held, by=by)
    return the_draft()


def publish_due() -> bool:
    """The worker puts what two people agreed on in force on its day; whether it did."""
    rows = Edition.objects.filter(
        state=Edition.State.DRAFT, discarded_at=None, seconded_by__isnull=False, effective_on__lte=time.today()
    )
    if not rows.exists():
        return False
    with transaction.atomic():
        held = rows.defer(None).select_for_update(of=("self",), skip_locked=True).first()
        if held is None:
            return False
        _publish(held)
    return True


def _publish(held: Edition) -> Edition:
    """In force from now on; the units that it names and nobody has made are planted."""
    plant_units(held.source)
    proposer, second = held.proposed_by, held.seconded_by
    assert proposer is not None
    # What it was before its last change is of no use any more, and nothing can be changed afterwards.
    Edition.objects.filter(pk=held.pk).update(before="")
    published = sop.publish(held, by=proposer, second=second)
    forget()
    forget_profile()
    return published


def _held(version: int | None, by: Staff) -> Edition:
    """The draft, locked, as that person saw it; raises Stale."""
    see_keeper(by)
    found = the_draft()
    held = Edition.objects.defer(None).select_for_update(of=("self",)).get(pk=found.pk)
    if version not in (None, held.version) or held.state != Edition.State.DRAFT or held.discarded_at is not None:
        raise Stale(STALE, current=held.version)
    return held


def changes(held: Edition) -> list[Difference]:
    """What the draft changes against the edition in force; nothing where there is none."""
    in_force = Edition.objects.defer(None).filter(state=Edition.State.PUBLISHED).first()
    return differences(content_of(in_force), content_of(held)) if in_force is not None else []


def content_of(edition: Edition) -> dict[str, Any]:
    """What an edition says, as plain data with every default left out."""
    return read(edition.source).model_dump(mode="json", by_alias=True, exclude_defaults=True)
