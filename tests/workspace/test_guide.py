"""The question mark on every screen, and the pages that it opens, for staff and for whoever complains."""

import re

import pytest
from django.test import Client

from tanggap.core.doors import routes
from tanggap.ui import guide
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk, address

pytestmark = pytest.mark.django_db


def whole_pages(client: Client, begin: str) -> dict[str, str]:
    """Every address without a blank that answers with a page of its own, and that page."""
    from tanggap.config.urls import urlpatterns

    found = {}
    for path, _route in routes(urlpatterns):
        if not path.startswith(begin) or "<" in path or path.startswith("/api/"):
            continue
        answer = client.get(path)
        if answer.status_code == 200 and answer.content.lstrip().startswith(b"<!doctype html"):
            found[path] = answer.content.decode()
    return found


def asked(page: str) -> list[str]:
    """Where the question marks of a page lead."""
    return re.findall(r'href="([^"]+)"[^>]*>\s*<svg[^>]*><use href="[^"]*#help-circle"', page)


def test_every_page_has_a_question_mark_that_opens_the_help_of_that_page(sagara: Sagara, client: Client) -> None:
    desk = Desk(sagara.ade).client
    wrong, opened = [], set()
    for visitor, begin, home in ((client, "/", guide.PORTAL), (desk, "/desk/", guide.DESK)):
        pages = whole_pages(visitor, begin)
        assert len(pages) > 10
        for path, page in pages.items():
            itself = path.startswith((guide.PORTAL, guide.DESK))
            expected = home if itself else guide.address(guide.name_for(path), home)
            opened.add(expected)
            if not asked(page) or set(asked(page)) != {expected}:
                wrong.append(f"{path}: {asked(page)}, not {expected}")
    assert wrong == []
    for one in opened:
        assert desk.get(one).status_code == 200, one
        assert client.get(one).status_code == (200 if one.startswith(guide.PORTAL) else 303), one


def test_a_case_and_its_acts_open_their_own_pages_and_the_keys_lead_there_too(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)

    for where, name in (("", "case"), ("assess", "case-acts"), ("assign", "case-acts")):
        page = fitri.read(address(case, where)).content.decode()
        assert set(asked(page)) == {f"/desk/guide/{name}/"}, where
    dialog = page[page.index('id="keys"') :]
    assert "/desk/guide/case-acts/" in dialog[: dialog.index("</dialog>")]


def test_the_guide_speaks_both_languages_and_links_stay_where_the_reader_is(sagara: Sagara, client: Client) -> None:
    for language, title, link in (("id", "Melacak keluhan", "Kotak masuk"), ("en", "Following a complaint", "Inbox")):
        page = client.get("/help/track/", headers={"accept-language": language}).content.decode()
        assert f"<h1>{title}</h1>" in page and "/desk/guide/" not in page
        desk = Desk(sagara.bob, language).read("/desk/guide/officer/").content.decode()
        assert f'<a href="/desk/guide/inbox/">{link}</a>' in desk
    for name in ("inbox", "nothing", "..%2Fid"):
        assert client.get(f"/help/{name}/").status_code == 404
