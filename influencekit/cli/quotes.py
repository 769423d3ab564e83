"""Code between a repository and posts: excerpts for a draft, and whether what a post quotes is still so."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from influencekit.cli.call import Call
from influencekit.errors import InputError
from influencekit.evidence import Evidence
from influencekit.models.opportunity.outline import Outline
from influencekit.protocols import LineSource, Quote, Remark, VersionSource
from influencekit.render.draft import Excerpt, quotable
from influencekit.words import date

LONGEST = 12
"""Lines of an excerpt."""
_SHORTEST = 3
_DEFINITION = re.compile(
    r"""\s*(?:(?:export|default|public|private|protected|static|final|abstract|async|pub|inline
    |unsafe|virtual|override|extern)\s+)*
    (?:def|class|function|func|fn|struct|interface|trait|impl|enum|module|type|sub|proc)\b""",
    re.VERBOSE,
)
"""Lines that begin something that has a name, in many languages."""
_IMPORTS = re.compile(
    r"\s*(?:$|import\b|from\b|use\b|using\b|require\b|package\b|#include|//|#|\*|/\*)"
)
"""Lines that say nothing of what the code does."""


def excerpts(call: Call, root: Path, outline: Outline) -> Iterator[Excerpt]:
    """Yield for each point about one file the longest piece of it that the point's commits wrote."""
    for point in outline.points:
        if len(point.paths) == 1 and (found := _excerpt(call, root, point.paths[0], point.commits)):
            yield found


def _excerpt(call: Call, root: Path, path: str, commits: Collection[str]) -> Excerpt | None:
    source = _source(call, root)
    if source is None:
        return None
    request = call.request(source.name)
    try:
        whole = source.version(root, path, request)
        runs = source.lines(root, path, request).runs
    except InputError:  # gone by now, or binary
        return None
    pieces = [
        _from_definition(
            Excerpt(
                path=path,
                commit=whole.commit,
                first=run.line,
                lines=whole.lines[run.line - 1 : run.line - 1 + run.lines],
            )
        )
        for run in runs
        if run.commit in commits
    ]
    fit = [
        it
        for it in pieces
        if len(it.lines) >= _SHORTEST
        and all(map(quotable, it.lines))
        and not all(map(_IMPORTS.match, it.lines))
    ]
    return max(
        fit,
        key=lambda it: (bool(_DEFINITION.match(it.lines[0])), len(it.lines), -it.first),
        default=None,
    )


def _from_definition(piece: Excerpt) -> Excerpt:
    """Return `LONGEST` lines of `piece` from the first definition on, if there is one; no blank ends."""
    starts = (at for at, line in enumerate(piece.lines) if _DEFINITION.match(line))
    start = next(starts, 0)
    lines = list(piece.lines[start : start + LONGEST])
    while lines and not lines[-1].strip():
        lines.pop()
    return attrs.evolve(piece, first=piece.first + start, lines=tuple(lines))


def _source(call: Call, root: Path) -> Any:
    """Return who knows the versions of files and the origins of their lines; None: nobody does."""
    having_lines = call.sources(LineSource)
    able = (it for it in call.sources(VersionSource) if it in having_lines)
    return next((it for it in able if it.detect(root)), None)


def outdated(
    call: Call, root: Path, evidence: Evidence, quotes: Sequence[Quote]
) -> Iterator[Remark]:
    """Yield a remark for each quote that the repository no longer has, with the commit since when."""
    for quote in quotes:
        remark = _outdated(call, root, evidence, quote)
        if remark:
            yield attrs.evolve(remark, path=quote.path, line=quote.line, kind="code")


def _outdated(call: Call, root: Path, evidence: Evidence, quote: Quote) -> Remark | None:
    quote = attrs.evolve(quote, commit=quote.commit or _current(evidence, quote))
    then = _lines(call, root, quote.file, quote.commit) if quote.commit else None
    if not quote.exact and (then is None or not _holds(then, quote)):
        return None  # of another repository, or shortened
    if then is None:
        text = f"{quote.file} cannot be read at {quote.commit}: was history rewritten?"
        return Remark(path="", kind="", text=text)
    if not _holds(then, quote):
        text = f"this is not what {quote.file} had at {quote.commit}"
        return Remark(path="", kind="", text=text)
    now = _lines(call, root, quote.file, "")
    if now is not None and _holds(now, quote):
        return None
    since = _changed(call, root, evidence, quote)
    what = "is gone" if now is None else "has changed"
    if since is None:
        return Remark(path="", kind="", text=f"{quote.file} {what} since {quote.commit}")
    commits = evidence.commits
    told = f"{date(int(commits.committed_at[since]))}: {commits.subject[since]}"
    text = f"this part of {quote.file} {what} with {commits.oid[since][:12]}, {told}"
    return Remark(path="", kind="", text=text, commit=commits.oid[since])


def _current(evidence: Evidence, quote: Quote) -> str:
    """Return the latest commit to the file when the post was written; empty where there is none."""
    path = np.array([it == quote.file for it in evidence.paths], np.bool_)
    commits = np.unique(evidence.touches.commit[path[evidence.touches.path]])
    times = evidence.commits.committed_at
    before = [at for at in commits.tolist() if quote.at is not None and times[at] <= quote.at]
    return evidence.commits.oid[max(before, key=lambda at: (times[at], at))] if before else ""


def _changed(call: Call, root: Path, evidence: Evidence, quote: Quote) -> int | None:
    """Return the first commit to the file after the quoted one without the quoted lines.

    It is looked for by halves, as ``git bisect`` does: where lines come and go several times, it is
    one of the commits with which they went.
    """
    named = [at for at, oid in enumerate(evidence.commits.oid) if oid.startswith(quote.commit)]
    paths = [at for at, path in enumerate(evidence.paths) if path == quote.file]
    if len(named) != 1 or not paths:
        return None
    touches, times = evidence.touches, evidence.commits.committed_at
    commits = np.unique(touches.commit[np.isin(touches.path, paths)]).tolist()
    order = sorted(commits, key=lambda at: (int(times[at]), at))
    after = [at for at in order if (times[at], at) > (times[named[0]], named[0])]
    low, high = 0, len(after)
    while low < high:
        middle = (low + high) // 2
        lines = _lines(call, root, quote.file, evidence.commits.oid[after[middle]])
        if lines is not None and _holds(lines, quote):
            low = middle + 1
        else:
            high = middle
    return after[low] if low < len(after) else None


def _lines(call: Call, root: Path, path: str, revision: str) -> Sequence[str] | None:
    """Return the lines of a file, or None where it is not there."""
    source = _source(call, root)
    if source is None:
        return None
    request = call.request(source.name)
    if revision:
        request = attrs.evolve(request, revision=revision)
    try:
        found: Sequence[str] = source.version(root, path, request).lines
    except InputError:
        return None
    return found


def _holds(lines: Sequence[str], quote: Quote) -> bool:
    """Whether the quoted lines stand somewhere in `lines`, one after the other."""
    wanted = [line.rstrip() for line in quote.lines]
    stripped = [line.rstrip() for line in lines]
    return any(
        stripped[at : at + len(wanted)] == wanted
        for at, line in enumerate(stripped)
        if line == wanted[0]
    )
