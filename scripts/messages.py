"""Keep the words of one app complete in both languages: `python scripts/messages.py portal` (or `all`).

Extracts every gettext string from the app's Python files and Jinja2 templates, merges them into
`tanggap/<app>/locale/{id,en}/LC_MESSAGES/django.po` (Indonesian is kept, English repeats the msgid) and compiles the
.mo beside it. `--check` writes nothing and fails when something is missing or stale. `--fill FILE.json` takes
Indonesian texts from an object {msgid: text}, or {msgid: [text]} for a plural.

The output is the same for the same input: no dates, no line numbers, sorted. Babel is needed at development time only.
"""

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tanggap"
LANGUAGES = ("id", "en")
PLURALS = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.*", "jinja2")]
# `trimmed` must agree with the policy in ui/jinja.py; `silent` is off, so that a broken template is no silent gap.
JINJA = {
    "**/templates/**.*": {
        "extensions": "jinja2.ext.do, jinja2.ext.loopcontrols",
        "trimmed": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    }
}
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class PlainCatalog(Catalog):
    """A catalogue whose header holds nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        language = str(self.locale)
        return [
            ("Project-Id-Version", "Tanggap"),
            ("Language", language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURALS[language]),
        ]

    @property
    def num_plurals(self) -> int:
        return 1 if str(self.locale) == "id" else 2  # Babel itself knows no plural rule for Indonesian


def apps() -> list[str]:
    """Every app folder, by name."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/apps.py"))


def folder(app: str, language: str) -> Path:
    """Where the catalogue of that app and language lies."""
    return PACKAGE / app / "locale" / language / "LC_MESSAGES"


def extracted(app: str) -> Catalog:
    """What the app says now; locations are files without line numbers."""
    found, seen = Catalog(), []
    inside = extract_from_dir(
        PACKAGE / app,
        method_map=METHODS,
        options_map=JINJA,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        callback=lambda name, _method, _options: seen.append(name),
    )
    try:
        for name, _line, msgid, comments, context in inside:
            found.add(msgid, None, [(f"tanggap/{app}/{name}", 0)], auto_comments=comments, context=context)
    except Exception as problem:
        problem.add_note(f"while reading tanggap/{app}/{seen[-1]}")
        raise
    return found


def stored(app: str, language: str) -> Catalog:
    """The catalogue as it lies on disk, empty when there is none."""
    path = folder(app, language) / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def translation(message: Message, language: str, old: Catalog) -> str | tuple[str, ...]:
    """The text for one message: English repeats itself, Indonesian is what somebody wrote (or nothing yet)."""
    if language == "en":
        return tuple(message.id) if message.pluralizable else message.id
    known = old.get(message.id, message.context)
    if known is None or known.fuzzy or message.pluralizable != known.pluralizable:
        return ("",) if message.pluralizable else ""
    return tuple(known.string[:1]) if message.pluralizable else known.string


def merged(app: str, language: str, found: Catalog, fill: dict[str, str]) -> Catalog:
    """The extracted messages with their texts."""
    old = stored(app, language)
    new = PlainCatalog(locale=language, header_comment=f"# {app}, {language}", fuzzy=False)
    for message in sorted(found, key=lambda one: (str(one.id), one.context or "")):
        if not message.id:
            continue
        text = translation(message, language, old)
        given = fill.get(message.id[0] if message.pluralizable else message.id)
        if given and language == "id":
            given = given if isinstance(given, str) else given[0]
            text = (given,) if message.pluralizable else given
        locations = sorted({(name, 0) for name, _ in message.locations})
        new.add(
            message.id,
            text,
            locations,
            flags=message.flags - {"fuzzy"},
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return new


def missing(catalog: Catalog) -> Iterator[str]:
    """The msgids that have no text."""
    for message in catalog:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(texts):
            yield message.id[0] if message.pluralizable else message.id


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as the bytes of a .po file."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_output=True, include_lineno=False)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue as the bytes of a .mo file."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def keep(path: Path, content: bytes, *, check: bool) -> bool:
    """Write the file if it differs; with `check`, only say whether it does."""
    if path.exists() and path.read_bytes() == content:
        return False
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return True


def work_on(app: str, *, check: bool = False, fill: dict[str, str] | None = None) -> list[str]:
    """Bring one app up to date, or only look; returns what is wrong, one sentence each."""
    found = extracted(app)
    troubles = []
    for language in LANGUAGES:
        path = folder(app, language)
        if not len(found) and not path.exists():
            continue
        catalog = merged(app, language, found, fill or {})
        troubles += [f"{app}, {language}: no text for {msgid!r}" for msgid in missing(catalog)]
        for name, content in (("django.po", as_po(catalog)), ("django.mo", as_mo(catalog))):
            if keep(path / name, content, check=check) and check:
                troubles.append(f"{path.relative_to(ROOT) / name} is stale; run: python scripts/messages.py {app}")
    return troubles


def main(arguments: list[str] | None = None) -> int:
    """The command; exit code 1 when a text is missing or, with --check, a file is stale."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("app", help="an app folder, or all")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when something is missing or stale")
    parser.add_argument("--fill", type=Path, help="JSON object {msgid: Indonesian text}")
    given = parser.parse_args(arguments)
    names = apps() if given.app == "all" else [given.app]
    if unknown := set(names) - set(apps()):
        print(f"There is no app folder called {', '.join(unknown)}.", file=sys.stderr)
        return 1
    fill = json.loads(given.fill.read_text(encoding="utf-8")) if given.fill else {}
    troubles = [trouble for name in names for trouble in work_on(name, check=given.check, fill=fill)]
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
