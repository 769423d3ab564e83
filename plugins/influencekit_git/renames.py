"""Files that a merge has under a name that one of its parents lacks: asks git what they were there."""

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence

from influencekit import lineage
from influencekit.lineage import NONE, Orphan
from influencekit.report import Problem
from influencekit_git.graph import Graph
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


def adopt_renamed(
    repository: Repository, graph: Graph, oids: Sequence[bytes], paths: Sequence[bytes]
) -> list[Problem]:
    """Give the orphans of the last walk the parents that they have under other names."""
    made = graph.revisions
    starts, parents = graph.parent_starts.tolist(), graph.parents.tolist()

    def question(orphan: Orphan, number: int) -> tuple[int, int]:
        commit = made.commit[orphan.revision]
        return commit, parents[starts[commit] + number]

    asked = {question(orphan, number) for orphan in made.orphans for number in orphan.gone}
    renames, problems = _renames(repository, sorted(asked), oids)
    for orphan in made.orphans:
        filled = list(orphan.here)
        name = paths[made.path[orphan.revision]]
        for number, gone in orphan.gone.items():
            source = renames.get(question(orphan, number), {}).get(name)
            there = next((r for path, r in gone.items() if paths[path] == source), NONE)
            if there != NONE and made.kind[there] == made.kind[orphan.revision]:
                filled[number] = there
        lineage.adopt(made, orphan.revision, filled)
    made.orphans.clear()
    return problems


def _renames(
    repository: Repository, asked: Sequence[tuple[int, int]], oids: Sequence[bytes]
) -> tuple[Mapping[tuple[int, int], Mapping[bytes, bytes]], list[Problem]]:
    """Return for each (merge, parent) the new names with the old ones."""
    if not asked:
        return {}, []
    found: dict[tuple[int, int], dict[bytes, bytes]] = defaultdict(dict)
    with tempfile.TemporaryFile() as listed:
        listed.writelines(oids[merge] + b" " + oids[parent] + b"\n" for merge, parent in asked)
        listed.seek(0)
        with repository.stream(*_DIFF, stdin=listed.fileno()) as (process, errors):
            assert process.stdout is not None  # noqa: S101 - it was asked for
            tokens = process.stdout.read().split(b"\0")
            failure = complaint(errors()) if process.wait() else None
    questions = iter(asked)
    question = None
    at = 0
    while at < len(tokens) - 1:
        if tokens[at].startswith(b":"):
            assert question is not None  # noqa: S101 - git prints the commit first
            found[question][tokens[at + 2]] = tokens[at + 1]
            at += 3
        else:
            question = next(questions)
            at += 1
    if failure is None:
        return found, []
    told = f"renames in some merges could not be looked for: {failure}"
    return found, [Problem(kind="source", name="git", message=told)]
