"""Talking: a reply to the complainant, a question that pauses promises, a note among staff, an answer that comes in."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import letters
from tanggap.cases.models import Case, Evidence, Note, Notice, Participant, Party, Reply
from tanggap.cases.notices import tell_staff
from tanggap.cases.speaking import voice
from tanggap.casework import drafts, promises, waits
from tanggap.casework.acting import begin, demand, lock, write_down
from tanggap.casework.assess import refuse_excluded
from tanggap.casework.call_in import call_in
from tanggap.casework.coach import refuse_unfit
from tanggap.casework.felt import estimated, felt_in
from tanggap.casework.lengths import length
from tanggap.casework.mentions import mentioned
from tanggap.casework.people import add_participant, frontdesk_of, workers_on
from tanggap.casework.say import check_text, say
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.wording import date_in_words
from tanggap.channels import outbox
from tanggap.channels.models import Inbound, Outbound
from tanggap.core import files, time
from tanggap.core.db import plain
from tanggap.core.db.plain import add
from tanggap.core.errors import Forbidden, Stale, require
from tanggap.core.subject import HasKey, key_of
from tanggap.people.models import Staff

MOST_FILES = 10
ANSWER_DAYS = 5
A_MOMENT = timedelta(minutes=1)
TWICE = timedelta(seconds=5)  # so fast nobody writes the same note again: the button was pressed twice
SAME_WORDS = timedelta(minutes=10)  # after going back in the browser, the words that were sent stand there again
_NEWEST = "SELECT max(id) FROM cases_reply WHERE case_id = %s AND withdrawn_at IS NULL"
# Questions that were not taken back and have had no answer.
_STANDING = """
    SELECT count(*) FROM cases_reply WHERE case_id = %s AND kind = 'question' AND withdrawn_at IS NULL AND id > (
        SELECT coalesce(max(id), 0) FROM cases_reply WHERE case_id = %s AND author_id IS NULL)"""


@transaction.atomic
def reply(
    case: Case, *, text: str, attachments: Sequence[files.File] = (), seen_until: int | None = None, by: Staff,
    version: int | None = None, despite: str = "", way: str = "",
) -> Reply:
    """Write to the complainant. Held ten seconds, so that it can be taken back.

    `seen_until` is the number of the newest message that was on the screen: when another has arrived since, the reply
    is stopped (Stale) and nothing is lost. Files that came back with a reply that was taken back go along again.
    `despite` is the reason for which it goes although the SOP stops such a reply (coach.py); the trail keeps it. `way`
    is by post, by email or both, where it is not as the complainant wishes.
    """  # fmt: skip
    begin(case, "reply", by=by, version=version)
    demand(case, "reply")
    newest = newest_of(case)
    if seen_until is not None and (twice := _sent_just_now(case, text, by)) is not None:
        return twice
    if seen_until is not None and newest is not None and newest > seen_until:
        raise Stale(_("Something new has arrived meanwhile. Read it before you send."), current=newest)
    unfit = refuse_unfit(case, text, despite=despite, by=by)
    sent = say(case, text, by=by, hold=True, way=way if way in Party.Answers.values else "")
    attach_files(case, [one for one in attachments if not one.claimed], by=by, reply=sent)
    drafts.send_again(sent, [one for one in attachments if one.claimed], by=by)
    drafts.sent(case, "reply", by=by)
    case.put()
    write_down(case, "replied", by=by, reply=sent.pk)
    _say_despite(case, sent, unfit, despite, by=by)
    return sent


def newest_of(case: Case) -> int | None:
    """The number of the newest message; what was taken back has told nobody anything."""
    [(newest,)] = plain.ask(_NEWEST, case.pk)
    return newest


def _sent_just_now(case: Case, text: str, by: Staff) -> Reply | None:
    """The same words of the same person, still held: a button was pressed twice, or once more after going back.

    Raises Refused when they have left meanwhile: whoever means it changes a word.
    """
    last = case.replies.order_by("-pk").first()
    if last is None or last.author_id != by.pk or last.withdrawn_at is not None or last.body != text:
        return None
    if last.at < time.now() - SAME_WORDS:
        return None
    require(last.visible_at > time.now(), _("You have sent exactly this already. Change it if it is to go once more."),
            code="twice")  # fmt: skip
    return last


@transaction.atomic
def take_back(sent: Reply, *, by: Staff) -> None:
    """Within ten seconds a reply is taken back: the letter is cancelled, and its words are the writer's draft again.

    They stay on file for staff too. A question that is taken back is waited for no more.
    """
    case = sent.case
    begin(case, "reply", by=by)
    if sent.author_id != by.pk:
        raise Forbidden(_("Only who wrote it can take it back."))
    if sent.outbound_id is not None:
        out = [copy for one in Outbound.objects.filter(pk=sent.outbound_id) for copy in letters.copies_of(one)]
        require(outbox.cancel(out, "taken back"), _("It has been sent already."), code="too_late")
    rows = Reply.objects.filter(pk=sent.pk, withdrawn_at__isnull=True, visible_at__gt=time.now())
    require(rows.update(withdrawn_at=time.now()), _("It has been sent already."), code="too_late")
    if sent.kind == Reply.Kind.QUESTION:
        _wait_no_more(case)
    others = case.replies.filter(author__isnull=False, withdrawn_at__isnull=True, at__gte=sent.at)
    if others.exists():
        case.put()
    else:
        case.put(**({"first_reply_at": None} if case.first_reply_at == sent.at else {}))
        promises.unsay(case, sent.at)
    drafts.give_back(sent, by=by)
    write_down(case, "reply_taken_back", by=by, reply=sent.pk)


@transaction.atomic
def ask(
    case: Case, *, text: str, days: int | None = None, by: Staff, version: int | None = None, despite: str = ""
) -> Reply:
    """Ask the complainant something, to be answered by a date (R12, U15): in so many days, else as the SOP says.

    The promises that the SOP names wait for the answer; what happens without one, silence.py says. Both see the date.
    Held ten seconds, as a reply is.
    """
    begin(case, "ask", by=by, version=version)
    demand(case, "ask")
    if days is None and length(case, "documents") is None:
        days = ANSWER_DAYS
    within = waits.until(time.now() + timedelta(days=days)) if days is not None else None
    date = promises.promise(case, "documents", within=within)
    assert date is not None, "either the SOP says how long, or the days are given"
    until = date.due_at
    unfit = refuse_unfit(case, text, despite=despite, asks=True, by=by)
    sent = say(
        case, text, by=by, kind=Reply.Kind.QUESTION, letter="question", hold=True,
        due=date_in_words(until, case.language),
    )  # fmt: skip
    waits.pause(case, waits.ON_ASK, case.edition.procedure.pauses_on_ask, expected=until)
    drafts.sent(case, "reply", by=by)
    case.put(waiting_since=time.now())
    write_down(case, "asked", by=by, reply=sent.pk, answer_by=until.isoformat())
    _say_despite(case, sent, unfit, despite, by=by)
    return sent


def _say_despite(case: Case, sent: Reply, unfit: dict[str, list[str]], reason: str, *, by: Staff) -> None:
    """Where the SOP stops such a reply and it went all the same, the trail says so, with the reason."""
    if unfit:
        write_down(case, "replied_despite", by=by, private={"reason": reason.strip()}, reply=sent.pk, **unfit)


def _wait_no_more(case: Case) -> None:
    """The question never left, so that no answer to it is waited for; one that was asked before it still waits."""
    if case.waiting_since is None:
        return
    [(standing,)] = plain.ask(_STANDING, case.pk, case.pk)
    if not standing:
        promises.drop(case, "documents")
        waits.resume(case, [waits.ON_ASK])
        case.put(waiting_since=None)


@transaction.atomic
def hear(
    case: Case, *, text: str, attachments: Sequence[files.File] = (), medium: str = "web", kept: Inbound | None = None,
    by: Party | Staff,
) -> Reply:
    """The complainant has written, or said it to staff who enter it; promises that waited for it run on.

    `kept` are the bytes that it came in.
    """  # fmt: skip
    begin_hearing(case, by=by)
    check_text(text)
    party = by if isinstance(by, Party) else _voice_of(case)
    if isinstance(by, Party) and medium == "web" and (twice := _said_just_now(case, text, attachments, by=by)):
        return twice
    # Never before what stands there already, so that the order of the conversation holds when only hours are kept.
    [(last,)] = plain.ask("SELECT max(at) FROM cases_reply WHERE case_id = %s", case.pk)
    moment = max(case.present(), last) if last and case.anonymous else case.present()
    [said] = add([Reply(
        case=case, party=party, medium=medium, stored_body=case.sealed(text), language=case.language, at=moment,
        visible_at=moment, temperature=(feels := felt_in(case, text)), inbound=kept,
    )])  # fmt: skip
    attach_files(case, attachments, by=by, reply=said)
    if case.waiting_since is not None:
        promises.keep(case, "documents")
        waits.resume(case, [waits.ON_ASK])
        case.put(waiting_since=None, **estimated(feels))
    else:
        case.put(**estimated(feels))
    write_down(case, "heard", by=by, reply=said.pk, medium=medium)
    tell_staff(workers_on(case) or frontdesk_of(case), Notice.Kind.ANSWERED, case)
    call_in(case)
    return said


@transaction.atomic
def note(case: Case, *, text: str, mentions: Sequence[Staff] = (), by: Staff, version: int | None = None) -> Note:
    """A remark among staff, never shown to the complainant. Who is mentioned may read the file, no more (U38)."""
    begin(case, "note", by=by, version=version)
    check_text(text)
    demand(case, "note")
    last = case.notes.filter(author=by, at__gt=time.now() - TWICE).order_by("-pk").first()
    if last is not None and last.body == text:
        return last
    [written] = add([Note(case=case, author=by, stored_body=case.sealed(text), at=time.now())])
    people = list({staff.pk: staff for staff in [*mentions, *mentioned(text)] if staff != by}.values())
    for staff in people:
        refuse_excluded(case, staff)
        add_participant(case, Participant.Role.MENTIONED, staff=staff)
    drafts.sent(case, "note", by=by)
    case.put()
    write_down(case, "noted", by=by, note=written.pk)
    tell_staff(people, Notice.Kind.MENTIONED, case)
    mail_staff(case, "mentioned", people, staff=by.full_name)
    return written


@transaction.atomic
def attach(
    case: Case, *, attachments: Sequence[files.File], shown: bool = False, by: Party | Staff,
    version: int | None = None,
) -> list[Evidence]:
    """Add files to the case; what staff add is theirs unless they choose to show it."""  # fmt: skip
    begin(case, "attach", by=by, version=version)
    added = attach_files(case, attachments, by=by, shown=shown or isinstance(by, Party))
    case.put()
    write_down(case, "attached", by=by, files=len(added), shown=shown)
    return added


def attach_files(
    case: Case, attachments: Sequence[files.File], *, by: HasKey, reply: Reply | None = None, shown: bool = True
) -> list[Evidence]:
    """Claim uploaded files for the case; sealed with its key when it has one."""
    if not attachments:
        return []
    require(len(attachments) <= MOST_FILES, _("At most ten files at a time, please."), code="too_many_files")
    files.claim(attachments, key=case.data_key)
    return Evidence.objects.bulk_create(
        Evidence(case=case, file=file, reply=reply, added_by=key_of(by), shown=shown, at=time.now())
        for file in attachments
    )


def _said_just_now(case: Case, text: str, attachments: Sequence[files.File], *, by: Party) -> Reply | None:
    """The same words and files a moment ago are a second click and no second message; the case is locked."""
    last = case.replies.order_by("-pk").first()
    if last is None or last.party_id != by.pk or last.at < case.present() - A_MOMENT:
        return None
    last.case = case
    sizes = Evidence.objects.filter(reply=last).values_list("file__size", flat=True)
    same = str(last.body) == text and sorted(sizes) == sorted(one.size for one in attachments)
    return last if same else None


def begin_hearing(case: Case, *, by: Party | Staff) -> None:
    """Words of the complainant are taken in any open state, whatever the SOP says of staff."""
    if isinstance(by, Staff):
        begin(case, "reply", by=by)
        return
    lock(case)
    require(case.is_open, _("This complaint is closed. You may open it again if it is not right."), code="not_now")
    if by.case_id != case.pk or not by.may_answer:
        raise Forbidden(_("You may read this complaint, not answer on it."))


def _voice_of(case: Case) -> Party:
    party = voice(case)
    require(party, _("Nobody is on file for whom this could be written down."), code="nobody")
    assert party is not None
    return party

