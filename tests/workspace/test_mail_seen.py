"""The mail as it came: text first, its HTML without any rights, pictures from elsewhere only when asked for."""

import base64
import re
from email.message import EmailMessage

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.read_mail import take_mail
from tanggap.channels import inbound
from tanggap.channels.email.as_it_came import harmless, head_of
from tanggap.channels.models import Inbound, Outbound
from tanggap.core import files
from tanggap.people import vault
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk

pytestmark = pytest.mark.django_db
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
HTML = (
    "<style>p{color:red}</style><script>alert(1)</script><p onclick='x()' style='position:fixed'>Airnya <b>bau</b>."
    "<a href='javascript:x()'>a</a><a href='https://foto.example/1'>b</a></p><img src='cid:segel@x' alt='segel'>"
    "<img src='https://pelacak.example/p.gif'><img src='/desk/sign-out/'><form action='/desk/'><input></form>"
    "<iframe src='/desk/'></iframe><base href='https://evil.example/'><meta http-equiv=refresh content='0;url=//e.x'>"
)


def letter(sender: str = "Alice <alice@example.org>", **headers: str) -> bytes:
    message = EmailMessage()
    given = {"From": sender, "Subject": "Air galon berbau", "To": "keluhan@x.test", **headers}
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    message.set_content("Airnya bau sekali, saya tidak bisa memasak.")
    message.add_alternative(HTML, subtype="html")
    part = list(message.iter_parts())[1]
    part.add_related(PIXEL, maintype="image", subtype="png", cid="<segel@x>", filename="segel.png")
    return message.as_bytes()


def test_staff_read_the_mail_as_it_came_and_nothing_in_it_acts(sagara: Sagara) -> None:
    case = Case.objects.get(reference=take_mail(letter()).reference)
    desk = Desk(sagara.fitri)
    assert f"/desk/cases/{case.reference}/mail/" in desk.open(case).content.decode()
    page = desk.open(case, "mail")
    shown = page.content.decode()
    assert "Airnya bau sekali" in shown and "Alice &lt;alice@example.org&gt;" in shown
    assert "pelacak" not in shown and "alert(1)" not in shown, "the HTML is in the frame alone"
    assert "frame-src 'self'" in page["Content-Security-Policy"] and "frame-ancestors 'none'" in page[
        "Content-Security-Policy"
    ]
    assert [one.verb for one in trail.entries(case)].count("mail_opened") == 1

    frame = desk.read(frame_in(shown))
    html, policy = frame.content.decode(), frame["Content-Security-Policy"]
    assert "sandbox allow-popups allow-popups-to-escape-sandbox;" in policy and "script" not in policy
    assert "img-src data:;" in policy and "frame-ancestors 'self'" in policy and "X-Frame-Options" not in frame
    assert "<b>bau</b>" in html and "data:image/png;base64," in html and 'href="https://foto.example/1"' in html
    for gone in ("alert", "onclick", "javascript", "pelacak", "/desk", "<form", "<input", "<iframe", "evil", "refresh"):
        assert gone not in html, gone

    asked = desk.client.post(f"/desk/cases/{case.reference}/mail/0/")
    remote = desk.read(frame_in(asked.content.decode()))
    assert "img-src data: https:;" in remote["Content-Security-Policy"]
    assert "pelacak.example/p.gif" in remote.content.decode() and "/desk" not in remote.content.decode()
    assert "pelacak" not in desk.read(frame_in(desk.open(case, "mail").content.decode())).content.decode()


def frame_in(page: str) -> str:
    return re.findall(r'<iframe[^>]* src="([^"]*)"', page)[0].replace("&amp;", "&")


def test_a_frame_is_for_whom_its_page_was_opened_and_the_bytes_for_those_who_work_on_it(sagara: Sagara) -> None:
    raw = letter()
    case = Case.objects.get(reference=take_mail(raw).reference)
    fitri = Desk(sagara.fitri)
    address = frame_in(fitri.open(case, "mail").content.decode())
    assert Desk(sagara.maya).read(address).status_code == 404
    for wrong in ("", "x", address.split("=", 1)[1][:-2], "\0"):
        assert fitri.client.get(address.split("?")[0], {"reading": wrong}).status_code == 404
    for number in (1, 7, 2**63, 10**30):
        assert fitri.read(f"/desk/cases/{case.reference}/mail/{number}/").status_code == 404
    assert fitri.read(f"/desk/cases/{case.reference}/mail/0/file/").status_code == 403
    investigate(sagara, case)
    taken = Desk(sagara.bob).read(f"/desk/cases/{case.reference}/mail/0/file/")
    assert taken.content == raw and taken["Content-Type"] == "message/rfc822"
    assert taken["Content-Disposition"].startswith("attachment") and "sandbox" in taken["Content-Security-Policy"]


def test_an_answer_by_mail_on_a_confidential_complaint_lies_sealed_and_is_for_who_may_know(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains(confidential=True)
    assert party.person is not None
    known = vault.read(party.person).email
    ours = Outbound.objects.filter(case_key=case.key).latest("pk")
    reading = take_mail(letter(known, In_Reply_To=ours.message_id))
    assert reading.reference == case.reference
    said = case.replies.latest("pk")
    row = Inbound.objects.get(pk=said.inbound_id)
    assert row.key_id == case.data_key_id and b"Airnya" not in bytes(row.raw) and b"Airnya" in inbound.read_raw(row)
    for staff in (sagara.bob, sagara.olga, sagara.mallory):
        assert Desk(staff).read(f"/desk/cases/{case.reference}/mail/{said.pk}/").status_code in {403, 404}
    citra = Desk(sagara.citra)
    shown = citra.read(f"/desk/cases/{case.reference}/mail/{said.pk}/").content.decode()
    assert "data:image/png" in citra.read(frame_in(shown)).content.decode()


def test_a_picture_that_was_painted_over_stays_so_in_the_mail(sagara: Sagara) -> None:
    case = Case.objects.get(reference=take_mail(letter()).reference)
    [one] = case.evidence.select_related("file__key")
    bare = frame_in(Desk(sagara.fitri).open(case, "mail").content.decode())
    before = Desk(sagara.fitri).read(bare).content
    files.cover(one.file, [files.pictures.Box(0, 0, 1, 1)])
    after = Desk(sagara.fitri).read(bare).content
    assert b"data:image/" in after and before != after


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Authentication-Results: mx.a; dkim=pass header.d=x.example", [("dkim", "pass", "x.example")]),
        ("Authentication-Results: mx.a; spf=fail smtp.mailfrom=b@y.example", [("spf", "fail", "y.example")]),
        ("Received: a\nReceived: b\nReceived: c\nAuthentication-Results: mx.a; dkim=pass header.d=bank.example", []),
        ("X-Authentication-Results: mx.a; dkim=pass header.d=bank.example", []),
        ("Subject: x\n\nAuthentication-Results: mx.a; dkim=pass header.d=bank.example", []),
        ("Authentication-Results: ;;;;", []), ("Authentication-Results:", []), ("DKIM-Signature: d=bank.example", []),
    ],
)  # fmt: skip
def test_a_signature_is_said_of_the_domain_that_the_last_server_named(
    lines: str, said: list[tuple[str, str, str]]
) -> None:
    head = head_of(f"{lines}\nFrom: a@b.example\n\nHalo".encode())
    assert [(one.way, one.result, one.domain) for one in head.verdicts] == said


def test_html_that_is_too_hard_is_not_framed_and_the_rest_is_quick() -> None:
    def shown(source: str) -> str:
        return harmless(source, picture=lambda _cid: "", remote=True, own_host="keluhan.example")

    assert shown("<p>" * 20_000) == "" and shown("&" * 200_000) == ""
    assert len(shown("".join(f"<font size={n}>" for n in range(900)) + "<p>bau" * 8_000)) < 500_000
    for source in ("//x.example/a", "https://keluhan.example/desk/", "http://localhost/a", "https://10.0.0.1/a",
                   "https://router/a", "data:text/html,x", "file:///etc/passwd", "https://[::1]/a", "https://[bad"):
        assert "src" not in shown(f'<img src="{source}">'), source
