"""Open complaints of whoever came by a mailed link, or with number and code: offered before sending, never forced.

Nobody else is shown any: a name, a number or an address that was merely typed proves nothing.
"""

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.cases.models import Case, Party
from tanggap.casework import converse
from tanggap.casework.own_complaints import complaints_from, party_of
from tanggap.core.errors import Stale
from tanggap.portal.form import Form
from tanggap.portal.seat import seated
from tanggap.portal.sending import uploads
from tanggap.portal.steps import category
from tanggap.portal.views.mine import contact_of
from tanggap.sop.procedure import Procedure

MOST = 2


def earlier(request: HttpRequest, form: Form, procedure: Procedure) -> list[Case]:
    """Their open complaints about the same topic, the newest first; none where they want to stay unknown."""
    about = category(form)
    if form.anonymous or form.confidential or procedure.sealed(about) or form.get("on_behalf") not in ("", "nobody"):
        return []
    return [case for case in _theirs(request) if _same_topic(procedure, case.category, about)][:MOST]


def _theirs(request: HttpRequest) -> list[Case]:
    found: dict[int, Case] = {}
    party = seated(request)
    if party is not None and party.role == Party.Role.COMPLAINANT and not party.case.hidden and party.case.is_open:
        found[party.case.pk] = party.case
    if (contact := contact_of(request)) is not None:
        found |= {case.pk: case for case in complaints_from(contact).exclude(state="closed")[:10]}
    return sorted(found.values(), key=lambda case: case.received_at, reverse=True)


def _same_topic(procedure: Procedure, one: str, other: str) -> bool:
    tops = [list(procedure.lineage(code)) for code in (one, other)]
    return not all(tops) or tops[0][-1].code == tops[1][-1].code


@transaction.atomic
def join(request: HttpRequest, form: Form, procedure: Procedure, reference: str) -> Party:
    """What was written becomes a message in that complaint instead of a new one. Raises Stale when it cannot be."""
    if reference not in {case.reference for case in earlier(request, form, procedure)}:
        raise Stale(_("This complaint is no longer open. You can send what you wrote as a new one."))
    party = seated(request)
    if party is None or party.case.reference != reference:
        party = party_of(contact_of(request) or b"", reference)
    # The kept form goes first, and once: a second click finds nothing to add.
    attachments = uploads(form)
    if form.forget():
        converse.hear(party.case, text=text_of(form, procedure), attachments=attachments, by=party)
    return party


def text_of(form: Form, procedure: Procedure) -> str:
    """The story, the wish and the answers as one message."""
    language = (get_language() or "id")[:2]
    parts = [str(form.get("body")).strip()]
    answers = form.get("answers") or {}
    for one in procedure.questions(category(form)):
        if text := str(answers.get(one.code, "")).strip():
            shown = one.choices[text].say(language) if text in one.choices else text
            parts.append(f"{one.label.say(language)} {shown}")
    if wish := str(form.get("wish")).strip():
        parts.append(_("What I expect: %(wish)s") % {"wish": wish})
    return "\n\n".join(parts)
