"""A text as sentences of words, each with its place in the text; what is quoted is not ours and is left out.

One pass of one expression without nested repetition, so that no text takes more than its length (T26).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

# Marks that nobody sees: in the middle of a word they would hide it from the rules.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_TOKEN = re.compile(
    r"""
    (?P<tag></?[A-Za-z!][^<>\n]{0,200}>)
  | (?P<mail>[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})
  | (?P<link>(?:https?://|www\.)[^\s<>"”]{1,300})
  | (?P<reference>\b[A-Z]{1,3}\d{2}-\d{4,8}\b)
  | (?P<phone>(?<!\w)(?:\+\d{1,3}|\(?0\d{1,3}\)?)(?:[\ .-]?\d{2,5}){2,4}(?![\w/]))
  | (?P<number>\d+(?:[.,:]\d+)*)
  | (?P<word>%|[^\W\d_]+(?:['’‘-][^\W\d_]+)*(?:/[^\W\d_]+(?:['’-][^\W\d_]+)*){0,3})
  | (?P<end>[.!?…。؟]+)
  | (?P<pause>[,;:()\[\]–—•]|\s-\s)
  | (?P<open>[“«„])
  | (?P<close>[”»])
  | (?P<quote>")
  | (?P<line>\n[ \t]*(?:\n[ \t]*)*)
  | (?P<at>@(?=\w))
    """,
    re.VERBOSE,
)
ABBREVIATIONS = frozenset(
    "bpk sdr sdri jl no tgl hlm dll dsb dst rp ttd a.n an yth up drs dr ir prof hj h kel kec kab telp hp "
    "mr mrs ms st vs etc eg ie approx dept ext tel inc ltd pt cv".split()
)
_SPLIT = {
    "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would", "n't": "not",
}  # fmt: skip
_ODD = {"can't": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not"), "cannot": ("can", "not"),
        "let's": ("let", "us")}  # fmt: skip
_OF_IT = {"it's", "that's", "there's", "here's", "what's", "he's", "she's", "who's", "where's"}
_PARTICLES = ("nya", "lah", "kah", "pun", "ku", "mu")
# Where what others wrote begins, in a mail that is answered.
_OLDER = re.compile(
    r"^[ \t]*(?:-{2,}\s?(?:original message|pesan asli|forwarded message|pesan terusan)\b"
    r"|(?:on|pada)\b.{4,120}\b(?:wrote|menulis)\s?:[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
LONGEST_QUOTE = 600
LONG_LINE = 50


@dataclass(slots=True)
class Word:
    """One word as the rules see it: in small letters, and its stem where a particle hangs on it; or a figure's kind."""

    word: str
    stem: str
    start: int
    end: int
    kind: str = ""
    clause: int = 0
    shape: str = ""  # as it was written
    parts: "list[Word]" = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """One sentence of ours."""

    words: list[Word]
    start: int
    end: int
    asks: bool = False


def plain(text: str) -> tuple[str, list[int] | None]:
    """The text without marks that nobody sees, and where each character stood; None where nothing was taken out."""
    if text.isascii() or not _UNSEEN.search(text):
        return text, None
    kept = [place for place, letter in enumerate(text) if not _UNSEEN.match(letter)]
    return "".join(text[place] for place in kept), [*kept, len(text)]


def sentences(text: str, *, quoted: bool = False) -> list[Sentence]:
    """Its sentences, without what is quoted; with `quoted` what stands between quotation marks is read too."""
    text = _without_older(text)
    found: list[Sentence] = []
    current: list[Word] = []
    clause = 0
    depth_end = -1

    def finish(end: int, asks: bool = False) -> None:
        nonlocal current, clause
        if current:
            found.append(Sentence(current, current[0].start, end, asks))
        current, clause = [], 0

    for match in _TOKEN.finditer(text):
        kind, start, end = match.lastgroup, match.start(), match.end()
        if start < depth_end:
            continue  # inside of a quotation
        if kind in ("open", "quote") and not quoted:
            depth_end = _closes(text, end, "”»“\"" if kind == "open" else "\"")
            if depth_end > 0:
                current.append(Word("#quote", "#quote", start, depth_end, "#quote", clause))
            continue
        if kind == "end":
            if not _goes_on(text, match, current):
                finish(end, "?" in match.group() or "؟" in match.group())
        elif kind == "line":
            if match.group().count("\n") > 1 or not _wrapped(text, start, end):
                finish(start)
        elif kind == "pause":
            clause += 1
        elif kind not in ("tag", "close", "open", "quote"):
            current.extend(_words(match, clause))
    finish(len(text.rstrip()))
    return found


def split_word(written: str) -> tuple[str, ...]:
    """A written word as the rules see it; a contraction is two."""
    word = unicodedata.normalize("NFKC", written).casefold().replace("’", "'").replace("‘", "'")
    if "'" not in word:
        return _ODD.get(word, (word,))
    if word in _ODD:
        return _ODD[word]
    if word in _OF_IT:
        return word[:-2], "is"
    for tail, meant in _SPLIT.items():
        if word.endswith(tail) and len(word) > len(tail):
            return word[: -len(tail)], meant
    return (word.removesuffix("'s"),)


def stem_of(word: str) -> str:
    """Without the particle that hangs on an Indonesian word; the word itself where none does."""
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 4:
            return word[: -len(particle)]
    return word


def _words(match: re.Match[str], clause: int) -> Iterator[Word]:
    kind, written, start, end = match.lastgroup or "", match.group(), match.start(), match.end()
    if kind == "word":
        for word in split_word(written):
            yield Word(word, stem_of(word), start, end, "", clause, written)
        return
    if kind == "phone" and not 9 <= sum(letter.isdigit() for letter in written) <= 15:
        kind = "number"
    if kind == "number" and len(written) >= 10 and written.isdigit():
        kind = "account"
    yield Word(written.casefold(), written, start, end, f"#{kind}", clause, written)


def _goes_on(text: str, match: re.Match[str], current: list[Word]) -> bool:
    """Whether the full stop ends no sentence: after a shortened word, or in the middle of something."""
    if match.group() != ".":
        return False
    if match.end() < len(text) and not text[match.end()].isspace() and text[match.end()] not in "\"”)»<'’":
        return True
    last = current[-1] if current else None
    # "Pak A. Yani": a single letter is an initial.
    short = last is not None and last.end == match.start() and (last.word in ABBREVIATIONS or len(last.word) == 1)
    return short and last is not None and last.kind == ""


def _wrapped(text: str, start: int, end: int) -> bool:
    """Whether the next line goes on with the same sentence: mail is wrapped within it, at the end of a long line.

    Short lines of small letters are what people write in a chat, each for itself.
    """
    before = text.rfind("\n", max(0, start - LONG_LINE), start)
    return end < len(text) and text[end].islower() and before < 0 and start >= LONG_LINE


def _closes(text: str, start: int, marks: str) -> int:
    """Where the quotation that begins there ends; -1 when it does not, in the same paragraph."""
    for place in range(start, min(start + LONGEST_QUOTE, len(text))):
        if text[place] in marks:
            return place + 1
        if text[place] == "\n" and text[place + 1 : place + 2] == "\n":
            break
    return -1


def _without_older(text: str) -> str:
    """With spaces where older mail is quoted, so that every place stays what it was."""
    older = _OLDER.search(text)
    if older:
        text = text[: older.start()] + " " * (len(text) - older.start())
    if ">" in text:
        text = _QUOTED_LINE.sub(lambda line: " " * len(line.group()), text)
    return text


def names_in(text: str) -> set[str]:
    """Its words that begin with a capital, in small letters, without a particle: names, and what else begins so."""
    return {stem_of(word) for match in _TOKEN.finditer(text) if match.lastgroup == "word"
            and match.group()[0].isupper() for word in split_word(match.group())}  # fmt: skip


def numbers_in(text: str) -> set[str]:
    """Its telephone and other numbers, references and addresses of mail, as they are compared."""
    kinds = ("phone", "number", "reference", "mail")
    return {same_number(match.group()) for match in _TOKEN.finditer(text) if match.lastgroup in kinds}


def same_number(written: str) -> str:
    """A number however it is set off: `0812-3456-7890`, `+62 812 3456 7890`."""
    if "@" in written:
        return written.casefold()
    digits = "".join(letter for letter in written.casefold() if letter.isalnum())
    return "0" + digits[2:] if digits.startswith("62") and len(digits) > 9 else digits
