"""Bearer tokens: a machine acts as a member of staff, with exactly that person's rights of the moment."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.core import secrets, time
from tanggap.core.errors import Forbidden, require
from tanggap.people.models import ApiToken, Staff

PREFIX = "tgp_"  # so that secret scanners recognise one that was leaked


@transaction.atomic
def token_for(staff: Staff, *, name: str, scope: str = "", by: Any) -> str:
    """A new token, in clear for the only time; the database keeps its digest. Recorded. `scope` narrows what it does.

    Nobody hands out more rights than their own: staff make tokens for themselves, the command line for anybody.
    """
    if isinstance(by, Staff) and by.pk != staff.pk:
        raise Forbidden(_("A token is made by the person whose rights it carries."))
    require(staff.is_active, _("This person may not sign in, so no token can be made."), code="inactive")
    token = PREFIX + secrets.token()
    staff.refresh_from_db(fields=["generation"])
    ApiToken.objects.create(
        staff=staff, name=name[:80], digest=secrets.digest(token), generation=staff.generation, scope=scope
    )
    record("token_made", staff, by=by, name=name[:80], **({"scope": scope} if scope else {}))
    return token


def staff_of_token(token: str, scope: str = "") -> Staff | None:
    """Whose token this is; None when unknown, revoked, older than a change of rights, or of somebody inactive.

    One that is narrowed counts only where its `scope` is asked for.
    """
    if not token.startswith(PREFIX) or not token.isascii() or len(token) > 100:
        return None
    living = Q(revoked_at__isnull=True, generation=F("staff__generation"), staff__is_active=True)
    fits = Q(scope="") | Q(scope=scope)
    found = ApiToken.objects.filter(living, fits, digest=secrets.digest(token)).select_related("staff").first()
    if found is None:
        return None
    _note_use(found)
    return found.staff


def revoke_token(token: ApiToken, *, by: Any) -> None:
    """The token opens nothing from now on. Recorded."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=time.now())
    record("token_revoked", token.staff, by=by, name=token.name)


def _note_use(token: ApiToken) -> None:
    """Written at most once a minute: a busy machine must not turn every read into a write."""
    now = time.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - timedelta(minutes=1))
    if token.last_used_at is None or token.last_used_at < now - timedelta(minutes=1):
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
