"""People, cases and promises as in the pictures of the design, in both languages; nothing here is real."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import segno
from markupsafe import Markup

from tanggap.core import time
from tanggap.ui.charts import Pareto, Trend, Value, pareto, trend
from tanggap.ui.deadline import Pill, clock_pill
from tanggap.ui.formatting import spoken_language
from tanggap.ui.queue import QueueRow, QueueWords

Say = Callable[[str, str], str]
DAILY = (14, 17, 12, 15, 19, 16, 13, 11, 18, 15, 12, 17, 14, 16, 21, 29, 27, 18, 13, 12, 9, 11)
CAUSES = (
    ("Antar terlambat", "Late", 121), ("Bau atau rasa", "Smell", 87), ("Kurang, rusak", "Damaged", 68),
    ("Tagihan ganda", "Billing", 49), ("Sikap petugas", "Conduct", 34), ("Tukar barang", "Exchange", 29),
    ("Lainnya", "Other", 24),
)  # fmt: skip


def sample() -> dict[str, Any]:
    """What the page is filled with; `say` chooses the language of a sample."""
    language, now = spoken_language(), time.now()

    def say(indonesian: str, english: str) -> str:
        return english if language == "en" else indonesian

    return {
        "say": say, "now": now, "earlier": now - timedelta(days=1, hours=3),
        "pills": pills(), "promised": promised(say), "stages": stages(say), "journey": journey(say),
        "groups": queue(say), "alternatives": alternatives(say), "topics": topics(say), "severities": severities(say),
        "trend_of": daily(say), "pareto_of": causes(say), "bones": bones(say),
        "qr_svg": Markup(segno.make("https://example.org/t/7K3M9QPX").svg_inline(omitsize=True, border=1)),
    }  # fmt: skip


def topics(say: Say) -> list[dict[str, str]]:
    return [
        {"value": "delivery", "label": say("Pengantaran barang", "Delivery"),
         "note": say("Terlambat, kurang, rusak di jalan", "Late, short, damaged on the way")},
        {"value": "quality", "label": say("Mutu produk", "Product quality"),
         "note": say("Rasa, bau, kebocoran, dispenser", "Taste, smell, leaks, dispensers")},
        {"value": "billing", "label": say("Tagihan dan administrasi", "Bills and papers"),
         "note": say("Tagihan ganda, faktur, data pelanggan", "Double bills, invoices, customer data")},
    ]  # fmt: skip


def severities(say: Say) -> list[dict[str, str]]:
    words = (("low", "Rendah", "Low"), ("medium", "Sedang", "Medium"), ("high", "Tinggi", "High"))
    rows = (*words, ("critical", "Kritis", "Critical"))
    return [{"value": value, "label": say(indonesian, english)} for value, indonesian, english in rows]


def pills() -> dict[str, Pill]:
    now = time.now()
    started = now - timedelta(hours=5)
    return {
        "calm": clock_pill(now + timedelta(hours=4, minutes=5), started_at=started),
        "days": clock_pill(now + timedelta(days=5), started_at=started, working_days_left=4),
        "soon": clock_pill(now + timedelta(hours=1, minutes=20, seconds=30), started_at=started),
        "late": clock_pill(now - timedelta(hours=3, minutes=4), started_at=started),
        "paused": clock_pill(now + timedelta(days=2), state="paused"),
        "done": clock_pill(now, state="kept", ended_at=now, used_minutes=143),
    }


def promised(say: Say) -> list[dict[str, Any]]:
    rows = [
        (say("Jawaban pertama", "First answer"), say("Janji 1 hari kerja", "Promised: 1 working day"), "done"),
        (say("Persetujuan kepala bidang", "Approval by the head"), say("Hari ini, 12.00", "Today, 12:00 pm"), "soon"),
    ]
    lines = [
        {"icon": "player-play", "when": "19 Nov", "words": say("Mulai dihitung.", "It began."), "text": ""},
        {"icon": "player-pause", "when": "", "words": say("Berhenti dua jam", "Stood still for two hours"),
         "text": say("Tunggu pelapor", "Waiting for complainant")},
    ]  # fmt: skip
    made = pills()
    return [{"label": label, "note": note, "pill": made[pill], "lines": lines} for label, note, pill in rows]


def stages(say: Say) -> list[dict[str, str]]:
    rows = [
        ("Diterima", "Received", "19 Nov", "done"), ("Diklasifikasi", "Classified", "19 Nov", "done"),
        ("Diteruskan", "Forwarded", say("Bidang Mutu", "Quality"), "done"),
        ("Alternatif solusi", "Solutions", say("3 disiapkan", "3 prepared"), "done"),
        ("Persetujuan", "Approval", say("Menunggu Sri Hartati", "Waiting for Sri Hartati"), "current"),
        ("Disampaikan", "Offered", "", "next"), ("Pelaksanaan", "Carried out", "", "next"),
        ("Umpan balik", "Feedback", "", "next"), ("Dicatat", "Recorded", "", "next"),
    ]  # fmt: skip
    return [{"label": say(label, english), "note": note, "state": state} for label, english, note, state in rows]


def journey(say: Say) -> list[dict[str, str]]:
    by = Markup(say("Paling lambat <b>Jumat, 20 November, 10.42</b>", "By <b>Friday, 20 November, 10:42 am</b>"))
    rows = [
        (say("Diterima", "Received"), say("Kamis, 19 November 2026", "Thursday, 19 November 2026"), "done"),
        (say("Jawaban pertama dari petugas", "First answer from an officer"), by, "current"),
        (say("Pilihan solusi untuk Anda", "Solutions for you"), say("Kamis, 26 Nov", "Thursday, 26 Nov"), "next"),
        (say("Anda menilai hasilnya", "You judge it"), say("Setelah solusi dijalankan", "Once it is done"), "next"),
    ]
    return [{"label": label, "note": note, "state": state} for label, note, state in rows]


def _row(pill: Pill, reference: str, title: str, who: str, excerpt: str, **more: Any) -> QueueRow:
    return QueueRow(QueueWords("#", reference, title, who, excerpt, select="1", **more), pill)


def queue(say: Say) -> list[tuple[str, int, list[QueueRow]]]:
    """Rows at rest, late, new, changed by somebody else."""
    made = pills()
    service = {"type_words": say("Pelayanan", "Service"), "type_icon": "heart-handshake"}
    product = {"type_words": say("Mutu produk", "Product quality"), "type_icon": "droplet"}
    late = _row(
        made["late"], "K26-04802", say("Dua galon hilang di luar pagar", "Two gallons lost at the gate"), "Hendra",
        say("Ini sudah kedua kalinya.", "This is the second time."), **service, medium="whatsapp", severity="high",
        emotion="angry", unit=say("Pengiriman Bekasi", "Delivery Bekasi"), owner="Fajar Nugraha", owner_key="staff:9",
    )  # fmt: skip
    soon = _row(
        made["soon"], "K26-04817", say("Air galon berbau plastik", "The water smells of plastic"), "Ratna Wulandari",
        say("Pesanan katering terpaksa saya batalkan.", "I had to cancel an order."), **product, medium="whatsapp",
        severity="critical", emotion="angry", unit=say("Mutu", "Quality"), owner="Dimas Prakoso", owner_key="staff:2",
        confidentiality="confidential", stale=True,
    )  # fmt: skip
    calm = _row(
        made["calm"], "K26-04811", say("Penukaran ditolak tanpa penjelasan", "Exchange refused without a reason"),
        "Bambang Sutrisno", say("Petugas meminta kuitansi asli.", "They asked for the paper receipt."), **service,
        medium="walk_in", severity="medium", emotion="disappointed", unit=say("Layanan Pelanggan", "Customer service"),
        owner="Dimas Prakoso", owner_key="staff:2",
    )  # fmt: skip
    unknown = _row(
        made["paused"], "K26-04816", say("Endapan putih di dasar galon", "White grains in the gallon"),
        say("Pelapor anonim", "Anonymous complainant"), say("Foto terlampir.", "Photo attached."), **product,
        medium="web", severity="low", emotion="calm", emotion_confirmed=False, unit=say("Mutu", "Quality"),
        confidentiality="anonymous", new=True,
    )  # fmt: skip
    today = say("Tenggat hari ini", "Due today")
    return [(say("Lewat tenggat", "Overdue"), 1, [late]), (today, 3, [soon, calm, unknown])]


def alternatives(say: Say) -> list[dict[str, Any]]:
    return [
        {"value": 1, "letter": "A", "title": say("Ganti 12 galon dan uji air", "Replace 12 gallons, test the water"),
         "recommended": True, "cost": 1_214_000, "time": say("5 hari kerja", "5 working days"),
         "pros": [say("Menjawab mengapa berbau", "Says why it smells")],
         "cons": [say("Butuh persetujuan di atas Rp1.000.000", "Needs approval above Rp1,000,000")],
         "wish": 0.92, "wish_words": say("Sesuai", "Fits"), "executor": say("Pengiriman Bekasi", "Delivery Bekasi")},
        {"value": 2, "letter": "B", "title": say("Pengembalian dana penuh", "Full refund"), "cost": 593_000,
         "time": say("3 hari kerja", "3 working days"), "pros": [say("Memulihkan kerugian uang", "Restores the money")],
         "cons": [say("Penyebab bau tidak terjawab", "The cause stays unknown")], "wish": 0.48,
         "wish_words": say("Sebagian", "Partly"), "executor": say("Keuangan", "Finance")},
    ]  # fmt: skip


def daily(say: Say) -> Trend:
    words = say("Okt", "Oct")
    return trend([Value(f"{n + 1} {words}", count, "#") for n, count in enumerate(DAILY)], 15.4, 25.6, 5.2)


def causes(say: Say) -> Pareto:
    return pareto([Value(say(indonesian, english), count, "#") for indonesian, english, count in CAUSES])


def bones(say: Say) -> list[dict[str, Any]]:
    rows: list[tuple[str, list[tuple[str, str]]]] = [
        (say("Mesin", "Machine"), [(say("Suhu segel terlalu tinggi", "Seal too hot"), "idea")]),
        (say("Metode", "Method"), [(say("Uji hanya 1 dari 500", "Only 1 of 500 tested"), "suspected"),
                                   (say("Penerimaan tanpa uji bau", "No smell test"), "suspected")]),
        (say("Manusia", "People"), [(say("Petugas gudang baru", "New staff at night"), "idea")]),
        (say("Pengukuran", "Measurement"), [(say("Ambang bau belum ada", "No limit for smell"), "idea")]),
        (say("Lingkungan", "Surroundings"), [(say("Truk siang 41 °C", "Trucks at 41 °C"), "idea")]),
        (say("Material", "Material"), [(say("Resin pemasok baru", "Resin of a new supplier"), "proven")]),
    ]  # fmt: skip
    return [{"name": name, "causes": [{"words": one, "state": how} for one, how in rest]} for name, rest in rows]
