"""A courier does a task of the solution by a link, without an account; what is seen, what is kept, what is refused."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice, Reply
from tanggap.casework import offer, outside, put_right, tasks
from tanggap.casework.sweep import ring_due
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused
from tanggap.core.keys import unseal
from tanggap.remedy.models import Errand, Task
from tests.sagara import Sagara, alice_complains, until_offered

pytestmark = pytest.mark.django_db


def agreed(sagara: Sagara, **words: Any) -> tuple[Case, Task]:
    """Alice has agreed; the task "Antar galon baru" is open."""
    case, alice, _receipt = alice_complains(**words)
    options = until_offered(sagara, case)
    offer.accept(case, solution=options[1], by=alice)
    return case, next(one for one in case.tasks.order_by("pk") if str(one.title) == "Antar galon baru")


def jpeg() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (0, 90, 120)).save(out, "JPEG")
    return out.getvalue()


def courier(errand: Errand, language: str = "id") -> tuple[Client, str]:
    """A telephone that has the link, and the path of it."""
    return Client(headers={"accept-language": language}), re.sub(r"^https?://[^/]+", "", outside.link_of(errand))


def page(answer: Any) -> str:
    return answer.content.decode()


def letters() -> list[tuple[str, str]]:
    """Subject and body of every letter to the courier."""
    rows = [one for one in Outbound.objects.select_related("key").order_by("pk")
            if str(unseal(one.to_address, one.key)) == "joko@kurir.example"]  # fmt: skip
    return [(str(unseal(one.subject, one.key)), str(unseal(one.body_text, one.key))) for one in rows]


def test_a_courier_does_the_task_by_link_and_staff_confirm_it(sagara: Sagara) -> None:
    case, task = agreed(sagara)
    tasks.lengthen(task, checklist="Dua galon bersegel\nTanda terima", by=sagara.bob)
    errand = outside.lend(
        task, name="Joko, Kurir Cepat", email="joko@kurir.example", message="Bawa dua galon baru.",
        shared="Jl. Melati 7", by=sagara.bob,
    )  # fmt: skip
    [(subject, body)] = letters()
    assert case.reference in subject and outside.link_of(errand) in body and "Alice" not in body
    phone, path = courier(errand)

    # Twice a scanner, then Joko: nothing happens by looking (T35).
    before = (case.version, Errand.objects.get().version)
    for _look in range(3):
        shown = page(phone.get(path))
    case.refresh_from_db()
    assert (case.version, Errand.objects.get().version) == before
    assert "Antar galon baru" in shown and "Jl. Melati 7" in shown and "Tick" not in shown
    for secret in ("Alice", "Rahmawati", "alice@example.org", "0812-1111", "berbau", "Kembalikan uang"):
        assert secret not in shown, secret

    points = [str(one.pk) for one in task.checklist.order_by("place")]
    photo = SimpleUploadedFile("bukti.jpg", jpeg(), "image/jpeg")
    told = {"version": errand.version, "what": "done", "point": points[:1], "body": "Rumah kosong.", "files": photo}
    answer = phone.post(path, told)
    assert answer.status_code == 303 and "said=checklist" in answer["Location"]
    assert task.evidence.count() == 1 and task.checklist.filter(done_at__isnull=False).count() == 1
    assert Errand.objects.get().report == ""

    told = {"version": Errand.objects.get().version, "what": "done", "point": points, "body": "Diterima satpam."}
    assert phone.post(path, told).status_code == 303
    again = phone.post(path, told)  # a second click
    assert again.status_code == 303 and task.remarks.count() == 2
    task.refresh_from_db()
    assert task.state == "open" and Errand.objects.get().report == "done"
    assert Notice.objects.filter(kind="reported").exists()
    assert Reply.objects.filter(case=case, stored_body__contains="satpam").count() == 0

    # Not good enough, then good.
    outside.send_back(Errand.objects.get(), remark="Mohon foto tanda terimanya.", by=sagara.bob)
    assert "Mohon foto tanda terimanya." in page(phone.get(path)) and len(letters()) == 2
    phone.post(path, {"version": Errand.objects.get().version, "what": "done", "point": points, "body": "Sudah."})
    put_right.finish_task(task, result="Diantar kurir.", by=sagara.bob)
    assert "Tugas ini sudah selesai" in page(phone.get(path)) or "over" in page(phone.get(path))
    assert phone.post(path, {"version": Errand.objects.get().version, "body": "Lagi."}).status_code == 409
    verbs = [one.verb for one in trail.entries(case)]
    assert {"task_lent", "task_evidence", "errand_reported", "errand_sent_back", "task_done"} <= set(verbs)
    assert list(trail.verify()) == []


def test_what_cannot_be_done_says_why_and_without_confirmation_done_is_done(sagara: Sagara) -> None:
    case, task = agreed(sagara)
    errand = outside.lend(task, name="Joko", by=sagara.bob)
    phone, path = courier(errand)
    refused = phone.post(path, {"version": errand.version, "what": "cannot", "body": "  "})
    assert refused.status_code == 400
    told = {"version": errand.version, "what": "cannot", "body": "Alamatnya tidak ada."}
    assert phone.post(path, told).status_code == 303
    task.refresh_from_db()
    assert task.state == "open" and task.remarks.get().weighty

    second = case.tasks.order_by("pk").exclude(pk=task.pk).first()
    second.case = case
    free = outside.lend(second, name="Joko", confirms=False, by=sagara.bob)
    assert free.confirms, "the SOP wants staff to confirm"
    Errand.objects.filter(pk=free.pk).update(confirms=False)
    assert phone.post(courier(free)[1], {"version": free.version, "what": "done"}).status_code == 303
    second.refresh_from_db()
    assert (second.state, second.done_by) == ("done", None)


def test_a_link_ends_is_renewed_and_guessed_by_nobody(sagara: Sagara) -> None:
    case, task = agreed(sagara)
    errand = outside.lend(task, name="Joko", email="joko@kurir.example", days=3, by=sagara.bob)
    phone, old = courier(errand)
    outside.renew(errand, by=sagara.bob)
    new = courier(errand)[1]
    assert (phone.get(old).status_code, phone.get(new).status_code) == (404, 200)
    with time.travel(time.now() + timedelta(days=15)):
        assert phone.get(new).status_code == 409
        with pytest.raises(Refused):
            outside.report(errand, text="Terlambat.", version=errand.version)
    outside.revoke(errand, by=sagara.bob)
    assert phone.get(new).status_code == 409
    assert phone.get("/errand/ABCDEFGHJKMNPQRSTVWXYZ0123/").status_code == 404
    with pytest.raises(NotFound):
        outside.find("x" * 26)
    with pytest.raises((Forbidden, NotFound)):
        outside.lend(task, name="Orang lain", by=sagara.mallory)
    with pytest.raises(Invalid):
        outside.lend(task, name=" ", email="no address", by=sagara.bob)


def test_the_courier_is_reminded_before_and_when_it_is_due_and_never_of_what_is_over(sagara: Sagara) -> None:
    _case, task = agreed(sagara)
    outside.lend(task, name="Joko", email="joko@kurir.example", language="en", by=sagara.bob)
    task.refresh_from_db()
    clock = Clock.objects.get(subject=task.key)
    with time.travel(clock.ring_at + timedelta(minutes=1)):
        ring_due()
    assert [subject.split(":")[0] for subject, _body in letters()][1:] == ["Reminder from PT Tirta Sagara"]
    with time.travel(task.due_at + timedelta(minutes=1)):
        ring_due()
    assert len(letters()) == 3
    put_right.finish_task(task, by=sagara.bob)


def test_whoever_a_task_was_given_to_is_reminded_of_it(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    task = put_right.add_task(
        case, title="Antar galon", unit=sagara.unit["service"], assignee=sagara.sandi, containment=True,
        by=sagara.fitri,
    )  # fmt: skip
    clock = Clock.objects.get(subject=task.key)
    with time.travel(clock.ring_at + timedelta(minutes=1)):
        ring_due()
    told = Notice.objects.filter(kind="due_soon", about=task.key)
    assert set(told.values_list("staff", flat=True)) == {sagara.sandi.pk}
    with time.travel(task.due_at + timedelta(minutes=1)):
        ring_due()
    late = set(Notice.objects.filter(kind="broken", about=task.key).values_list("staff", flat=True))
    assert sagara.sandi.pk in late


def test_a_hidden_case_tells_the_courier_even_less(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    desk = sagara.unit["frontdesk"]
    task = put_right.add_task(case, title="Ambil galon", unit=desk, containment=True, by=sagara.fitri)
    errand = outside.lend(task, name="Joko", email="joko@kurir.example", by=sagara.fitri)
    [(_subject, body)] = letters()
    assert "Ambil galon" not in body and outside.link_of(errand) in body
    stored = Errand.objects.values_list("stored_name", "stored_email").get()
    assert "Joko" not in stored[0] and "joko" not in stored[1]


def test_strange_input_by_the_link_gets_a_sentence_and_changes_nothing(sagara: Sagara) -> None:
    case, task = agreed(sagara)
    other = case.tasks.exclude(pk=task.pk).first()
    other.case = case
    tasks.lengthen(other, checklist="Milik tugas lain", by=sagara.bob)
    errand = outside.lend(task, name="Joko", by=sagara.bob)
    phone, path = courier(errand, "en")
    kept = {"version": errand.version, "what": "keep"}
    for strange, status in (
        ({"version": ""}, 400), ({"version": "9" * 40}, 400), ({"version": "7"}, 409), ({"what": "destroy"}, 400),
        ({"point": "x"}, 400), ({"body": "\0"}, 400), ({"body": "a" * 5_001}, 400),
        ({"files": SimpleUploadedFile("empty.jpg", b"")}, 400), ({"what": "cannot"}, 400),
    ):  # fmt: skip
        said = {} if "what" in strange else {"body": "Kata-kata saya."}
        answer = phone.post(path, {**kept, **said, **strange})
        assert answer.status_code == status, strange
        assert "body" in strange or "what" in strange or "Kata-kata saya." in page(answer), strange
    assert (task.remarks.count(), task.evidence.count(), Errand.objects.get().version) == (0, 0, errand.version)
    # What is ticked on another task is not his to tick.
    alien = str(other.checklist.get().pk)
    assert phone.post(path, {**kept, "point": alien, "body": "a" * 5_000}).status_code == 303
    assert other.checklist.get().done_at is None
    assert phone.get(f"{path}?said=%3Cscript%3E").status_code == 200
    for method in ("put", "delete", "patch"):
        assert getattr(phone, method)(path).status_code == 405
