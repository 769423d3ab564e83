"""One repository's history as columns: what a version-control source hands to the core."""

import attrs
import numpy as np

from influencekit.columns import Bytes, Ints, Texts, Times
from influencekit.domain import Alias, Identity

BINARY = -1
"""Number of lines of a file or of a change that has none because its content is binary."""
UNREAD = -2
"""Number of lines that is not known yet: the hunks have not been read."""

GENERATED, VENDORED, DOCUMENTATION = 1, 2, 4
"""Bits of `History.file_marks`: what ``.gitattributes`` says (``linguist-generated``, …)."""
NOT_GENERATED, NOT_VENDORED, NOT_DOCUMENTATION = 16, 32, 64
"""Bits of `History.file_marks`: ``.gitattributes`` denies it, whatever the name looks like."""


def _no_ints() -> Ints:
    return np.zeros(0, np.int32)


@attrs.frozen(eq=False, kw_only=True)
class History:
    """Commits oldest first (parents before children), what they touched, and whose lines live.

    Paths are indices into `paths`, identities into `identities`, commits into the commit columns.
    """

    name: str
    """What to call the repository in output: its folder's name."""
    root: str
    """As the user gave it."""
    head: str
    """Object id of the revision that was read; empty for a repository without commits."""
    complete: bool
    """False for a first view without line counts (`touch_added` holds `UNREAD`) and lines."""

    identities: tuple[Identity, ...]
    aliases: tuple[Alias, ...] = ()
    paths: Texts

    commit_oid: np.ndarray[tuple[int], np.dtype[np.bytes_]]
    """Hex, ``S40`` or ``S64``."""
    commit_author: Ints
    commit_committer: Ints
    commit_authored_at: Times
    commit_author_offset: Ints
    """Minutes east of UTC."""
    commit_committed_at: Times
    commit_subject: Texts
    parent_starts: Times
    """n + 1 offsets into `parents`."""
    parents: Ints
    """Indices of commits; a parent that is not in the history (shallow clone) is left out."""

    touch_commit: Ints
    """Ascending. Merges have no touches: what they bring is told by the commits they join."""
    touch_path: Ints
    touch_old_path: Ints
    """The former path where git saw a rename, else -1."""
    touch_status: Bytes
    """As git says it: ord of ``A``, ``M``, ``D``, ``R`` or ``T``."""
    touch_added: Ints
    """Lines, `BINARY` or `UNREAD`."""
    touch_deleted: Ints
    """Lines, `BINARY` or `UNREAD`."""

    credit_commit: Ints
    credit_identity: Ints
    credit_role: Ints
    """Index into `roles`."""
    roles: tuple[str, ...] = ()
    """Trailer keys, lower-case."""

    file_path: Ints
    """Files at `head`, ascending by path."""
    file_lines: Ints
    """Lines, `BINARY` or `UNREAD`."""
    file_marks: Bytes
    """Bits, see `GENERATED` and its neighbours."""

    line_file: Ints = attrs.field(factory=_no_ints)
    """Index into `file_path`; surviving lines at `head`, one row a file and commit."""
    line_commit: Ints = attrs.field(factory=_no_ints)
    """The commit that these lines are from."""
    line_count: Ints = attrs.field(factory=_no_ints)

    replaced_commit: Ints = attrs.field(factory=_no_ints)
    """A non-merge commit that deleted or replaced lines; one row a commit, victim and path."""
    replaced_of: Ints = attrs.field(factory=_no_ints)
    """The commit whose lines they were."""
    replaced_path: Ints = attrs.field(factory=_no_ints)
    replaced_count: Ints = attrs.field(factory=_no_ints)

    codeowners: str = ""
    """Text of the CODEOWNERS file at `head`, empty where there is none."""
    codeowners_path: str = ""
    layers: tuple[str, ...] = ()
    """What makes these numbers other than git's own, one sentence each."""


@attrs.frozen(eq=False, kw_only=True)
class LineOrigins:
    """The commit behind each line of every file at one revision, as runs of consecutive lines."""

    head: str
    """Object id of the revision."""
    oids: Texts
    """Hex; the commits that `commits` points into."""
    paths: Texts
    """Files, ascending."""
    contents: Texts
    """One a file: the id of its content, for git the blob's; tells whether a text is that content."""
    starts: Times
    """n + 1 offsets of the files into `lengths` and `commits`.

    A file without runs is empty, binary, or its origins are not known.
    """
    lengths: Ints
    """Lines of each run."""
    commits: Ints
    """Index into `oids` of the commit that the run's lines are from."""
