"""Code in posts that says which file it is from; pure."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

import attrs

from influencekit.protocols import Quote

_FROM = re.compile(
    r"From `(?P<path>[^`\n]+)` at `(?P<commit>[0-9a-f]{7,64})`, lines? \d+(?:-\d+)?:$"
)
"""As our drafts have it."""
_OPENING = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]{0,300})")
_NAMED = re.compile(
    r"(?:\b(?:title|file|filename|file_name|name|path|source)\s*[=:]\s*[\"']?|^[\w+#-]+[ \t:]+)"
    r"(?P<path>[\w@+-][\w.@+-]*(?:/[\w.@+-]+)*\.\w+)"
)
"""A path in what stands behind the fence: ``py title="src/a.py"``, ``py:src/a.py``, ``py src/a.py``."""
_PERMALINK = re.compile(
    r"https?://[^\s<>()\]]+/blob/(?P<commit>[0-9a-f]{40})/(?P<path>[^\s<>()#?\]]+)"
)
"""What forges call a link that stays: to a file at a commit."""
_LONGEST = 500
"""Characters of a line that are looked at."""
_FEWEST = 2
"""Lines that are not blank: fewer may stand anywhere."""


def quotes(path: str, body: str, *, at: int | None = None, first_line: int = 1) -> Iterator[Quote]:
    r"""Yield each block of code in the post at `path` that says where it is from.

    Parameters
    ----------
    body
        The post without its front matter.
    at
        When the post was written or changed last; seconds since 1970-01-01T00:00:00Z. Code that names
        a file but no commit is of then; without it such code is not yielded.
    first_line
        Of `body` in the file.

    Examples
    --------
    >>> found = list(quotes("p.md", "```py title=\"src/a.py\"\nx = 1\ny = 2\n```\n", at=0))
    >>> [(it.file, it.commit, it.line, it.lines) for it in found]
    [('src/a.py', '', 1, ('x = 1', 'y = 2'))]
    """
    for block in _blocks(body.split("\n")):
        if ours := _FROM.match(block.before):
            file, commit, exact = ours["path"], ours["commit"], True
        elif link := _PERMALINK.search(block.before):
            file, commit, exact = unquote(link["path"]), link["commit"], False
        elif at is not None and (named := _NAMED.search(block.info)):
            file, commit, exact = named["path"], "", False
        else:
            continue
        if exact or sum(map(bool, map(str.strip, block.code))) >= _FEWEST:
            yield Quote(
                path=path,
                line=first_line + (block.above if exact else block.line),
                file=file,
                commit=commit,
                lines=tuple(block.code),
                exact=exact,
                at=None if commit else at,
            )


@attrs.frozen
class _Block:
    before: str
    """The line before it, or the one before an empty line; its first part."""
    above: int
    """Where that line is, counted from 0."""
    line: int
    """Of the opening fence, counted from 0."""
    info: str
    code: Sequence[str]


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield the fenced blocks of code, one look at each line: a post may be of any length."""
    at = 0
    while at < len(lines):
        opening = _OPENING.fullmatch(lines[at])
        if opening is None:
            at += 1
            continue
        fence = opening["fence"]
        inside = range(at + 1, len(lines))
        end = next((it for it in inside if lines[it].rstrip(" \t") == fence), None)
        if end is None:
            return
        above = max(at - 1 if at and lines[at - 1].strip() else at - 2, 0)
        before = lines[above][:_LONGEST] if above < at else ""
        yield _Block(before, above, at, opening["info"], lines[at + 1 : end])
        at = end + 1
