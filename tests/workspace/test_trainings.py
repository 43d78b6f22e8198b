"""The page of trainings: whoever leads keeps them, mistakes come back with what was typed, others cannot."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.people.models import Competence
from tests.sagara import Sagara
from tests.workspace.browsing import Desk, words

pytestmark = pytest.mark.django_db
NEW = "/desk/settings/trainings/new/"
LINE = {"kind": "very_angry", "since": "2026-01-05", "until": "", "proof": "Kursus 2026"}


def test_a_head_keeps_the_trainings_of_those_below(sagara: Sagara) -> None:
    olga = Desk(sagara.olga).client
    wrong = olga.post(NEW, {**LINE, "staff": sagara.bob.pk, "until": "2025-01-01"})
    assert wrong.status_code == 400 and 'value="Kursus 2026"' in wrong.content.decode()
    assert olga.post(NEW, {**LINE, "staff": sagara.fitri.pk}).status_code == 403
    assert olga.post(NEW, {**LINE, "staff": "9" * 17, "proof": "\0x"}).status_code == 400

    assert olga.post(NEW, {**LINE, "staff": sagara.bob.pk}).status_code == 303
    assert olga.post(NEW, {**LINE, "staff": sagara.bob.pk}).status_code == 409
    page = words(olga.get("/desk/settings/trainings/"))
    assert "Bob Siregar" in page and "Kursus 2026" in page and "Olga Tarigan" in page
    assert "Very angry people" in words(Desk(sagara.fitri).client.get(f"/desk/staff/{sagara.bob.pk}/"))

    row = Competence.objects.get()
    assert Desk(sagara.bob).client.post(f"/desk/settings/trainings/{row.pk}/end/").status_code == 403
    assert Desk(sagara.sari).client.post(f"/desk/settings/trainings/{row.pk}/end/").status_code == 403
    assert olga.post(f"/desk/settings/trainings/{row.pk}/end/").status_code == 303
    assert "Kursus 2026" in words(olga.get("/desk/settings/trainings/?show=ended"))


def test_the_page_asks_the_same_of_the_database_however_many_there_are(sagara: Sagara) -> None:
    olga, counts = Desk(sagara.maya).client, []
    for names in ((), ("bob",), ("sandi", "sari", "olga")):
        for name in names:
            olga.post(NEW, {**LINE, "staff": getattr(sagara, name).pk})
        with CaptureQueriesContext(connection) as asked:
            olga.get("/desk/settings/trainings/")
        counts.append(len(asked))
    assert counts[1] == counts[2] and Competence.objects.count() == 4
