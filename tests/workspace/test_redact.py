"""Parts of a picture are painted over: burnt into what everybody gets, kept below for those who may, and taken back."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tanggap.audit import trail
from tanggap.cases.models import Evidence
from tanggap.casework.redact import redact
from tanggap.core import files, store
from tanggap.core.errors import Forbidden
from tanggap.core.pictures import Box
from tests.sagara import Sagara
from tests.workspace.browsing import Desk, words
from tests.workspace.test_case_life import done, forwarded

WHITE, BLACK = 200, 40


def picture(form: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (400, 300), turn: int = 1) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = turn
    colour = (255, 255, 255, 90) if mode == "RGBA" else "white"
    Image.new(mode, size, colour).save(out, form, **({"exif": exif} if form == "JPEG" else {}))
    return out.getvalue()


def with_picture(sagara: Sagara, content: bytes = b"", **more: Any) -> Evidence:
    """Alice's case at Quality, with a photograph that she can see."""
    case = forwarded(sagara)
    photo = SimpleUploadedFile("kurir.jpg", content or picture(**more))
    done(Desk(sagara.fitri).say(case, "reply", body="Ini fotonya.", files=[photo]))
    one = case.evidence.select_related("file").get()
    one.case = case
    return one


def where(one: Evidence, more: str = "") -> str:
    return f"/desk/cases/{one.case.reference}/files/{one.file.public_id}/{more}"


def seen(content: Any) -> Image.Image:
    """What a browser would show of an answer, or of bytes."""
    data = content if isinstance(content, bytes) else b"".join(content.streaming_content)
    return Image.open(io.BytesIO(data)).convert("RGB")


def grey(shown: Image.Image, at: tuple[int, int]) -> int:
    return sum(shown.getpixel(at)) // 3  # type: ignore[arg-type]


def paint(desk: Desk, one: Evidence, *boxes: tuple[Any, ...], act: str = "save", **more: Any) -> Any:
    columns = {part: [box[at] for box in boxes] for at, part in enumerate(("x", "y", "width", "height"))}
    return desk.client.post(where(one, "redact/"), {"act": act, **columns, **more})


def test_what_is_painted_over_is_gone_for_everybody_and_the_original_stays_for_those_who_may(sagara: Sagara) -> None:
    one = with_picture(sagara)
    bob, fitri, audy = Desk(sagara.bob), Desk(sagara.fitri), Desk(sagara.audy)
    assert "Paint over parts of kurir.jpg" in bob.open(one.case).content.decode()
    assert "redact/" not in fitri.open(one.case).content.decode()
    done(paint(bob, one, (10, 10, 100, 50), (300, 200, 500, 500)))  # the second reaches over the edge
    for desk in (bob, fitri, audy):
        shown = seen(desk.read(where(one)))
        assert grey(shown, (60, 30)) < BLACK < WHITE < grey(shown, (200, 100))
        assert grey(shown, (399, 299)) < BLACK
    assert "parts painted over" in words(fitri.open(one.case))
    assert grey(seen(bob.read(where(one, "?whole"))), (60, 30)) > WHITE
    assert grey(seen(bob.read(where(one, "?original"))), (60, 30)) > WHITE
    assert fitri.read(where(one, "?whole")).status_code == audy.read(where(one, "?original")).status_code == 403
    opened = [entry for entry in trail.entries(one.case) if entry.verb == "original_opened"]
    assert [entry.actor for entry in opened] == [sagara.bob.key] * 2
    page = words(bob.read(where(one, "redact/")))
    assert "Bob Siregar: 2 parts" in page and "400 × 300" in page
    assert not list(trail.verify([one.case]))


def test_the_complainant_and_the_api_get_the_painted_picture(sagara: Sagara) -> None:
    from django.test import Client

    from tanggap.people.tokens import token_for

    one = with_picture(sagara)
    redact(one, boxes=[Box(0, 0, 400, 300)], by=sagara.bob)
    token = token_for(sagara.fitri, name="test", by="worker")
    address = f"/api/v1/cases/{one.case.reference}/files/{one.file.public_id}"
    assert grey(seen(Client().get(address, headers={"authorization": f"Bearer {token}"})), (9, 9)) < BLACK
    assert grey(seen(files.open_file(files.File.objects.get(pk=one.file_id), original=False)), (9, 9)) < BLACK


def test_it_is_taken_back_step_by_step_and_nothing_is_left_in_the_store(sagara: Sagara) -> None:
    one = with_picture(sagara)
    bob = Desk(sagara.bob)
    done(paint(bob, one, (0, 0, 50, 50)))
    first = files.File.objects.get(pk=one.file_id).covered_sha256
    done(paint(bob, one, (0, 0, 50, 50), (100, 100, 50, 50)))
    done(bob.client.post(where(one, "redact/undo/")))
    assert files.File.objects.get(pk=one.file_id).covered_sha256 == first
    done(bob.client.post(where(one, "redact/undo/")))
    one.file.refresh_from_db()
    assert not one.file.is_covered and grey(seen(bob.read(where(one))), (10, 10)) > WHITE
    refused = bob.client.post(where(one, "redact/undo/"))
    assert refused.status_code == 409 and "Nothing is painted over" in words(refused)
    assert "taken back by Bob Siregar" in words(bob.read(where(one, "redact/")))


def test_what_cannot_be_taken_is_said_at_the_part_and_nothing_typed_is_lost(sagara: Sagara) -> None:
    one = with_picture(sagara)
    bob = Desk(sagara.bob)
    for box in ((500, 10, 5, 5), ("lebar", 1, 5, 5), (0, 0, 0, 5), ("\0", 1, 2, 3), (10**9, 1, 1, 1)):
        refused = paint(bob, one, box)
        assert refused.status_code == 400, box
        assert f'value="{box[0]}"'.replace("\0", "") in refused.content.decode().replace("\0", "")
    page = paint(bob, one, (10, 20, 30, 40), act="look").content.decode()
    assert '<rect x="10" y="20" width="30" height="40"/>' in page and not one.redactions.exists()
    assert paint(bob, one, *[(n, n, 9, 9) for n in range(45)]).status_code == 400


def test_sent_twice_is_done_once_and_an_old_page_is_stale(sagara: Sagara) -> None:
    one = with_picture(sagara)
    bob, olga = Desk(sagara.bob), Desk(sagara.olga)
    done(paint(bob, one, (0, 0, 50, 50), seen=0))
    done(paint(bob, one, (0, 0, 50, 50), seen=0))
    assert one.redactions.count() == 1
    stale = paint(olga, one, (7, 7, 50, 50), seen=0)
    assert stale.status_code == 409 and 'value="7"' in stale.content.decode()


@pytest.mark.parametrize(
    ("form", "mode", "size", "turn", "corner"),
    [("JPEG", "RGB", (300, 200), 6, (199, 299)), ("PNG", "RGBA", (60, 40), 1, (59, 39)),
     ("GIF", "P", (50, 50), 1, (49, 49)), ("WEBP", "RGB", (50, 40), 1, (49, 39)),
     ("JPEG", "RGB", (6000, 5000), 1, (4095, 3412))],
)  # fmt: skip
def test_pictures_of_every_kind_are_painted_as_they_are_seen(
    sagara: Sagara, form: str, mode: str, size: tuple[int, int], turn: int, corner: tuple[int, int]
) -> None:
    one = with_picture(sagara, form=form, mode=mode, size=size, turn=turn)
    redact(one, boxes=[Box(corner[0] - 15, corner[1] - 15, 99, 99)], by=sagara.bob)
    shown = seen(files.open_file(one.file, original=False))
    assert shown.size == (corner[0] + 1, corner[1] + 1)
    assert grey(shown, (corner[0] - 4, corner[1] - 4)) < BLACK


def test_a_broken_picture_a_paper_and_a_stranger_are_told_why(sagara: Sagara) -> None:
    one = with_picture(sagara, content=picture()[:300])
    assert Desk(sagara.bob).read(where(one, "redact/")).status_code == 400
    assert Desk(sagara.mallory).read(where(one, "redact/")).status_code == 404
    assert Desk(sagara.fitri).read(where(one, "redact/")).status_code == 403
    with pytest.raises(Forbidden):
        redact(one, boxes=[], by=sagara.fitri)
    assert Desk(sagara.bob).read(f"/desk/cases/{one.case.reference}/files/%00é/redact/").status_code == 404


def test_the_picture_of_a_hidden_case_is_sealed_below_and_above_the_paint(sagara: Sagara) -> None:
    from tests.sagara import alice_complains

    case, _alice, _receipt = alice_complains(confidential=True, owner=sagara.fitri)
    file = files.take_in(picture(), "rumah.jpg", key=case.data_key)
    files.claim([file], key=case.data_key)
    one = Evidence.objects.create(case=case, file=file, added_by="party:1", at=case.received_at)
    redact(one, boxes=[Box(0, 0, 9, 9)], by=sagara.citra)
    assert not store.get(one.file.covered_sha256).startswith(b"\xff\xd8")
    assert grey(seen(files.open_file(one.file, original=False)), (2, 2)) < BLACK
    with pytest.raises(Forbidden):
        redact(one, boxes=[], by=sagara.fitri)
