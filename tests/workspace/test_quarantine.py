"""What waits in quarantine is looked at safely and becomes a complaint, words on one, or nothing, with a reason."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework import left_waiting, quarantine
from tanggap.casework.read_mail import take_mail
from tanggap.casework.timeline import for_the_complainant
from tanggap.channels import inbound, problems
from tanggap.channels.models import Inbound, Outbound
from tanggap.core import secrets
from tanggap.core.time import now, travel
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk

PAGE = "/desk/quarantine/"
NOBODY = b"Subject: %s\r\nTo: keluhan@sagara.test\r\n\r\n%s\r\n"
LIST = b"From: Toko <toko@example.org>\r\nList-Id: <promo>\r\nSubject: Promo <script>alert(1)</script>\r\n\r\nHi.\r\n"


def aside(subject: str = "Galon bocor", text: str = "Galon saya bocor.") -> Inbound:
    """A mail without a sender."""
    reading = take_mail(NOBODY % (subject.encode(), text.encode()))
    assert reading.state == "quarantined"
    return Inbound.objects.latest("pk")


def track(case: Case) -> str:
    """What the complainant of that complaint reads."""
    return " ".join(one.text for one in for_the_complainant(case))


def test_a_message_is_listed_with_its_reason_recorded_by_form_and_gone_from_the_list(sagara: Sagara) -> None:
    row, client = aside(), desk(sagara.fitri)
    page = client.get(PAGE).content.decode()
    assert "Galon bocor" in page and f"{PAGE}{row.pk}/" in page
    shown = client.get(f"{PAGE}{row.pk}/").content.decode()
    assert "Galon saya bocor." in shown and f"from=inbound:{row.pk}" in shown
    form = client.get(f"/desk/new/?medium=email&from=inbound:{row.pk}").content.decode()
    assert "Galon saya bocor." in form
    given = {"nonce": secrets.token(), "medium": "email", "name": "Alice", "body": "Galon bocor.",
             "from": f"inbound:{row.pk}"}  # fmt: skip
    assert client.post("/desk/new/", given).status_code in (200, 303)
    row.refresh_from_db()
    assert (row.state, row.case_key) == ("read", Case.objects.get().key)
    assert "Galon bocor" not in client.get(PAGE).content.decode()
    assert Case.objects.get().reference in client.get(f"{PAGE}{row.pk}/").content.decode()
    assert client.post(f"{PAGE}{row.pk}/discard/", {"reason": "Terlambat"}).status_code == 409


def test_it_is_put_on_a_complaint_as_the_words_of_a_party_and_nobody_is_added(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains()
    other, stranger, _receipt = alice_complains(complainant=None, anonymous=True)
    row, client = aside(f"Tentang {case.reference}"), desk(sagara.fitri)
    where = f"{PAGE}{row.pk}/put/"
    assert client.post(where, {"reference": case.reference}).status_code == 400
    assert client.post(where, {"reference": case.reference, "party": stranger.pk}).status_code == 400
    assert client.post(where, {"reference": "K26-99999", "party": party.pk}).status_code == 400
    assert client.post(where, {"reference": case.reference, "party": party.pk}).status_code == 303
    assert case.replies.latest("pk").body == "Galon saya bocor." and case.parties.count() == 1
    assert Entry.objects.filter(subject=case.key, verb="message_put_here", actor=sagara.fitri.key).exists()
    assert client.post(where, {"reference": case.reference, "party": party.pk}).status_code == 303  # pressed twice
    assert case.replies.count() == 1 and not other.replies.exists()


def test_what_was_put_on_the_wrong_complaint_leaves_it_wholly_and_goes_on_the_right_one(sagara: Sagara) -> None:
    wrong, party, _receipt = alice_complains()
    right, hers, _receipt = alice_complains()
    message = EmailMessage()
    message["From"], message["Subject"] = "Suami Alice <suami@example.org>", f"Keluhan {wrong.reference}"
    message.set_content("Kuitansinya saya lampirkan.")
    message.add_attachment(b"Nota", maintype="text", subtype="plain", filename="nota.txt")
    take_mail(message.as_bytes())
    row, client = Inbound.objects.latest("pk"), desk(sagara.fitri)
    put, off = f"{PAGE}{row.pk}/put/", f"{PAGE}{row.pk}/off/"
    assert client.post(off).status_code == 409  # it stands nowhere yet
    assert client.post(put, {"reference": wrong.reference, "party": party.pk}).status_code == 303
    said = wrong.replies.get()
    assert "Kuitansinya" in track(wrong)

    assert desk(sagara.bob).post(off).status_code == 403
    assert "Kuitansinya" in client.get(f"/desk/cases/{wrong.reference}/").content.decode()
    seen = client.get(f"/desk/cases/{wrong.reference}/mail/{said.pk}/").content.decode()
    assert f"{PAGE}{row.pk}/" in seen and off in client.get(f"{PAGE}{row.pk}/").content.decode()
    assert client.post(off).status_code == 303 and client.post(off).status_code == 409
    row.refresh_from_db()
    assert (row.state, row.case_key) == ("quarantined", "")
    page = client.get(f"/desk/cases/{wrong.reference}/").content.decode()
    assert "Kuitansinya" not in page + track(wrong) and "nota.txt" not in page and not wrong.evidence.exists()
    assert client.get(f"/desk/cases/{wrong.reference}/mail/{said.pk}/").status_code == 404
    assert Entry.objects.filter(subject=wrong.key, verb="message_taken_off", actor=sagara.fitri.key).exists()

    shown = client.post(put, {"reference": right.reference, "party": hers.pk}, follow=True).content.decode()
    assert off in shown  # “Undo” stands beside the sentence
    assert right.replies.get().body == "Kuitansinya saya lampirkan." and right.evidence.count() == 1


def test_what_leaves_a_hidden_complaint_is_opened_again_with_its_bytes_as_they_came(sagara: Sagara) -> None:
    hidden, party, _receipt = alice_complains(confidential=True)
    row = aside()
    came = inbound.read_raw(row)
    quarantine.put_on(row, hidden, party, by=hidden.owner)
    row.refresh_from_db()
    assert row.key_id is not None and bytes(row.raw) != came
    quarantine.take_off(row, by=hidden.owner)
    row.refresh_from_db()
    assert (row.state, row.key_id, bytes(row.raw)) == ("quarantined", None, came)
    assert quarantine.brief(quarantine.messages_in("quarantined").get()).subject == "Galon bocor"


def test_who_writes_again_and_again_is_found_with_what_is_open_of_hers(sagara: Sagara) -> None:
    for number in range(4):
        take_mail(b"From: Ratna <ratna@example.org>\r\nSubject: Air %d\r\n\r\nMasih bau!" % number)
    row, client = Inbound.objects.get(state="quarantined"), desk(sagara.maya)
    newest = Case.objects.latest("pk").reference
    assert f"?reference={newest}" in client.get(f"{PAGE}{row.pk}/").content.decode()
    given = {"medium": "email", "from": f"inbound:{row.pk}", "about": newest}
    assert client.post("/desk/calls/about/", given)["Location"] == f"{PAGE}{row.pk}/?reference={newest}"
    for nonsense in ("inbound:x", "inbound:", "inbound:²", "inbound:" + "9" * 30):
        answer = client.post("/desk/calls/about/", given | {"from": nonsense})
        assert answer["Location"] == f"/desk/cases/{newest}/"


def test_it_is_discarded_for_a_reason_brought_back_and_read_again(sagara: Sagara) -> None:
    row, client = aside(), desk(sagara.maya)
    assert client.post(f"{PAGE}{row.pk}/discard/", {"reason": " "}).status_code == 400
    for _pressed_twice in range(2):
        assert client.post(f"{PAGE}{row.pk}/discard/", {"reason": "Salah alamat"}).status_code == 303
    assert Entry.objects.filter(verb="message_discarded").count() == 1
    assert "Galon bocor" in client.get(f"{PAGE}?show=discarded").content.decode()
    assert client.post(f"{PAGE}{row.pk}/back/").status_code == 303
    again = client.post(f"{PAGE}{row.pk}/again/")
    assert again.status_code == 409  # nothing was mended: it waits on, and says so
    row.refresh_from_db()
    assert row.state == "quarantined"


def test_the_message_of_a_stranger_runs_nothing_and_its_bytes_are_a_file(sagara: Sagara) -> None:
    take_mail(LIST)
    row, client = Inbound.objects.latest("pk"), desk(sagara.fitri)
    for address in (PAGE, f"{PAGE}{row.pk}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page and "Promo" in page
    raw = client.get(f"{PAGE}{row.pk}/raw/")
    assert raw.content == LIST and raw["Content-Disposition"].startswith("attachment")
    assert raw["Content-Type"] == "application/octet-stream" and "sandbox" in raw["Content-Security-Policy"]


def test_who_does_not_look_after_messages_finds_none(sagara: Sagara) -> None:
    row = aside()
    for name in ("bob", "audy"):
        client = desk(getattr(sagara, name))
        assert {client.get(PAGE).status_code, client.get(f"{PAGE}{row.pk}/").status_code} == {403}
    client = desk(sagara.fitri)
    assert client.get(f"{PAGE}999999/").status_code == client.get(f"{PAGE}?show=nonsense").status_code == 404


def test_the_list_asks_equally_often_for_one_and_for_five(sagara: Sagara) -> None:
    client = desk(sagara.fitri)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    aside()
    client.get(PAGE)
    one = cost()
    for number in range(4):
        aside(f"Galon {number}")
    assert cost() == one


def test_the_command_lists_shows_and_settles(
    sagara: Sagara, capsys: pytest.CaptureFixture[str]
) -> None:
    from tanggap.cli.commands.quarantine import run

    case, _party, _receipt = alice_complains()
    first, second = aside(), aside("Galon kedua")

    def said(*words: str) -> str:
        import argparse

        from tanggap.cli.commands.quarantine import arguments

        parser = argparse.ArgumentParser()
        arguments(parser)
        assert run(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    assert "Galon bocor" in (listed := said("list")) and listed.count("\n") == 2
    assert "Galon saya bocor." in said("show", str(first.pk))
    said("assign", str(first.pk), case.reference)
    said("take-off", str(first.pk))
    said("assign", str(first.pk), case.reference)
    said("discard", str(second.pk), "--reason", "Uji coba")
    assert said("list") == "" and case.replies.filter(withdrawn_at=None).count() == 1
    said("bring-back", str(second.pk))
    assert str(second.pk) in said("read-again", "--all")


def test_a_long_message_with_many_files_is_put_on_whole_and_one_without_its_bytes_is_not(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains()
    message = EmailMessage()
    message["From"], message["Subject"] = "Suami Alice <suami@example.org>", f"Keluhan {case.reference}"
    message.set_content("\n".join(f"Baris {number} tentang air yang berbau." for number in range(1_000)))
    for number in range(12):
        message.add_attachment(b"Nota %d" % number, maintype="text", subtype="plain", filename=f"nota-{number}.txt")
    assert take_mail(message.as_bytes()).state == "quarantined"
    row, client = Inbound.objects.latest("pk"), desk(sagara.fitri)
    given = {"reference": case.reference, "party": party.pk}
    assert client.post(f"{PAGE}{row.pk}/put/", given).status_code == 303
    assert case.evidence.filter(reply=case.replies.latest("pk")).count() == 13

    inbound.keep_head("mailbox:1", b"From: alice@example.org\r\nSubject: Video galon\r\n\r\n", problems.TOO_LARGE)
    row = Inbound.objects.latest("pk")
    assert "Video galon" in client.get(PAGE).content.decode()
    assert "alice@example.org" in client.get(f"{PAGE}{row.pk}/").content.decode()
    assert client.post(f"{PAGE}{row.pk}/put/", given).status_code == 409
    client.post(f"{PAGE}{row.pk}/again/")
    row.refresh_from_db()
    assert (row.state, row.problem, Case.objects.count()) == ("quarantined", problems.TOO_LARGE, 1)


def test_what_is_put_on_a_hidden_complaint_lies_sealed(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains(confidential=True)
    row = aside(text="RAHASIA: saya sakit.")
    case.refresh_from_db()
    quarantine.put_on(row, case, party, by=sagara.fitri)
    kept = Inbound.objects.select_related("key").get(pk=row.pk)
    assert b"RAHASIA" not in bytes(kept.raw) and b"RAHASIA" in inbound.read_raw(kept)


def test_what_waits_longer_than_a_working_day_is_told_to_those_on_duty_once(sagara: Sagara) -> None:
    old, client = aside(), desk(sagara.fitri)
    assert left_waiting.remind() == 0
    assert client.get(PAGE).content.decode().count("Lebih dari satu hari kerja") == 0
    Inbound.objects.filter(pk=old.pk).update(received_at=now() - timedelta(days=6))
    aside("Galon baru")
    assert client.get(PAGE).content.decode().count("Lebih dari satu hari kerja") == 1
    before = Outbound.objects.count()
    assert left_waiting.remind() == 1
    letters = Outbound.objects.order_by("pk")[before:]
    assert [one.to_address for one in letters] == [sagara.fitri.email]
    assert all("/desk/quarantine/" in one.body_text and "bocor" not in one.body_text for one in letters)
    assert left_waiting.remind() == 0, "once for each message"
    with travel(now() + timedelta(days=60)):
        assert left_waiting.remind() == 0, "whoever looks back a month finds nothing new"
