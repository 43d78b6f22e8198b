"""What is refused on the desk: said in a sentence, kept as typed, written down, and nothing changed."""

import pytest

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework.converse import hear, note
from tanggap.casework.propose import Alternative, propose
from tanggap.workspace.case_menu import ACTS
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk, words
from tests.workspace.test_case_life import PRODUCT, REASON, decided, done, forwarded, with_alternatives

LIFE = {"assess", "forward", "decide", "approve", "offer", "complete", "close", "reopen"}


def refusals(act: str) -> int:
    return Entry.objects.filter(verb="refused", facts__act=act).count()


@pytest.mark.parametrize("act", [one for one in ACTS if not one.find], ids=lambda act: act.route)
def test_for_staff_of_another_department_the_case_does_not_exist(sagara: Sagara, act: object) -> None:
    case = forwarded(sagara)
    mallory = Desk(sagara.mallory)
    where = act.path.replace("_", "-")  # type: ignore[attr-defined]
    assert mallory.open(case).status_code == 404
    assert mallory.open(case, where).status_code == 404
    before = Case.objects.values().get(pk=case.pk)
    answer = mallory.act(case, where, reason="Saya mau ikut campur di sini.", remark="Saya ikut campur.")
    assert answer.status_code == 404
    assert "galon" not in words(answer)
    assert Case.objects.values().get(pk=case.pk) == before
    assert refusals(act.name)  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", [one for one in ACTS if not one.find and one.name in LIFE], ids=lambda act: act.route)
def test_an_act_that_the_state_does_not_allow_is_refused(sagara: Sagara, act: object) -> None:
    case = forwarded(sagara)
    if act.name == "decide":  # type: ignore[attr-defined]
        pytest.skip("this is the time for it")
    olga, where = Desk(sagara.olga), act.path.replace("_", "-")  # type: ignore[attr-defined]
    assert olga.open(case, where).status_code == 409
    given = {**PRODUCT, "outcome": "upheld", "lesson": "x", "reason": REASON, "remark": REASON}
    before = Case.objects.values().get(pk=case.pk)
    answer = olga.act(case, where, **given)
    assert answer.status_code == 409
    assert "cannot be done at this point" in words(answer)
    assert Case.objects.values().get(pk=case.pk) == before
    assert refusals(act.name) == 1  # type: ignore[attr-defined]


def test_nobody_approves_what_he_proposed(sagara: Sagara) -> None:
    case = with_alternatives(sagara)
    own = propose(case, Alternative(title="Usul kepala sendiri"), by=sagara.olga)
    done(Desk(sagara.bob).act(case, "decide", options=[own.pk], recommended=own.pk, reason=REASON))
    olga = Desk(sagara.olga)
    assert "another approver has to decide" in words(olga.read(f"/desk/approvals/{case.reference}/"))
    assert "Usul kepala sendiri" not in words(olga.read("/desk/approvals/"))
    before = Case.objects.values().get(pk=case.pk)
    answer = olga.act(case, "approve", remark="Setuju, tentu saja.")
    assert answer.status_code == 403
    assert "cannot approve what he or she proposed or chose" in words(answer)
    assert "Setuju, tentu saja." in answer.content.decode()
    assert Case.objects.values().get(pk=case.pk) == before
    assert not case.decisions.get().approvals.exists()
    assert refusals("approve") == 1


def test_an_officer_is_no_head(sagara: Sagara) -> None:
    case = decided(sagara)
    answer = Desk(sagara.bob).act(case, "approve", remark="")
    assert answer.status_code == 403
    assert Case.objects.get(pk=case.pk).state == "deciding"


def test_whoever_was_slower_sees_what_stands_there_and_what_was_typed(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    done(fitri.act(case, "assess", **PRODUCT))
    seen = Case.objects.get(pk=case.pk).version
    done(fitri.act(case, "reclassify", **{**PRODUCT, "severity": "critical"}, reason="Anak-anak ikut minum."))
    slow = fitri.act(case, "reclassify", version=seen, **{**PRODUCT, "severity": "low"}, reason="Ternyata ringan saja.")
    assert slow.status_code == 409
    page = words(slow)
    assert "Somebody else" in page and "On file now: Critical" in page and "Ternyata ringan saja." in page
    assert 'value="low" checked' in slow.content.decode()
    assert Case.objects.get(pk=case.pk).severity == "critical"
    assert refusals("reclassify") == 1


def test_a_reply_that_was_overtaken_by_a_message_is_stopped_with_its_text(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    hear(case, text="Masih ada lagi.", by=alice)
    answer = fitri.say(case, "reply", seen=0, body="Kami sudah menyelesaikannya.")
    assert answer.status_code == 409
    page = words(answer)
    for sentence in ("Masih ada lagi.", "Kami sudah menyelesaikannya.", "What you wrote is still below"):
        assert sentence in page
    assert case.replies.count() == 1


def test_what_the_sop_wants_is_said_at_the_field_and_everything_typed_stays(sagara: Sagara) -> None:
    case = with_alternatives(sagara)
    first = case.solutions.order_by("pk").first()
    assert first is not None
    answer = Desk(sagara.bob).act(case, "decide", options=[first.pk], recommended=first.pk, reason="Pendek.")
    assert answer.status_code == 409
    assert "at least 20 characters" in words(answer) and "Pendek." in answer.content.decode()
    assert not case.decisions.exists()


def test_an_amount_that_is_none_is_said_at_its_field(sagara: Sagara) -> None:
    case = forwarded(sagara)
    answer = Desk(sagara.bob).act(case, "propose", title="Ganti galon", cost="dua ratus", working_days="1")
    assert answer.status_code == 400
    assert "whole rupiah" in words(answer) and "dua ratus" in answer.content.decode()
    assert not case.solutions.exists()


def test_a_form_without_its_version_is_not_done(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    answer = fitri.client.post(f"/desk/cases/{case.reference}/assess/", PRODUCT)
    assert answer.status_code == 400
    assert Case.objects.get(pk=case.pk).state == "received"


def test_compensation_beyond_authority_is_refused(sagara: Sagara) -> None:
    case = forwarded(sagara)
    answer = Desk(sagara.bob).act(case, "grant", kind="voucher", amount="900.000")
    assert answer.status_code == 409
    assert "more than the authority" in words(answer)
    assert not case.redress.exists()


def test_a_task_of_another_case_is_not_found_under_this_one(sagara: Sagara) -> None:
    case, other = forwarded(sagara), forwarded(sagara)
    bob = Desk(sagara.bob)
    done(bob.act(other, "task", title="Ambil galon", unit=sagara.unit["quality"].pk, hours="8", containment="1"))
    task = other.tasks.get()
    assert bob.act(case, f"finish-task/{task.pk}", result="x").status_code == 404
    task.refresh_from_db()
    assert task.state == "open"


def test_a_note_is_never_told_to_the_complainant(sagara: Sagara) -> None:
    case, _alice, receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    done(fitri.say(case, "note", body="Pemasok baru, jangan bilang dulu.", mentions=[sagara.bob.pk]))
    page = words(fitri.open(case))
    assert "Pemasok baru, jangan bilang dulu." in page and "not visible to the complainant" in page
    assert "Pemasok baru" in words(Desk(sagara.bob).open(case))
    outside = fitri.client.post(
        "/track/", {"reference": receipt.reference, "code": receipt.tracking_code}, follow=True,
    )  # fmt: skip
    assert "Air galon berbau plastik" in outside.content.decode()
    assert "Pemasok baru" not in outside.content.decode()


def test_an_empty_note_is_refused_where_it_was_written(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    answer = Desk(sagara.fitri).say(case, "note", body=" ")
    assert answer.status_code == 400
    assert "Write something here first" in words(answer)
    assert not case.notes.exists()


def test_a_case_without_a_sign_in_leads_to_the_sign_in_page(client: object, sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    answer = client.get(f"/desk/cases/{case.reference}/")  # type: ignore[attr-defined]
    assert answer.status_code == 303 and "/desk/sign-in/" in answer["Location"]


def test_who_is_kept_out_cannot_be_mentioned(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True, accused=sagara.bob)
    citra = Desk(sagara.citra)
    assert Desk(sagara.bob).open(case).status_code == 404
    with pytest.raises(Exception, match="kept out"):
        note(case, text="hai", mentions=[sagara.bob], by=case.owner or sagara.fitri)
    assert citra.open(case).status_code == 200


def test_the_address_of_a_refused_reply_leads_back_to_the_case(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    assert fitri.say(case, "reply", body="").status_code == 400
    for where in ("reply", "note"):
        assert fitri.open(case, where)["Location"] == f"/desk/cases/{case.reference}/"
