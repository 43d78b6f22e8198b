"""What a file is, told by its first bytes; its name and what the sender says about it prove nothing."""

OTHER = "application/octet-stream"
TEXT = "text/plain"

# (media type, where the mark stands, the mark)
MARKS = [
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/gif", 0, b"GIF87a"),
    ("image/gif", 0, b"GIF89a"),
    ("image/webp", 8, b"WEBP"),
    ("image/heic", 4, b"ftypheic"),
    ("image/heic", 4, b"ftypheix"),
    ("image/heic", 4, b"ftypmif1"),
    ("image/avif", 4, b"ftypavif"),
    ("image/tiff", 0, b"II*\x00"),
    ("image/tiff", 0, b"MM\x00*"),
    ("image/bmp", 0, b"BM"),
    ("application/pdf", 0, b"%PDF-"),
    ("video/quicktime", 4, b"ftypqt"),
    ("audio/mp4", 4, b"ftypM4A"),
    ("video/mp4", 4, b"ftyp"),
    ("video/webm", 0, b"\x1aE\xdf\xa3"),
    ("audio/mpeg", 0, b"ID3"),
    ("audio/mpeg", 0, b"\xff\xfb"),
    ("audio/ogg", 0, b"OggS"),
    ("audio/amr", 0, b"#!AMR"),
    ("audio/wav", 8, b"WAVE"),
    ("application/gzip", 0, b"\x1f\x8b"),
    ("application/x-7z-compressed", 0, b"7z\xbc\xaf\x27\x1c"),
    ("application/vnd.rar", 0, b"Rar!\x1a\x07"),
    ("application/x-ole-storage", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("application/rtf", 0, b"{\\rtf"),
]

# Inside a ZIP, the first part's name tells an office document.
ZIPPED = [
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
]


def sniff(data: bytes) -> str:
    """The media type of these bytes. HTML, SVG, XML and scripts are only text: nothing a browser would run."""
    for media_type, offset, mark in MARKS:
        if data[offset : offset + len(mark)] == mark and (mark != b"BM" or _is_bitmap(data)):
            return media_type
    if data.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in ZIPPED if mark in data[:4096]), "application/zip")
    return TEXT if _is_text(data[:4096]) else OTHER


def _is_bitmap(data: bytes) -> bool:
    # "BM" alone also begins words; a bitmap's header has four zero bytes there.
    return data[6:10] == bytes(4)


def _is_text(start: bytes) -> bool:
    if b"\0" in start:
        return False
    try:
        start.decode()
    except UnicodeDecodeError as problem:
        # The cut at 4096 may fall inside a character.
        return len(start) == 4096 and problem.start >= 4093
    return True
