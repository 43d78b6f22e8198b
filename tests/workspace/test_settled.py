"""What is settled with the complainant, on the desk and over the API: agreement, call, review, deadlock, legal risk."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.casework.call import ask_call
from tanggap.casework.review import review
from tests.api.machines import Machine
from tests.sagara import Sagara, alice_complains, until_offered
from tests.workspace.browsing import Desk, words
from tests.workspace.test_case_life import done, forwarded

WHY = "Kami sudah tiga kali menawarkan; nilai ganti ruginya tetap berbeda jauh."


def test_the_agreement_is_written_changed_and_answered_on_the_desk(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    options = until_offered(sagara, case)
    fitri = Desk(sagara.fitri)
    done(fitri.act(case, "accept", solution=options[1].pk, summary="Lewat telepon."))
    assert "Not confirmed yet" in words(fitri.open(case))
    assert "Ganti galon" in fitri.open(case, "agreement").content.decode(), "it begins with what stands there"
    early = fitri.act(case, "agreement", text="Lima belas galon.", by_when="2020-01-01")
    assert early.status_code == 400 and "Lima belas galon." in early.content.decode()
    done(fitri.act(case, "agreement", text="Lima belas galon.", who="Bidang Mutu", prevention="Segel dicek."))
    assert fitri.act(case, "agreement-confirmed", number="1").status_code == 409
    assert fitri.act(case, "agreement-confirmed", number="9" * 40).status_code == 409
    done(fitri.act(case, "agreement-objected", number="2", text="Enam belas."))
    done(fitri.act(case, "agreement", text="Enam belas galon."))
    done(fitri.act(case, "agreement-confirmed", number="3"))
    text = words(fitri.open(case))
    assert "Confirmed" in text and "Earlier versions (2)" in text and "Enam belas." in text
    for version, status in ((1, 200), (3, 200), (9, 404)):
        paper = fitri.read(f"/desk/cases/{case.reference}/agreement/{version}.pdf")
        assert paper.status_code == status
    assert Desk(sagara.mallory).read(f"/desk/cases/{case.reference}/agreement/1.pdf").status_code == 404


def test_a_call_that_is_owed_stands_on_top_until_the_contact_is_recorded(sagara: Sagara) -> None:
    case = forwarded(sagara)
    fitri = Desk(sagara.fitri)
    assert fitri.act(case, "call", way="phone", when="").status_code == 400
    done(fitri.act(case, "call", way="phone", when="Besok pukul 9", reach="0812-9", about="Nilai"))
    text = words(fitri.open(case))
    assert "The complainant asks to be called." in text and "Besok pukul 9" in text and "0812-9" in text
    assert "Besok pukul 9" in words(fitri.read("/desk/tasks/?of=unit"))
    assert case.reference not in words(Desk(sagara.mallory).read("/desk/tasks/?of=unit"))
    done(fitri.act(case, "contact", reached="yes", medium="phone", summary="Sudah bicara."))
    assert "The complainant asks to be called. By" not in words(fitri.open(case))
    done(fitri.act(case, "call", way="walk_in", when="Jumat"))
    done(fitri.act(case, "call-dropped"))


def test_only_who_had_no_part_in_it_is_offered_the_review(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    until_offered(sagara, case)
    done(Desk(sagara.fitri).act(case, "review", reason="Orang lain, tolong."))
    olga, maya = Desk(sagara.olga), Desk(sagara.maya)
    assert case.reference in words(maya.read("/desk/tasks/")) and case.reference not in words(olga.read("/desk/tasks/"))
    assert "Decide the review" not in words(olga.open(case)) and "Decide the review" in words(maya.open(case))
    assert olga.act(case, "review-answer", result="stands", reason=WHY).status_code == 403
    short = maya.act(case, "review-answer", result="overturned", reason="Pendek.")
    assert short.status_code in {400, 409} and "Pendek." in short.content.decode()
    done(maya.act(case, "review-answer", result="overturned", reason=WHY))
    assert maya.act(case, "review-answer", result="stands", reason=WHY).status_code == 409
    case.refresh_from_db()
    assert (case.state, case.round) == ("investigating", 2)


def test_the_deadlock_form_begins_with_what_fits_and_the_legal_risk_can_be_filtered(sagara: Sagara) -> None:
    case = forwarded(sagara)
    olga = Desk(sagara.olga)
    form = olga.open(case, "deadlock").content.decode()
    assert form.index("BPOM") < form.index("BPSK") and form.count("checked") >= 2
    nothing = olga.act(case, "deadlock", theirs="Rp650.000.", reason=WHY)
    assert nothing.status_code in {400, 409} and "Rp650.000." in nothing.content.decode()
    done(olga.act(case, "deadlock", bodies=["bpsk"], theirs="Rp650.000.", reason=WHY, legal_risk="on", note="Somasi."))
    text = words(olga.open(case))
    assert "Legal risk" in text and "Somasi." in text
    assert olga.read(f"/desk/cases/{case.reference}/letter.pdf").content.startswith(b"%PDF")
    assert case.reference in words(olga.read("/desk/?show=closed&legal_risk=1"))
    done(olga.act(case, "legal-risk", risk="no", note="Dicabut."))
    assert case.reference not in words(olga.read("/desk/?show=closed&legal_risk=1"))


def test_all_of_it_over_the_api(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case)
    number, fitri, maya = case.reference, Machine(sagara.fitri), Machine(sagara.maya)
    fitri.act(number, "accept", {"solution": options[1].pk})
    shown = fitri.act(number, "confirm_agreement", {"number": 1})
    assert [one["state"] for one in shown["agreements"]] == ["confirmed"]
    shown = fitri.act(number, "record_agreement", {"text": "Lima belas.", "who": "Mutu"})
    assert [one["state"] for one in shown["agreements"]] == ["replaced", "waiting"]
    shown = fitri.act(number, "object_agreement", {"text": "Enam belas."})
    assert shown["agreements"][1]["objection"] == "Enam belas."
    shown = fitri.act(number, "ask_call", {"way": "phone", "when": "Besok"})
    assert shown["calls"][0]["state"] == "open"
    assert fitri.act(number, "drop_call")["calls"][0]["state"] == "cancelled"
    shown = maya.act(number, "flag_legal_risk", {"risk": True, "note": "Somasi."})
    assert (shown["legal_risk"], shown["legal_risk_note"]) == (True, "Somasi.")
    case.refresh_from_db()
    review(case, reason="Orang lain.", by=alice)
    shown = maya.act(number, "decide_review", {"result": "overturned", "reason": WHY})
    assert (shown["state"], shown["reviews"][0]["state"]) == ("investigating", "overturned")
    shown = maya.act(number, "deadlock", {"bodies": ["bpsk"], "reason": WHY})
    assert shown["deadlocks"][0]["bodies"] == ["bpsk"]
    assert fitri.get(f"/cases/{number}/agreements/1.pdf").content.startswith(b"%PDF")
    assert fitri.get(f"/cases/{number}/letter.pdf").content.startswith(b"%PDF")
    assert fitri.get(f"/cases/{number}/agreements/99.pdf").status_code == 404


def test_the_list_of_tasks_asks_equally_often_for_1_and_3_calls_and_reviews(sagara: Sagara) -> None:
    maya, counts = Desk(sagara.maya), []
    for _number in range(3):
        case, alice, _receipt = alice_complains()
        review(case, reason="Orang lain.", by=alice)
        ask_call(case, way="phone", when="Besok", by=alice)
        for path in ("/desk/tasks/", "/desk/tasks/?of=unit"):
            maya.read(path)  # what a connection has never been asked is prepared first
        with CaptureQueriesContext(connection) as asked:
            assert maya.read("/desk/tasks/").status_code == maya.read("/desk/tasks/?of=unit").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2], counts
