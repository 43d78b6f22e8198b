"""Where the SOPs lie that Tanggap brings along."""

from pathlib import Path

# In the repository they lie beside the code; an installed package carries them along (pyproject.toml).
PLACES = (Path(__file__).parent / "sop_files", Path(__file__).resolve().parents[2] / "sops")
SOPS = next((place for place in PLACES if place.is_dir()), PLACES[-1])
