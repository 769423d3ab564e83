"""What a plugin supplies. The protocols are structural: nobody inherits from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

import attrs

from influencekit.domain import (
    Anchor,
    Carried,
    FileLines,
    FileVersion,
    Identity,
    LineRun,
    Note,
    NoteEntry,
    Record,
)
from influencekit.report import Chart, Check, IndexStatus, ModelResult, Problem, Report
from influencekit.task import Task as Task  # noqa: PLC0414 - plugins find it here

if TYPE_CHECKING:
    from influencekit.evidence import Evidence
    from influencekit.history import History, LineOrigins
    from influencekit.mentoring import Entry, Pair

Item_contra = TypeVar("Item_contra", contravariant=True)


class Register(Protocol[Item_contra]):
    """What a hook is given: call it once for each thing offered."""

    def __call__(self, item: Item_contra, /) -> None:
        """Take `item` in, or refuse it because its name is taken."""


@attrs.frozen
class Added:
    """Who added a file, and when."""

    at: int
    """Author time, seconds since 1970-01-01T00:00:00Z."""
    author: Identity


@attrs.frozen(kw_only=True)
class Draft:
    """A post that somebody means to write."""

    title: str
    body: str = ""
    """Markdown."""
    author: str = ""
    at: int
    """When it is begun, seconds since 1970-01-01T00:00:00Z."""
    tags: tuple[str, ...] = ()
    project: str = ""
    """Of which it tells."""
    counts: Mapping[str, int] = attrs.field(factory=dict)
    """What came of the project so far, by kind: ``"contribution"``, ``"feedback"``,
    ``"interaction"``. Only layouts that keep such counts can have any."""


@attrs.frozen(kw_only=True)
class Remark:
    """Something about a post that its writer may want to mend."""

    path: str
    """Of the post, relative to the root."""
    line: int = 0
    """Counted from 1; 0: the whole post."""
    kind: str
    """``"front matter"``, ``"link"``, ``"readability"`` or ``"code"``."""
    text: str
    commit: str = ""
    """Full id of the commit that is behind it, where one is."""


@attrs.frozen(kw_only=True)
class Quote:
    """Code in a post that says which file it is from."""

    path: str
    """Of the post, relative to the root."""
    line: int
    file: str
    """Relative to a repository."""
    commit: str
    """Object id, possibly shortened; empty where the post names none."""
    lines: tuple[str, ...]
    exact: bool = True
    """Whether the post says that these are the very lines: otherwise they may be shortened."""
    at: int | None = None
    """When the post was written, where it names no commit; seconds since 1970-01-01T00:00:00Z."""


@attrs.frozen(kw_only=True)
class Changed:
    """What a commit, a range of commits or the work tree changes."""

    paths: tuple[str, ...]
    """Relative to the repository, with ``/``, ascending."""
    authors: tuple[Identity, ...] = ()
    """As the commits spell them; none for a work tree."""
    subject: str = ""
    """Of the only commit; empty for several."""
    at: int | None = None
    """When the first was committed, seconds since 1970-01-01T00:00:00Z; None for a work tree."""


@runtime_checkable
class ChangeSource(Protocol):
    """A source that knows which files a change touches."""

    def changed(self, root: Path, revision: str, request: "ReadRequest") -> Changed:
        """Return what `revision` changes, or the work tree where it is empty.

        Raises
        ------
        InputError
            There is no such revision, or no work tree.
        """


@runtime_checkable
class SymbolSource(Protocol):
    """A source that knows in which functions and classes commits changed lines."""

    def symbols(
        self, root: Path, commits: Sequence[str], request: "ReadRequest"
    ) -> Mapping[str, Sequence[str]]:
        """Return the names for each of `commits`, full object ids; for an unknown one none."""


@runtime_checkable
class FileSource(Protocol):
    """A source that knows the files of a repository; others ask it instead of running a program.

    Neither method raises for what it finds.
    """

    def additions(self, root: Path, patterns: Sequence[str]) -> tuple[Mapping[str, Added], str]:
        """Return who first added each file that is there now, and what keeps that from being known.

        Parameters
        ----------
        root
            A folder, in a repository or not: outside of one nothing is known.
        patterns
            Which files below it, with wildcards: ``posts/*.md``; ``*`` stands for ``/`` too.
        """

    def tracked(self, root: Path) -> Sequence[str]:
        """Return the paths of the files in the newest commit of the repository `root`."""


@attrs.frozen(kw_only=True)
class ReadRequest:
    """How a source should read."""

    revision: str = "HEAD"
    """Which history: a revision or a range, as git spells them. Sources without one ignore it."""
    cache: Path | None = None
    """A folder that is ours to write to; None: keep nothing between runs."""
    data: Path | None = None
    """A folder for what the user wrote and nobody else is to see; None: there is none."""
    ignore_revs_file: Path | None = None
    """Commits to look through when asking where a line is from, in ``git blame``'s format."""
    lines: bool = True
    """Whether line history is wanted; without it a source may stop early."""
    jobs: int = 0
    """Processes to use at most; 0: one for each core."""
    repositories: tuple[Path, ...] = ()
    """Roots of the repositories in the same analysis, for what refers to them."""
    files: FileSource | None = None
    """Whom to ask about files of repositories; None: nobody knows."""
    options: Mapping[str, Any] = attrs.field(factory=dict)
    """The settings' table of the source's own name."""
    task: Task = attrs.field(factory=Task)


class Source(Protocol):
    """Reads one sort of data from below a root. Never writes there."""

    name: str
    """Kebab-case, unique."""

    def detect(self, root: Path) -> bool:
        """Whether there is something to read; cheap: no parsing, no subprocess."""

    def read(
        self, root: Path, request: ReadRequest
    ) -> "Iterator[Record | History | Problem] | Iterable[Record | History | Problem]":
        """Yield records or ready columns, and problems met on the way.

        A `History` that is not `complete` is a first view; a later one of the same root replaces it.
        """

    # Optional, looked up by name: `fingerprint(root) -> str` (equal means equal records),
    # `watch: Sequence[str]` (globs that a server should watch), and the protocols below;
    # `gives: frozenset[str]`, the words of `Model.needs` that it can meet: where it holds
    # ``"commits"`` the root is a repository, and ``"posts"`` gets it what the user calls a blog;
    # `reads: str`, what it looks for in words that end the sentence "git reads …".


@runtime_checkable
class LineSource(Protocol):
    """A source that knows where lines come from."""

    def lines(self, root: Path, path: str, request: ReadRequest) -> FileLines:
        """Return the origin of each line of `path` (relative to the repository) at the revision.

        Raises
        ------
        InputError
            No such revision or file, or the file is binary.
        """


@runtime_checkable
class BlameSource(Protocol):
    """A source that can find out where the lines of one file are from before it has read anything."""

    def blame(self, root: Path, path: str, request: ReadRequest) -> Iterator[LineRun]:
        """Yield the origins of the lines of `path` at the revision as they are found, in no order.

        It takes one process, which ends when the request's task is cancelled. It raises `InputError`
        where there is no such revision or file.
        """

    def identities(self, root: Path, request: ReadRequest) -> Mapping[Identity, int]:
        """Return who wrote or committed anything, as commits spell them, and when they did so last.

        It raises what `blame` does. With it nobody is called what they have not been called since.
        """


@runtime_checkable
class OriginSource(Protocol):
    """A source that knows where the lines of all files come from: what an editor keeps at hand."""

    def origins(self, root: Path, request: ReadRequest) -> "LineOrigins":
        """Return the commit behind each line of every file at the revision.

        Raises
        ------
        InputError
            No such revision.
        """


@runtime_checkable
class VersionSource(Protocol):
    """A source that has the versions of files, and follows their lines from one to another."""

    def version(self, root: Path, path: str, request: ReadRequest) -> FileVersion:
        """Return `path` (relative to the repository) at the request's revision.

        Raises
        ------
        InputError
            No such revision or file, or the file is binary.
        """

    def carry(
        self, root: Path, anchors: Sequence[Anchor], request: ReadRequest
    ) -> Sequence[Carried]:
        """Return for each anchor where the lines of its file are at the request's revision.

        One answer for each anchor, in order; what cannot be known is left out of the answer, and
        nothing is raised for it.
        """


@runtime_checkable
class NoteStore(Protocol):
    """A source that keeps mentoring notes.

    Its methods `add` and `append`, and those of a `PairStore`, are all that ever writes below a root,
    and only into the folders of notes and of pairs. Whatever they raise, what was there before is
    there still, whole.
    """

    def notes(self, root: Path, request: ReadRequest) -> tuple[Sequence[Note], Sequence[Problem]]:
        """Return the notes of the repository `root` and the user's own ones on it, oldest first.

        What cannot be read is a problem that names file and line.
        """

    def add(self, root: Path, note: Note, request: ReadRequest) -> Note:
        """Keep a new note, in `root` or, where it is private, in `ReadRequest.data`.

        Returns
        -------
        Note
            With its id and locator.

        Raises
        ------
        InputError
            It is no note that could be read again, or the folder of notes leads elsewhere.
        MachineError
            It cannot be written.
        """

    def append(self, root: Path, note: Note, entry: NoteEntry, request: ReadRequest) -> Note:
        """Add `entry` to a note that `notes` returned; return the note as it is now.

        Raises
        ------
        InputError
            As for `add`; or the note's file is gone.
        MachineError
            It cannot be written.
        """


@runtime_checkable
class IndexedSource(Protocol):
    """A source that keeps what it read in a cache folder; reading builds and refreshes it."""

    def index_build(self, root: Path, request: ReadRequest) -> Iterable[Problem]:
        """Read what is not kept yet, and hand nothing over; return what went wrong."""

    def index_status(self, root: Path, request: ReadRequest) -> IndexStatus:
        """Tell what is kept for `root`."""

    def index_clear(self, root: Path, request: ReadRequest) -> IndexStatus:
        """Remove what is kept for `root`; return what there was."""


@runtime_checkable
class DraftSource(Protocol):
    """A source that can begin a post: the only one that writes below a root, and only when asked."""

    layouts: Sequence[str]
    """The ways in which it can write."""

    def draft(self, root: Path, draft: Draft, layout: str = "") -> Sequence[Path]:
        """Write `draft` in the way of the blog at `root`; return the files, that of the post first.

        Parameters
        ----------
        root
            A folder; what it leads to is never left.
        draft
            What to write.
        layout
            One of `layouts`; empty: as the blog is.

        Raises
        ------
        InputError
            There is no such folder, or a file of that name is there: it is never overwritten.
        MachineError
            It cannot be written; nothing of it was.
        """

    def proofread(self, root: Path, request: ReadRequest) -> Iterable[Remark | Quote]:
        """Return what there is to say about the posts at `root`, and the code that they quote.

        Whether that code is still so is for others to find out, who know repositories.
        """


@runtime_checkable
class CheckedSource(Protocol):
    """A source that can say whether it could read a root well."""

    def check(self, root: Path) -> Iterable[Check]:
        """Tell about the programs it needs, and about `root` where `detect` knows it.

        Never raises for what it finds: a missing program is a `Check` that is not ok.
        """


@runtime_checkable
class PairStore(Protocol):
    """A source that keeps records of mentoring pairs as a `NoteStore` keeps notes, and raises the same."""

    def pairs(self, root: Path, request: ReadRequest) -> "tuple[Sequence[Pair], Sequence[Problem]]":
        """Return the pairs of the repository `root` and the user's own ones in it, oldest first."""

    def add_pair(self, root: Path, pair: "Pair", request: ReadRequest) -> "Pair":
        """Keep a new record; return it with its id and locator."""

    def append_to_pair(
        self, root: Path, pair: "Pair", entry: "Entry", request: ReadRequest
    ) -> "Pair":
        """Add `entry` to a record that `pairs` returned; return the record as it is now."""


class Encoder(Protocol):
    """Turns texts into vectors that a classifier can learn from: a pretrained model, say."""

    name: str
    """Kebab-case, unique."""
    title: str
    """A line that says what it is."""

    def digest(self) -> str:
        """Return what stands for it: while it is the same, equal texts have equal vectors.

        Raises
        ------
        MachineError
            What it needs is not installed.
        """

    def encode(self, texts: Sequence[str], task: Task) -> Any:
        """Return an array of finite numbers, shape (texts, numbers of a vector).

        Nothing is fetched from anywhere; `task` is asked now and then whether to go on.

        Raises
        ------
        MachineError
            What it needs is not installed.
        """


@runtime_checkable
class UserSource(Protocol):
    """A source that knows who works at this machine."""

    def user(self, root: Path) -> Identity | None:
        """Return who the user's own configuration says they are in `root`; None: it does not say."""


class Model(Protocol):
    """A pure function of the evidence."""

    name: str
    """Kebab-case, unique."""
    title: str
    """A line for a heading."""
    unit: str
    """``"share"``, ``"people"``, ``"commits/90 d"``."""
    version: int
    """Up whenever the same evidence gives other numbers."""
    needs: frozenset[str]
    """Of ``"commits"``, ``"touches"``, ``"lines"``, ``"replacements"``, ``"credits"``, ``"posts"``,
    ``"interactions"``, ``"notes"``: what is absent makes a `Problem`, never zeros."""
    after: frozenset[str]
    """Names of models whose results are wanted in `upstream`."""

    @property
    def Params(self) -> type:  # noqa: N802 - an attribute; read-only, so that a nested class fits
        """An attrs class; every field has a default and says its unit."""

    def run(
        self, evidence: "Evidence", params: Any, upstream: Mapping[str, ModelResult]
    ) -> ModelResult:
        """Score. Same evidence in any order, same parameters: same bytes."""

    # Optional, looked up by name: `on_request: bool`, whether it is run only where it is named.


@runtime_checkable
class ChartedModel(Protocol):
    """A model that draws its result; of any other the scores are drawn as bars."""

    def charts(self, evidence: "Evidence", result: ModelResult) -> Iterable[Chart]:
        """Return charts of `result`, which may lack what is not to be shown: persons, for one.

        Their names begin with the model's. Same evidence and result: same charts.
        """


class Renderer(Protocol):
    """Turns a report into text."""

    name: str
    """What ``--format`` calls it."""

    def render(self, report: Report) -> str:
        """Return the whole output, without a last newline."""
