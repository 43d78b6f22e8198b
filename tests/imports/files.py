"""Small files for imports, and the first rows of a real one."""

from collections.abc import Callable
from pathlib import Path

CFPB = Path(__file__).parents[1] / "data" / "cfpb" / "complaints.csv"
HEADER = "id,received_at,body,title,medium,state,outcome,closed_at,name,email,category"
MAPPING = """
name = "a test"
[fields]
body = { column = "body" }
received_at = { column = "received_at" }
title = { column = "title" }
medium = { column = "medium", values = { Loket = "walk_in", Surat = "letter" }, empty = "web" }
"""

Run = Callable[..., int]
