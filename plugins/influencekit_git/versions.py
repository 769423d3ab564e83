"""Versions of files, and where the lines of an old version are in a later revision.

``git blame --reverse`` says for each line of an old version the last commit that still has it, by
the rules of ``git blame`` itself: through merges and renames. Lines whose last commit is the
revision that was asked about are there, and it says in which file and where. A line that was taken
out and put back is not followed by it; such lines, and those of commits that are not behind the
revision any more, a plain diff of the two versions finds. The diff is asked first: where it finds
all lines of an anchor side by side, and one of them stands once in either version, history cannot
say otherwise, and need not be walked.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from influencekit.domain import Anchor, Carried, FileVersion
from influencekit.errors import InputError
from influencekit.linediff import carry, lines_of
from influencekit.protocols import Task
from influencekit_git.blame import BlameRun, parse
from influencekit_git.repository import Repository

_TELLING = 8
"""Characters of a line that is told from others by its text alone."""
LARGEST = 16 * 1024 * 1024
"""Bytes of a file that is read."""


@attrs.define(eq=False)
class Versions:
    """The versions of files in one repository; each is read once."""

    repository: Repository
    _blobs: dict[str, str] = attrs.field(factory=dict)
    """By ``commit:path`` or object id: the blob's id, empty where there is none."""
    _lines: dict[str, tuple[str, ...] | None] = attrs.field(factory=dict)
    """By blob; None: binary, too large, or not there."""
    _diffs: dict[tuple[str, str], tuple[int, ...]] = attrs.field(factory=dict)
    """By the blobs of two versions."""

    def look_up(self, names: Iterable[str]) -> None:
        """Learn the blobs that ``commit:path`` or object ids name, all at once."""
        new = list(dict.fromkeys(it for it in names if it not in self._blobs and "\n" not in it))
        said = self.repository.run(
            "cat-file",
            "--batch-check=%(objectname) %(objecttype) %(objectsize)",
            stdin="".join(f"{name}\n" for name in new).encode("utf-8", "surrogateescape"),
            allow_failure=True,
        )
        for name, line in zip(new, said.splitlines(), strict=False):
            oid, _, rest = line.decode("ascii", "replace").partition(" ")
            kind, _, size = rest.partition(" ")
            self._blobs[name] = oid if kind == "blob" else ""
            if kind == "blob" and int(size) > LARGEST:
                self._lines[oid] = None

    def blob(self, commit: str, path: str) -> str:
        """Return the id of a file's content; empty where there is no such file."""
        name = f"{commit}:{path}"
        self.look_up([name])
        return self._blobs.get(name, "")

    def lines(self, blob: str) -> tuple[str, ...] | None:
        """Return the lines of a blob; None: it is binary, too large, or not there."""
        if blob not in self._lines:
            content = self.repository.run("cat-file", "blob", blob, allow_failure=True)
            self.look_up([blob])
            text = self._blobs.get(blob) and b"\0" not in content[:8000]
            decoded = content.decode("utf-8", "surrogateescape")
            self._lines[blob] = lines_of(decoded) if text else None
        return self._lines[blob]

    def version(self, commit: str, path: str) -> FileVersion | None:
        """Return a file at a commit; None: there is none, or it has no lines."""
        blob = self.blob(commit, path)
        lines = self.lines(blob) if blob else None
        if lines is None:
            return None
        return FileVersion(path=path, commit=commit, blob=blob, lines=lines)

    def diff(self, old: FileVersion, new: FileVersion) -> tuple[int, ...]:
        """Return where each line of `old` is in `new`; see `influencekit.linediff.carry`."""
        key = (old.blob, new.blob)
        if key not in self._diffs:
            self._diffs[key] = carry(old.lines, new.lines)
        return self._diffs[key]

    def old(self, anchor: Anchor) -> FileVersion | None:
        """Return the version that an anchor was put on, while its commit or its content is there."""
        found = self.version(anchor.commit, anchor.path) if anchor.commit else None
        if found and anchor.blob in ("", found.blob):
            return found
        lines = self.lines(anchor.blob) if anchor.blob else None
        if lines is None:
            return None
        return FileVersion(path=anchor.path, commit="", blob=anchor.blob, lines=lines)


def version(repository: Repository, commit: str, path: str) -> FileVersion:
    """Return `path` at `commit`, a full object id.

    Raises
    ------
    InputError
        There is no such file, or it has no lines.
    """
    versions = Versions(repository)
    found = versions.version(commit, path)
    if found is None and not versions.blob(commit, path):
        raise InputError(f"{path}: no such file at {commit[:12]}.")
    if found is None:
        raise InputError(f"{path} at {commit[:12]}: binary or too large, it has no lines here.")
    return found


def carried(
    repository: Repository, anchors: Sequence[Anchor], head: str, task: Task
) -> list[Carried]:
    """Return for each anchor where the lines of its file are at `head`, a full object id."""
    versions = Versions(repository)
    wanted = [f"{commit}:{it.path}" for it in anchors for commit in (head, it.commit) if commit]
    versions.look_up([*wanted, *(it.blob for it in anchors if it.blob)])
    followed: dict[tuple[str, str], list[BlameRun]] = {}
    found = []
    for anchor in anchors:
        task.check()
        old = versions.old(anchor)
        plain = _plain(versions, anchor, old, head)
        runs: Sequence[BlameRun] = ()
        if plain is None and old is not None and old.commit:
            key = (old.commit, old.path)
            if key not in followed:
                followed[key] = _followed(repository, *key, head)
            runs = followed[key]
        found.append(plain or _carried(versions, anchor, old, runs, head))
        task.progress("notes", len(found), len(anchors))
    return found


def _plain(
    versions: Versions, anchor: Anchor, old: FileVersion | None, head: str
) -> Carried | None:
    """Return what a diff says of the file under its old name, where nothing can say otherwise."""
    new = versions.version(head, anchor.path) if old is not None else None
    if old is None or new is None:
        return None
    lines = versions.diff(old, new)
    span = slice(max(anchor.first - 1, 0), anchor.last)
    where = lines[span]
    whole = all(where) and where == tuple(range(where[0], where[0] + len(where))) if where else True
    alone = (
        len(text.strip()) >= _TELLING and old.lines.count(text) == new.lines.count(text) == 1
        for text in old.lines[span]
    )
    if old.blob == new.blob or not anchor.first or (whole and any(alone)):
        return Carried(old=old, new=new, lines=lines, by="diff")
    return None


def _followed(repository: Repository, commit: str, path: str, head: str) -> list[BlameRun]:
    """Return the last commit that has each line of `path` at `commit`, as runs of old lines."""
    output = repository.run(
        "blame",
        "--reverse",
        "--incremental",
        f"{commit}..{head}",
        "--",
        path.encode("utf-8", "surrogateescape"),
        allow_failure=True,
    )
    try:
        return parse(output)
    except ValueError:  # it ended in the middle: an object is missing
        return []


def _carried(
    versions: Versions, anchor: Anchor, old: FileVersion | None, runs: Sequence[BlameRun], head: str
) -> Carried:
    """Return where the file is now: of several, the one with most of the anchor's lines."""
    found = []
    for path in _paths(versions, anchor, runs, head):
        new = versions.version(head, path)
        if new is None:
            continue
        if old is None:
            return Carried(old=None, new=new)
        where = [0] * len(old.lines)
        for run in runs:
            if run.commit.decode() == head and _text(run.path) == path:
                now = range(run.source_line, run.source_line + run.lines)
                where[run.line - 1 : run.line - 1 + run.lines] = now
        by = "line history" if any(where) else "diff"
        lines = _filled(where, versions.diff(old, new))
        inside = slice(max(anchor.first - 1, 0), anchor.last)
        rank = (sum(map(bool, where[inside])), sum(map(bool, lines[inside])))
        found.append((rank, Carried(old=old, new=new, lines=lines, by=by)))
    return max(found, key=lambda it: it[0])[1] if found else Carried(old=old, new=None)


def _filled(where: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    """Return `where` with what `other` knows besides, as far as the order of lines stays."""
    result = list(where)
    behind = [0] * len(result)
    following = 1 << 31
    for at in range(len(result) - 1, -1, -1):
        behind[at] = following
        following = where[at] or following
    before = 0
    for at, known in enumerate(where):
        if not known and before < other[at] < behind[at]:
            result[at] = other[at]
        before = result[at] or before
    return tuple(result)


def _paths(versions: Versions, anchor: Anchor, runs: Sequence[BlameRun], head: str) -> list[str]:
    """Return the names that the file may have at `head`, the likeliest first."""
    votes: Counter[str] = Counter()
    for run in runs:
        votes[_text(run.path)] += run.lines if run.commit.decode() == head else 0
    votes[anchor.path] += 0
    versions.look_up(f"{head}:{name}" for name in votes)
    votes = Counter({name: many for name, many in votes.items() if versions.blob(head, name)})
    if not votes and (name := _renamed(versions.repository, anchor, head)):
        votes[name] = 0
    return sorted(votes, key=lambda name: (-votes[name], name != anchor.path, name))


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _renamed(repository: Repository, anchor: Anchor, head: str) -> str:
    """Return the name that git's rename detection gives a file that is gone; empty: none."""
    if not anchor.commit:
        return ""
    compared = ("-r", "-z", "-M", "--diff-filter=R", "--name-status", anchor.commit, head)
    said = repository.run("diff-tree", *compared, allow_failure=True).split(b"\0")
    names = dict(zip(said[1::3], said[2::3], strict=False))
    new = names.get(anchor.path.encode("utf-8", "surrogateescape"), b"")
    return _text(new)
