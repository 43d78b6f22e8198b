"""Who comes with a session (settings.AUTHENTICATION_BACKENDS): found in the roster, which is of this moment."""

from copy import copy

from allauth.account.auth_backends import AuthenticationBackend

from tanggap.people.models import Staff
from tanggap.people.standing import roster_now


class KnownStaff(AuthenticationBackend):
    """allauth checks email and password; whoever is signed in already is not read from the database once more."""

    def get_user(self, user_id: int) -> Staff | None:
        found = roster_now().staff.get(int(user_id))
        # A copy: the roster belongs to everybody, and the one at work may change his or her own name.
        return copy(found) if found is not None and self.user_can_authenticate(found) else None
