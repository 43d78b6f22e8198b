"""The page of approvals: a condition, an alternative of the head's own, handed to somebody, and what is usual."""

from django.core.cache import cache

from tanggap.cases.models import Case
from tanggap.casework import decide
from tanggap.core import time
from tanggap.people.models import Deputy
from tanggap.remedy.models import Approval, Decision
from tests.sagara import Sagara, alice_complains, bob_decides, bob_proposes, investigate
from tests.workspace.browsing import Desk, words
from tests.workspace.test_case_life import done

AWAY = "/desk/settings/deputies/stand-in/"


def decided(sagara: Sagara, **last: object) -> Case:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    bob_decides(sagara, case, [bob_proposes(sagara, case, **last)[2]])
    return case


def test_a_condition_goes_from_the_head_to_whoever_offers_who_confirms_it(sagara: Sagara) -> None:
    case, olga, fitri = decided(sagara), Desk(sagara.olga), Desk(sagara.fitri)
    answer = olga.act(case, "approve", remark="Baik.", condition="x" * 2_001, condition_first="1")
    assert answer.status_code == 400 and "x" * 2_001 in answer.content.decode() and not Approval.objects.exists()
    done(olga.act(case, "approve", remark="Baik.", condition="Nota asli dilihat dulu.", condition_first="1"))

    page = words(fitri.open(case))
    assert "Olga Tarigan approved it under a condition:" in page and "Nota asli dilihat dulu." in page
    assert "This condition is met: Nota asli dilihat dulu." in words(fitri.open(case, "offer"))
    refused = fitri.act(case, "offer", message="Silakan pilih.")
    assert refused.status_code == 409 and "Silakan pilih." in words(refused)
    assert "Confirm that it is met" in words(refused)
    done(fitri.act(case, "offer", message="Silakan pilih.", conditions_met="1"))
    assert Approval.objects.get().condition_met_by == sagara.fitri

    other = decided(sagara)
    done(olga.act(other, "approve", remark="", condition="Tanpa uang tunai."))
    assert "To be heeded when it is carried out." in words(fitri.open(other))
    done(fitri.act(other, "reconsider", reason="Pelapor tidak punya rekening."))
    other.refresh_from_db()
    assert other.state == "investigating" and "back for a new decision" in words(olga.open(other))


def test_a_head_drafts_an_alternative_of_her_own_and_nothing_typed_is_lost(sagara: Sagara) -> None:
    case, olga = decided(sagara), Desk(sagara.olga)
    answer = olga.act(case, "send-back", remark="Begini saja.", title="", cost="100.000", description="Antar besok.")
    assert answer.status_code == 400 and "Give the new alternative a title." in words(answer)
    assert "Antar besok." in words(answer) and "Begini saja." in words(answer)
    for cost in ("seribu", "9" * 40):
        assert olga.act(case, "send-back", remark="Begini.", title="Antar", cost=cost).status_code == 400
    done(olga.act(case, "send-back", remark="Begini saja.", title="Antar dua galon", cost="100.000", working_days="2"))
    own = Approval.objects.get().suggestion
    assert own is not None and (own.title, own.cost, own.working_days) == ("Antar dua galon", 100_000, 2)
    decide.decide(case, options=[own], recommended=own, reason="Usul kepala bidang, lebih cepat.", by=sagara.bob)
    page = words(olga.read(f"/desk/approvals/{case.reference}/"))
    assert "another approver has to decide" in page and "Suggested: Antar dua galon." in page
    assert case.reference not in words(olga.read("/desk/approvals/"))
    assert case.reference in words(Desk(sagara.maya).read("/desk/approvals/"))


def test_approvals_are_handed_over_by_form_seen_by_both_and_taken_back(sagara: Sagara) -> None:
    case, olga, sandi = decided(sagara), Desk(sagara.olga), Desk(sagara.sandi)
    assert case.reference not in words(sandi.read("/desk/approvals/"))
    today = time.today().isoformat()
    typed = {"staff": sagara.olga.pk, "deputy": sagara.sandi.pk, "since": today, "until": "", "what": "approvals",
             "up_to": "1.000.000", "when": "absent"}  # fmt: skip
    assert 'value="approvals" checked' in olga.read(f"{AWAY}?what=approvals").content.decode()
    for wrong in ({"save": "1"}, {"until": today, "up_to": "banyak", "look": "1"}):
        assert olga.client.post(AWAY, {**typed, **wrong}).status_code == 400
    assert Desk(sagara.mallory).client.post(AWAY, {**typed, "until": today, "save": "1"}).status_code == 403
    looked = olga.client.post(AWAY, {**typed, "until": today, "look": "1"})
    assert "approves or sends back what waits for Olga Tarigan" in words(looked) and not Deputy.objects.exists()
    done(olga.client.post(AWAY, {**typed, "until": today, "save": "1"}))

    assert "Sandi Wijaya approves for you" in words(olga.read("/desk/approvals/"))
    page = words(sandi.read("/desk/approvals/"))
    assert "You approve for Olga Tarigan" in page and case.reference in page and "You decide for Olga Tarigan." in page
    assert "approvals up to Rp1,000,000" in words(olga.read("/desk/settings/deputies/"))
    done(sandi.act(case, "approve", remark=""))
    said = Approval.objects.get()
    assert (said.approver, said.on_behalf_of) == (sagara.sandi, sagara.olga)
    assert "for Olga Tarigan" in words(sandi.read("/desk/approvals/said/"))
    other = decided(sagara)
    assert other.reference in words(sandi.read("/desk/approvals/"))
    done(olga.client.post(f"{AWAY}{Deputy.objects.get().pk}/end/"))
    assert other.reference not in words(sandi.read("/desk/approvals/"))
    assert sandi.act(other, "approve", remark="").status_code == 404


def test_what_is_usual_is_said_only_where_there_is_enough_to_say_it(sagara: Sagara) -> None:
    olga = Desk(sagara.olga)
    for _number in range(5):
        decide.approve(decided(sagara, cost=200_000), by=sagara.olga)
    dear = decided(sagara, cost=1_900_000)
    Decision.objects.filter(state="approved").update(at=time.now() - time.days(2))
    Approval.objects.update(at=time.now() - time.days(1))
    page = words(olga.read(f"/desk/approvals/{dear.reference}/"))
    assert "For the same reason Rp200,000 is usual here (the middle of 5 within a year)" in page
    assert "You usually decide within 1 d" in page
    cache.clear()
    Case.objects.filter(state="approved")[0].decisions.update(state="returned")
    assert "is usual here" not in words(olga.read(f"/desk/approvals/{dear.reference}/"))
