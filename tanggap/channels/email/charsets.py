"""From bytes to text, whatever the sender said they were."""

import codecs

# What is called by one name and written in a larger set that contains it (the rule of web browsers).
LARGER = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "iso-8859-9": "cp1254",
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "big5": "big5hkscs", "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7", "utf8": "utf-8", "tis-620": "cp874",
}  # fmt: skip
_MARKS_OF_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ASCII_OR_LOST = {*map(chr, range(128)), "\ufffd"}
_UNSEEN = dict.fromkeys([*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFEFF])


def decoded(raw: bytes, charset: str) -> str:
    """The text in these bytes; `charset` is what was declared, and is believed only when it fits."""
    declared = charset.strip().strip("\"'").lower()
    for name in _candidates(raw, LARGER.get(declared, declared)):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    fallback = LARGER.get(declared, declared)
    text = raw.decode(fallback, "replace") if _known(fallback) else ""
    # Not one sign beyond ASCII came out right: it is not what it was called, and Western European most likely.
    return text if not text.isascii() and set(text) - _ASCII_OR_LOST else raw.decode("cp1252", "replace")


def _candidates(raw: bytes, declared: str) -> list[str]:
    # Seven-bit encodings (Japanese mail, UTF-7) look like ASCII; everything else that is valid UTF-8 is UTF-8.
    if raw.startswith(_MARKS_OF_UTF_16) and b"\0" in raw:
        return ["utf-16", declared] if _known(declared) else ["utf-16"]
    if raw.isascii() or declared.startswith(("iso2022", "utf-16", "utf-32")):
        return [declared, "utf-8"] if _known(declared) else ["utf-8"]
    return ["utf-8", declared] if _known(declared) else ["utf-8"]


def _known(name: str) -> bool:
    if not name:
        return False
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def plain(text: str) -> str:
    """Without what neither a database nor a reader can do anything with: control characters, halves of characters."""
    return text.translate(_UNSEEN).encode("utf-8", "replace").decode()
