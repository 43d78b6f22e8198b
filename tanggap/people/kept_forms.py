"""A form that is sent after the session has ended is kept for its writer, and comes back once he or she has signed in.

Each form of the workspace says whose page it was on (`whose`), under a MAC: a form that Bob has filled in is Bob's,
whoever is signed in at the device by then. It is sealed under the key ring for him alone and forgotten after a day.
Passwords, codes and files are not kept.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tanggap.core import ring, time
from tanggap.core.client import UNATTENDED
from tanggap.core.errors import Invalid, Stale
from tanggap.people.models import KeptForm, Staff

WHOSE, PURPOSE, NONCE_BYTES = "whose", "kept-form", 12
MOST_EACH, LONGEST, KEPT_DAYS = 20, 200_000, 1
LONGER, LONGER_DAYS = ("/desk/new/",), 7
# What a page puts into its forms by itself; a form of nothing else holds no words of anybody.
BY_ITSELF = {
    "csrfmiddlewaretoken", WHOSE, "version", "seen", "loaded", "mark", "kind", "next", "back", "act", "then", "kept",
}  # fmt: skip
SECRET = ("password", "code", "secret", "token")
ELSEWHERE = ("/desk/sign-in/", "/desk/sign-out/", "/desk/account/")
BY_SCRIPT = "Tanggap-Draft"


def mark_of(staff: Staff) -> str:
    """The value of the field `whose` in forms on this person's pages."""
    return f"{staff.pk}-{ring.mac('whose-form', str(staff.pk).encode()).hex()[:24]}"


def writer(request: HttpRequest) -> Staff | None:
    """On whose page the form was; None when it does not say so, or says it falsely."""
    said = request.POST.get(WHOSE, "")
    number = said.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    staff = Staff.objects.filter(pk=int(number), is_active=True).first()
    return staff if staff is not None and secrets.compare_digest(said.encode(), mark_of(staff).encode()) else None


def keep(request: HttpRequest) -> KeptForm | None:
    """Keep what was being sent, if there is something that somebody has typed; the row, or None."""
    if request.method != "POST" or not request.path.startswith("/desk/") or request.path.startswith(ELSEWHERE):
        return None
    if BY_SCRIPT in request.headers or UNATTENDED in request.headers or len(request.path) > 300:
        return None  # a script saves by itself, and the page still has what it would save
    fields = {name: values for name, values in request.POST.lists() if not any(one in name for one in SECRET)}
    if not any("".join(values).strip() for name, values in fields.items() if name not in BY_ITSELF):
        return None
    staff = writer(request)
    plain = json.dumps({name: values for name, values in fields.items() if name not in ("csrfmiddlewaretoken", WHOSE)})
    if staff is None or len(plain) > LONGEST:
        return None
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(ring.subkey(PURPOSE)).encrypt(nonce, plain.encode(), _bound_to(staff, request.path))
    kept = KeptForm.objects.create(staff=staff, path=request.path, sealed=sealed, kept_at=time.now())
    _only_newest(staff)
    return kept


def put(path: str, fields: Mapping[str, Sequence[str]], *, mark: str, by: Staff) -> KeptForm:
    """Keep a form that is being filled in, in the place of what was kept under the number `mark`.

    Raises Stale when that has been sent or thrown away meanwhile: what is gone does not come back.
    """
    typed = {name: [*values] for name, values in fields.items() if name not in ("csrfmiddlewaretoken", WHOSE)}
    plain = json.dumps(typed)
    if len(plain) > LONGEST:
        raise Invalid(_("This is too long to be kept as a draft."), code="too_long")
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(ring.subkey(PURPOSE)).encrypt(nonce, plain.encode(), _bound_to(by, path))
    if not mark:
        kept = KeptForm.objects.create(staff=by, path=path, sealed=sealed, kept_at=time.now())
        _only_newest(by)
        return kept
    kept = KeptForm.objects.filter(staff=by, path=path, pk=int(mark) if _is_number(mark) else 0).first()
    moment = time.now()
    if kept is None or not KeptForm.objects.filter(pk=kept.pk).update(sealed=sealed, kept_at=moment):
        raise Stale(_("This draft has been sent or thrown away in another window."))
    kept.kept_at = moment
    return kept


def of_path(path: str, *, by: Staff) -> list[tuple[int, datetime, QueryDict]]:
    """What this person has kept of the form at that address, the newest first."""
    rows = _fresh().filter(staff=by, path=path).order_by("-kept_at", "-pk")
    opened = [(row, _opened(row, by)) for row in rows]
    return [(row.pk, row.kept_at, sent) for row, sent in opened if sent is not None]


def open_(pk: object, *, by: Staff, path: str = "") -> tuple[str, QueryDict] | None:
    """Where it was going, and what was in it; None for everybody but the writer, and after a day."""
    if not _is_number(str(pk)):
        return None
    fresh = _fresh().filter(staff=by, pk=int(str(pk)))
    kept = fresh.filter(path=path).first() if path else fresh.first()
    found = _opened(kept, by) if kept is not None else None
    return (kept.path, found) if kept is not None and found is not None else None


def _opened(kept: KeptForm, by: Staff) -> QueryDict | None:
    nonce, sealed = bytes(kept.sealed)[:NONCE_BYTES], bytes(kept.sealed)[NONCE_BYTES:]
    try:
        plain = AESGCM(ring.subkey(PURPOSE)).decrypt(nonce, sealed, _bound_to(by, kept.path))
    except InvalidTag:
        return None  # sealed under a ring that is no more
    found = QueryDict(mutable=True)
    for name, values in json.loads(plain).items():
        found.setlist(name, values)
    return found


def forget(pk: object, *, by: Staff) -> None:
    """It has been sent, or thrown away."""
    if _is_number(str(pk)):
        KeptForm.objects.filter(staff=by, pk=int(str(pk))).delete()


def purge() -> None:
    """Forget what nobody came back for."""
    KeptForm.objects.exclude(pk__in=_fresh().values("pk")).delete()


def _fresh() -> "QuerySet[KeptForm]":
    """What is not forgotten yet: drafts of an intake live longer than a form that was on its way."""
    moment = time.now()
    lives = Q(kept_at__gt=moment - time.days(KEPT_DAYS)) | Q(
        path__in=LONGER, kept_at__gt=moment - time.days(LONGER_DAYS)
    )
    return KeptForm.objects.filter(lives)


def _only_newest(staff: Staff) -> None:
    newest = KeptForm.objects.filter(staff=staff).order_by("-pk").values_list("pk", flat=True)[:MOST_EACH]
    KeptForm.objects.filter(staff=staff).exclude(pk__in=list(newest)).delete()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _bound_to(staff: Staff, path: str) -> bytes:
    return f"{staff.pk}\n{path}".encode()
