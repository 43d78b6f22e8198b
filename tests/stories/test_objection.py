"""Who may be spoken to now, and the complainant who says "nobody speaks for me" with one press from a letter (R7)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.letters import spokesperson
from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.speaking import speaks_now, voice
from tanggap.casework import converse, mandates, objections, offer
from tanggap.casework.record import renew_code, renew_lost_code
from tanggap.casework.say import write_to
from tanggap.casework.tell_status import Asking, tell_status
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.errors import Forbidden, NotFound, Refused
from tanggap.people.models import Mandate
from tests.sagara import Sagara
from tests.stories.test_association import COMMITTEE, MEMBER
from tests.stories.test_mandate import association, brought, carla, offered
from tests.workspace.browsing import words
from tests.workspace.test_inbox import desk

__all__ = ["association"]


def last_letter(case: Case) -> Outbound:
    return Outbound.objects.filter(case_key=case.key).latest("pk")


def link_in(case: Case, to: str) -> str:
    letter = Outbound.objects.filter(case_key=case.key, to_address=to).earliest("pk")
    found = re.search(r"https?://[^/]+(/objection/[^\s]+)", letter.body_text)
    assert found is not None, letter.body_text
    return found[1]


def test_one_function_says_who_may_be_spoken_to_now(association: Sagara) -> None:
    here, (case, receipt) = association, brought()
    offered(case, here)
    speaker = case.parties.get(role="representative")
    assert voice(case) == spokesperson(case) == speaker, "told, and nothing else is known"
    mandates.check_mandate(case, until=time.today(), by=here.fitri)
    now, whole = time.now(), Mandate.objects.get()
    assert voice(case) == speaker, "good until the end of today"
    own = case.parties.get(role="complainant")
    states = {
        "expired today": {"until": now}, "ended": {"ended_at": now}, "not begun": {"since": now + timedelta(days=1)},
        "suspended": {"suspended_at": now},
    }  # fmt: skip
    for name, change in states.items():
        Mandate.objects.filter(pk=whole.pk).update(**{"until": None, **change})
        speaker = Party.objects.get(pk=speaker.pk)
        assert not speaks_now(speaker) and voice(case) == spokesperson(case) == own, name
        # The letter goes to the complainant, without the key that the representative holds.
        write_to(case, "offer-reminder", due="besok")
        letter = last_letter(case)
        assert letter.to_address == MEMBER.email and "/t/" not in letter.body_text, name
        assert converse.hear(case, text=f"Kata anggota, {name}", by=here.fitri).party == own
        with pytest.raises(NotFound):
            said = {"email": COMMITTEE.email, "date": time.today().isoformat()}
            tell_status(Asking(reference=case.reference, said=said), language="id", by=here.fitri)
        renew_lost_code(case.reference, COMMITTEE.email)
        assert Case.objects.get(pk=case.pk).code_generation == case.code_generation, name
        Mandate.objects.filter(pk=whole.pk).update(
            until=None, since=whole.since, ended_at=None, suspended_at=None)  # fmt: skip
    # Once it has expired the member agrees, and what is entered for "their side" is the member's.
    Mandate.objects.update(until=now)
    offer.decline(case, expectation="Uang kembali.", own_proposal="Ganti kelas lain.", by=here.fitri)
    assert case.solutions.latest("pk").proposed_by_party == own
    # A renewed code is the member's: whoever had the old one is out, until a new mandate was checked.
    code = renew_code(case)
    assert last_letter(case).to_address == MEMBER.email
    assert access.by_code(case.reference, code) == own
    with pytest.raises(NotFound):
        access.by_code(case.reference, receipt.tracking_code)
    mandates.check_mandate(case, until=None, by=here.fitri)
    assert voice(case) == Party.objects.get(pk=speaker.pk)


def test_the_complainant_objects_with_one_press_and_staff_settle_it(association: Sagara) -> None:
    here, (case, receipt) = association, brought()
    offered(case, here)
    where, speaker = link_in(case, MEMBER.email), carla(receipt)
    # Machines open links: nothing happens, however often, and whoever guesses learns nothing.
    scanner = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    for _again in range(3):
        page = scanner.get(where)
        assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
        assert scanner.head(where).status_code == 200
    assert scanner.post(where).status_code == 403, "without the token of the page"
    assert not Mandate.objects.exists() and speaker.get("/track/case/").status_code == 200
    assert "Seseorang mengadu atas nama Anda" in page.content.decode(), "in the language of the letter"
    assert "Carla" not in page.content.decode() and case.title not in page.content.decode()
    number, _dash, key = where.strip("/").rpartition("/")[2].partition("-")
    other = case.parties.get(role="representative").pk
    for wrong in (f"{number}-{'A' * 26}", f"{other}-{key}", "nonsense", f"{'9' * 30}-{key}", f"{number}-\0"):
        assert Client().get(f"/objection/{wrong.replace(chr(0), '%00')}/").status_code == 404
    member = Client()
    assert member.post(where, {"words": "x" * 2_001}).status_code == 400
    assert member.post(where, {"words": "Saya tidak kenal orang itu."}).status_code == 303
    assert member.post(where, {"words": "Sekali lagi."}).status_code == 303, "twice is once"
    assert "sudah kami catat" in member.get(where).content.decode()
    row = Mandate.objects.get()
    assert row.state_at(time.now()) == "suspended"
    assert [one.verb for one in trail.entries(case)].count("mandate_objected") == 1
    # Whoever spoke is shown nothing more, at any door; nor does the old code open it for "the complainant".
    assert speaker.get("/track/case/").status_code != 200
    with pytest.raises(NotFound, match="wakili|speak"):
        access.by_code(case.reference, receipt.tracking_code)
    assert Client().post(f"/t/{receipt.tracking_url.rpartition('/')[2]}").status_code == 404
    # Staff are told and see it; nothing else goes on with the mandate before.
    told = set(Notice.objects.filter(kind="not_for_me").values_list("staff__full_name", flat=True))
    assert here.fitri.full_name in told and here.olga.full_name in told
    fitri, settle = desk(here.fitri), f"/desk/cases/{case.reference}/mandate/"
    assert "Pelapor berkeberatan" in words(fitri.get(f"/desk/cases/{case.reference}/"))
    page = words(fitri.get(settle))
    assert "Saya tidak kenal orang itu." in page and "Sudah diperiksa" not in page
    with pytest.raises(Refused):
        mandates.check_mandate(case, until=None, by=here.fitri)
    assert desk(here.mallory).get(settle).status_code == 404
    assert fitri.post(settle, {"what": "uphold", "reason": ""}).status_code == 400
    assert fitri.post(settle, {"what": "uphold", "reason": "Surat kuasanya asli."}).status_code == 303
    assert fitri.post(settle, {"what": "uphold", "reason": "Sekali lagi."}).status_code == 409
    letter = last_letter(case)
    assert letter.to_address == MEMBER.email and "Surat kuasanya asli." in letter.body_text
    assert speaker.get("/track/case/").status_code == 200, "the code is still theirs"
    # The member objects again, and is right.
    assert member.post(where).status_code == 303
    assert fitri.post(settle, {"what": "grant", "reason": "Memang tidak pernah diminta."}).status_code == 303
    assert member.get(where).status_code == 409 and member.post(where).status_code == 409
    with pytest.raises(NotFound):
        access.by_code(case.reference, receipt.tracking_code)
    own = case.parties.get(role="complainant")
    assert own.may_agree and voice(case) == own and last_letter(case).to_address == MEMBER.email
    assert not list(trail.verify([case]))


def test_a_committee_is_recorded_at_the_desk_and_whoever_came_is_told_by_mail(association: Sagara) -> None:
    fitri = desk(association.fitri)
    given = {
        "medium": "walk_in", "on_behalf": "committee", "name": MEMBER.name, "email": MEMBER.email,
        "body": "Pelatihan kami dibatalkan.", "nonce": "n" * 20,
    }  # fmt: skip
    refused = fitri.post("/desk/new/", given)
    assert refused.status_code == 400 and "Tuliskan siapa yang mewakili pelapor." in words(refused)
    wrong = fitri.post("/desk/new/", {**given, "representative_email": "bukan surel", "committee": "nonsense"})
    assert wrong.status_code == 400 and "bukan surel" in wrong.content.decode()
    full = {**given, "committee": "chapter", "representative_name": "Carla", "representative_email": COMMITTEE.email}
    assert fitri.post("/desk/new/", full).status_code == 200
    case = Case.objects.get()
    assert case.on_behalf == "committee" and voice(case).role == "representative"
    sent = {one.to_address: one for one in Outbound.objects.filter(case_key=case.key)}
    assert set(sent) == {MEMBER.email, COMMITTEE.email}
    assert "/t/" in sent[COMMITTEE.email].body_text and "/objection/" in sent[MEMBER.email].body_text
    page = words(fitri.get("/desk/new/?medium=walk_in"))
    assert "Komite mewakili anggotanya" in page and "Surel yang mewakili" in page
    with pytest.raises(Forbidden):
        objections.uphold_mandate(case, reason="x", by=association.mallory)
