"""A form that is sent after the session has ended is kept for its writer, and comes back once he or she has signed in.

Each form of the workspace says whose page it was on (`whose`), under a MAC: a form that Bob has filled in is Bob's,
whoever is signed in at the device by then. It is sealed under the key ring for him alone and forgotten after a day.
Passwords, codes and files are not kept.
"""

import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest, QueryDict

from tanggap.core import ring, time
from tanggap.core.client import UNATTENDED
from tanggap.people.models import KeptForm, Staff

WHOSE, PURPOSE, NONCE_BYTES = "whose", "kept-form", 12
MOST_EACH, LONGEST, KEPT_DAYS = 20, 200_000, 1
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
    newest = KeptForm.objects.filter(staff=staff).order_by("-pk").values_list("pk", flat=True)[:MOST_EACH]
    KeptForm.objects.filter(staff=staff).exclude(pk__in=list(newest)).delete()
    return kept


def open_(pk: object, *, by: Staff, path: str = "") -> tuple[str, QueryDict] | None:
    """Where it was going, and what was in it; None for everybody but the writer, and after a day."""
    if not (str(pk).isascii() and str(pk).isdigit() and len(str(pk)) < 19):
        return None
    fresh = KeptForm.objects.filter(staff=by, kept_at__gt=time.now() - time.days(KEPT_DAYS), pk=int(str(pk)))
    kept = fresh.filter(path=path).first() if path else fresh.first()
    if kept is None:
        return None
    nonce, sealed = bytes(kept.sealed)[:NONCE_BYTES], bytes(kept.sealed)[NONCE_BYTES:]
    try:
        plain = AESGCM(ring.subkey(PURPOSE)).decrypt(nonce, sealed, _bound_to(by, kept.path))
    except InvalidTag:
        return None  # sealed under a ring that is no more
    found = QueryDict(mutable=True)
    for name, values in json.loads(plain).items():
        found.setlist(name, values)
    return kept.path, found


def forget(pk: object, *, by: Staff) -> None:
    """It has been sent, or thrown away."""
    if str(pk).isascii() and str(pk).isdigit() and len(str(pk)) < 19:
        KeptForm.objects.filter(staff=by, pk=int(str(pk))).delete()


def purge() -> None:
    """Forget what nobody came back for."""
    KeptForm.objects.filter(kept_at__lte=time.now() - time.days(KEPT_DAYS)).delete()


def _bound_to(staff: Staff, path: str) -> bytes:
    return f"{staff.pk}\n{path}".encode()
