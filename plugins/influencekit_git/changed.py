"""Which files a commit, a range or the work tree changes: names only."""

import os

from influencekit.domain import Identity
from influencekit.errors import InputError
from influencekit.protocols import Changed
from influencekit_git.files import read_small
from influencekit_git.repository import Repository

_LARGEST_INDEX = 1024 * 1024 * 1024
_FORMAT = "--format=%an%x00%ae%x00%ct%x00%s%x00"


def changed(repository: Repository, revision: str) -> Changed:
    """Return what `revision` changes: a commit, ``A..B``, or the work tree where it is empty.

    Of a merge, what it brings to its first parent. A renamed file counts under both names.

    Raises
    ------
    InputError
        There is no such revision, it names no commit, or there is no work tree.
    """
    if not revision:
        return Changed(paths=_in_work_tree(repository))
    since, dots, head = revision.rpartition("..")
    if since.endswith("."):
        raise InputError(f"{revision}: a symmetric difference (A...B) is no range; use A..B.")
    tip = repository.commit_id(head or "HEAD" if dots else revision)
    chosen = [tip, f"^{repository.commit_id(since or 'HEAD')}"] if dots else ["-1", tip]
    one = ["--diff-merges=first-parent"] if not dots else ["--no-merges"]
    told = repository.run("log", "-z", _FORMAT, *one, "--no-patch", *chosen)
    fields = told.decode("utf-8", "replace").split("\0")
    rows = [tuple(fields[at : at + 4]) for at in range(0, len(fields) - 4, 5)]
    if not rows:
        raise InputError(f"{revision}: there is no commit in it.")
    said = repository.run("log", "-z", "--format=", "--name-only", "--no-renames", *one, *chosen)
    subjects = {subject for *_, subject in rows}
    return Changed(
        paths=_names(said),
        authors=tuple(dict.fromkeys(Identity(name, email) for name, email, _, _ in rows)),
        subject=subjects.pop() if len(subjects) == 1 else "",
        at=min(int(time) for _, _, time, _ in rows),
    )


def _in_work_tree(repository: Repository) -> tuple[str, ...]:
    """Return the files that differ from HEAD, staged or not; untracked ones are not known to git.

    Git runs with a copy of the index and without the repository's configuration: filters, hooks and
    watchers that it names do not run, and submodules are not entered.
    """
    place = repository.place
    if place.work_tree is None:
        raise InputError(f"{place.git_dir}: has no work tree; name a commit, a file or a folder.")
    if not repository.has_commits:
        raise InputError(f"{place.work_tree}: no commits yet, so that nothing has changed.")
    index = read_small(place.git_dir / "index", _LARGEST_INDEX)
    (repository.scratch / "index").write_bytes(index)
    if not index:
        repository.run("read-tree", "HEAD")
    tree = os.fsencode(place.work_tree.resolve())
    shown = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv")
    said = repository.run(
        b"--work-tree=" + tree, "diff", *shown, "--ignore-submodules=all", "HEAD", "--"
    )
    return _names(said)


def _names(said: bytes) -> tuple[str, ...]:
    return tuple(sorted({os.fsdecode(name) for name in said.split(b"\0") if name}))
