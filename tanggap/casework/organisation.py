"""What the organisation says of itself and how it looks, kept by its administrators; every change is recorded."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework import calendars
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.changes import Change
from tanggap.core import files, pictures, time
from tanggap.core.errors import Forbidden, Invalid, Stale
from tanggap.core.files import File
from tanggap.core.sniff import sniff
from tanggap.core.typed import an_email, one_line
from tanggap.people import branding
from tanggap.people.models import Organisation, Role, Staff, Unit
from tanggap.people.organisation import forget_profile
from tanggap.people.standing import forget, standing_of

STEPS = ("organisation", "hours", "appearance", "sop", "units", "people", "mailbox", "ready")
LONGEST = {"name_id": 120, "name_en": 120, "phone": 40, "whatsapp": 40, "address_id": 200, "address_en": 200}
LOGO_BYTES = 2 * 1024 * 1024
LOGO_TYPES = ("image/png", "image/jpeg", "image/webp")
# Three times the height at which it is shown, so that it is sharp on every screen.
LOGO_BOX = (480, 144)
NOT_YOU = _("Only an administrator of the whole organisation may do this.")
STALE = _("Somebody else has changed this meanwhile. Look at what stands there now, then save again.")


def may_administer(by: Staff) -> None:
    """Raise Forbidden for everybody but administrators of the whole organisation."""
    if not standing_of(by).has(Role.ADMIN, top()):
        raise Forbidden(NOT_YOU)


def top() -> Unit:
    """The organisation itself: the highest unit."""
    return Unit.objects.filter(parent=None).order_by("pk")[0]


def row_of(*, language: str = "") -> Organisation:
    """The one row; made at first need, with what the environment says."""
    made, _new = Organisation.objects.get_or_create(
        pk=1, defaults={"zone": settings.TIME_ZONE, "language": language or settings.LANGUAGE_CODE}
    )
    return made


@transaction.atomic
def describe(given: Mapping[str, str], *, version: int, by: Staff) -> Organisation:
    """Name, kind, first language, zone, ways to be reached. Raises Invalid by field, Stale when another was faster.

    The calendar of the office goes over to the new zone if it went by the old one; open promises follow.
    """
    may_administer(by)
    row, facts = row_of(), _checked(given)
    names = {"name_id": facts.pop("name_id"), "name_en": facts.pop("name_en")}
    before = row.zone
    _change(row, version, **facts)
    Unit.objects.filter(pk=top().pk).update(**names, version=F("version") + 1)
    office = default_calendar()
    if facts["zone"] != before and office.zone == before:
        calendars.set_up(Change(calendar=office, zone=facts["zone"]), by=by)
    forget()
    return _done(row, "organisation", "organisation_described", by=by, zone=facts["zone"], language=facts["language"])


@transaction.atomic
def wear(hue: int | None, *, version: int, by: Staff) -> Organisation:
    """Take on a hue; None is Tanggap's own. Raises Invalid for one that cannot be read or told apart."""
    may_administer(by)
    if hue is not None and not branding.fits(hue % 360):
        raise Invalid(_("This hue cannot be used."), fields={"hue": _why_not(hue)}, code="hue")
    row = row_of()
    _change(row, version, hue=hue)
    return _done(row, "appearance", "organisation_hue", by=by, hue=-1 if hue is None else hue)


@transaction.atomic
def hang(data: bytes, name: str, *, version: int, by: Staff) -> Organisation:
    """Take a picture as the logo, drawn anew without what a camera or a program wrote into it. Raises Invalid."""
    may_administer(by)
    if len(data) > LOGO_BYTES:
        raise _wrong_logo(_("This picture is larger than 2 MB. Make it smaller and send it again."))
    if b"<svg" in data[:4096].lower():
        raise _wrong_logo(_("An SVG file can carry programs, so it is not taken. Export the logo as PNG."))
    try:
        media_type = sniff(data)
        small = pictures.made_small(data, media_type, LOGO_BOX) if media_type in LOGO_TYPES else None
    except pictures.TooManyPixels as problem:
        raise _wrong_logo(_("This picture has too many pixels. Make it smaller and send it again.")) from problem
    if small is None:
        raise _wrong_logo(_("This is no picture that can be shown. Choose a PNG, JPEG or WebP file."))
    row = row_of()
    [claimed] = files.claim([files.take_in(small, name)])
    _change(row, version, logo=claimed)
    return _done(row, "appearance", "organisation_logo", by=by, sha256=claimed.sha256)


@transaction.atomic
def take_down(*, version: int, by: Staff) -> Organisation:
    """No logo any more; the sign of Tanggap stands in its place."""
    may_administer(by)
    row = row_of()
    old = row.logo
    _change(row, version, logo=None)
    if old is not None:
        File.objects.filter(pk=old.pk).update(claimed=False)  # nothing holds it now; it dies within a day
    return _done(row, "appearance", "organisation_logo", by=by, sha256="")


@transaction.atomic
def pass_step(step: str, *, by: Staff) -> None:
    """A step of the setting up was gone through, saved or left for later."""
    may_administer(by)
    row = Organisation.objects.select_for_update().get(pk=row_of().pk)
    if step in STEPS and step not in row.steps:
        Organisation.objects.filter(pk=row.pk).update(steps=[*row.steps, step])


@transaction.atomic
def dismiss_checklist(*, by: Staff) -> None:
    """The administrators want to see the list of what is left no more; recorded."""
    may_administer(by)
    row = row_of()
    Organisation.objects.filter(pk=row.pk, dismissed_at=None).update(dismissed_at=time.now())
    record("setup_dismissed", row, by=by)


def _checked(given: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    facts = {name: one_line(given.get(name, "")) for name in LONGEST}
    for name, most in LONGEST.items():
        if len(facts[name]) > most:
            fields[name] = _("At most %(most)d characters, please.") % {"most": most}
    if not facts["name_id"]:
        fields["name_id"] = _("Write the name of the organisation.")
    facts["name_en"] = facts["name_en"] or facts["name_id"]
    facts["email"] = an_email(given["email"], fields) if given.get("email", "").strip() else ""
    for name, allowed in (
        ("kind", Organisation.Kind.values), ("language", dict(settings.LANGUAGES)), ("zone", available_timezones())
    ):  # fmt: skip
        facts[name] = given.get(name, "")
        if facts[name] not in allowed:
            fields[name] = _("Choose one of these.")
    if not any(facts[name] for name in ("phone", "whatsapp", "email", "address_id")):
        fields["phone"] = _("Give at least one way to reach you: many people want to speak to somebody.")
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    return facts


def _change(row: Organisation, version: int, **values: Any) -> None:
    changed = Organisation.objects.filter(pk=row.pk, version=version).update(**values, version=F("version") + 1)
    if not changed:
        raise Stale(STALE)
    row.refresh_from_db()


def _done(row: Organisation, step: str, verb: str, *, by: Staff, **facts: Any) -> Organisation:
    pass_step(step, by=by)
    record(verb, row, by=by, **facts)
    transaction.on_commit(forget_profile)
    forget_profile()
    row.refresh_from_db()
    return row


def _why_not(hue: int) -> Any:
    near, instead = branding.mistaken_for(hue % 360), branding.neighbour(hue % 360)
    if near == "bad":
        return _("This hue looks like the red of “overdue”, which must stay an alarm. %(hue)d is near and can be "
                 "used.") % {"hue": instead}  # fmt: skip
    if near:
        return _("This hue looks like the amber of “due soon”, which must stay a warning. %(hue)d is near and can be "
                 "used.") % {"hue": instead}  # fmt: skip
    return _("With this hue not everything can be read. %(hue)d is near and can be used.") % {"hue": instead}


def _wrong_logo(sentence: Any) -> Invalid:
    return Invalid(sentence, fields={"logo": sentence}, code="logo")
