"""The mail as it came: text first, its HTML in a frame without any rights, the bytes to take along (HARDENING T1, T33).

The frame has an origin of its own that belongs to nobody: no script, no form, no cookie. Pictures from elsewhere are
loaded only after a button was pressed, and only by the frame that was made for that.
"""

import base64
import hashlib
from collections.abc import Iterator

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tanggap.casework import acting, mail_seen
from tanggap.casework.quarantine import looks_after
from tanggap.channels.email.as_it_came import Verdict
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.headers import POLICY, SANDBOX
from tanggap.workspace.acts_form import find_case, refusals_kept

A_FEW_LINES = 400  # signs
READING = 600  # seconds that a frame may be loaded after its page was
SALT = "mail.frame"
# The frame is a sheet of paper in both themes: what a sender wrote for white paper stays readable.
LOOK = (
    "html{color-scheme:light;background:#fff;color:#1d2025}body{margin:16px;font:16px/1.5 system-ui,sans-serif;"
    "overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 4px;"
    "padding-left:12px;border-left:3px solid #c9cdd4}pre{white-space:pre-wrap}"
)
LOOK_HASH = base64.b64encode(hashlib.sha256(LOOK.encode()).digest()).decode()
FRAME = (
    "default-src 'none'; style-src 'sha256-{look}'; img-src data:{more}; "
    "sandbox allow-popups allow-popups-to-escape-sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@door("staff")
@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest, reference: str, number: int = 0) -> HttpResponse:
    """GET: the mail of that reply, or of the complaint itself. POST: the same, with pictures from elsewhere."""
    case = find_case(request, reference, "mail")
    with refusals_kept(request, "mail", case):
        seen = mail_seen.open_mail(case, number, by=request.user)  # type: ignore[arg-type]
    acting.look_at(case, by=request.user)  # type: ignore[arg-type]
    remote = request.method == "POST" and seen.asks_elsewhere
    reading = signing.dumps([request.user.pk, case.pk, number, remote], salt=SALT)
    facts = {
        "case": case, "number": number, "short": _is_short(seen), "seen": seen, "remote": remote,
        "verdicts": list(_in_words(seen.head.verdicts)),
        "frame": f"{reverse('case_mail_frame', args=[case.reference, number])}?reading={reading}",
        "by_hand": seen.put_by_hand if looks_after(request.user) else None,  # type: ignore[arg-type]
        "back_to": f"{reverse('case', args=[case.reference])}#{f'heard-{number}' if number else 'complaint-0'}",
        "may_take": _may_take(request, case),
    }  # fmt: skip
    answer = render(request, "workspace/case/mail.html", facts)
    answer["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    answer["X-Frame-Options"] = "DENY"
    return answer


@door("staff")
@require_safe
def mail_frame(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET: the HTML alone, for the frame of the page that was just opened by this very person."""
    case = find_case(request, reference, "mail")
    try:
        who, which, what, remote = signing.loads(request.GET.get("reading", ""), salt=SALT, max_age=READING)
    except (signing.BadSignature, ValueError, TypeError):
        who = which = what = remote = None
    if (who, which, what) != (request.user.pk, case.pk, number):
        raise NotFound(_("Open the mail again: this view of it is over."))
    html = mail_seen.html_of(case, number, remote=bool(remote), by=request.user)  # type: ignore[arg-type]
    language = escape(get_language() or "id")
    answer = HttpResponse(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(_("The mail as it came"))}'
        f"</title><style>{LOOK}</style></head><body>{html}</body></html>"
    )
    more = " https:; upgrade-insecure-requests" if remote else ""
    answer["Content-Security-Policy"] = FRAME.format(look=LOOK_HASH, more=more)
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


@door("staff")
@require_safe
def mail_bytes(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET: the mail byte for byte, as a file."""
    case = find_case(request, reference, "mail")
    with refusals_kept(request, "mail", case):
        raw = mail_seen.bytes_of(case, number, by=request.user)  # type: ignore[arg-type]
    acting.look_at(case, by=request.user)  # type: ignore[arg-type]
    answer = HttpResponse(raw, content_type="message/rfc822")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}-{number}.eml"'
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "private, no-store"
    return answer


def _is_short(seen: mail_seen.Seen) -> bool:
    """A few lines need no frame of half a screen. Its content may not tell us how tall it is: it runs nothing."""
    mail = seen.mail
    return mail is not None and len(mail.text) < A_FEW_LINES and "<table" not in mail.html and "<img" not in mail.html


def _may_take(request: HttpRequest, case: mail_seen.Case) -> bool:
    try:
        mail_seen.require_below(request.user, case)  # type: ignore[arg-type]
    except mail_seen.Forbidden:
        return False
    return True


def _in_words(verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    """What is known of the domain. Never of the person: whoever owns a mailbox there may write under any name."""
    for one in verdicts:
        facts = {"server": one.server, "domain": one.domain or "?", "result": one.result}
        if one.way == "dkim" and one.result == "pass":
            yield _("%(server)s says: signed by the domain %(domain)s (DKIM).") % facts
        elif one.way == "spf" and one.result == "pass":
            yield _("%(server)s says: sent by a server of the domain %(domain)s (SPF).") % facts
        elif one.way == "dkim" and one.result in {"fail", "policy"}:
            yield _("%(server)s says: the signature of the domain %(domain)s does not fit (DKIM).") % facts
        elif one.way == "spf" and one.result in {"fail", "softfail"}:
            yield _("%(server)s says: sent by a server that the domain %(domain)s does not name (SPF).") % facts
