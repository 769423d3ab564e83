"""Repositories that are written from a stream, what git says of them, and what the source tells."""

import ast
import os
import subprocess
import tempfile
from collections import defaultdict
from itertools import count
from pathlib import Path

import attrs
import pytest

from influencekit.history import History
from influencekit.protocols import ReadRequest
from influencekit_git.source import GitSource


@attrs.frozen
class Written:
    """A story as a bare repository."""

    path: Path
    oids: list[str]
    """Commit n's object id."""

    def git(self, *arguments, **options) -> bytes:
        return run_git(self.path, *arguments, **options)

    def blame(self, revision: str, path: bytes) -> list[tuple[str, bytes, int]]:
        """Return what git says each line of a file is from: (commit, path then, line then)."""
        said = self.git("blame", "--incremental", revision, "--", path)
        found, head = {}, None
        for line in said.splitlines():
            if head is None:
                head = line.split(b" ")
            elif line.startswith(b"filename "):
                name = line.removeprefix(b"filename ")
                if name.startswith(b'"'):
                    name = ast.literal_eval("b" + name.decode("ascii"))
                source, final, lines = map(int, head[1:])
                for place in range(lines):
                    found[final + place] = (head[0].decode(), name, source + place)
                head = None
        return [found[line] for line in sorted(found)]


def run_git(folder, *arguments, **options) -> bytes:
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


def write_story(story, folder: Path, *, object_format: str = "sha1") -> Written:
    """Write `story` to `folder`, a bare repository that may hold the beginning of it already."""
    if not (folder / "HEAD").exists():
        folder.mkdir(parents=True, exist_ok=True)
        init = ("init", "-q", "--bare", "--template=", f"--object-format={object_format}")
        run_git(folder, *init)
    marks = folder / "made-marks"
    run_git(
        folder,
        "-c",
        "fastimport.unpackLimit=1000000",
        "-c",
        "core.fsync=none",
        "fast-import",
        "--quiet",
        "--force",
        "--done",
        f"--export-marks={marks}",
        input=story.stream(),
    )
    lines = marks.read_text().splitlines()
    named = dict(line.split(" ") for line in lines)
    oids = [named[f":{number + 1}"] for number in range(len(story))]
    (folder / "HEAD").write_text(f"ref: refs/heads/c{len(story) - 1}\n")
    return Written(folder, oids)


@pytest.fixture(scope="session")
def _stage():
    with tempfile.TemporaryDirectory(prefix="stories-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def write(_stage):
    """Return a function that writes a story to a folder of its own."""
    numbers = count()

    def make(story, folder=None, **options):
        return write_story(story, folder or _stage / f"{next(numbers)}.git", **options)

    return make


# What is read -------------------------------------------------------------------------------


@attrs.frozen
class Told:
    """What reading a repository came to, in names instead of numbers."""

    commits: dict
    """Object id → author, committer, times, offset, subject, parents, credits."""
    touches: dict
    """(commit, path) → (status, old path, added, deleted)."""
    files: dict
    """Path → (lines, marks)."""
    lines: dict
    """(path, commit) → lines that live."""
    replaced: dict
    """(commit, whose lines, path) → lines that went."""
    identities: tuple
    paths: tuple
    beside: tuple
    """Name, head, aliases, code owners, layers."""


def in_names(known: History) -> Told:
    oids = [oid.decode() for oid in known.commit_oid.tolist()]
    paths = [os.fsencode(path) for path in known.paths]
    who = known.identities
    files = [paths[path] for path in known.file_path.tolist()]
    starts = known.parent_starts.tolist()
    credit = defaultdict(list)
    for commit, person, role in _rows(known, "credit_", "commit identity role"):
        credit[commit].append((known.roles[role], who[person]))
    columns = "author committer authored_at author_offset committed_at"
    return Told(
        commits={
            oids[number]: (
                *(who[author], who[committer], authored_at, offset, committed_at),
                known.commit_subject[number],
                tuple(
                    oids[it] for it in known.parents[starts[number] : starts[number + 1]].tolist()
                ),
                tuple(credit[number]),
            )
            for number, (author, committer, authored_at, offset, committed_at) in enumerate(
                _rows(known, "commit_", columns)
            )
        },
        touches=_table(
            ((oids[commit], paths[path]), (chr(status), paths[old] if old >= 0 else None, *counts))
            for commit, path, status, old, *counts in _rows(
                known, "touch_", "commit path status old_path added deleted"
            )
        ),
        files=_table(
            (paths[path], (lines, marks))
            for path, lines, marks in _rows(known, "file_", "path lines marks")
        ),
        lines=_table(
            ((files[file], oids[commit]), count)
            for file, commit, count in _rows(known, "line_", "file commit count")
        ),
        replaced=_table(
            ((oids[commit], oids[of], paths[path]), count)
            for commit, of, path, count in _rows(known, "replaced_", "commit of path count")
        ),
        identities=tuple(sorted((it.name, it.email) for it in who)),
        paths=tuple(sorted(paths)),
        beside=(known.name, known.head, known.aliases, known.codeowners, known.layers),
    )


def _rows(known: History, prefix: str, names: str):
    columns = [getattr(known, prefix + name).tolist() for name in names.split()]
    return zip(*columns, strict=True)


def _table(rows) -> dict:
    """Return `rows` as a dictionary; each key must come once."""
    rows = list(rows)
    found = dict(rows)
    assert len(found) == len(rows), "a row stands there twice"
    return found


def read_told(root, **options) -> tuple[Told | None, list[str]]:
    """Return the last history that is read, and the problems."""
    found = list(GitSource().read(Path(root), ReadRequest(**{"jobs": 1} | options)))
    histories = [it for it in found if isinstance(it, History)]
    problems = [it.message for it in found if not isinstance(it, History)]
    return in_names(histories[-1]) if histories else None, problems


@pytest.fixture(scope="session")
def told_of():
    """Return a function that reads a repository: (what is told in names, problems)."""
    return read_told
