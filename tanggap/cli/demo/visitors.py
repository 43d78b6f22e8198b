"""The front desk of the demo, today: somebody is served, some wait, some were here."""

from datetime import datetime, timedelta

from tanggap.casework import front_desk, queue_places
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Counter, Ticket
from tanggap.core import time
from tanggap.people.actors import VISITOR
from tanggap.people.models import Staff, Unit

# When they came, in minutes before now; when they were called, None for those who wait; how it ended.
CAME: tuple[tuple[int, int | None, str, Visitor], ...] = (
    (96, 90, "solved", Visitor(name="Endang Purwanti", purpose="Tutup galon rusak, minta diganti.")),
    (84, 76, "answered", Visitor(name="Toko Sumber Rejeki", purpose="Menanyakan jadwal kiriman minggu depan.")),
    (70, 58, "absent", Visitor(name="Bapak Wahyu Adi", purpose="Uang jaminan galon.")),
    (61, 44, "solved", Visitor(name="Sri Mulyati", phone="0812-5550-301", purpose="Salah kirim ukuran botol.")),
    (33, 18, "nothing", Visitor(purpose="")),
    (20, 6, "", Visitor(
        name="Ibu Lestari Ningsih", phone="0812-5550-302", purpose="Galon pecah saat diturunkan kurir.",
    )),
    (14, None, "", Visitor(name="Hj. Kartini Suryani", purpose="Dispenser bocor, dibawa serta.", priority="elderly")),
    (9, None, "", Visitor(name="Rudi Hartono Simanjuntak", purpose="Uang jaminan galon belum kembali.")),
    (4, None, "", Visitor(name="PT Graha Cipta Abadi", purpose="Rekonsiliasi tagihan Agustus sampai Oktober.")),
    (1, None, "", Visitor(purpose="Meminta pembicaraan tertutup.", private=True)),
)  # fmt: skip


def receive_visitors(desk: Staff, until: datetime) -> None:
    """In the order in which it happened. Shortly after midnight some of it was yesterday, and is left out."""
    house = queue_places.branches()[0]
    service = queue_places.services(house)[0]
    counter = queue_places.sit_down(_places(house), by=desk)
    with time.travel(until):
        today = queue_places.today(house)
    taken: list[tuple[Ticket, int | None, str]] = []
    for came, called, ending, visitor in CAME:
        with time.travel(until - timedelta(minutes=came)):
            if queue_places.today(house) != today:
                continue
            taken.append((front_desk.take_number(house, service, visitor, by=VISITOR).ticket, called, ending))
    for ticket, called, ending in taken:
        if called is not None:
            _call(ticket, counter, until - timedelta(minutes=called), ending, desk)


def _places(house: Unit) -> Counter:
    """Three counters and a room; the front desk sits at the second."""
    queue_places.counters(house)
    made = [Counter.objects.get_or_create(branch=house, kind=kind, number=number)[0]
            for kind, number in (("counter", "1"), ("counter", "2"), ("counter", "3"), ("room", "2"))]  # fmt: skip
    return made[1]


def _call(ticket: Ticket, counter: Counter, at: datetime, ending: str, desk: Staff) -> None:
    with time.travel(at):
        front_desk.call(ticket, counter, by=desk)
    with time.travel(at + timedelta(minutes=5)):
        if ending == "absent":
            front_desk.absent(ticket, by=desk)
        elif ending:
            front_desk.finish(ticket, ending, by=desk)
