"""What somebody wrote this time, without the letter they answer and without the signature under it.

Line by line, so that no mail, however long or strange, takes more than one look at each of its lines. When nothing of
their own is left, everything stays: better a quotation too much than a word lost.
"""

import re

MOST_INTRO_LINES = 4
LONGEST_INTRO = 400
LONGEST_GREETING = 60
DEEPEST_QUOTATION = 20
MOST_ENDS = 20  # quotations, introductions and signatures below each other

# “On Thu, 19 Nov 2026 at 10.42, Dimas <a@b.id> wrote:” and what Indonesian and other programs write there.
_INTRO_BEGINS = re.compile(
    r"(On|Pada|Am|Op|Le|El|Il|Em|Den)\b|\d{4}[-/]\d\d|\S.{0,80}<[^<>\s]+@[^<>\s]+>", re.IGNORECASE
)
_INTRO_ENDS = re.compile(
    r"(wrote|writes|menulis|menuliskan|berkata|schrieb|schreef|a écrit|escribió|ha scritto|escreveu|skrev)\s*:\s*$",
    re.IGNORECASE,
)
# The first line of the header block that Outlook and telephones put over the letter they answer.
_BLOCK_BEGINS = re.compile(r"[*_]*(From|Dari|Pengirim|Von|De)\s*:[*_]*\s*\S", re.IGNORECASE)
_BLOCK_GOES_ON = re.compile(
    r"[*_]*(Sent|Date|To|Cc|Subject|Dikirim|Terkirim|Tanggal|Kepada|Untuk|Perihal|Subjek|Gesendet|An|Betreff)\s*:[*_]*",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"[-_=\s>]*(Original Message|Original Appointment|Forwarded message|Pesan Asli|Pesan Asal|Pesan terusan"
    r"|Pesan yang diteruskan|Ursprüngliche Nachricht)[-_=\s:]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[*]?[-_–—]{5,}[*]?\s*")
_LIST_FOOTER = re.compile(r"\s*_{20,}\s*")
_SENT_FROM = re.compile(
    r"(Sent (from|via|with)|Get Outlook for|Dikirim (dari|lewat|melalui|dengan)|Terkirim (dari|dengan)"
    r"|Unduh Outlook untuk|Dapatkan Outlook untuk|Diposting dari)\s+[^.,;:!?]{1,60}\s*",
    re.IGNORECASE,
)


def without_quotation(text: str) -> str:
    """The part of `text` that its sender wrote, or all of it when that would be nothing."""
    # Some programs quote emptiness hundreds of thousands of times.
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if not _only_marks(line)]
    kept = _without_end(_above_the_old_letter(lines))
    if not any(line.strip() and not _quoted(line) for line in kept):
        return text.strip("\n")
    return "\n".join(_without_beginning(kept)).strip("\n").rstrip()


def _above_the_old_letter(lines: list[str]) -> list[str]:
    """Until a header block or “Original Message”; below it nothing is marked as quoted, and all of it is."""
    for place, line in enumerate(lines):
        if _ORIGINAL.fullmatch(line) or (_BLOCK_BEGINS.match(line.strip()) and _is_block(lines, place)):
            above = lines[:place]
            while above and (not above[-1].strip() or _RULE.fullmatch(above[-1])):
                above.pop()
            return above if any(one.strip() for one in above) else lines
    return lines


def _is_block(lines: list[str], place: int) -> bool:
    following = [line.strip() for line in lines[place + 1 : place + 8] if line.strip()][:4]
    return sum(bool(_BLOCK_GOES_ON.match(line)) for line in following) >= 2


def _without_end(lines: list[str]) -> list[str]:
    """Take quotations, their introductions, signatures and the feet of mailing lists off the end."""
    kept = _without_signature(lines)
    for _turn in range(MOST_ENDS):
        before = last = len(kept)
        while last and (not kept[last - 1].strip() or _quoted(kept[last - 1])):
            last -= 1
        kept = kept[:last]
        if last < before or before == len(lines):
            kept = _without_intro(kept)
        kept = _without_signature(kept)
        if len(kept) == before:
            break
    return kept


def _without_intro(lines: list[str]) -> list[str]:
    """“On Thursday Dimas wrote:” at the end, which may be broken over several lines."""
    if not lines or not _INTRO_ENDS.search(lines[-1]):
        return lines
    for count in range(1, MOST_INTRO_LINES + 1):
        start = len(lines) - count
        if start < 0 or not lines[start].strip():
            return lines
        if _INTRO_BEGINS.match(lines[start].strip()) and sum(map(len, lines[start:])) <= LONGEST_INTRO:
            return lines[:start]
    return lines


def _without_signature(lines: list[str]) -> list[str]:
    """Cut below the first “-- ” after which nothing of their own but the signature comes, and a “Sent from my …”."""
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if line in {"--", "-- "} or _LIST_FOOTER.fullmatch(line):
            return lines[:place]
        if _quoted(line):
            break
    last = len(lines) - 1
    while last >= 0 and not lines[last].strip():
        last -= 1
    if last > 0 and _SENT_FROM.fullmatch(lines[last].strip()):
        return lines[:last]
    return lines


def _without_beginning(lines: list[str]) -> list[str]:
    """The old letter on top, with the whole answer below it, goes too; a greeting may stand over it.

    Several quotations between their own words stay: each of them is what the words below it answer.
    """
    start = _start_of_old_letter(lines)
    if start is None:
        return lines
    below = _end_of_intro(lines, start) or start
    while below < len(lines) and (_quoted(lines[below]) or not lines[below].strip()):
        below += 1
    if any(_quoted(line) for line in lines[below:]):
        return lines
    return lines[:start] + lines[below:]


def _start_of_old_letter(lines: list[str]) -> int | None:
    """Where the first quotation or its introduction begins, when nothing but a greeting stands before it."""
    greeting = 0
    for place, line in enumerate(lines):
        if _quoted(line) and not greeting:
            return place
        if _end_of_intro(lines, place) is not None and _quoted_follows(lines, place):
            return place
        greeting += len(line.strip())
        if greeting > LONGEST_GREETING:
            return None
    return None


def _quoted_follows(lines: list[str], place: int) -> bool:
    after = (line for line in lines[_end_of_intro(lines, place) :] if line.strip())
    return _quoted(next(after, ""))


def _end_of_intro(lines: list[str], place: int) -> int | None:
    for count in range(1, MOST_INTRO_LINES + 1):
        if place + count > len(lines) or not lines[place + count - 1].strip():
            return None
        if _INTRO_ENDS.search(lines[place + count - 1]):
            return place + count if _INTRO_BEGINS.match(lines[place].strip()) else None
    return None


def _quoted(line: str) -> bool:
    return line.lstrip()[:1] == ">"


def _only_marks(line: str) -> bool:
    return line.startswith(">" * DEEPEST_QUOTATION) and not line.strip("> ")
