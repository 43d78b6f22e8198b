"""What we write: a letter of the SOP, filled with facts, put into the outbox in the reader's language.

Letters about hidden cases carry no content: only that there is something to read, behind number and code (A6).
"""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.cases.case import ContactKind, Kind, Medium
from tanggap.cases.models import Case
from tanggap.cases.people import Party
from tanggap.cases.speaking import code_is_lent, voice
from tanggap.channels.letter.posting import queue_letter
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import make_mail, queue_many
from tanggap.core import secrets
from tanggap.people import vault
from tanggap.people.models import Staff, Unit
from tanggap.people.organisation import profile
from tanggap.sop.letters import LETTERS, fill, names_in
from tanggap.sop.reach import reach_of

ON_PAPER = (Party.Answers.POST, Party.Answers.BOTH)


def to_complainant(
    case: Case, letter: str, *, track_url: str, budget: str = Outbound.Budget.NONE, hold_seconds: int = 0,
    automatic: bool = True, appointment: str = "", way: str = "", **facts: str,
) -> Outbound | None:
    """Queue that letter to whoever complains; None when they left no address.

    On paper where only a postal address is known, or where they wish it so; `way` is what whoever writes has chosen
    for this one. A hidden case gets the same letter without what was written in it.
    """  # fmt: skip
    party = spokesperson(case)
    if party is None or party.person_id is None:
        return None
    contact = vault.read_by_number(party.person_id)
    # The code opens the page as whoever brought it; the complainant asks for a link at the own address.
    lent = party.role == Party.Role.COMPLAINANT and not party.may_agree and code_is_lent(case)
    track_url = f"{settings.BASE_URL}/mine/" if lent else track_url
    way, paper = way or party.answers_by, None
    if not contact.email or way in ON_PAPER:
        paper = on_paper(case, letter, contact, automatic=automatic, hold_seconds=hold_seconds, lent=lent, **facts)
        if not contact.email or (paper is not None and way != Party.Answers.BOTH):
            return paper
    made = compose(
        case, letter, to=contact.email, name=contact.name, track_url=track_url, budget=budget,
        hold_seconds=hold_seconds, automatic=automatic, appointment=appointment, party_key=party.key, **facts,
    )  # fmt: skip
    [sent] = queue_many([made])
    if paper is not None:
        # So that taking back the one takes back both.
        Outbound.objects.filter(pk=paper.pk).update(answers=sent.message_id)
    return sent


def copies_of(sent: Outbound) -> list[Outbound]:
    """A letter of ours, and the same on paper."""
    on_paper_too = Outbound.objects.filter(case_key=sent.case_key, kind="letter", answers=sent.message_id)
    return [sent, *(on_paper_too if sent.message_id else ())]


def compose(
    case: Case, letter: str, *, to: str, name: str, track_url: str, budget: str = Outbound.Budget.NONE,
    hold_seconds: int = 0, automatic: bool = True, appointment: str = "", party_key: str = "", **facts: str,
) -> Outbound:
    """That letter, filled, not saved yet; for stories that write many at once. `party_key` says whose answer it asks
    for."""  # fmt: skip
    subject, body = _filled(case, letter, {**common(case, track_url), "name": name, **facts})
    return make_mail(
        to, subject, body, language=case.language,
        case_key=case.key, automatic=automatic, budget=budget, hold_seconds=hold_seconds, key=case.data_key,
        # A calendar shows place and people to whoever looks at it; of a hidden case it stands on the track page only.
        appointment="" if case.hidden else appointment, party_key=party_key,
    )  # fmt: skip


def on_paper(
    case: Case, letter: str, contact: vault.Contact, *, automatic: bool = True, hold_seconds: int = 0,
    lent: bool = False, **facts: str,
) -> Outbound | None:  # fmt: skip
    """The same letter for the list of those to be posted; None for whom we can reach in another way.

    Nobody types a secret link from a paper: it names the page, the number, and the code of an ordinary complaint,
    unless that is `lent` to a representative.
    """
    reachable = contact.phone or contact.whatsapp
    if not contact.post or (reachable and case.medium != Medium.LETTER):
        return None
    with override(case.language):
        site, code = f"{settings.BASE_URL}/track/", secrets.tracking_code(case.pk, case.code_generation)
        where = _("%(site)s (number %(reference)s)") if case.hidden or lent else _(
            "%(site)s (number %(reference)s, tracking code %(code)s)")  # fmt: skip
        url = where % {"site": site, "reference": case.reference, "code": code}
    name = contact.name or contact.organization
    subject, body = _filled(case, letter, {**common(case, url), "name": name, **facts})
    return queue_letter(
        "\n".join(filter(None, (name, contact.post))), subject, body, office=case.branch or _house(),
        case_key=case.key, language=case.language, automatic=automatic, hold_seconds=hold_seconds, key=case.data_key,
    )  # fmt: skip


def _house() -> Unit:
    """The organisation itself, whose agenda it is where there are no branches."""
    return Unit.objects.filter(parent=None).order_by("pk")[0]


def _filled(case: Case, letter: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of that letter; of a hidden case without what was written in it."""
    subject, body = case.edition.procedure.letter(as_it_is_called(case, letter), case.language)
    if facts.get("objection_url") and "objection_url" not in names_in(body):
        # An edition from before there was such a link; nobody is spoken for without a way to object.
        with override(case.language):
            body = body.rstrip() + "\n\n" + _("Nobody should speak for you? Say so here:") + "\n{objection_url}\n"
    values = {**facts, "name": facts["name"] or greeting(case.language)}
    if case.kind == Kind.CONTACT:
        values["matter"] = matter_of(case)
    if case.hidden:
        values = {key: (text if key in SAFE else hidden_text(case.language)) for key, text in values.items()}
    return fill(subject, _Patient(values)), fill(body, _Patient(values))


def as_it_is_called(case: Case, letter: str) -> str:
    """Of what is no complaint the letter that does not call it one, where the edition has it (R79)."""
    if case.kind != Kind.CONTACT:
        return letter
    received = "thanks-received" if case.contact == ContactKind.THANKS else "contact-received"
    own = {"acknowledgement": received, "noticed": received, "reply": "contact-reply"}.get(letter, letter)
    return own if own in case.edition.procedure.letters else letter


def matter_of(case: Case) -> str:
    """What it is, in the middle of a sentence and in the language of whoever wrote."""
    with override(case.language):
        return {
            ContactKind.QUESTION.value: _("question"), ContactKind.REQUEST.value: _("request"),
            ContactKind.THANKS.value: _("words of thanks"),
        }.get(case.contact, "")  # fmt: skip


def for_staff(
    case: Case, letter: str, people: Iterable[Staff], *, desk_url: str, appointment: str = "", **facts: str
) -> list[Outbound]:
    """That letter to each of them in their own language, not saved yet; of a hidden case it says only the number."""
    procedure = case.edition.procedure
    if letter not in procedure.letters and LETTERS[letter].optional:
        return []
    letters = []
    for staff in {person.pk: person for person in people if person.is_active}.values():
        subject, body = procedure.letter(letter, staff.language)
        values = {**common(case, desk_url), "name": staff.full_name, **facts}
        if case.hidden:
            values = {key: (text if key in SAFE else hidden_text(staff.language)) for key, text in values.items()}
        letters.append(
            make_mail(
                staff.email, fill(subject, _Patient(values)), fill(body, _Patient(values)),
                language=staff.language, case_key=case.key, appointment="" if case.hidden else appointment,
            )
        )  # fmt: skip
    return letters


SAFE = frozenset({
    "name", "reference", "matter", "organisation", "track_url", "contact", "due", "promises", "reopen_until",
})  # fmt: skip


def common(case: Case, url: str) -> dict[str, str]:
    """The names that every letter may use."""
    procedure, about = case.edition.procedure, profile()
    # Who has said who they are is called so, whatever the edition says that the case was taken in under.
    name = about.name(case.language) if about.own else procedure.organisation.name.say(case.language)
    return {
        "reference": case.reference,
        "organisation": name,
        "track_url": url,
        "contact": reach_of(procedure).line(case.language) or settings.BASE_URL,
    }


def greeting(language: str) -> str:
    """How to address somebody whose name we do not know."""
    return "Bapak/Ibu" if language == "id" else "Sir or Madam"


def hidden_text(language: str) -> str:
    """What stands in a letter instead of content of a hidden case."""
    return "(rahasia, baca di halaman lacak)" if language == "id" else "(confidential, read it on the track page)"


def spokesperson(case: Case) -> Party | None:
    """Whom we write to: the representative who brought it and still speaks, else the complainant."""
    return voice(case)


class _Patient(dict[str, str]):
    """A fact that a letter names and the story does not know is left empty, never a traceback in somebody's inbox."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)

    def __missing__(self, name: str) -> str:
        return ""
