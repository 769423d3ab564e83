"""Functions and classes, found without knowing a language well: by how lines begin and are indented.

The patterns are those by which git finds the name in a hunk header, for the languages that look
alike; where a block ends is told by indentation, and in languages with braces by them where they
close at the same indentation. In Python, lines inside strings of several lines are passed over.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import attrs

_PYTHON = re.compile(r"\s*(?:async\s+)?(?P<kind>def|class)\s+(?P<name>\w+)")
_DECORATOR = re.compile(r"\s*@")
_COMMON = re.compile(
    r"""\s*(?:(?:export|default|pub(?:\([^)]*\))?|public|private|protected|internal|static|final|
        abstract|async|inline|override|virtual|unsafe|extern|open|data|sealed|suspend|const)\s+)*
        (?:(?P<kind>fn|func|fun|function|def|class|struct|enum|interface|trait|impl|module|object|
        record|protocol|namespace|sub)\s+(?:\([^)]*\)\s*)?(?P<name>[\w$.:<>~]+)|
        (?P<heading>\#{1,6})\s+(?P<title>.+))""",
    re.VERBOSE,
)
_C = re.compile(
    r"(?P<indent>)(?:[A-Za-z_][\w\s*&:<>,\[\]~]*[\s*&:])?(?P<name>[A-Za-z_~][\w:~]*)\s*\([^;]*$"
)
_ASSIGNED = re.compile(
    r"\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*=\s*(?:async\s*)?"
    r"(?:function\b|\([^)]*\)\s*(?::[^=]+)?=>|\w+\s*=>)"
)
_NOT_NAMES = frozenset(
    {*("if", "for", "while", "switch", "return", "else"), *("do", "case", "catch", "sizeof")}
)
_QUOTES = re.compile(r"'''|\"\"\"|#|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_CLASSES = frozenset(
    {
        *("class", "struct", "enum", "interface", "trait", "impl", "module"),
        *("object", "record", "protocol", "namespace"),
    }
)
WIDEST = 500
"""Characters of a line that may begin a block."""
_ENDS = re.compile(r"end\b")
FARTHEST = 3000
"""Lines above a place in which its function is looked for."""
LONGEST = 40
"""Lines of a paragraph on either side."""
C_LIKE = frozenset({"c", "cpp", "objective-c", "cuda", "arduino", "c++"})


@attrs.frozen
class Block:
    """A function, a class or a section."""

    name: str
    kind: str
    """``"function"``, ``"class"`` or ``"section"``."""
    first: int
    """Its first line, from 0: decorators included."""
    last: int
    """Its last line, from 0."""
    head: int
    """The line with its name, from 0."""


def blocks(lines: Sequence[str], language: str) -> list[Block]:
    """Return the blocks of a text, in order of their first lines; inner ones follow outer ones.

    Parameters
    ----------
    lines
        With or without their ends.
    language
        As editors call it: ``"python"``, ``"c"``, …

    Examples
    --------
    >>> blocks(["class A:", "    def f(self):", "        pass", "", "x = 1"], "python")[1]
    Block(name='f', kind='function', first=1, last=2, head=1)
    """
    if language in {"markdown", "rst", "latex"}:
        return list(_sections(lines))
    inside = _in_strings(lines) if language == "python" else frozenset()
    found = []
    for head, line in enumerate(lines):
        if head in inside or not line.strip():
            continue
        named = _named(line, language)
        if named is not None:
            name, kind = named
            last = _end(lines, head, inside, braces=language != "python")
            if last > head or language == "python":
                first = _decorated(lines, head) if language == "python" else head
                found.append(Block(name, kind, first, last, head))
    return found


def around(lines: Sequence[str], line: int, language: str) -> Block | None:
    """Return the innermost block that `line` is in, without looking at the rest of a large text.

    Examples
    --------
    >>> around(["class A:", "    def f(self):", "        pass"], 2, "python").name
    'f'
    """
    inner, inside = float("inf"), frozenset[int]()
    for head in range(line, max(-1, line - FARTHEST), -1):
        text = lines[head].strip()
        indent = _indent(lines[head])
        closes = text[:1] in "{})]" or _ENDS.match(text)
        if indent < 0 or (indent >= inner and head < line) or closes:
            continue
        if named := _named(lines[head], language):
            last = _end(lines, head, inside, braces=language != "python")
            if last >= line and (last > head or language == "python"):
                return Block(*named, head, last, head)
        inner = min(inner, indent)
        if not indent:
            break
    return None


def paragraph(lines: Sequence[str], line: int) -> tuple[int, int]:
    """Return the first and last of the lines around `line` that no empty line parts from it.

    Examples
    --------
    >>> paragraph(["a", "", "b", "c"], 3)
    (2, 3)
    """
    first = last = line
    low, high = max(0, line - LONGEST), min(len(lines), line + LONGEST)
    while first > low and lines[first - 1].strip() and lines[line].strip():
        first -= 1
    while last + 1 < high and lines[last + 1].strip() and lines[line].strip():
        last += 1
    return first, last


def _indent(line: str) -> int:
    """Return the width of the indentation, -1 for a line without anything else."""
    stripped = line.lstrip()
    if not stripped:
        return -1
    return len(line[: len(line) - len(stripped)].expandtabs(8))


def _named(line: str, language: str) -> tuple[str, str] | None:
    if len(line) > WIDEST:
        return None
    if language == "python":
        found = _PYTHON.match(line)
        return (
            (found["name"], "class" if found["kind"] == "class" else "function") if found else None
        )
    if (found := _COMMON.match(line)) and found["name"]:
        if language not in C_LIKE or found["kind"] in _CLASSES:
            return found["name"], "class" if found["kind"] in _CLASSES else "function"
    elif found := _ASSIGNED.match(line):
        return found["name"], "function"
    if language in C_LIKE and line[:1].strip() and line[:1] not in "#/}{":
        found = _C.match(line)
        if found and found["name"] not in _NOT_NAMES:
            return found["name"], "function"
    return None


def _end(
    lines: Sequence[str],
    head: int,
    inside: AbstractSet[int],
    *,
    braces: bool,
) -> int:
    """Return the last line of the block that begins at `head`."""
    own, last, opened = _indent(lines[head]), head, not braces
    signature = not lines[head].rstrip().endswith((":", "{"))
    for at in range(head + 1, len(lines)):
        indent = own + 1 if at in inside else _indent(lines[at])
        if indent < 0:
            continue
        text = lines[at].strip()
        if indent > own:
            last = at
        elif braces and indent == own and text.startswith("{") and not opened:
            opened, last = True, at
        elif indent == own and (text[0] in "})]" or _ENDS.match(text)):
            last = at
            if text.startswith("}") or _ENDS.match(text):
                return last
            if text.endswith((":", "{")):
                signature = False
        elif not (signature and indent == own and text.startswith(")")):
            return last
    return last


def _decorated(lines: Sequence[str], head: int) -> int:
    while head > 0 and _DECORATOR.match(lines[head - 1]):
        head -= 1
    return head


def _in_strings(lines: Sequence[str]) -> AbstractSet[int]:
    """Return the lines that begin inside a string of several lines."""
    inside, quote = set(), ""
    for at, line in enumerate(lines):
        if quote:
            inside.add(at)
        if '"""' not in line and "'''" not in line:
            continue
        rest = line
        while rest:
            if quote:
                _, closed, rest = rest.partition(quote)
                quote = "" if closed else quote
                if not closed:
                    break
            elif not (found := _QUOTES.search(rest)) or found[0] == "#":
                break
            else:
                rest = rest[found.end() :]
                quote = found[0] if found[0] in ("'''", '"""') else ""
    return inside


def _sections(lines: Sequence[str]) -> Iterator[Block]:
    heads, fence = [], ""
    for at, line in enumerate(lines):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if fence == mark else fence or mark
        elif not fence and (found := _COMMON.match(line)) and found["heading"]:
            heads.append((at, len(found["heading"]), found["title"].strip()))
    for number, (at, level, title) in enumerate(heads):
        ends = (other for other, depth, _ in heads[number + 1 :] if depth <= level)
        yield Block(title, "section", at, next(ends, len(lines)) - 1, at)
