"""The coach beside the composer: what it finds and suggests, with and without script; what the SOP lets it stop."""

import pytest

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework.assess import assess
from tanggap.casework.converse import reply
from tanggap.sop import models as sop
from tests.sagara import PRODUCT, SOPS, Sagara, alice_complains
from tests.workspace.browsing import Desk, address, words

pytestmark = pytest.mark.django_db

WHOLE = (
    "Bu Alice, kami mohon maaf air yang Ibu terima berbau plastik. Kami mengerti betapa berat membatalkan pesanan "
    "pelanggan Ibu. Ini kelalaian kami. Galon pengganti kami antar besok."
)
STRICT = """first_reply = ["apology", "date"]
stops = ["others"]
reason = %s

[coach.phrases.sympathy]
id = "Saya paham, {name}, soal {what}."
en = "I see, {name}, about {what}."
"""


def ask(desk: Desk, case: Case, text: str, **more: str) -> dict[str, object]:
    """As the page's script asks."""
    answer = desk.client.post(address(case, "coach"), {"body": text, **more}, headers={"Tanggap-Coach": "1"})
    assert answer.status_code == 200
    return answer.json()


def with_coach(sagara: Sagara, part: str) -> None:
    """The shipped SOP with that [coach], published as the next edition."""
    source = (SOPS / "company.toml").read_text(encoding="utf-8")
    shipped = "first_reply = []\nstops = []\nreason = true\n"
    assert source.count(shipped) == 1
    sop.publish(sop.draft(source.replace(shipped, part)), by=sagara.ade, second=sagara.maya)


def test_the_script_is_told_what_was_found_and_where_and_what_is_missing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)

    whole = ask(desk, case, WHOLE)
    assert "4 of 4" in str(whole["panel"]) and whole["said"] == "4 of 4"
    assert [look for _from, _to, look in whole["marks"]] == [1, 2, 3, 4]  # type: ignore[attr-defined]

    begun = ask(desk, case, "🙏 Mohon maaf, Bu.\r\nIni salah Ibu sendiri. Besok kami telepon 0812-3456-7890.")
    assert "Say that you see what it meant" in str(begun["panel"]) and "sounds like blame" in str(begun["panel"])
    assert 'data-coach-insert="Kami mengerti' in str(begun["panel"])
    first, second = begun["marks"][0], begun["marks"][1]  # type: ignore[index]
    # A smiley counts for two in a script; a line end is one letter there, however it was sent.
    assert first[:2] == [3, 18] and second[0] == 23 and second[2] == 5
    assert "may be of somebody else" in str(begun["panel"]) and "2 things to look at" in str(begun["said"])
    assert case.replies.count() == 0


def test_amounts_dates_names_and_the_language_are_held_against_the_file(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assess(case, PRODUCT, by=sagara.fitri)
    desk = Desk(sagara.fitri)

    dear = "Kami akan mengganti kerugian Ibu sebesar Rp75 juta paling lambat tiga bulan lagi."
    panel = str(ask(desk, case, dear)["panel"])
    assert "more than you may give" in panel and "later than the date that was promised" in panel
    panel = str(ask(desk, case, "Kami akan menelepon Ibu besok. Keluhan serupa datang dari Pak Wiranto.")["panel"])
    assert "Pak Wiranto" in panel and "later than" not in panel
    panel = str(ask(desk, case, f"Nomor keluhan Ibu {case.reference}; Bu Alice saya telepon besok.")["panel"])
    assert "somebody else" not in panel
    panel = str(ask(desk, case, "We are very sorry and we will call you tomorrow at nine.")["panel"])
    assert "not the language in which the complainant wrote" in panel


def test_without_script_a_button_asks_and_another_puts_the_phrase_in_and_nothing_is_sent(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    page = desk.open(case).content.decode()
    assert "Check the tone" in page and f'formaction="{address(case, "coach")}"' in page

    asked = desk.client.post(address(case, "coach"), {"body": "Kami mohon maaf, Bu Alice."})
    assert "Kami mohon maaf, Bu Alice.</textarea>" in asked.content.decode() and "1 of 4" in words(asked)
    put = desk.client.post(address(case, "coach"), {"body": "Kami mohon maaf.", "insert": "sympathy", "mark": "0"})
    assert "Kami mohon maaf. Kami mengerti betapa mengecewakannya" in put.content.decode() and "2 of 4" in words(put)
    assert desk.open(case, "coach").headers["Location"] == address(case, "")
    assert "Kami mohon maaf. Kami mengerti betapa" in desk.open(case).content.decode()  # the draft now
    assert case.replies.count() == 0


def test_strangers_odd_bytes_and_20_000_letters_are_taken_as_they_come(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    hidden, _alice, _receipt = alice_complains(confidential=True)
    asked = Desk(sagara.mallory).client.post(address(case, "coach"), {"body": "Maaf."})
    assert asked.status_code == 404
    # Whoever may read and not write gets no coach; a hidden case tells no name.
    assert Desk(sagara.audy).client.post(address(case, "coach"), {"body": "Maaf."}).status_code == 403
    desk = Desk(sagara.fitri)
    for text in ("a\0b", "<b>Maaf</b>" * 2_000, "\u202e\u200bMa\u200baf " * 2_000, "“" * 20_000, "", "Maaf. " * 9_000):
        ask(desk, case, text)
        assert desk.client.post(address(case, "coach"), {"body": text, "insert": "x\0y"}).status_code == 200
    assert "Alice" not in str(ask(desk, hidden, "Kami periksa.")["panel"])


def test_the_sop_may_stop_a_first_reply_and_it_goes_with_a_reason(sagara: Sagara) -> None:
    before, _alice, _receipt = alice_complains()
    with_coach(sagara, STRICT % "true")
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)

    stopped = desk.say(case, "reply", body="Kami periksa. Hubungi Pak Tono di 0812-3456-7890.")
    assert stopped.status_code == 409 and case.replies.count() == 0
    said = words(stopped)
    assert "asks a first reply for an apology, by when, and lets none go that has data of other people" in said
    assert 'name="despite"' in stopped.content.decode() and "Kami periksa. Hubungi" in stopped.content.decode()
    assert "Send all the same" in said and 'name="despite"' not in desk.open(case).content.decode()
    assert desk.say(case, "reply", body="Kami periksa.", despite="pendek").status_code == 409

    sent = desk.say(case, "reply", body="Kami periksa.", despite="Pelapor hanya minta nomor rekening.")
    assert sent.status_code == 303
    entry = Entry.objects.get(verb="replied_despite")
    assert (entry.facts["without"], entry.facts["with"]) == (["apology", "date"], [])
    page = words(desk.open(case))
    assert "The reply went although the procedure stops such a one: an apology, by when." in page
    assert "Pelapor hanya minta nomor rekening." in page
    # Not the first one any more; and a case of the edition before knows nothing of it.
    assert desk.say(case, "reply", body="Sudah kami periksa.").status_code == 303
    assert desk.say(before, "reply", body="Kami periksa. 0812-3456-7890").status_code == 303

    panel = str(ask(desk, case, "Mohon maaf, ini galon retur.")["panel"])
    assert "galon retur" in panel and "is a word among ourselves" in panel
    assert "Saya paham, Alice" in panel.replace("Bu Alice", "Alice")


def test_where_the_sop_allows_no_exception_a_reason_does_not_help(sagara: Sagara) -> None:
    with_coach(sagara, STRICT % "false")
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    stopped = desk.say(case, "reply", body="Kami periksa.", despite="Karena saya mau begitu saja.")
    assert stopped.status_code == 409 and 'name="despite"' not in stopped.content.decode()
    # A question is no answer yet.
    asked = desk.say(case, "reply", body="Kapan galonnya diantar?", then="ask")
    assert asked.status_code == 303
    assert reply(case, text="Mohon maaf, Bu. Besok kami antar penggantinya.", by=sagara.fitri).pk


def test_a_call_note_has_a_guide_and_keeps_what_was_done(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    page = words(desk.open(case, "contact"))
    assert "Guide for the call 0 of 4" in page and "Say back what you heard" in page

    note = "Saya minta maaf. Saya ulangi ceritanya dan beliau membenarkan. Beliau ingin galon diganti."
    typed = {"summary": note, "reached": "yes", "medium": "phone", "wish": "Ganti"}
    asked = desk.client.post(address(case, "coach"), typed)
    page = asked.content.decode()
    assert "3 of 4" in words(asked) and note in page and ">\nGanti</textarea>" in page
    assert case.contacts.count() == 0

    fields = {"reached": "yes", "medium": "phone", "summary": note, "wish": "Galon diganti"}
    late = desk.act(case, "contact", **fields, promised_at="2001-01-01T10:00")
    assert late.status_code == 400 and "This has passed already." in words(late)
    nobody = desk.act(case, "contact", **{**fields, "reached": "no"}, apologised="on")
    assert nobody.status_code == 400
    done = desk.act(case, "contact", **fields, apologised="on", restated="on", promised_at="2099-01-01T10:00")
    assert done.status_code == 303
    made = case.contacts.get()
    assert (made.apologised, made.restated, made.wish) == (True, True, "Galon diganti") and made.promised_at
    page = words(desk.open(case))
    assert "Sorry was said." in page and "said back and confirmed" in page and "Galon diganti" in page
