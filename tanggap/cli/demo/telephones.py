"""The telephone of the demo: calls that were no complaint in the last days, and those that we still owe."""

from datetime import datetime, timedelta

from tanggap.casework.callbacks import Noted, call_back, note_call
from tanggap.channels.models import Call, Callback
from tanggap.core import time
from tanggap.people.models import Staff

# How many hours before the end, how many minutes it lasted, what came of it, who, and what was said.
RANG = (
    (74, 2, "nothing", "0812-5550-201", "Pak Darma", "Menanyakan jam buka kantor di hari Sabtu."),
    (72, 1, "wrong_number", "0813-5550-202", "", ""),
    (51, 4, "nothing", "0857-5550-203", "Ibu Sulastri", "Memuji kurir yang membantu mengangkat galon ke lantai tiga."),
    (50, 3, "call_back", "0821-5550-204", "Warung Bu Tini", "Ingin dijelaskan tagihan bulan lalu, minta ditelepon."),
    (29, 2, "no_answer", "0812-5550-205", "Pak Yohanes", "Telepon tak terjawab, dicoba kembali."),
    (27, 5, "nothing", "0838-5550-206", "Ibu Maria", "Menanyakan cara mengembalikan galon kosong."),
    (26, 1, "wrong_number", "(021) 5550-207", "", ""),
    (5, 3, "call_back", "0811-5550-208", "Katering Melati", "Minta ditelepon soal jadwal kiriman minggu depan."),
    (4, 6, "nothing", "0852-5550-209", "Pak Rahmat", "Menanyakan apakah keluhan bisa disampaikan lewat WhatsApp."),
    (2, 2, "call_back", "0878-5550-210", "Ibu Ningsih", "Terputus saat bercerita; minta ditelepon sore ini."),
)  # fmt: skip


def ring(desk: Staff, until: datetime) -> None:
    """Each at its own moment. The oldest of those who asked for a call were called back."""
    for hours, minutes, outcome, number, name, note in RANG:
        began = until - timedelta(hours=hours)
        with time.travel(began + timedelta(minutes=minutes)):
            direction = Call.Direction.OUT if outcome == "no_answer" else Call.Direction.IN
            noted = Noted(number=number, name=name, direction=direction, outcome=outcome, note=note, since=began)
            note_call(noted, by=desk)
    first = Callback.objects.order_by("at", "pk").first()
    if first is not None:
        with time.travel(first.at + timedelta(hours=3)):
            call_back(first, reached=True, note="Tagihannya sudah dijelaskan.", by=desk)
