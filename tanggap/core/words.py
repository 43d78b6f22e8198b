"""Word lists for search: what is too common to index, and the roots that the Indonesian stemmer cuts wrongly."""

STOP_INDONESIAN = """
ada adalah agar akan aku anda apa apakah atas atau bagi bahwa banyak beberapa begitu belum bisa bukan dalam dan dapat
dari dengan di dia ia ini itu jadi jika juga kalau kami kamu karena ke kepada kita lagi lah lalu lebih maka masih mereka
mohon nya oleh pada pak bu para pernah pun punya saat saja sampai sangat saya sebagai sebuah sedang sehingga selalu
semua seperti serta setelah si sudah tapi telah terhadap tersebut tetapi tidak tolong untuk ya yaitu yang yg dgn utk
sy tdk krn bapak ibu
""".split()  # noqa: SIM905 - a list that people keep

STOP_ENGLISH = """
a about after all also am an and any are as at be because been before but by can could did do does for from had has
have he her his how i if in into is it its just me more most my no not of on or our out over she so some than that the
their them then there these they this to too us very was we were what when where which who will with would you your
""".split()  # noqa: SIM905 - a list that people keep

STOP = frozenset(STOP_INDONESIAN) | frozenset(STOP_ENGLISH)

# Roots of the words that people complain with. me- and pe- swallow the first letter of a root (kirim, mengirim), and
# some roots look as if they began with a prefix (keluh, pesan); every regular form of these is known beforehand.
ROOTS = """
adu air akses alamat alas alat ambil ancam antar antre asuransi bahan balas baik bantu bau bayar beku beli beri berkas
biaya bocor bohong bongkar bual buka bukti cabut cari catat cemar cepat coba cuci curi datang debet denda dengar diam
duga dukung ejek elak empuk ganggu ganti gagal gunting hapus harga hasil hilang hina hitung hubung hukum ikut ingat
ingin ingkar isi jamin janji jawab jual kabar kadaluwarsa kait kasar kasir kecewa kejut kelola keluh kembali kenal kerja
kemas ketik kirim klaim kontrak kotor kredit kuasa kualitas kumpul kurang kurir lambat langgan langgar lanjut lapor
layan lengkap libat lihat lunas lupa mahal maki marah masuk minta minum mutu nanti nilai nota nyala obat olah omong
pakai paksa palsu pasang patuh pecah pelanggan penuh percaya periksa perintah perlu pesan pilih pindah pinjam potong
produk promo proses puas pukul pulang putus rasa rawat resmi rugi rusak sakit salah sampah sampai sebab segel selesai
serah sertifikat siap sopan suara suruh syarat tagih tahan tambah tangan tanggap tanggung tanya tarik tawar tegur telat
telepon tempat temu tepat terima terjadi tindak tindaklanjut tipu tolak transaksi transfer tukar tulis tumpah tunda
tunggak tunggu tunjuk tuntut tutup ubah uji ulang undang urus usaha usul
""".split()  # noqa: SIM905 - a list that people keep

# English pairs that the stemmer keeps apart.
ENGLISH = {
    "complaint": "complain",
    "complaints": "complain",
    "delivery": "deliver",
    "deliveries": "deliver",
    "payment": "pay",
    "payments": "pay",
    "paid": "pay",
    "broken": "break",
    "broke": "break",
    "sent": "send",
    "lost": "lose",
    "leaking": "leak",
    "leaky": "leak",
    "response": "respond",
    "responses": "respond",
}

SUFFIXES = ("", "kan", "i", "an", "nya", "kannya", "annya", "inya", "lah", "ku", "mu")
PLAIN_PREFIXES = ("", "di", "ter", "ke", "ber", "se", "per", "diper", "memper", "berke", "keter")


def forms_of(root: str) -> list[str]:
    """Every regular form of an Indonesian root."""
    starts = [prefix + root for prefix in PLAIN_PREFIXES]
    starts += [me + nasal for nasal in nasals(root) for me in ("me", "pe")]
    return [start + suffix for start in starts for suffix in SUFFIXES]


def nasals(root: str) -> list[str]:
    """The root as it stands after me- and pe-: kirim → ngirim, tulis → nulis, pesan → mesan, sebab → nyebab."""
    first, rest = root[0], root[1:]
    follows_vowel = rest[:1] in "aeiou"
    if first in "aeiough":
        return ["ng" + root]
    if first == "k":
        return ["ng" + rest] if follows_vowel else ["ng" + root]
    if first == "t" and follows_vowel:
        return ["n" + rest]
    if first == "p" and follows_vowel:
        return ["m" + rest]
    if first == "s" and follows_vowel:
        return ["ny" + rest]
    if first in "bfpv":
        return ["m" + root]
    if first in "cdjtsz":
        return ["n" + root]
    return [root]
