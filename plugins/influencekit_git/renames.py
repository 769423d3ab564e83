"""Asks git under which name a file was before: for one file at a time, as ``git blame`` does.

The question is put as two commits in the private repository, one with all files that were dropped
and one with the file in question, and ``git diff-tree -M`` answers it.
"""

import re
import tempfile
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

from influencekit import lineage
from influencekit.lineage import GITLINK, NONE, SYMLINK, Orphan, Revisions
from influencekit.protocols import Task
from influencekit.report import Problem
from influencekit_git.repository import Repository, complaint

_DIFF = (
    "diff-tree",
    "--stdin",
    "-r",
    "-M",
    "-z",
    "--raw",
    "--no-abbrev",
    "--diff-filter=R",
    "--always",
    "--no-textconv",
    "--no-ext-diff",
)
_MODES = {SYMLINK: b"120000", GITLINK: b"160000"}

Question = tuple[Orphan, int]
"""An orphan and the number of a parent that lacks its name."""


def adopt_renamed(
    repository: Repository,
    made: Revisions,
    blobs: Sequence[bytes],
    paths: Sequence[bytes],
    *,
    jobs: int,
    task: Task,
) -> list[Problem]:
    """Give the orphans of the last walk the parents that they have under other names.

    Parameters
    ----------
    repository
        Where to ask.
    made
        Whose orphans are settled.
    blobs, paths
        Object ids (hex) and names by number.
    jobs, task
        Processes to share the questions, and who may be short of them.
    """
    questions = [(orphan, number) for orphan in made.orphans for number in orphan.gone]
    involved = {orphan.revision for orphan in made.orphans}
    involved.update(*(gone.values() for orphan in made.orphans for gone in orphan.gone.values()))
    absent = repository.absent(
        {blobs[made.blob[it]] for it in involved if made.kind[it] != GITLINK}
    )
    stream, marks = _stream(made, questions, blobs, paths, absent)
    names, failure = _ask(repository, stream, marks, jobs, task) if questions else ([], None)
    found = {
        (id(orphan), number): name for (orphan, number), name in zip(questions, names, strict=True)
    }
    for orphan in made.orphans:
        filled = list(orphan.here)
        for number, gone in orphan.gone.items():
            name = found.get((id(orphan), number))
            there = next((r for path, r in gone.items() if paths[path] == name), NONE)
            if there != NONE and made.kind[there] == made.kind[orphan.revision]:
                filled[number] = there
        lineage.adopt(made, orphan.revision, filled)
    made.orphans.clear()
    if failure is None:
        return []
    told = f"some renames could not be looked for: {failure}"
    return [Problem(kind="source", name="git", message=told)]


def _ask(
    repository: Repository,
    stream: bytes,
    marks: Sequence[tuple[bytes, bytes]],
    jobs: int,
    task: Task,
) -> tuple[list[bytes], str | None]:
    """Return the old name that answers each question, empty where there is none."""
    file = repository.scratch / "marks"
    repository.run(
        "fast-import", "--quiet", "--force", "--done", f"--export-marks={file}", stdin=stream
    )
    oids = dict(line.split(b" ") for line in file.read_bytes().splitlines())
    asked = [oids[new] + b" " + oids[old] + b"\n" for old, new in marks]

    def answers(job: int) -> tuple[list[bytes], str | None]:
        with task.place():
            return _answers(repository, asked[job::jobs])

    with ThreadPoolExecutor(jobs, "influencekit-renames") as pool:
        parts = list(pool.map(answers, range(jobs)))
    names = [b""] * len(asked)
    for job, (some, _) in enumerate(parts):
        names[job::jobs] = some
    return names, next((failure for _, failure in parts if failure is not None), None)


def _answers(repository: Repository, asked: Sequence[bytes]) -> tuple[list[bytes], str | None]:
    with tempfile.TemporaryFile() as listed:
        listed.writelines(asked)
        listed.seek(0)
        with repository.stream(*_DIFF, stdin=listed.fileno()) as (process, errors):
            assert process.stdout is not None  # noqa: S101 - it was asked for
            tokens = process.stdout.read().split(b"\0")
            failure = complaint(errors()) if process.wait() else None
    names = [b""] * len(asked)
    place = -1
    at = 0
    while at < len(tokens) - 1:
        if tokens[at].startswith(b":"):
            names[place] = tokens[at + 1]
            at += 3
        else:
            place += 1
            at += 1
    return names, failure


def _stream(
    made: Revisions,
    questions: Sequence[Question],
    blobs: Sequence[bytes],
    paths: Sequence[bytes],
    absent: Collection[bytes],
) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return what ``git fast-import`` reads and, for each question, the marks (old, new).

    Files whose content is `absent` take no part.
    """
    lines: list[bytes] = []
    marks: list[tuple[bytes, bytes]] = []
    dropped: dict[int, bytes] = {}

    def commit(files: Sequence[tuple[int, int]]) -> bytes:
        mark = b":%d" % (len(marks) + len(dropped) + 1)
        lines.append(b"commit refs/questions\nmark %s\ncommitter q <q> 0 +0000\ndata 0" % mark)
        lines.append(b"deleteall")
        lines.extend(
            b"M %s %s %s"
            % (_MODES.get(made.kind[r], b"100644"), blobs[made.blob[r]], _quoted(paths[path]))
            for path, r in files
            if blobs[made.blob[r]] not in absent
        )
        return mark

    for orphan, number in questions:
        gone = orphan.gone[number]
        if id(gone) not in dropped:
            dropped[id(gone)] = commit(sorted(gone.items()))
        new = commit([(made.path[orphan.revision], orphan.revision)])
        marks.append((dropped[id(gone)], new))
    return b"\n".join([*lines, b"done", b""]), marks


def _quoted(path: bytes) -> bytes:
    if not re.search(rb'[\n"\\]', path):
        return path
    escaped = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'
