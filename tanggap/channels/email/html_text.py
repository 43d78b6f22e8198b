"""What an HTML mail says, as lines of text; quotations begin with “> ” as in a mail without HTML."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

KEPT = {
    "a", "blockquote", "br", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
# Their content is no text for readers; `title` stands in the head.
DROPPED = {"script", "style", "title", "head", "noscript", "template", "select", "textarea"}
ATTRIBUTES = {"a": {"href"}, "div": {"class"}, "blockquote": {"class"}}
APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "dl", "pre"}
ON_A_LINE = {"div", "tr", "li", "dt", "dd", "center", "section", "hr"}
# No letter of a person has more of them. Building a tree of many takes a time that grows with their square.
MOST_TAGS, MOST_SIGNS = 10_000, 100_000
DEEPEST_QUOTATION = 20
_TAG = re.compile(r"<[^<>]*>")
# How words look is nothing to us, and some of it left open makes a tree many times as large as the mail.
_LOOKS = re.compile(r"</?(?:b|big|code|em|font|i|nobr|s|small|span|strike|strong|tt|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# In drawings and formulas a browser takes tags for something else; left open, they swallow all that comes after them.
DRAWN = re.compile(
    r"</?(?:svg|math|mtext|mi|mo|mn|ms|mglyph|malignmark|annotation-xml|foreignobject|desc)\b[^<>]*>", re.IGNORECASE
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_EDGE = re.compile(r"[ \t]*\n[ \t]*")


def text_of_html(source: str) -> str:
    """The words of that HTML. nh3 first makes well-formed, short HTML of whatever came.

    What has more tags or signs than any letter is not understood as a tree: its words are taken as they stand in it.
    """
    source = DRAWN.sub(" ", _LOOKS.sub("", source))
    if source.count("<") > MOST_TAGS or source.count("&") > MOST_SIGNS:
        return html.unescape(_TAG.sub("\n", source)).strip()
    reader = _Reader()
    reader.feed(nh3.clean(source, tags=KEPT, clean_content_tags=DROPPED, attributes=ATTRIBUTES, link_rel=None))
    reader.close()
    return reader.text()


def told(target: str) -> str:
    """An address so that it cannot be taken for another one: a host of foreign letters is spelt out (xn--…)."""
    try:
        parts = urlsplit(target)
        host = parts.hostname or ""
        spelt = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ascii(target)[1:-1]
    return target if spelt == host else parts._replace(netloc=parts.netloc.lower().replace(host, spelt)).geturl()


class _Reader(HTMLParser):
    """Collects lines; `depth` is how many quotations we are inside of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.depth = 0
        self.exact = 0
        self.links: list[tuple[str, int]] = []
        self.open_quotes: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break(empty_too=True)
        elif tag in APART or tag in ON_A_LINE:
            self._break(apart=tag in APART)
        if tag == "li":
            self.line = "- "
        elif tag == "pre":
            self.exact += 1
        elif tag in {"td", "th"} and self.line.strip():
            self.line += "  "
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.line)))
        elif tag in {"blockquote", "div"}:
            quotes = tag == "blockquote" or "yahoo_quoted" in (dict(attrs).get("class") or "")
            self.open_quotes.append(quotes)
            self.depth += quotes

    def handle_endtag(self, tag: str) -> None:
        if tag in APART or tag in ON_A_LINE:
            self._break(apart=tag in APART)
        if tag == "pre":
            self.exact -= 1
        elif tag == "a" and self.links:
            self._link(*self.links.pop())
        elif tag in {"blockquote", "div"} and self.open_quotes:
            self.depth -= self.open_quotes.pop()

    def handle_data(self, data: str) -> None:
        if self.exact:
            first, *more = data.split("\n")
            self.line += first
            for each in more:
                self._break(empty_too=True)
                self.line = each
            return
        said = _SPACE.sub(" ", data)
        self.line += said.lstrip() if not self.line.strip() or self.line.endswith(" ") else said

    def _link(self, target: str, start: int) -> None:
        """An address behind other words is part of what was said."""
        shown = self.line[start:].strip()
        if target.startswith(("http://", "https://")) and shown:
            seen = {word.strip("<>()[].,;").rstrip("/") for word in shown.split()}
            plain = target.rstrip("/")
            if not seen & {plain, plain.split("://", 1)[1]} or not plain.isascii():
                self.line += f" ({told(target)})"

    def _break(self, *, apart: bool = False, empty_too: bool = False) -> None:
        line = self.line.rstrip().replace("\N{NO-BREAK SPACE}", " ").rstrip()
        mark = "> " * min(self.depth, DEEPEST_QUOTATION)
        if line or empty_too:
            self.lines.append((mark + line).rstrip())
        if apart and self.lines and self.lines[-1].strip("> "):
            self.lines.append(mark.rstrip())
        self.line = ""

    def text(self) -> str:
        self._break()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return "\n".join(self.lines)
