"""What published posts speak of: the commits and files that they name."""

import bisect
from collections.abc import Sequence

import attrs
import numpy as np

from influencekit.columns import Ints
from influencekit.domain import Post
from influencekit.evidence import Evidence


@attrs.frozen(eq=False, kw_only=True)
class Coverage:
    """Published posts, and pairs of what they name. Drafts speak to nobody."""

    posts: tuple[Post, ...]
    """Oldest first; those without a date come first of all."""
    commit_post: Ints
    """Index into `posts`; one row a post and commit."""
    commit: Ints
    file_post: Ints
    """Index into `posts`; one row a post and file."""
    path: Ints
    """Index into `Evidence.paths`."""


def coverage(evidence: Evidence) -> Coverage:
    r"""Return what the published posts of `evidence` name.

    A shortened object id names a commit only where it can mean no other.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> known = evidence("2024-01-03 ada a.py +10\n2024-02-01 ada post refs=a.py path=b.md")
    >>> told = coverage(known)
    >>> [(told.posts[post].path, known.paths[path]) for post, path in zip(told.file_post, told.path)]
    [('b.md', 'a.py')]
    """
    posts = sorted(
        (post for post in evidence.posts if not post.draft),
        key=lambda post: (post.published_at or 0, post.path),
    )
    told = [(n, ref) for n, post in enumerate(posts) for ref in post.references]
    commits = [(n, ref.target) for n, ref in told if ref.kind == "commit" and ref.target]
    files = {(n, ref.target) for n, ref in told if ref.kind == "file"}
    ids = (
        sorted(zip(evidence.commits.oid, range(len(evidence.commits)), strict=True))
        if commits
        else []
    )
    wanted = {path for _, path in files}
    number = (
        {path: at for at, path in enumerate(evidence.paths) if path in wanted} if wanted else {}
    )
    commit_post, commit = _columns({(n, at) for n, target in commits for at in _named(ids, target)})
    file_post, path = _columns({(n, number[file]) for n, file in files if file in number})
    return Coverage(
        posts=tuple(posts), commit_post=commit_post, commit=commit, file_post=file_post, path=path
    )


def _columns(rows: set[tuple[int, int]]) -> Ints:
    return np.array(sorted(rows), np.int32).reshape(-1, 2).T


def _named(ids: Sequence[tuple[str, int]], prefix: str) -> list[int]:
    """Return the one commit whose object id begins with `prefix`, where there is just one."""
    start = bisect.bisect_left(ids, (prefix,))
    found = [commit for oid, commit in ids[start : start + 2] if oid.startswith(prefix)]
    return found if len(found) == 1 else []
