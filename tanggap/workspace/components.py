"""A living page of every component in its states, for whoever builds or judges a page. Sample data only."""

from datetime import timedelta
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from tanggap.core import time
from tanggap.core.doors import door
from tanggap.ui.deadline import Pill, clock_pill
from tanggap.ui.queue import QueueRow, QueueWords


@door("staff")
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """GET /desk/_components/: staff only. `?frame=portal` shows it in the sizes of the portal."""
    frame = "ui/portal.html" if request.GET.get("frame") == "portal" else "ui/desk.html"
    return render(request, "workspace/components.html", {"frame": frame, **sample()})


def sample() -> dict[str, Any]:
    """People, cases and promises as in the pictures of the design; nothing here is real."""
    now = time.now()
    return {
        "now": now,
        "earlier": now - timedelta(days=1, hours=3),
        "pills": _pills(),
        "promised": _promised(),
        "stages": _stages(),
        "journey": _journey(),
        "groups": _queue(),
        "alternatives": _alternatives(),
        "qr_svg": Markup(segno.make("https://example.org/t/7K3M9QPX").svg_inline(omitsize=True, border=1)),
        "topics": [
            {"value": "delivery", "label": "Pengantaran barang", "note": "Terlambat, kurang, rusak di jalan"},
            {"value": "quality", "label": "Kualitas produk", "note": "Rasa, bau, kebocoran, dispenser"},
            {"value": "billing", "label": "Tagihan dan administrasi", "note": "Tagihan ganda, faktur, data pelanggan"},
        ],
        "severities": [
            {"value": "low", "label": "Rendah"},
            {"value": "medium", "label": "Sedang"},
            {"value": "high", "label": "Tinggi"},
            {"value": "critical", "label": "Kritis"},
        ],
    }


def _pills() -> dict[str, Pill]:
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


def _promised() -> list[dict[str, Any]]:
    pills = _pills()
    rows = [("Jawaban pertama", "Janji 1 hari kerja", "done"), ("Persetujuan kepala bidang", "Hari ini, 12.00", "soon")]
    lines = [
        {"icon": "player-play", "when": "19 Nov, 10.42", "words": "Keluhan diterima dan bernomor.", "text": ""},
        {"icon": "player-pause", "when": "", "words": "Berhenti 19 Nov, 11.00 sampai 13.00", "text": "Tunggu pelapor"},
    ]
    return [{"label": label, "note": note, "pill": pills[pill], "lines": lines} for label, note, pill in rows]


def _stages() -> list[dict[str, str]]:
    rows = [
        ("Diterima", "19 Nov 10.42", "done"),
        ("Diklasifikasi", "19 Nov 10.44", "done"),
        ("Diteruskan", "Bidang Mutu", "done"),
        ("Alternatif solusi", "3 disiapkan", "done"),
        ("Persetujuan", "Menunggu Sri Hartati", "current"),
        ("Disampaikan", "", "next"),
        ("Pelaksanaan", "", "next"),
        ("Umpan balik", "", "next"),
        ("Dicatat", "", "next"),
    ]
    return [{"label": label, "note": note, "state": state} for label, note, state in rows]


def _journey() -> list[dict[str, str]]:
    rows = [
        ("Diterima", "Kamis, 19 November 2026, 10.42 WIB", "done"),
        ("Jawaban pertama dari petugas", Markup("Paling lambat <b>Jumat, 20 November, 10.42</b>"), "current"),
        ("Pilihan solusi untuk Anda", "Paling lambat Kamis, 26 November", "next"),
        ("Anda menilai hasilnya", "Setelah solusi dijalankan", "next"),
    ]
    return [{"label": label, "note": note, "state": state} for label, note, state in rows]


def _row(reference: str, title: str, who: str, excerpt: str, **more: Any) -> QueueRow:
    pill = more.pop("pill")
    words = QueueWords(href="#", reference=reference, title=title, who=who, excerpt=excerpt, select="1", **more)
    return QueueRow(words, pill)


def _queue() -> list[tuple[str, int, list[QueueRow]]]:
    pills = _pills()
    service = {"type_words": "Pelayanan", "type_icon": "heart-handshake"}
    product = {"type_words": "Mutu produk", "type_icon": "droplet"}
    late = _row(
        *("K26-04802", "Kurir meninggalkan galon di luar pagar, dua galon hilang", "Hendra Gunawan"),
        "Ini sudah kedua kalinya. Saya minta galon diganti dan kurirnya ditegur.",
        **service,
        **{"medium": "whatsapp", "severity": "high", "emotion": "angry", "unit": "Pengiriman Bekasi"},
        **{"owner": "Fajar Nugraha", "owner_key": "staff:9", "pill": pills["late"]},
    )
    soon = _row(
        *("K26-04817", "Air galon berbau plastik, dua kiriman berturut-turut", "Ratna Wulandari"),
        "Pesanan katering hari Selasa terpaksa saya batalkan.",
        **product,
        **{"medium": "whatsapp", "severity": "critical", "emotion": "angry", "unit": "Mutu", "pill": pills["soon"]},
        **{"owner": "Dimas Prakoso", "owner_key": "staff:2", "confidentiality": "confidential"},
    )
    calm = _row(
        *("K26-04811", "Permohonan penukaran ditolak tanpa penjelasan", "Bambang Sutrisno"),
        "Petugas toko meminta kuitansi asli, padahal bukti digital ada.",
        **service,
        **{"medium": "walk_in", "severity": "medium", "emotion": "disappointed", "unit": "Layanan Pelanggan"},
        **{"owner": "Dimas Prakoso", "owner_key": "staff:2", "pill": pills["calm"]},
    )
    anonymous = _row(
        *("K26-04816", "Endapan putih di dasar galon, segel utuh", "Pelapor anonim", "Foto terlampir, kode B-1609."),
        **product,
        **{"medium": "web", "severity": "low", "emotion": "calm", "emotion_confirmed": False, "unit": "Mutu"},
        **{"confidentiality": "anonymous", "pill": pills["paused"]},
    )
    return [("Lewat tenggat", 1, [late]), ("Tenggat hari ini", 3, [soon, calm, anonymous])]


def _alternatives() -> list[dict[str, Any]]:
    return [
        {
            **{"value": 1, "letter": "A", "title": "Ganti 12 galon dan uji laboratorium", "recommended": True},
            **{"cost": 1_214_000, "cost_note": "Galon Rp264.000, uji Rp700.000, voucher Rp250.000"},
            **{"time": "5 hari kerja", "time_note": "Galon pengganti tiba besok"},
            "pros": ["Menjawab pertanyaan “mengapa berbau” dengan bukti", "Hasil uji berlaku untuk 26 keluhan serupa"],
            "cons": ["Butuh persetujuan biaya di atas Rp1.000.000"],
            **{"wish": 0.92, "wish_words": "Sesuai", "executor": "Pengiriman Bekasi, Laboratorium"},
        },
        {
            **{"value": 2, "letter": "B", "title": "Pengembalian dana penuh", "cost": 593_000, "time": "3 hari kerja"},
            **{"cost_note": "Dana Rp528.000, penjemputan Rp65.000", "time_note": "Menunggu verifikasi rekening"},
            "pros": ["Memulihkan kerugian uang pelapor"],
            "cons": ["Penyebab bau tidak terjawab", "Pelapor berisiko pindah pemasok"],
            **{"wish": 0.48, "wish_words": "Sebagian", "executor": "Keuangan, Pengiriman Bekasi"},
        },
        {
            **{"value": 3, "letter": "C", "title": "Ganti 12 galon saja", "cost": 264_000, "time": "1 hari kerja"},
            **{"cost_note": "Galon Rp264.000", "time_note": "Truk rute Jatiasih pagi"},
            "pros": ["Paling cepat dan paling murah"],
            "cons": ["Galon pengganti bisa dari pemasok yang sama"],
            **{"wish": 0.27, "wish_words": "Kurang sesuai", "executor": "Pengiriman Bekasi"},
        },
    ]
