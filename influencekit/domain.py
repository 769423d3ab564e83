"""What happened: the values that sources hand over, one object a record.

A source with a great many commits hands over a `influencekit.history.History` (columns) instead of
`Commit` objects. Times are whole seconds since 1970-01-01T00:00:00Z; paths use ``/`` and are
relative to the analysed root.
"""

import attrs


def _address(text: str) -> str:
    return text.strip().lower()


def _not_negative(_: object, field: "attrs.Attribute[int]", value: int) -> None:
    if value < 0:
        raise ValueError(f"{field.name} must not be negative, got {value}")


@attrs.frozen
class Identity:
    """A person as one record spells them."""

    name: str
    email: str = attrs.field(default="", converter=_address)
    """Lower-cased. May be empty."""


@attrs.frozen(kw_only=True)
class Alias:
    """Two spellings of one person, as ``.mailmap`` or a staff list says."""

    seen: Identity
    """What records say. An empty name matches every name with this address."""
    canonical: Identity
    """Who that is. An empty name or address means: keep the one that was seen."""
    locator: str
    """Where this is written, for example ``".mailmap:12"``."""


@attrs.frozen(kw_only=True)
class Touch:
    """One file in one commit."""

    path: str
    """Relative to the repository root, with ``/`` on every platform."""
    added: int | None
    """Lines. None for a binary file."""
    deleted: int | None
    """Lines. None for a binary file."""
    old_path: str | None = None
    """The former path where a rename was seen."""
    status: str = "M"
    """As git says it: ``"A"``, ``"M"``, ``"D"``, ``"R"`` or ``"T"``."""


@attrs.frozen(kw_only=True)
class Credit:
    """A trailer that names a person: ``Reviewed-by``, ``Co-authored-by``, ``Mentored-by``."""

    role: str
    """The trailer's key, lower-case: ``"reviewed-by"``."""
    who: Identity


@attrs.frozen(kw_only=True)
class Commit:
    """One commit."""

    oid: str
    """Full object id, lower-case hex, 40 or 64 digits."""
    author: Identity
    authored_at: int
    """Seconds since 1970-01-01T00:00:00Z."""
    author_offset: int = 0
    """Minutes east of UTC on the author's clock."""
    committer: Identity
    committed_at: int
    """Seconds since 1970-01-01T00:00:00Z."""
    parents: tuple[str, ...] = ()
    """Object ids. Two or more make a merge."""
    touches: tuple[Touch, ...] = ()
    """Against the only parent; empty for a merge."""
    credits: tuple[Credit, ...] = ()
    subject: str = ""


@attrs.frozen(kw_only=True)
class Reference:
    """Something that a post or a note points at in an analysed repository."""

    kind: str
    """``"commit"``, ``"file"`` or ``"symbol"``."""
    target: str
    """An object id (possibly shortened), a path, or a symbol's name."""
    line: int = attrs.field(default=0, validator=_not_negative)
    """Where in the post, counted from 1; 0 where it is not known."""


@attrs.frozen(kw_only=True)
class Post:
    """One blog post."""

    path: str
    """Relative to the analysed folder, with ``/``."""
    title: str = ""
    authors: tuple[Identity, ...] = ()
    published_at: int | None = None
    """Seconds since 1970-01-01T00:00:00Z; midnight UTC where only a date is known. None: unknown."""
    date_from: str = ""
    """What gave the date: ``"front matter"``, ``"file name"``, ``"git"`` or ``"file time"``."""
    draft: bool = False
    words: int = attrs.field(default=0, validator=_not_negative)
    """Words of prose, code blocks left out."""
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """Languages named by the code blocks, each once, in order of appearance."""
    links: tuple[str, ...] = ()
    """Absolute addresses, and paths of posts in the same folder."""
    references: tuple[Reference, ...] = ()
    layout: str = ""
    """The blog engine whose rules were applied: ``"jekyll"``, ``"hugo"``, …, ``"plain"``."""
    extra: tuple[tuple[str, str], ...] = ()
    """Front-matter keys that no rule reads, as text, in file order."""


@attrs.frozen(kw_only=True)
class Interaction:
    """One person did something for another. The open kind: a new sort of data arrives as these."""

    kind: str
    """Kebab-case: ``"review"``, ``"answer"``, ``"mention"``."""
    giver: Identity
    taker: Identity
    at: int
    """Seconds since 1970-01-01T00:00:00Z."""
    locator: str
    """Where this is written, for a person to look it up."""
    weight: float = 1.0
    """How much of it, in units of one ordinary ``kind``; no dimension."""
    about: str = ""
    """The project that it was about; empty where the record does not say."""


@attrs.frozen(kw_only=True)
class LineRun:
    """Consecutive lines of one file that come from consecutive lines of one commit."""

    line: int
    """First line, counted from 1."""
    lines: int
    """How many; at least 1."""
    commit: str
    """Full object id; empty where the lines are not committed yet."""
    author: Identity
    """As the commit spells it, after the mailmap."""
    time: int
    """Author time, seconds since 1970-01-01T00:00:00Z."""
    summary: str
    source_path: str
    """The file's name in that commit."""
    source_line: int
    """The first line's number in that commit, counted from 1."""


@attrs.frozen(kw_only=True)
class FileLines:
    """Where each line of one file at one revision comes from."""

    path: str
    revision: str
    """Full object id of the commit that was asked about."""
    runs: tuple[LineRun, ...]
    """In order; together they cover lines 1 to n without gaps."""
    origin: str = "index"
    """``"index"``, or ``"git blame"`` where the index could not answer."""
    notes: tuple[str, ...] = ()
    """What keeps the answer from being better, and what to do, a sentence each."""


@attrs.frozen(kw_only=True)
class FileVersion:
    """One file at one commit."""

    path: str
    commit: str
    """Full object id."""
    blob: str
    """Object id of its content."""
    lines: tuple[str, ...]
    """As `influencekit.linediff.lines_of` counts them; bytes that are not UTF-8 as surrogates."""


@attrs.frozen(kw_only=True)
class Carried:
    """Where the lines of an old version of a file are in the revision that was asked about."""

    old: FileVersion | None
    """None: neither the commit nor the content is there any more."""
    new: FileVersion | None
    """None: the file is not there, under any name."""
    lines: tuple[int, ...] = ()
    """One for each line of `old`: its number in `new`, counted from 1; 0: not there any more."""
    by: str = ""
    """What knew: ``"line history"`` or ``"diff"``."""


@attrs.frozen(kw_only=True)
class Anchor:
    """The lines that a note is about, as they were when it was put there."""

    path: str
    commit: str = ""
    """Full object id of the commit that has these lines; empty where they were not committed."""
    blob: str = ""
    """Object id of the whole file's content, from which they are always found again."""
    first: int = attrs.field(default=0, validator=_not_negative)
    """First line, counted from 1; 0: the file as a whole."""
    last: int = attrs.field(default=0, validator=_not_negative)
    """Last line."""
    text: tuple[str, ...] = ()
    """The lines, without line ends."""
    before: tuple[str, ...] = ()
    """Up to three lines before them."""
    after: tuple[str, ...] = ()
    """Up to three lines after them."""


@attrs.frozen(kw_only=True)
class NoteEntry:
    """What was added to a note later. Entries are only ever added, never changed."""

    kind: str
    """``"reply"``, ``"resolved"``, ``"reopened"`` or ``"moved"``."""
    author: Identity
    at: int
    """Seconds since 1970-01-01T00:00:00Z."""
    text: str = ""
    """Markdown."""
    anchor: Anchor | None = None
    """Of ``"moved"``: where the note was attached to."""
    id: str = ""
    """Given by the store."""


@attrs.frozen(kw_only=True)
class Note:
    """A mentoring note on some lines of code."""

    id: str = ""
    """Given by the store: the day and a digest, ``"20260102-1a2b3c4d"``."""
    kind: str = "explanation"
    """One of `influencekit.notes.KINDS`."""
    author: Identity
    to: Identity | None = None
    """Whom it is for; None: everybody."""
    at: int
    """When it was written, seconds since 1970-01-01T00:00:00Z."""
    text: str
    """Markdown."""
    goal: str = ""
    """What the reader is to learn."""
    pair: str = ""
    """Id of the record of a pair that it belongs to; empty: of none."""
    placed: Anchor
    """Where it was put first; `anchor` is where it was put last."""
    tour: str = ""
    """The tour that it is a step of."""
    step: int = attrs.field(default=0, validator=_not_negative)
    """Its place in the tour, counted from 1."""
    entries: tuple[NoteEntry, ...] = ()
    """Oldest first."""
    private: bool = False
    """Whether it is in the user's own folder, and in no repository."""
    locator: str = ""
    """Its file: ``".mentoring/notes/20260102-1a2b3c4d.md"``."""
    extra: tuple[tuple[str, str], ...] = ()
    """Front-matter keys that no rule reads, as text, in file order."""

    @property
    def anchor(self) -> Anchor:
        """Where it was put last."""
        moves = [entry.anchor for entry in self.entries if entry.anchor is not None]
        return moves[-1] if moves else self.placed

    @property
    def state(self) -> str:
        """``"open"`` or ``"resolved"``."""
        said = [it.kind for it in self.entries if it.kind in ("resolved", "reopened")]
        return "resolved" if said[-1:] == ["resolved"] else "open"


Record = Commit | Post | Interaction | Alias | Note
"""What a source may yield one by one."""
