"""Commits to look through when asking where a line is from, as ``git blame --ignore-rev`` does.

How git pairs the lines of a reformatted file with those before is a matter of likeness between
texts, so git itself is asked: once for each file that an ignored commit changed, with the commit's
parents as the end of history, which is quick, and the answers are kept.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from influencekit.columns import Flags
from influencekit.errors import InputError
from influencekit.lineage import GITLINK
from influencekit.origins import Kept
from influencekit.protocols import Task
from influencekit.report import Problem
from influencekit_git.blame import blame
from influencekit_git.graph import Graph, starts_of
from influencekit_git.repository import Repository
from influencekit_git.store import Store


def parse(text: str, path: str, width: int) -> tuple[frozenset[bytes], list[Problem]]:
    """Return the commits that an ignore-revs file lists: one full object id a line, ``#`` comments.

    Examples
    --------
    >>> commits, problems = parse("# black" + chr(10) + "c" * 40 + chr(10) + "HEAD", "revs", 40)
    >>> len(commits), problems[0].locator
    (1, 'revs:3')
    """
    commits, problems = set(), []
    for number, line in enumerate(text.splitlines(), 1):
        word = line.partition("#")[0].strip().lower()
        if len(word) == width and not word.strip("0123456789abcdef"):
            commits.add(word.encode())
        elif word:
            told = f"{word[:80]!r} is no full commit id of {width} digits; the line is passed over."
            problems.append(
                Problem(kind="source", name="git", message=told, locator=f"{path}:{number}")
            )
    return frozenset(commits), problems


def digest(commits: Iterable[bytes]) -> str:
    """Return a short name for a set of commits; empty for none."""
    joined = b"".join(sorted(commits))
    return hashlib.sha256(joined).hexdigest()[:12] if joined else ""


def ignore_options(commits: Iterable[bytes]) -> list[str]:
    """Return what tells ``git blame`` to look through `commits`."""
    return [word for oid in sorted(commits) for word in ("--ignore-rev", oid.decode())]


class Overrides:
    """Which lines the versions made by ignored commits have from their parents."""

    def __init__(self, repository: Repository, store: Store, jobs: int, task: Task) -> None:
        self._repository, self._store, self._jobs, self._task = repository, store, jobs, task

    def of(
        self, graph: Graph, ignored: Flags, oids: Sequence[bytes], paths: Sequence[bytes]
    ) -> Mapping[int, Sequence[Kept]]:
        """Return what `influencekit.origins.Deltas.overrides` takes.

        Parameters
        ----------
        graph
            Whose versions.
        ignored
            One a commit.
        oids, paths
            Of commits and of paths, by number.
        """
        made = graph.revisions
        counts, flat = graph.parent_columns()
        parents = [part.tolist() for part in np.split(flat, np.cumsum(counts)[:-1])]
        wanted = np.flatnonzero(ignored[np.array(made.commit, np.int64)]).tolist()
        wanted = [r for r in wanted if parents[r] and made.kind[r] != GITLINK]
        known = self._load()
        missing = [revision for revision in wanted if revision not in known]

        def ask(revision: int) -> list[Kept] | None:
            with self._task.place():
                return _kept(
                    self._repository, graph, revision, parents[revision], oids=oids, paths=paths
                )

        with ThreadPoolExecutor(self._jobs, "influencekit-blame") as pool:
            answers = pool.map(ask, missing)
            found = {}
            for revision, kept in zip(missing, answers, strict=True):
                self._task.check()
                if kept is not None:
                    found[revision] = kept
                self._task.progress("ignored revisions", len(found), len(missing))
        self._save(found)
        known |= found
        return {revision: known[revision] for revision in wanted if revision in known}

    def _load(self) -> dict[int, list[Kept]]:
        column = self._store.column
        rows = np.column_stack([column(f"override.{part}") for part in _PARTS]).tolist()
        bounds = starts_of(column("override.runs")).tolist()
        return {
            revision: [(a, b, c, d) for a, b, c, d in rows[start:end]]
            for revision, start, end in zip(
                column("override.revision").tolist(), bounds, bounds[1:], strict=False
            )
        }

    def _save(self, found: Mapping[int, Sequence[Kept]]) -> None:
        rows = np.array([run for kept in found.values() for run in kept], np.int32).reshape(-1, 4)
        with self._store.writing() as batch:
            batch.append(
                {f"override.{part}": rows[:, place] for place, part in enumerate(_PARTS)}
                | {
                    "override.revision": np.array(list(found), np.int32),
                    "override.runs": np.array([len(kept) for kept in found.values()], np.int32),
                }
            )


_PARTS = ("new", "lines", "parent", "old")


def _kept(
    repository: Repository,
    graph: Graph,
    revision: int,
    parents: Sequence[int],
    *,
    oids: Sequence[bytes],
    paths: Sequence[bytes],
) -> list[Kept] | None:
    made = graph.revisions
    commit = made.commit[revision]
    before = graph.parents[graph.parent_starts[commit] : graph.parent_starts[commit + 1]].tolist()
    # Versions of one path in several parents are told apart by their parents' order.
    places: dict[bytes, list[int]] = defaultdict(list)
    for place, parent in enumerate(parents):
        places[paths[made.path[parent]]].append(place)
    oid = oids[commit].decode()
    ends = [f"^{oids[parent].decode()}" for parent in before]
    try:
        runs = blame(
            repository, oid, paths[made.path[revision]], *ends, *ignore_options([oids[commit]])
        )
    except InputError:
        return None
    order = {oids[parent]: number for number, parent in enumerate(before)}
    kept = []
    for run in runs:
        if run.commit in order and places[run.path]:
            candidates = places[run.path]
            place = candidates[min(order[run.commit], len(candidates) - 1)]
            kept.append((run.line - 1, run.lines, place, run.source_line - 1))
    return kept
