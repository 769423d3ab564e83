"""Histories written down as text, for tests of models and of anything that reads evidence.

One line is one record; ``#`` starts a comment line. A line that starts with a date is what somebody
did then (midnight UTC, unless a time follows: ``2024-01-03T10:20+02:00``)::

    2024-01-03 ada src/a.py +10, src/b.py +1 reviewed-by=bob "Start"     a commit
    2024-01-04 bob src/a.py => lib/a.py +1 -2, logo.png binary           a rename, a binary file
    2024-01-05 cyd src/c.py +3 on=topic                                  on a branch from main's tip
    2024-01-06 ada merge=topic "Merge topic"                             a merge into main
    2024-01-07 ada src/b.py deleted                                      the file goes
    2024-02-01 ada post "How a.py works" words=500 refs=lib/a.py draft   a blog post
    2024-02-02 bob review -> ada weight=2                                an interaction

The others state a fact::

    repository name                        what follows is of another repository
    alias bob<b@old.org> => bob            two spellings are one person
    lines src/a.py ada@2024-01-03=10       the surviving lines of a file, instead of the rule below
    mark src/gen.c generated               what .gitattributes says
    codeowners src/* @ada                  a line of CODEOWNERS

``ada`` is ``ada <ada@example.org>``; ``ada<a@x.org>`` has another address; names and paths with
spaces stand in quotation marks. A commit takes ``committer=WHO``, ``committed=TIME``, ``on=BRANCH``
(default ``main``), ``merge=BRANCH`` and any trailer ``…-by=WHO``; a post takes ``words``, ``tags``,
``languages``, ``links``, ``refs``, ``path`` and ``layout``; an interaction ``weight`` and ``about``.

Lines are counted by the plainest rule there is: a change removes its deleted lines from the top of
the file and appends the added ones at the end, so that the oldest lines go first. `write_repo` writes
files by the same rule: git's blame then agrees.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from influencekit import _script
from influencekit._fast_import import stream
from influencekit.columns import Ints
from influencekit.commits import history_of
from influencekit.domain import Record
from influencekit.evidence import Evidence
from influencekit.fold import fold
from influencekit.history import BINARY, UNREAD, History
from influencekit.protocols import ReadRequest

__all__ = ["FakeSource", "evidence", "history", "records", "write_repo"]


def history(text: str) -> History:
    """Return the history of the one repository in `text`.

    Examples
    --------
    >>> known = history("2024-01-03 ada src/a.py +10 -2, src/b.py +1 reviewed-by=bob")
    >>> list(known.paths), known.touch_added.tolist(), known.roles
    (['src/a.py', 'src/b.py'], [10, 1], ('reviewed-by',))
    """
    (repository,) = _script.parse(text).repositories
    return _history(repository)


def records(text: str) -> list[Record]:
    """Return the posts, interactions and aliases in `text`.

    Examples
    --------
    >>> [post] = records('2024-02-01 ada post "On parsing" words=500 tags=git,python')
    >>> post.title, post.tags
    ('On parsing', ('git', 'python'))
    """
    return _script.parse(text).records


def evidence(text: str, **options: Any) -> Evidence:
    """Return what `text` says as models see it; `options` are those of `fold.fold`.

    Examples
    --------
    >>> found = evidence(\'\'\'
    ...     2024-01-03 ada src/a.py +10
    ...     2024-01-04 bob src/a.py +1 -2
    ... \'\'\')
    >>> [person.name for person in found.people], found.lines.count.tolist()
    (['ada', 'bob'], [8, 1])
    """
    script = _script.parse(text)
    return fold(
        [_history(known) for known in script.repositories if known.commits],
        script.records,
        **options,
    )


def _history(repository: _script.Repository) -> History:
    """Add to the commits what only whole files tell."""
    commits = repository.commits
    known = history_of(commits, name=repository.name, root=repository.name)
    number = {oid.decode(): row for row, oid in enumerate(known.commit_oid.tolist())}
    row_of = [number[commit.oid] for commit in commits]
    paths = {path: row for row, path in enumerate(known.paths)}
    files = sorted(repository.files())
    runs = [
        (row, row_of[commit], count)
        for row, path in enumerate(files)
        for commit, count in sorted(repository.files()[path].items())
        if count > 0
    ]
    replaced = [(row_of[by], row_of[of], paths[path], n) for by, of, path, n in repository.replaced]
    line_file, line_commit, line_count = _columns(runs, 3)
    replaced_commit, replaced_of, replaced_path, replaced_count = _columns(sorted(replaced), 4)
    return attrs.evolve(
        known,
        file_path=_ints(paths[path] for path in files),
        file_lines=_ints(
            BINARY if BINARY in (counts := repository.files()[path].values()) else sum(counts)
            for path in files
        ),
        file_marks=np.array([repository.marks.get(path, 0) for path in files], np.uint8),
        line_file=line_file,
        line_commit=line_commit,
        line_count=line_count,
        replaced_commit=replaced_commit,
        replaced_of=replaced_of,
        replaced_path=replaced_path,
        replaced_count=replaced_count,
        codeowners="".join(f"{line}\n" for line in repository.codeowners),
        codeowners_path="CODEOWNERS" if repository.codeowners else "",
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int32)


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    """Return the columns of `rows`, one a row of the result."""
    return np.ascontiguousarray(np.array(rows, np.int32).reshape(len(rows), width).T)


@attrs.define
class FakeSource:
    """A source that reads a script instead of a folder.

    Examples
    --------
    >>> source = FakeSource("2024-01-03 ada src/a.py +10")
    >>> [known.complete for known in source.read(Path("anywhere"), ReadRequest())]
    [True]
    """

    text: str
    name: str = "fake"
    below: str = ""
    """It detects only a folder of this name; empty: any."""
    first_view: bool = False
    """Whether each history comes without its lines first."""
    raises: BaseException | None = None
    """What it raises after everything else."""
    gives: frozenset[str] = frozenset({"commits"})
    reads = "any folder"

    def detect(self, root: Path) -> bool:
        """Whether `root` is the folder that it is meant for."""
        return self.below in ("", root.name)

    def read(self, root: Path, request: ReadRequest) -> Iterator[Record | History]:
        """Yield histories named after `root`, then the records."""
        request.task.check()
        script = _script.parse(self.text)
        named = [attrs.evolve(known, name=root.name) for known in script.repositories[:1]]
        for repository in [*named, *script.repositories[1:]]:
            if repository.commits:
                whole = _history(repository)
                if self.first_view:
                    yield _first_view(whole)
                yield whole
        yield from script.records
        if self.raises:
            raise self.raises


def _first_view(whole: History) -> History:
    """Return what a source knows before it has read a hunk."""
    unread = np.full(len(whole.touch_path), UNREAD, np.int32)
    nothing = np.zeros(0, np.int32)
    return attrs.evolve(
        whole,
        complete=False,
        touch_added=np.where(whole.touch_added == BINARY, BINARY, unread),
        touch_deleted=np.where(whole.touch_deleted == BINARY, BINARY, unread),
        file_lines=np.full(len(whole.file_path), UNREAD, np.int32),
        line_file=nothing,
        line_commit=nothing,
        line_count=nothing,
        replaced_commit=nothing,
        replaced_of=nothing,
        replaced_path=nothing,
        replaced_count=nothing,
    )


def write_repo(folder: Path, text: str, *, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Make `folder` a git repository with the history that `text` tells; return `folder`.

    Needs git. What git is told is fixed to the last byte: the same text gives the same object ids.

    Parameters
    ----------
    folder
        Made where it is missing; must not hold a repository yet.
    text
        One repository; posts, interactions, aliases, marks and owners in it are passed over.
    files
        The content of paths that `text` touches, instead of generated lines.

    Raises
    ------
    subprocess.CalledProcessError
        Where git refuses.
    """
    (repository,) = _script.parse(text).repositories
    folder.mkdir(parents=True, exist_ok=True)
    commands = {
        ("init", "--quiet", "--template=", "--initial-branch=main"): b"",
        ("fast-import", "--quiet"): stream(repository, files or {}),
        ("reset", "--quiet", "--hard"): b"",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    nobodys = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for command, given in commands.items():
        if repository.commits or command[0] == "init":
            subprocess.run(
                ["git", "-C", folder, *command], input=given, check=True, env=kept | nobodys
            )
    return folder
