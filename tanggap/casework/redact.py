"""Painting over what nobody needs to see in a picture: a face, a number plate, an address. It can be taken back.

The picture as it came is kept, for those who work on the case; each opening of it is written down. Everybody else, the
complainant's page and the API included, gets the painted one.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Evidence, Participant, Redaction
from tanggap.casework.acting import CHANGED, lock, write_down
from tanggap.core import files, time
from tanggap.core.errors import Forbidden, Invalid, Stale, require
from tanggap.core.pictures import Box, size_of
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of

# The original of a picture may tell where it was taken, and what was painted over.
SEES_BELOW = frozenset({Role.OFFICER, Role.HEAD, Role.CONFIDENTIALITY})
NOT_BELOW = _("The original is for those who work on the case. You can have the copy without hidden data.")
TELLS_WHO = _("The original may tell who complained; ask to see the identity first.")
MOST_BOXES = 40


def sees_below_by(by: Staff, case: Case, participants: Iterable[Participant]) -> bool:
    """Whether this person, who sees the case, may have pictures as they came; told from rows that were read already."""
    people = {by.pk, *standing_of(by).acting_for}
    now_on = [one for one in participants if one.until is None]
    mine = {one.role for one in now_on if one.staff_id in people}
    own = {one.role for one in now_on if one.staff_id == by.pk}
    knows = not case.hidden or bool(own & set(access.identity_roles(by)))
    return knows and bool(access.roles_of_participant(by, case, mine) & SEES_BELOW)


def require_below(by: Staff, case: Case) -> None:
    """Raises Forbidden with the reason."""
    if not access.roles_on(by, case) & SEES_BELOW:
        raise Forbidden(NOT_BELOW)
    if not access.sees_identity(by, case):
        raise Forbidden(TELLS_WHO)


def note_opening(one: Evidence, *, by: Staff) -> None:
    """Somebody who may opens a picture as it came: that is written down each time."""
    with transaction.atomic():
        write_down(one.case, "original_opened", by=by, file=one.file.public_id)


def in_force(one: Evidence) -> Redaction | None:
    """The attempt that counts now."""
    return one.redactions.filter(undone_at__isnull=True).order_by("-pk").first()


def latest(one: Evidence) -> int:
    """What a page has seen of its history; another number means that somebody painted or took back meanwhile."""
    history = list(one.redactions.order_by("pk").values_list("pk", "undone_at"))
    return sum(1 if undone is None else 2 for _pk, undone in history)


@transaction.atomic
def redact(one: Evidence, *, boxes: Iterable[Box], by: Staff, seen: int | None = None) -> Redaction | None:
    """Paint over exactly these parts, instead of those before; no part at all shows the picture bare again.

    `seen` is what `latest` was for the person; raises Stale when it is older, Invalid when a part lies outside.
    """
    _begin(one, by)
    wanted, now = _fitting(one, boxes), in_force(one)
    before = [Box(*box) for box in now.boxes] if now else []
    if wanted == before:
        return now  # sent twice
    if seen is not None and seen != latest(one):
        raise Stale(CHANGED, current=latest(one))
    files.cover(one.file, wanted)
    made = Redaction.objects.create(evidence=one, boxes=wanted, by=by, at=time.now())
    write_down(one.case, "redacted", by=by, file=one.file.public_id, parts=len(wanted))
    return made


@transaction.atomic
def undo_redact(one: Evidence, *, by: Staff, seen: int | None = None) -> None:
    """Take the newest painting back: what counted before it counts again."""
    _begin(one, by)
    now = in_force(one)
    if now is None or (seen is not None and seen != latest(one)):
        require(now is not None, _("Nothing is painted over in this picture."), code="not_redacted")
        raise Stale(CHANGED, current=latest(one))
    Redaction.objects.filter(pk=now.pk).update(undone_at=time.now(), undone_by=by)
    before = in_force(one)
    files.cover(one.file, [Box(*box) for box in before.boxes] if before else [])
    write_down(one.case, "redaction_undone", by=by, file=one.file.public_id)


def _begin(one: Evidence, by: Staff) -> None:
    # In every state: what a picture shows of somebody does not become harmless when the case is closed.
    lock(one.case)
    require_below(by, one.case)
    if not one.file.is_picture:
        raise Invalid(files.NO_PICTURE, code="no_picture")


def _fitting(one: Evidence, boxes: Iterable[Box]) -> list[Box]:
    """The boxes, cut at the edges of the picture, each once."""
    width, height = size_of(files.open_file(one.file, original=False, whole=True))
    fitting: list[Box] = []
    for number, box in enumerate(boxes, start=1):
        left, top = max(box.x, 0), max(box.y, 0)
        right, bottom = min(box.x + box.width, width), min(box.y + box.height, height)
        if box.width < 1 or box.height < 1 or right <= left or bottom <= top:
            raise Invalid(
                _("Part %(number)d lies outside the picture, which is %(width)d × %(height)d pixels.")
                % {"number": number, "width": width, "height": height},
                fields={f"part-{number}": _("This part lies outside the picture.")},
            )
        cut = Box(left, top, right - left, bottom - top)
        if cut not in fitting:
            fitting.append(cut)
    if len(fitting) > MOST_BOXES:
        raise Invalid(_("At most %(most)d parts, please; make them larger instead.") % {"most": MOST_BOXES})
    return fitting
