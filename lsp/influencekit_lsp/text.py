r"""Texts as editors count them: lines end with ``\n``, ``\r\n`` or ``\r``, columns are in code units.

git ends a line with ``\n`` alone; form feeds, U+2028 and their like end one for nobody but Python.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_UNITS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "utf-8": lambda it: 1 + (it > "\x7f") + (it > "\u07ff") + (it > "\uffff"),
        "utf-16": lambda it: 1 + (it > "\uffff"),
        "utf-32": lambda _: 1,
    }
)
"""For each position encoding, how many units one character is."""


def split(text: str) -> list[str]:
    r"""Return the lines of `text` with their ends.

    Examples
    --------
    >>> split("a\r\nb\x0c\u2028c\rd")
    ['a\r\n', 'b\x0c\u2028c\r', 'd']
    """
    if "\r" not in text:
        lines = text.split("\n")
        last = lines.pop()
        return [*(f"{line}\n" for line in lines), *([last] if last else [])]
    return _LINES.findall(text)


def bare(line: str) -> str:
    """Return `line` without its end."""
    return line.rstrip("\r\n")


def index_of(line: str, units: int, encoding: str) -> int:
    """Return the index in `line` that is `units` units from its start, at most its end.

    Where that is inside a character, the index of that character.

    Examples
    --------
    >>> index_of("a😀b", 3, "utf-16"), index_of("a😀b", 2, "utf-16"), index_of("ab", 9, "utf-8")
    (2, 1, 2)
    """
    before = bare(line)[:units]
    if before.isascii():
        return len(before)
    ends = accumulate(map(_UNITS[encoding], before))
    return next((at for at, end in enumerate(ends) if end > units), len(before))


def units_of(line: str, index: int, encoding: str) -> int:
    """Return how many units the first `index` characters of `line` are.

    Examples
    --------
    >>> units_of("a😀b", 2, "utf-16"), units_of("a😀b", 2, "utf-8"), units_of("a😀b", 2, "utf-32")
    (3, 5, 2)
    """
    before = line[:index]
    return len(before) if before.isascii() else sum(map(_UNITS[encoding], before))


def edited(
    lines: Sequence[str], start: tuple[int, int], end: tuple[int, int], text: str, encoding: str
) -> tuple[int, int, list[str]]:
    """Return (first, behind, new): the lines that an edit replaces, and what stands there then.

    Parameters
    ----------
    lines
        With their ends.
    start, end
        Line and column, in units of `encoding`; places outside count as the nearest one inside.
    """
    first, last = min(start, end), max(start, end)
    before, at = _cut(lines, first, encoding)
    behind, until = _cut(lines, last, encoding)
    head = lines[before][:at] if before < len(lines) else ""
    tail = lines[behind][until:] if behind < len(lines) else ""
    joined = head + text + tail
    if before and lines[before - 1].endswith("\r") and joined.startswith("\n"):
        before -= 1
        joined = lines[before] + joined
    return before, min(behind + 1, len(lines)), split(joined)


def _cut(lines: Sequence[str], place: tuple[int, int], encoding: str) -> tuple[int, int]:
    line, units = place
    if line >= len(lines):
        if lines and bare(lines[-1]) == lines[-1]:
            return len(lines) - 1, len(lines[-1])
        return len(lines), 0
    return line, index_of(lines[line], units, encoding)
