"""Makes tanggap/ui/static/ui/icons.svg: one <symbol> for each Tabler outline icon that we use.

    npm pack @tabler/icons@3.51.0 && tar xzf tabler-icons-3.51.0.tgz
    python scripts/icons.py package/icons/outline

To use another icon, add its Tabler name to NAMES in alphabetical order and run this again.
"""

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).parent.parent / "tanggap/ui/static/ui/icons.svg"
NAMES = """
adjustments-horizontal alarm alert-circle alert-triangle archive arrow-back-up arrow-down-right arrow-forward-up
arrow-left arrow-merge arrow-right arrow-up-right arrows-split ban bell bolt brand-whatsapp building
building-community bulb calendar-event camera cash chart-line check checks chevron-down chevron-left chevron-right
circle circle-check circle-dashed clipboard-check clipboard-list clock copy copy-check device-desktop discount dots
dots-circle-horizontal download droplet droplet-exclamation edit external-link eye eye-off file-plus file-spreadsheet
file-text filter fingerprint fish-bone flag flask gavel gift hand-stop heart heart-handshake help-circle history home
hourglass inbox info-circle key keyboard language link list-check lock logout mail mail-opened map-question menu-2
message message-circle message-question microphone minus mood-angry mood-empty mood-nervous mood-sad mood-smile moon
note package paperclip phone phone-incoming photo player-pause player-play plus printer receipt receipt-refund refresh
rotate-clockwise route scale school search search-off selector send settings shield-check shield-lock shield-off
sitemap speakerphone spy stairs-up star sun table tag target template ticket tool trash truck-delivery truck-return
upload user user-check user-off user-plus user-question users walk wifi-off world x
""".split()


def symbol(name: str, source: str) -> str:
    """The drawing of one icon without size, colour and the invisible background path."""
    inner = source.split(">", 1)[1].rsplit("</svg>", 1)[0]
    inner = re.sub(r'<path stroke="none"[^>]*/>', "", inner)
    inner = re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def main(folder: Path) -> None:
    """Reads the named icons from the unpacked Tabler folder and writes the sprite."""
    missing = [name for name in NAMES if not (folder / f"{name}.svg").exists()]
    if missing:
        raise SystemExit(
            f"Tabler has no icon called: {', '.join(missing)}. Look for the name at https://tabler.io/icons."
        )
    symbols = "\n".join(symbol(name, (folder / f"{name}.svg").read_text()) for name in sorted(set(NAMES)))
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')
    print(f"{SPRITE}: {len(set(NAMES))} icons, {SPRITE.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
