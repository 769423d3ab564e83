"""What stands beside the history at one revision: its files, attributes, mailmap, code owners."""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit.codeowners import PLACES
from influencekit.columns import Bytes, Flags
from influencekit.history import (
    DOCUMENTATION,
    GENERATED,
    NOT_DOCUMENTATION,
    NOT_GENERATED,
    NOT_VENDORED,
    VENDORED,
)
from influencekit_git.files import read_small
from influencekit_git.repository import Repository

_MARKS = {
    b"linguist-generated": (GENERATED, NOT_GENERATED),
    b"linguist-vendored": (VENDORED, NOT_VENDORED),
    b"linguist-documentation": (DOCUMENTATION, NOT_DOCUMENTATION),
}
_LARGEST_TEXT = 8 * 1024 * 1024


@attrs.frozen(eq=False)
class Tree:
    """The files of one revision."""

    paths: Sequence[bytes]
    blobs: Sequence[bytes]
    """Object ids, hex."""

    def text(self, repository: Repository, path: bytes) -> str:
        """Return a small text file's content, empty where it is not there."""
        try:
            blob = self.blobs[self.paths.index(path)].decode()
        except ValueError:
            return ""
        return _blob_text(repository, blob)


def _blob_text(repository: Repository, name: str) -> str:
    size = repository.run("cat-file", "-s", name, allow_failure=True).strip()
    if not size or int(size) > _LARGEST_TEXT:
        return ""
    content = repository.run("cat-file", "blob", name, allow_failure=True)
    return content.decode("utf-8", "surrogateescape")


def read_tree(repository: Repository, revision: str) -> Tree:
    """List the files and symbolic links of `revision`; submodules are left out."""
    listed = repository.run("ls-tree", "-r", "-z", "--full-tree", revision).split(b"\0")[:-1]
    rows = [line.partition(b"\t") for line in listed]
    files = [(path, head.split(b" ")[2]) for head, _, path in rows if not head.startswith(b"16")]
    return Tree([path for path, _ in files], [blob for _, blob in files])


def code_owners(repository: Repository, tree: Tree) -> tuple[str, str]:
    """Return the text and the path of the first CODEOWNERS file where forges look for one."""
    for path in PLACES:
        if path.encode() in tree.paths:
            return tree.text(repository, path.encode()), path
    return "", ""


def mailmap_text(repository: Repository, revision: str) -> str:
    """Return the mailmap that git would use: the work tree's, or a bare repository's committed one.

    As in git, a symbolic link is not followed.
    """
    folder = repository.place.work_tree
    if folder is None:
        return _blob_text(repository, f"{revision}:.mailmap")
    return read_small(folder / ".mailmap", _LARGEST_TEXT).decode("utf-8", "surrogateescape")


def attributes(
    repository: Repository, revision: str, tree: Tree, paths: Sequence[bytes]
) -> tuple[Bytes, Flags]:
    """Return what ``.gitattributes`` at `revision` says of files.

    Parameters
    ----------
    repository, revision, tree
        The files of a revision.
    paths
        All paths there ever were.

    Returns
    -------
    Bytes
        One a file of `tree`: bits (see `influencekit.history`).
    Flags
        One a path: whether it is denied a diff (``-diff``, ``binary``). It has no lines in
        ``git log --numstat`` then, whatever its content; to ``git blame`` it has.

    Raises
    ------
    InputError
        git cannot take in these files: one is named ``..``, say.
    """
    marks = np.zeros(len(tree.paths), np.uint8)
    undiffed = np.zeros(len(paths), np.bool_)
    if any(path.rsplit(b"/", 1)[-1] == b".gitattributes" for path in tree.paths):
        repository.run("read-tree", revision)
        for place, name, value in _told(repository, tree.paths, tuple(_MARKS)):
            yes, no = _MARKS[name]
            marks[place] |= no if value in (b"unset", b"false") else yes
        for place, _, value in _told(repository, paths, (b"diff",)):
            undiffed[place] = value == b"unset"
    return marks, undiffed


def _told(
    repository: Repository, paths: Sequence[bytes], names: Sequence[bytes]
) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (place in `paths`, attribute, value) of what is specified."""
    asked = ("check-attr", "--cached", "--stdin", "-z")
    output = repository.run(*asked, *names, stdin=b"\0".join([*paths, b""])).split(b"\0")
    for number, (name, value) in enumerate(zip(output[1::3], output[2::3], strict=False)):
        if value != b"unspecified":
            yield number // len(names), name, value
