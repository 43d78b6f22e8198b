"""The organisation's own look: hues that can be read and told apart, a logo that brings nothing along."""

import io
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tanggap.casework.documents import receipt_pdf
from tanggap.channels.email.letter import build
from tanggap.channels.models import Outbound
from tanggap.core import colour
from tanggap.people import branding
from tanggap.people.models import Organisation
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import words

PATH = "/desk/settings/appearance/"
STYLES = Path(__file__).parents[2] / "tanggap/ui/static/ui/tanggap.css"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/desk/")</script></svg>'


@pytest.fixture
def ade(sagara: Sagara) -> Client:
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    client.force_login(sagara.ade)
    return client


def png(width: int = 600, height: int = 300) -> bytes:
    told = PngInfo()
    told.add_text("Author", "Mallory was here")
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 30, 60, 128)).save(out, "PNG", pnginfo=told)
    return out.getvalue()


def send(ade: Client, data: bytes, name: str = "logo.png", kind: str = "image/png"):
    version = Organisation.objects.values_list("version", flat=True).first() or 1
    upload = SimpleUploadedFile(name, data, kind)
    return ade.post(PATH, {"act": "logo", "logo": upload, "version": version})


def choose(ade: Client, hue: str, choice: str = "own"):
    version = Organisation.objects.values_list("version", flat=True).first() or 1
    return ade.post(PATH, {"act": "hue", "hue": hue, "choice": choice, "version": version})


def test_the_own_hue_gives_the_colours_of_the_stylesheet() -> None:
    css = STYLES.read_text()
    stands = {}
    for name in branding.TURNING:
        found = re.search(rf"--{name}: (?:light-dark\(([^,]+), ([^)]+)\)|(#\w+));", css)
        assert found is not None
        stands[name] = (found[1] or found[3], found[2] or found[3])
    made = branding.colours(branding.OWN_HUE)
    far = {name: max(colour.distance(made[name][one], stands[name][one]) for one in (0, 1)) for name in stands}
    assert max(far.values()) < 0.01, far


def test_what_stands_fixed_beside_the_hue_stands_so_in_the_stylesheet() -> None:
    css = STYLES.read_text()
    told = {**branding.FIXED, **branding.ALARMS}
    far = {}
    for name, pair in told.items():
        found = re.search(rf"--{name}: (?:light-dark\(([^,]+), ([^)]+)\)|(#\w+));", css)
        assert found is not None, name
        far[name] = max(colour.distance(pair[one], found[one + 1] or found[3]) for one in (0, 1))
    assert max(far.values()) < 0.01, far


def test_every_hue_that_fits_can_be_read_and_every_other_has_a_neighbour_that_fits() -> None:
    fitting = [hue for hue in range(360) if branding.fits(hue)]
    assert 215 in fitting and 145 in fitting and 255 in fitting and 27 not in fitting and 85 not in fitting
    assert all(line.holds for hue in range(360) for line in branding.measured(hue))
    assert all(branding.fits(branding.neighbour(hue)) for hue in range(360))
    assert branding.neighbour(27) == 21
    assert colour.contrast("#fff", "#000000") == 21 and colour.contrast("#777", "#777") == 1


def test_mallory_wants_the_red_of_the_alarms_and_is_offered_its_neighbour(ade: Client) -> None:
    refused = choose(ade, "27")
    assert refused.status_code == 400 and "looks like the red of “overdue”" in words(refused)
    assert "21 is near" in words(refused)
    assert 'value="27"' in refused.content.decode() and Organisation.objects.get().hue is None
    for odd in ("360", "-3", "blue", "9" * 30, "٣", "12.5"):
        assert choose(ade, odd).status_code == 400
    assert choose(ade, "", "27").status_code == 400, "a radio button that was never offered"


def test_a_hue_is_worn_by_every_face_and_can_be_taken_off(ade: Client) -> None:
    assert choose(ade, "255").status_code == 302
    for page in ("/", "/desk/", "/desk/sign-in/", "/complain/", "/track/"):
        assert "/look/1-255.css" in ade.get(page, follow=True).content.decode(), page
    css = Client().get("/look/1-255.css")
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert css["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(css.content) < 600 and b"--tarum:light-dark(#" in css.content and b"kunyit" not in css.content
    assert Client().get("/look/1-360.css").status_code == Client().get("/look/2-255.css").status_code == 404
    choose(ade, "", "own")
    assert "/look/" not in Client().get("/").content.decode()


def test_a_logo_is_drawn_anew_and_shown_on_pages_letters_and_papers(ade: Client, sagara: Sagara) -> None:
    assert send(ade, png()).status_code == 302
    address = re.search(r'src="(/look/[^"]+)"', Client().get("/").content.decode())[1]  # type: ignore[index]
    assert address in ade.get("/desk/").content.decode() and address in Client().get("/desk/sign-in/").content.decode()
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/png" and b"Mallory" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (288, 144)
    case, _party, _receipt = alice_complains()
    letter = Outbound.objects.get(to_address="alice@example.org")
    message = message_from_bytes(build(letter, "kami@example.org")[1], policy=policy.default)
    html = message.get_body(("html",))
    assert 'src="cid:logo@tanggap"' in html.get_content() and "<script" not in html.get_content()
    [logo] = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert logo["Content-ID"] == "<logo@tanggap>" and logo.get_content() == answer.content
    assert len(receipt_pdf(case, "7K3M-9QPX")) > 10_000
    assert Client().get("/look/" + "0" * 16 + ".img").status_code == 404

    version = Organisation.objects.get().version
    assert ade.post(PATH, {"act": "no-logo", "version": version}).status_code == 302
    assert "/look/" not in Client().get("/").content.decode() and Client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (SVG, "logo.svg", "can carry programs"),
        (SVG, "logo.png", "can carry programs"),
        (b"GIF89a" + bytes(40), "logo.gif", "no picture that can be shown"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "broken.png", "no picture that can be shown"),
        (b"<html><script>alert(1)</script>", "logo.png", "no picture that can be shown"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2 * 1024 * 1024), "large.png", "larger than 2 MB"),
        (b"", "empty.png", ""),
    ],
)
def test_mallory_sends_as_a_logo_what_is_no_picture(ade: Client, data: bytes, name: str, said: str) -> None:
    answer = send(ade, data, name)
    assert answer.status_code == 400 and said in words(answer)
    assert Organisation.objects.get().logo is None
