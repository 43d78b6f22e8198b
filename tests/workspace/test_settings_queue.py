"""What visitors take a number for, and the counters, are kept by managers: clashes, stale pages and strangers."""

from tanggap.channels.models import Counter, QueueService
from tests.sagara import Sagara
from tests.workspace.test_inbox import desk

PAGE = "/desk/settings/queue/"
GIVEN = {"letter": "b", "name_id": "Mutu produk", "name_en": "Product quality", "is_active": "1", "version": "0"}


def test_a_service_and_a_room_are_added_changed_and_put_away(sagara: Sagara) -> None:
    client = desk(sagara.maya)
    assert "Keluhan dan pertanyaan" in client.get(PAGE, headers={"accept-language": "id"}).content.decode()
    assert client.post(f"{PAGE}service/", GIVEN).status_code == 303
    service = QueueService.objects.get(letter="B")
    assert client.post(f"{PAGE}service/", {**GIVEN, "letter": "B"}).status_code == 400  # there is one already
    for wrong in ({"letter": "1"}, {"letter": "ABC"}, {"letter": "É"}, {"name_id": " "}, {"name_en": "x" * 200}):
        assert client.post(f"{PAGE}service/", {**GIVEN, "letter": "D", **wrong}).status_code == 400, wrong
    room = {"branch": "organisation", "kind": "room", "number": "2", "services": [service.pk], "is_active": "1"}
    assert client.post(f"{PAGE}counter/", room).status_code == 303
    counter = Counter.objects.get(kind="room")
    assert list(counter.services.all()) == [service]
    assert client.post(f"{PAGE}counter/", room).status_code == 400
    changed = {**room, "number": "3", "version": counter.version}
    assert client.post(f"{PAGE}counter/{counter.pk}/", changed).status_code == 303
    assert client.post(f"{PAGE}counter/{counter.pk}/", changed).status_code == 409  # the page was older by then
    put_away = {**GIVEN, "letter": "B", "is_active": "", "version": service.version}
    assert client.post(f"{PAGE}service/{service.pk}/", put_away).status_code == 303
    service.refresh_from_db()
    assert not service.is_active


def test_who_keeps_nothing_there_is_kept_out(sagara: Sagara) -> None:
    for name in ("fitri", "bob"):
        assert desk(getattr(sagara, name)).get(PAGE).status_code == 403
    assert desk(sagara.maya).get(f"{PAGE}counter/99999/").status_code == 404
