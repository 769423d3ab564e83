"""What stands beside the history at one revision: its files, attributes, mailmap, code owners."""

from collections.abc import Sequence

import attrs
import numpy as np

from influencekit.columns import Bytes
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
_CODEOWNERS = (b".github/CODEOWNERS", b"CODEOWNERS", b"docs/CODEOWNERS", b".gitlab/CODEOWNERS")
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
    for path in _CODEOWNERS:
        if path in tree.paths:
            return tree.text(repository, path), path.decode()
    return "", ""


def mailmap_text(repository: Repository, revision: str) -> str:
    """Return the mailmap that git would use: the work tree's, or a bare repository's committed one.

    As in git, a symbolic link is not followed.
    """
    folder = repository.place.work_tree
    if folder is None:
        return _blob_text(repository, f"{revision}:.mailmap")
    return read_small(folder / ".mailmap", _LARGEST_TEXT).decode("utf-8", "surrogateescape")


def file_marks(repository: Repository, revision: str, tree: Tree) -> Bytes:
    """Return what ``.gitattributes`` says of each file, as bits (see `influencekit.history`)."""
    marks = np.zeros(len(tree.paths), np.uint8)
    if not any(path.rsplit(b"/", 1)[-1] == b".gitattributes" for path in tree.paths):
        return marks
    repository.run("read-tree", revision)
    output = repository.run(
        "check-attr", "--cached", "--stdin", "-z", *_MARKS, stdin=b"\0".join([*tree.paths, b""])
    ).split(b"\0")
    places = {path: place for place, path in enumerate(tree.paths)}
    for path, name, value in zip(output[::3], output[1::3], output[2::3], strict=False):
        if value != b"unspecified":
            yes, no = _MARKS[name]
            marks[places[path]] |= no if value in (b"unset", b"false") else yes
    return marks
