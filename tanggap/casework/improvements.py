"""“You said, we changed”: what the organisation tells everybody about what complaints have led to."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, Stale
from tanggap.core.typed import one_line
from tanggap.learning.models import Improvement
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of

FIELDS = ("heard_id", "heard_en", "changed_id", "changed_en", "result_id", "result_en")
KEEPERS = (Role.QUALITY, Role.MANAGER, Role.ADMIN)
MOST_SHOWN = 5
FRESH_SECONDS = 60
_SHOWN = "improvements-shown"


def may_keep(by: Staff) -> None:
    """Raise Forbidden for everybody but quality, managers and administrators."""
    if not standing_of(by).roles & {role.value for role in KEEPERS}:
        raise Forbidden(_("Only quality, managers and administrators may do this."))


def shown() -> list[Improvement]:
    """What everybody sees, the newest first; remembered for a minute."""
    return cache.get_or_set(_SHOWN, lambda: list(Improvement.objects.filter(shown=True)[:MOST_SHOWN]), FRESH_SECONDS)


def every() -> list[Improvement]:
    """All of them, for those who keep them."""
    return list(Improvement.objects.all()[:200])


def one(pk: int) -> Improvement:
    """That one; NotFound when it is gone."""
    found = Improvement.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This is no longer there."))
    return found


@transaction.atomic
def publish(given: Mapping[str, str], *, shown: bool, by: Staff) -> Improvement:
    """Write a new one down. Raises Invalid by field."""
    may_keep(by)
    made = Improvement.objects.create(**_checked(given), shown=shown, made_at=time.now())
    return _done("improvement_added", made, by=by)


@transaction.atomic
def change(pk: int, given: Mapping[str, str], *, shown: bool, version: int, by: Staff) -> Improvement:
    """Other words, or on the portal and off it. Raises Invalid by field, Stale when another was faster."""
    may_keep(by)
    facts = _checked(given)
    changed = Improvement.objects.filter(pk=one(pk).pk, version=version).update(
        **facts, shown=shown, version=F("version") + 1
    )
    if not changed:
        raise Stale(_("Somebody else has changed this meanwhile. Look at what stands there now, then save again."))
    return _done("improvement_changed", one(pk), by=by)


@transaction.atomic
def remove(pk: int, *, by: Staff) -> None:
    """Take it away; what it said stays in the trail."""
    may_keep(by)
    gone = one(pk)
    _done("improvement_removed", gone, by=by)
    gone.delete()


def _checked(given: Mapping[str, str]) -> dict[str, Any]:
    facts = {name: one_line(given.get(name, "")) for name in FIELDS}
    fields: dict[str, Any] = {}
    for name, words in facts.items():
        most = Improvement._meta.get_field(name).max_length or 0
        if len(words) > most:
            fields[name] = _("At most %(most)d characters, please.") % {"most": most}
        elif not words and not name.startswith("result"):
            fields[name] = _("Write this in both languages: readers choose one.")
    if bool(facts["result_id"]) != bool(facts["result_en"]):
        fields["result_id" if not facts["result_id"] else "result_en"] = _(
            "Write the result in both languages, or in neither."
        )
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    return facts


def _done(verb: str, about: Improvement, *, by: Staff) -> Improvement:
    record(verb, about, by=by, heard=about.heard_id, changed=about.changed_id, shown=about.shown)
    cache.delete(_SHOWN)
    transaction.on_commit(lambda: cache.delete(_SHOWN))
    return about
