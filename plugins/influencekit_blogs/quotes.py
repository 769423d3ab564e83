"""Code in posts that says which file it is from; pure."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from influencekit.protocols import Quote

_FROM = re.compile(
    r"^From `(?P<path>[^`\n]+)` at `(?P<commit>[0-9a-f]{7,64})`, lines? (?P<first>\d+)(?:-\d+)?:\n\n?"
    r"(?P<fence>`{3,})[^\n]*\n(?P<code>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
"""As our drafts have it."""
_FENCE = re.compile(
    r"(?:^(?!`{3}|~{3})(?P<before>[^\n]*\S[^\n]*)\n)?(?:[ \t]*\n)?"
    r"^(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_NAMED = re.compile(
    r"(?:\b(?:title|file|filename|file_name|name|path|source)\s*[=:]\s*[\"']?|^[\w+#-]+[ \t:]+)"
    r"(?P<path>[\w@+-][\w.@+-]*(?:/[\w.@+-]+)*\.\w+)"
)
"""A path in what stands behind the fence: ``py title="src/a.py"``, ``py:src/a.py``, ``py src/a.py``."""
_PERMALINK = re.compile(
    r"https?://[^\s<>()\]]+/blob/(?P<commit>[0-9a-f]{40})/(?P<path>[^\s<>()#?\]]+)"
)
"""What forges call a link that stays: to a file at a commit."""
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

    def one(found: re.Match[str], start: int, file: str, commit: str, *, exact: bool) -> Quote:
        return Quote(
            path=path,
            line=first_line + body.count("\n", 0, start),
            file=file,
            commit=commit,
            lines=tuple(found["code"].removesuffix("\n").split("\n")),
            exact=exact,
            at=None if commit else at,
        )

    ours = [(found.end(), found) for found in _FROM.finditer(body)]
    for _, found in ours:
        yield one(found, found.start(), found["path"], found["commit"], exact=True)
    ends = {end for end, _ in ours}
    for found in _FENCE.finditer(body):
        if (
            found.end() in ends
            or sum(map(bool, map(str.strip, found["code"].split("\n")))) < _FEWEST
        ):
            continue
        if link := _PERMALINK.search(found["before"] or ""):
            yield one(
                found, found.start("fence"), unquote(link["path"]), link["commit"], exact=False
            )
        elif at is not None and (named := _NAMED.search(found["info"])):
            yield one(found, found.start("fence"), named["path"], "", exact=False)
