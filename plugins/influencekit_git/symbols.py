"""In which functions and classes commits changed lines: what git's hunk headers say.

git shows with each hunk the nearest line above it that its patterns for the language take for the head of
a function or class (``@@ -3 +3,2 @@ def find(self):``). The private repository is told which patterns
are for which files; attributes and configuration of the analysed one take no part. What was found is
kept, since it never changes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

import numpy as np

from influencekit.kinds import KINDS, classify
from influencekit.protocols import Task
from influencekit_git.files import is_oid
from influencekit_git.repository import Repository
from influencekit_git.store import Store

MOST = 50
"""Names of a commit that are kept, the first ones."""
BATCH = 500
"""Commits that are read and kept together."""
LARGEST = 256 * 1024
"""Bytes of a file above which it is passed over: who writes code by hand writes less."""
_LINE = 1 << 16
_PATTERNS = {
    "bash": "bash sh zsh",
    "cpp": "c cc cpp cxx h hh hpp hxx",
    "csharp": "cs",
    "elixir": "ex exs",
    "fortran": "f f90",
    "golang": "go",
    "java": "java",
    "objc": "m mm",
    "pascal": "pas",
    "perl": "pl pm",
    "php": "php",
    "python": "py pyi pyx",
    "ruby": "rb",
    "rust": "rs",
}
"""Endings of files by the name of git's patterns; for others the plain rule holds, which takes any line that
begins with a letter, ``_`` or ``$``."""
_DIFF = (
    "diff-tree",
    "--stdin",
    "--root",
    "-r",
    "-p",
    "-U0",
    "--no-renames",
    "--no-textconv",
    "--no-ext-diff",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_COUNTED = (KINDS.index("code"), KINDS.index("tests"))
_CALLED = re.compile(r"([^\W\d]\w*)\s*(?:<[^<>()]*>)?\s*\(")
_NO_NAME = re.compile("catch|elif|else|for|foreach|fn|func|function|if|return|sizeof|switch|while")
_DECLARED = re.compile(
    r"""\b(?:impl(?:<[^<>]*>)?\s+(?:\S+\s+for\s+)?|(?:class|def|enum|fn|func|function|interface|module
    |namespace|package|proc|protocol|struct|sub|trait|type|union)\s+)([^\W\d]\w*)\s*
    (?:$|[:;{<(]|(?:extends|implements|interface|struct|where)\b)""",
    re.VERBOSE,
)


def symbols(
    repository: Repository, store: Store, commits: Sequence[str], task: Task
) -> Mapping[str, tuple[str, ...]]:
    """Return names of the functions and classes in which each of `commits` changed lines.

    Parameters
    ----------
    commits
        Full object ids; what is not there, or cannot be read, has no names.

    Returns
    -------
    Mapping
        Object ids to at most `MOST` names, ascending. Only files of code and tests have any, and
        only such as are not larger than `LARGEST`.
    """
    known = _kept(store)
    wanted = [oid.encode() for oid in dict.fromkeys(commits) if oid.encode() not in known]
    absent = repository.absent(wanted) if wanted else set()
    there = [oid for oid in wanted if oid not in absent]
    for start in range(0, len(there), BATCH):
        task.check()
        task.progress("hunk headers", start, len(there))
        found = _read(repository, there[start : start + BATCH])
        with store.writing() as batch:
            batch.append(
                {
                    "symbol.commit": np.array(list(found), "S64"),
                    "symbol.names": np.frombuffer(
                        b"".join(" ".join(names).encode() + b"\n" for names in found.values()),
                        np.uint8,
                    ),
                }
            )
        known |= found
    return {oid: known.get(oid.encode(), ()) for oid in commits}


def _kept(store: Store) -> dict[bytes, tuple[str, ...]]:
    oids = store.column("symbol.commit", "S64")
    lines = store.column("symbol.names", np.uint8).tobytes().decode().split("\n")
    names = (tuple(line.split()) for line in lines[:-1])
    return dict(zip(oids.tolist(), names, strict=True))


def _read(repository: Repository, commits: Sequence[bytes]) -> dict[bytes, tuple[str, ...]]:
    """Return the names of each commit; where git gives up, in halves, without those that it cannot read."""
    found: dict[bytes, dict[str, None]] = {oid: {} for oid in commits}
    kinds: dict[str, bool] = {}
    attributes = repository.scratch / "patterns"
    if not attributes.exists():
        endings = ((ending, name) for name, told in _PATTERNS.items() for ending in told.split())
        attributes.write_text("".join(f"*.{ending} diff={name}\n" for ending, name in endings))
    settings = (f"core.attributesFile={attributes}", f"core.bigFileThreshold={LARGEST}")
    given = repository.scratch / "commits"
    given.write_bytes(b"".join(oid + b"\n" for oid in commits))
    with (
        given.open("rb") as stdin,
        repository.stream(
            *(word for it in settings for word in ("-c", it)), *_DIFF, stdin=stdin
        ) as (
            process,
            _,
        ),
    ):
        assert process.stdout is not None  # noqa: S101 - it was asked for
        for commit, path, heading in _headings(process.stdout):
            if path not in kinds:
                kinds[path] = int(classify([path])[0]) in _COUNTED
            name = symbol_in(heading) if kinds[path] else ""
            if name and len(found[commit]) < MOST:
                found[commit][name] = None
        if not process.wait():
            return {oid: tuple(sorted(names)) for oid, names in found.items()}
    if len(commits) == 1:
        return {}
    middle = len(commits) // 2
    return _read(repository, commits[:middle]) | _read(repository, commits[middle:])


def _headings(patches: IO[bytes]) -> Iterator[tuple[bytes, str, str]]:
    r"""Yield commit, path and heading of each hunk that has one; a line may have any length.

    Contents begin with ``+``, ``-`` or ``\``, so that what else begins a line is git's own; what a header
    says of the file comes before its first hunk.
    """
    commit, path, before, whole = b"", "", False, True
    while line := patches.readline(_LINE):
        begins, whole = whole, line.endswith(b"\n")
        if not begins:
            continue
        if line.startswith(b"diff --git "):
            before = True
        elif before and line.startswith(b"+++ "):
            path = (
                line[4:].rstrip(b"\n\t").strip(b'"').removeprefix(b"b/").decode("utf-8", "replace")
            )
        elif line.startswith(b"@@ "):
            before = False
            heading = line.split(b"@@", 2)[2].decode("utf-8", "replace").strip()
            if heading:
                yield commit, path, heading
        elif is_oid(line.strip()):
            commit = line.strip()


def symbol_in(heading: str) -> str:
    """Return the name of the function or class whose head `heading` is; nothing where it looks like none.

    Examples
    --------
    >>> symbol_in("static int find_pack(struct repository *r,"), symbol_in("class Store:")
    ('find_pack', 'Store')
    >>> symbol_in("func (s *Store) Open(path string) error {"), symbol_in("jobs:")
    ('Open', '')
    """
    if declared := _DECLARED.search(heading):
        return declared[1]
    called = (found[1] for found in _CALLED.finditer(heading))
    return next((name for name in called if not _NO_NAME.fullmatch(name)), "")
