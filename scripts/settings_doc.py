"""Writes docs/settings.md from the settings themselves; `--check` only says whether it is fresh."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "settings.md"
HEAD = """# Settings

Every setting is an environment variable with a default that is fit for a small installation. A value that cannot be
used, and a name that is not in this table, stop the start with one sentence. (This page is made from
`tanggap/config/settings.py` by `make settings`.)

| name | default | meaning |
| --- | --- | --- |
"""


def page() -> str:
    """The whole document."""
    for name in [name for name in os.environ if name.startswith("TANGGAP_")]:
        del os.environ[name]
    sys.path.insert(0, str(ROOT))
    import tanggap.config.settings  # noqa: F401 - reading it declares its values
    from tanggap.config.environment import DECLARED

    lines = [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {one.help} |\n" for one in DECLARED.values()
    ]
    return HEAD + "".join(lines)


def main() -> int:
    """Exit code 1 when --check finds it stale."""
    text = page()
    fresh = DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == text
    if "--check" in sys.argv:
        if not fresh:
            print("docs/settings.md is stale; run: make settings", file=sys.stderr)
        return 0 if fresh else 1
    DOCUMENT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
