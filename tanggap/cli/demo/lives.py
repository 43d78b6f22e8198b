"""The life of one complaint of the demo, act by act, through the real story functions."""

import random
from dataclasses import dataclass, field

from tanggap.cases import access
from tanggap.cases.models import Case, Party
from tanggap.cases.states import State
from tanggap.casework import converse, decide, listen, offer, put_right
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import Assessment, assess, forward, resolve_at_once, responsible_unit
from tanggap.casework.close import close, deadlock, refer, reject, withdraw
from tanggap.casework.merge import merge
from tanggap.casework.propose import propose
from tanggap.casework.receive import receive
from tanggap.casework.register import Lesson
from tanggap.casework.reopen import reopen
from tanggap.cli.demo.organisation import Organisation
from tanggap.cli.demo.stories import Story, Theme, themes
from tanggap.cli.demo.timeline import Later, Life
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.people.models import Staff
from tanggap.remedy.models import Redress, Solution

IMPACT = {"low": "none", "medium": "low", "high": "medium", "critical": "high"}
SPOKEN = {"phone", "walk_in", "whatsapp", "letter"}
EXITS = ("rejected", "referred", "deadlock", "withdrawn")
GOALS = (
    "upheld", "received", "deciding", "upheld", "offered", "partly_upheld", "investigating", "putting_right", "upheld",
    "approved", "following_up", "upheld", "resolved_at_once", "assessed", "second_round", "not_upheld", "silent",
    "merged", "withdrawn", "referred", "dissatisfied", "deadlock", "rejected", "reopened",
)  # fmt: skip
# Where a complaint is meant to end decides how long ago it began: days before the present moment, from and to.
BEGAN = {
    "received": (0.1, 1.2), "assessed": (0.8, 1.5), "investigating": (1.5, 4), "deciding": (3, 6), "approved": (4, 7),
    "offered": (5, 7), "putting_right": (7, 10), "following_up": (12, 15), "second_round": (14, 20),
    "dissatisfied": (18, 30), "reopened": (50, 80),
}  # fmt: skip
CLOSED_BEGAN = (32, 110)


@dataclass
class Told:
    """One complaint, the people around it, and where it is meant to end."""

    story: Story
    goal: str
    organisation: Organisation
    number: int
    cases: list[Case] = field(default_factory=list)
    case: Case = field(init=False)
    party: Party = field(init=False)

    def __post_init__(self) -> None:
        self.luck = random.Random(f"tanggap {self.number} {self.goal}")

    @property
    def theme(self) -> Theme:
        return themes()[self.story.theme]

    @property
    def desk(self) -> Staff:
        return self.organisation.staff["frontdesk"]

    @property
    def officer(self) -> Staff:
        return self.organisation.officer(self.case.unit)

    @property
    def head(self) -> Staff:
        return self.organisation.head(self.case.unit)

    def pause(self, low: float, high: float, *, working: bool = True) -> Later:
        """Some hours; serious matters move faster."""
        pace = {"critical": 0.25, "high": 0.5}.get(self.story.severity, 1.0) if working else 1.0
        return Later(self.luck.uniform(low, high) * pace, working)


def life(told: Told) -> Life:
    """From the first word to where this complaint is meant to end."""
    arrive(told)
    if told.goal == "received" or told.story.sealed:
        return
    yield told.pause(0.3, 3)
    if told.goal == "resolved_at_once" or told.story.kind != "complaint":
        yield from _at_once(told)
        return
    if told.goal == "merged":
        yield from _twice(told)
        return
    assess(told.case, seen(told), by=told.desk)
    yield told.pause(0.2, 1.5)
    converse.ask(told.case, text=told.theme.reply.format(nama=told.story.call), by=told.desk)
    if told.goal == "assessed":
        return
    yield from _look_into(told)
    if told.goal in EXITS:
        yield from _leave(told)
    elif told.goal != "investigating":
        yield from _put_before_the_head(told)


def arrive(told: Told) -> None:
    """The words come in: from the person, or through the front desk when they were spoken or came on paper."""
    story, case_desk = told.story, told.desk
    spoken = story.medium in SPOKEN
    words = Words(
        title=story.title, body=story.body, wish=story.wish, medium=story.medium, language=story.language,
        kind=story.kind, entered_by="desk" if spoken else "mail" if story.medium == "email" else "portal",
        written=story.medium not in {"phone", "walk_in"}, complainant=contact_of(told), person_kind="customer",
        anonymous=story.anonymous, confidential=story.confidential, temperature=story.temperature,
        type="service" if story.sealed else "", category=story.category if story.sealed else "",
        accused=told.organisation.staff["head.service"] if story.sealed else None,
    )  # fmt: skip
    receipt = receive(words, by=case_desk if spoken else VISITOR)
    told.party = access.by_code(receipt.reference, receipt.tracking_code)
    told.case = told.party.case
    told.cases.append(told.case)


def contact_of(told: Told) -> vault.Contact | None:
    """Invented addresses under names that no mail server knows, and numbers that nobody has."""
    if not told.story.name:
        return None
    mailbox = told.story.name.lower().replace(" ", ".").replace("'", "")
    return vault.contact(
        name=told.story.name, email=f"{mailbox}@example.org", phone=f"0812-0000-{told.number % 10_000:04d}",
        organization=told.story.organization,
    )  # fmt: skip


def seen(told: Told) -> Assessment:
    """What the front desk sees in it."""
    story, impact = told.story, IMPACT[told.story.severity]
    type_ = told.case.edition.procedure.categories[story.category].type
    return Assessment(
        type=type_, category=story.category, severity=story.severity, temperature=story.temperature,
        impact_satisfaction="high" if "angry" in story.temperature else impact, impact_reputation=impact,
        impact_money="low", impact_law="low" if story.severity == "critical" else "none",
    )  # fmt: skip


def _at_once(told: Told) -> Life:
    message = (
        "{nama}, terima kasih banyak. Pesan Anda sudah kami sampaikan langsung kepada orangnya, dan usulnya kami catat."
        if told.story.kind != "complaint" or told.story.temperature == "calm"
        else "{nama}, mohon maaf. Sudah kami bereskan sekarang juga, dan besok pagi saya telepon untuk memastikannya."
    ).format(nama=told.story.call)
    resolve_at_once(
        told.case, solution="Diselesaikan langsung oleh Layanan Pelanggan lewat telepon.", message=message,
        seen=seen(told), by=told.desk,
    )  # fmt: skip
    yield told.pause(20, 40, working=False)
    yield from _ask_how_it_was(told, "resolved_at_once")


def _twice(told: Told) -> Life:
    """The same person writes the same once more, through another door."""
    first = told.case
    arrive(told)
    yield told.pause(0.3, 1)
    merge(told.case, into=first, by=told.desk)
    told.case = first
    first.refresh_from_db()
    assess(first, seen(told), by=told.desk)
    yield told.pause(0.5, 2)
    yield from _look_into(told)


def _look_into(told: Told) -> Life:
    case = told.case
    forward(case, handler=told.organisation.officer(responsible_unit(case)), by=told.desk)
    yield told.pause(1, 5, working=False)
    if case.waiting_since and told.luck.random() < 0.8:
        converse.hear(case, text=told.theme.answer, medium=told.story.medium, by=told.party)
    yield told.pause(1, 3)
    converse.note(case, text=told.theme.note, by=told.officer)
    if told.luck.random() < 0.4:
        task = put_right.add_task(
            case, title=told.theme.contain, unit=case.unit, assignee=told.officer, containment=True, hours=8,
            by=told.officer,
        )  # fmt: skip
        yield told.pause(1, 4)
        put_right.finish_task(task, result="Sudah dikerjakan.", by=told.officer)
    yield told.pause(1, 4)


def _leave(told: Told) -> Life:
    case, head = told.case, told.head
    yield told.pause(2, 8)
    match told.goal:
        case "rejected":
            reject(case, outcome="not_upheld", by=head, reason=(
                "Kami sudah memeriksa rekaman pengantaran, surat jalan, dan sampel dari kiriman yang sama. Tidak ada "
                "yang menunjukkan kesalahan di pihak kami. Kami mengerti Anda mungkin kecewa."))  # fmt: skip
        case "referred":
            refer(case, body="Badan Pengawas Obat dan Makanan (BPOM)", by=head, reason=(
                "Produk yang Anda foto adalah tiruan dengan merek kami. Kami sudah melaporkannya dan membantu Anda "
                "menyerahkan buktinya."))  # fmt: skip
        case "deadlock":
            deadlock(case, body="Badan Penyelesaian Sengketa Konsumen (BPSK)", by=head, reason=(
                "Penggantian yang diminta sepuluh kali nilai kerugian. Tiga tawaran kami ditolak dan kedua pihak tidak "
                "bersedia bergeser lagi."))  # fmt: skip
        case _:
            withdraw(case, reason="Sudah beres sendiri, terima kasih.", by=told.party)


def _put_before_the_head(told: Told) -> Life:
    options = [propose(told.case, one, by=told.officer) for one in told.theme.alternatives(told.case.unit)]
    yield told.pause(0.5, 3)
    yield from _agree_inside(told, options[:2], options[0], stop="deciding")
    if told.goal in {"deciding", "approved"}:
        return
    yield told.pause(0.5, 2)
    offer.offer(told.case, message="Menurut kami pilihan pertama paling sesuai, tetapi Anda yang menentukan.",
                by=told.desk)  # fmt: skip
    if told.goal == "offered":
        return
    if told.goal == "silent":
        yield from _no_answer(told)
        return
    yield told.pause(3, 30, working=False)
    if told.goal == "second_round":
        yield from _another_round(told, options)
        return
    chosen = options[1] if told.goal == "partly_upheld" else options[0]
    offer.accept(told.case, solution=chosen, by=told.party)
    yield told.pause(1, 6)
    yield from carry_out(told)


def _agree_inside(told: Told, options: list[Solution], best: Solution, *, stop: str = "") -> Life:
    """The officer chooses, the head approves, sometimes at the second try; dear ones go to the manager too."""
    case = told.case
    decide.decide(case, options=options, recommended=best, reason=told.theme.reason, by=told.officer)
    if stop and told.goal == stop:
        return
    yield told.pause(0.5, 5)
    if told.luck.random() < 0.25:
        decide.send_back(case, by=told.head, remark=(
            "Tolong sebutkan kapan pelapor menerima kabar, dan siapa yang meneleponnya."))  # fmt: skip
        yield told.pause(1, 3)
        decide.decide(case, options=options, recommended=best, by=told.officer,
                      reason=f"{told.theme.reason} Pelapor ditelepon Dimas pada hari yang sama.")  # fmt: skip
        yield told.pause(0.5, 3)
    for approver in (told.head, told.organisation.staff["manager"]):
        if case.state == State.DECIDING:
            decide.approve(case, remark="Setuju. Pastikan pelapor tahu tanggalnya.", by=approver)
            yield told.pause(0.5, 2)


def _no_answer(told: Told) -> Life:
    """Nobody answers; the worker lets the offer lapse, and the front desk closes after asking in vain."""
    while told.case.state != State.FOLLOWING_UP:
        yield Later(24, working=False)
        told.case.refresh_from_db()
    yield Later(24 * 6, working=False)
    told.case.refresh_from_db()
    if told.case.state != State.CLOSED:
        _close(told, "no_answer", asked=False)


def _another_round(told: Told, options: list[Solution]) -> Life:
    offer.decline(
        told.case, expectation="Saya ingin kepastian tanggal, bukan hanya janji.",
        own_proposal="Antar pengganti besok sebelum pukul 9\nDan tolong telepon dulu.", by=told.party,
    )  # fmt: skip
    yield told.pause(2, 6)
    wanted = told.case.solutions.filter(proposed_by_party=told.party).latest("pk")
    yield from _agree_inside(told, [wanted, options[0]], wanted)
    yield told.pause(0.5, 2)
    offer.offer(told.case, message="Seperti yang Anda usulkan.", by=told.desk)
    yield told.pause(2, 10, working=False)
    offer.accept(told.case, solution=wanted, by=told.party)
    yield told.pause(1, 4)
    told.goal = "upheld"
    yield from carry_out(told)


def carry_out(told: Told) -> Life:
    """Tasks, redress and the feelings track, until everything is put right."""
    case = told.case
    tasks = list(case.tasks.filter(state="open"))
    if told.goal == "putting_right":
        if len(tasks) > 1:
            put_right.finish_task(tasks[0], result="Sudah.", by=told.officer)
        return
    for redress in case.redress.filter(state=Redress.State.RESERVED):
        given = put_right.grant(case, redress=redress, by=told.head)
        yield told.pause(0.3, 1)
        if hasattr(given, "voucher") and told.luck.random() < 0.6:
            put_right.redeem(given.voucher.code, by=told.desk)
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        put_right.record_feeling(case, kind=kind, remark="Lewat telepon.", by=told.desk)
    for task in tasks:
        yield told.pause(1, 6)
        put_right.finish_task(task, result="Sudah dikerjakan.", by=told.officer)
    yield told.pause(0.3, 1)
    put_right.complete(case, by=told.officer)
    if told.goal == "following_up":
        return
    yield told.pause(20, 60, working=False)
    if told.goal == "dissatisfied":
        listen.dissatisfied(case, expectation="Ternyata masih sama. Tolong diperiksa sungguh-sungguh.", by=told.party)
        return
    yield from _ask_how_it_was(told, "upheld" if told.goal == "reopened" else told.goal)


THANKS = (
    "Terima kasih, cepat dan orangnya sopan.", "Sudah beres. Semoga tidak terulang.",
    "Puas, apalagi ditelepon langsung.", "Akhirnya ada yang mendengarkan.", "", "Lumayan, meski agak lama.",
)  # fmt: skip


def _ask_how_it_was(told: Told, outcome: str) -> Life:
    score = {"upheld": 5, "resolved_at_once": 5, "partly_upheld": 3, "not_upheld": 2}[outcome]
    listen.feedback(
        told.case, solved="partly" if score <= 3 else "yes", outcome_score=score,
        process_score=told.luck.choice((3, 4, 4, 5)), comment=told.luck.choice(THANKS), by=told.party,
    )  # fmt: skip
    yield told.pause(4, 30)
    told.case.refresh_from_db()
    if told.case.state == State.FOLLOWING_UP:
        _close(told, outcome)
    if told.goal == "reopened":
        yield told.pause(24 * 3, 24 * 9, working=False)
        reopen(told.case, reason="Sempat baik dua minggu, sekarang terjadi lagi persis seperti dulu.", by=told.party)


def _close(told: Told, outcome: str, *, asked: bool = True) -> None:
    short = told.story.kind != "complaint" or outcome in {"resolved_at_once", "no_answer"}
    close(
        told.case, outcome=outcome, by=told.desk,
        lesson=Lesson(
            cause=told.theme.cause, lesson=told.theme.lesson,
            without_follow_up="" if asked else "Tiga kali ditelepon dan satu surat, tidak ada jawaban.",
        ),
        feelings_skipped="Diselesaikan seketika; permintaan maaf disampaikan lewat telepon." if short else "",
    )  # fmt: skip
