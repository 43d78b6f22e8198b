"""What staff change about themselves."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.core.errors import Invalid
from tanggap.people.models import Staff


@transaction.atomic
def choose_language(staff: Staff, language: str) -> None:
    """Letters and pages come in this language from now on; recorded. Raises Invalid for one that we do not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose one of the languages."), fields={"language": _("Choose one of these.")})
    if staff.language == language:
        return
    Staff.objects.filter(pk=staff.pk).update(language=language, version=F("version") + 1)
    record("language_chosen", staff, by=staff, language=language)


@transaction.atomic
def choose_keys(staff: Staff, *, own: dict[str, str], off: bool) -> None:
    """The keys of the workspace are these for this person from now on, at every device; recorded when they change."""
    keys: dict[str, object] = {**({"own": own} if own else {}), **({"off": True} if off else {})}
    if staff.keys == keys:
        return
    Staff.objects.filter(pk=staff.pk).update(keys=keys, version=F("version") + 1)
    record("keys_chosen", staff, by=staff)
