"""What the first page tells everybody: figures without small groups, what complaints changed, ways to talk to us."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from tanggap.casework import improvements
from tanggap.casework.close import withdraw
from tanggap.core import time
from tanggap.core.errors import Forbidden
from tanggap.insight import published
from tanggap.learning.models import Improvement
from tests.sagara import Sagara, alice_complains

OCTOBER = datetime(2026, 10, 12, 3, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 19, 3, tzinfo=UTC)
GIVEN = {
    "heard_id": "Kurir datang tanpa kabar", "heard_en": "The courier comes unannounced",
    "changed_id": "Pesan 30 menit sebelum tiba", "changed_en": "A message 30 minutes ahead",
    "result_id": "63 keluhan menjadi 14", "result_en": "63 complaints became 14",
}  # fmt: skip


def october(count: int, mark: int | None = 4) -> None:
    """That many complaints of October, each closed after three working days and judged."""
    with time.travel(OCTOBER):
        for _number in range(count):
            case, alice, _receipt = alice_complains()
            withdraw(case, reason="Sudah selesai", by=alice)
            entry = case.register.get()
            entry.pk, entry.closing, entry.outcome = None, 2, "upheld"
            entry.resolution_minutes, entry.outcome_score = 3 * 480, mark
            entry.save(force_insert=True)
    cache.clear()


def test_a_month_of_many_complaints_is_published_and_one_of_few_is_not(
    sagara: Sagara, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "SMALLEST", 3)
    october(2)
    with time.travel(NOVEMBER):
        assert "Angka kami, Oktober" not in alice.get("/").content.decode()
        assert "Belum ada bulan dengan 3 keluhan." in alice.get("/figures/").content.decode()
    october(1)
    with time.travel(NOVEMBER):
        text = alice.get("/").content.decode()
        assert "Angka kami, Oktober\u00a02026" in text
        assert "<dd>3</dd>" in text
        assert "3,0 <small>hari kerja</small>" in text
        assert "4,0 <small>dari 5</small>" in text
        table = alice.get("/figures/").content.decode()
    assert table.count("<tr>") == 2
    assert "Oktober\u00a02026" in table


def test_a_share_and_a_mark_of_few_people_are_not_published_though_the_month_is(
    sagara: Sagara, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "SMALLEST", 3)
    october(2)
    october(1, mark=None)
    with time.travel(NOVEMBER):
        text = alice.get("/").content.decode()
    assert "dari 5" not in text
    assert "Dijawab dalam" not in text.split('class="figures"')[1]
    assert "3,0 <small>hari kerja</small>" in text


def test_figures_cost_the_same_few_queries_and_are_remembered(
    sagara: Sagara, alice: Client, django_assert_max_num_queries
) -> None:
    alice.get("/")
    with django_assert_max_num_queries(3):
        alice.get("/")
    with django_assert_max_num_queries(5):
        alice.get("/figures/")


def test_what_complaints_changed_stands_on_the_first_page_when_there_is_something(
    sagara: Sagara, alice: Client
) -> None:
    assert "Anda sampaikan, kami perbaiki" not in alice.get("/").content.decode()
    client = Client(headers={"accept-language": "id"})
    client.force_login(sagara.quentin)
    path = "/desk/settings/improvements/"
    assert client.post(path, {**GIVEN, "heard_en": ""}).status_code == 400
    assert "Kurir datang" in client.post(path, {**GIVEN, "heard_en": ""}).content.decode()
    assert client.post(path, {**GIVEN, "shown": "1"}).status_code == 302
    text = alice.get("/").content.decode()
    assert "Anda sampaikan, kami perbaiki" in text
    assert "Kurir datang tanpa kabar" in text
    one = Improvement.objects.get()
    stale = client.post(path, {**GIVEN, "one": one.pk, "version": 9})
    assert stale.status_code == 409
    assert client.post(path, {**GIVEN, "one": one.pk, "version": 1}).status_code == 302  # no longer shown
    assert "Kurir datang" not in alice.get("/").content.decode()
    assert client.post(path, {"one": one.pk, "act": "remove"}).status_code == 302
    assert client.get(f"{path}?one={one.pk}").status_code == 404
    assert client.get(f"{path}?one=%00").status_code == 404


def test_an_officer_does_not_speak_for_the_organisation(sagara: Sagara) -> None:
    client = Client()
    client.force_login(sagara.mallory)
    assert client.get("/desk/settings/improvements/").status_code == 403
    with pytest.raises(Forbidden):
        improvements.publish(GIVEN, shown=True, by=sagara.mallory)


def test_the_conflict_policy_comes_from_the_procedure_in_both_languages(sagara: Sagara, alice: Client) -> None:
    assert "/conflict/" in alice.get("/").content.decode()
    assert "Harapan yang tidak bertemu" in alice.get("/conflict/").content.decode()
    assert "Expectation gap" in Client(headers={"accept-language": "en"}).get("/conflict/").content.decode()


def test_help_is_one_touch_away_on_every_page(sagara: Sagara, alice: Client) -> None:
    for address in ("/", "/complain/", "/track/", "/conflict/", "/figures/", "/privacy/"):
        text = alice.get(address).content.decode()
        assert 'href="tel:02150914400"' in text, address
        assert 'href="https://wa.me/628115091440"' in text, address
