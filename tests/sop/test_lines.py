"""The lines of keys, in every way that TOML lets a key be written."""

import tomllib

from hypothesis import given
from hypothesis import strategies as some

from tanggap.sop.lines import Lines

TEXT = '''# a comment with [brackets] and = signs
top = "one"

[a.b]
plain = 1   # comment
"quoted key".sub = 'x # not a comment'
long = """
[not.a.table]
still = "text" \\""" more
"""
literal = \'\'\'
it's [x]
\'\'\'
list = [
  "first", # [one]
  { field = "second", value = ["x",
      "y"] },
]

[[many]]
name = 1
[many.inner]
deep = 2
[[many]]
name = 3
[[many.sub]]
k = 1979-05-27 07:32:00
[a]
c = {d.e = 1, f = {}}
'''


def test_each_key_is_found_on_its_line() -> None:
    tomllib.loads(TEXT)
    lines = Lines(TEXT)
    wanted = {
        ("top",): 2, ("a", "b"): 4, ("a", "b", "plain"): 5, ("a", "b", "quoted key", "sub"): 6, ("a", "b", "long"): 7,
        ("a", "b", "literal"): 11, ("a", "b", "list"): 14, ("a", "b", "list", 0): 15, ("a", "b", "list", 1): 16,
        ("a", "b", "list", 1, "field"): 16, ("a", "b", "list", 1, "value", 1): 17, ("many", 0): 20,
        ("many", 0, "inner", "deep"): 23, ("many", 1): 24, ("many", 1, "name"): 25, ("many", 1, "sub", 0, "k"): 27,
        ("a", "c", "d", "e"): 29, ("a", "c", "f"): 29,
    }  # fmt: skip

    assert {path: lines.of(path) for path in wanted} == wanted


def test_a_key_that_is_not_there_falls_back_to_the_table_around_it() -> None:
    assert Lines(TEXT).of(("many", 1, "absent", "deeper")) == 24
    assert Lines(TEXT).of(("nowhere",)) == 1


def _paths(value: object, path: tuple = ()) -> set[tuple]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(_paths(each, (*path, key)) for key, each in inner)) if path else set().union(
        *(_paths(each, (key,)) for key, each in inner))  # fmt: skip


KEYS = some.text("abcxyz_-09", min_size=1, max_size=4)
VALUES = some.recursive(
    some.integers() | some.booleans() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return (
            '"'
            + "".join(f"\\U{ord(sign):08x}" if not sign.isalnum() or sign > "\x7f" else sign for sign in value)
            + '"'
        )
    if isinstance(value, list):
        return "[" + ",\n ".join(_toml(each) for each in value) + "]"
    return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"  # type: ignore[attr-defined]


@given(some.dictionaries(KEYS, VALUES, max_size=4))
def test_whatever_tomllib_reads_has_a_line_for_every_key(content: dict) -> None:
    text = "\n".join(f"{key} = {_toml(value)}" for key, value in content.items())
    assert tomllib.loads(text) == content
    lines = Lines(text)

    assert all(lines.has(path) for path in _paths(content))
