"""Mailboxes: the account that letters leave by, and those that are read; each is tried before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tanggap.casework import mailboxes as story
from tanggap.casework.organisation import may_administer
from tanggap.channels import mailboxes
from tanggap.channels.email.reply_address import usually_takes_plus
from tanggap.channels.mailboxes import Account
from tanggap.channels.models import Mailbox
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, TanggapError, TooMany
from tanggap.people.models import Unit
from tanggap.people.organisation import profile
from tanggap.workspace.setup_frame import framed

IN, OUT = Mailbox.Kind.IN.value, Mailbox.Kind.OUT.value
NONE: Mapping[int, Unit] = {}
FIELDS = ("address", "host", "port", "tls", "user", "password", "kept", "unit", "takes_plus")


@dataclass
class Typed:
    """What came of a form that was sent: which one, what it says, what was wrong with it."""

    kind: str = ""
    problem: TanggapError | None = None
    kept: str = ""


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox_list(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/mailboxes/ and /desk/setup/mailbox/ {kind, act: try, save, remove or send, box}"""
    may_administer(request.user)  # type: ignore[arg-type]
    typed = Typed()
    if request.method == "POST":
        kind = OUT if request.POST.get("kind") == OUT else IN
        try:
            messages.success(request, _act(request, kind, typed))
            return redirect(request.path)
        except (Invalid, Refused, TooMany) as refused:
            typed.kind, typed.problem = kind, refused
    return _page(request, typed)


def _act(request: HttpRequest, kind: str, typed: Typed) -> str:
    user, act = request.user, request.POST.get("act", "")
    if act == "send":
        count = story.send_what_waited(by=user)  # type: ignore[arg-type]
        said = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", count)
        return said % {"count": count}
    box = _box(request, kind)
    if act == "remove":
        if box is None:
            raise NotFound(_("There is no such mailbox."))
        story.give_up(box, by=user)  # type: ignore[arg-type]
        return _("This mailbox is used no more, and its password is forgotten.")
    account = story.account_typed(kind, _given(request), before=_before(kind, box))
    typed.kept = story.carried(account.password)
    receiving = story.receiving_typed(_given(request)) if kind == IN else None
    said = _("The mailbox is saved. It was not tried.")
    if act != "save" and kind == OUT:
        story.try_outgoing(account, by=user)  # type: ignore[arg-type]
        said = _("It works and is saved: a test letter is on its way to %(email)s.") % {"email": user.email}  # type: ignore[union-attr]
    elif act != "save":
        story.try_incoming(account, by=user)  # type: ignore[arg-type]
        said = _("It works and is saved. What arrives there from now on becomes a complaint.")
    story.keep(kind, account, box=box, receiving=receiving, by=user)  # type: ignore[arg-type]
    return said


def _page(request: HttpRequest, typed: Typed) -> HttpResponse:
    out = mailboxes.outgoing()
    read = mailboxes.incoming()
    problem = typed.problem
    units = {unit.pk: unit for unit in Unit.objects.filter(closed_at=None).order_by("path")}
    asked = request.POST.get("box", "") if typed.kind == IN else ""
    context: dict[str, Any] = {
        **framed(request, "mailbox"),
        "out": out, "out_form": _form(request, OUT, out, typed, asked=typed.kind == OUT),
        "in_forms": [(box, _form(request, IN, box, typed, asked=asked == str(box.pk), units=units)) for box in read],
        "new_form": _form(request, IN, None, typed, asked=typed.kind == IN and not asked),
        "from_environment": out is None and mailboxes.leaves(), "waiting": story.waiting_letters() if out else 0,
        "errors": problem.fields if isinstance(problem, Invalid) else {},
        "answer": problem.sentence if problem is not None and not isinstance(problem, Invalid) else "",
        "units": [(unit.code, unit.name) for unit in units.values()],
        "ways": [("ssl", _("From the first byte (SSL/TLS)")), ("starttls", "STARTTLS"), ("none", _("None"))],
        "IN": IN, "OUT": OUT,
    }  # fmt: skip
    return render(request, "workspace/settings_mailboxes.html", context, status=problem.status if problem else 200)


def _form(
    request: HttpRequest, kind: str, box: Mailbox | None, typed: Typed, *, asked: bool,
    units: Mapping[int, Unit] = NONE,
) -> dict[str, Any]:
    """What the fields show: what was typed, else what is kept, else what is usual. Never a password."""
    if asked:
        return {**_given(request), "password": "", "kept": typed.kept, "asked": True, "has_password": bool(typed.kept)}
    account = _before(kind, box)
    if account is None:
        address = profile().email
        usual = mailboxes.usual(kind, address)
        return {"address": address, **usual, "user": "", "kept": "", "asked": False, "has_password": False,
                "unit": "", "takes_plus": usually_takes_plus(usual["host"])}  # fmt: skip
    return {
        "address": account.address, "host": account.host, "port": account.port, "tls": account.tls,
        "user": account.user, "kept": "", "asked": False, "has_password": bool(account.password),
        "unit": units[box.unit_id].code if box and box.unit_id in units else "",
        "takes_plus": bool(box and box.takes_plus),
    }  # fmt: skip


def _before(kind: str, box: Mailbox | None) -> Account | None:
    if box is not None:
        try:
            return mailboxes.account_of(box)
        except Refused:
            return None  # sealed with another key ring: everything is asked for again
    return mailboxes.from_email_url(settings.EMAIL_URL) if kind == OUT else None


def _box(request: HttpRequest, kind: str) -> Mailbox | None:
    number = request.POST.get("box", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound(_("There is no such mailbox."))
    return story.find(kind, int(number))


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\0", "") for name in FIELDS}
