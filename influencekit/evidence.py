"""What models read: people, commits, touches, lines, posts; read-only columns, oldest first."""

import functools
from collections.abc import Mapping

import attrs

from influencekit.columns import Bytes, Flags, Ints, Texts, Times
from influencekit.domain import Identity, Interaction, Note, Post
from influencekit.mentoring import Pair
from influencekit.report import Subject
from influencekit.words import count, people

NOBODY = -1
"""In a person column: left out (opted out, or an address that is not a person's)."""


@attrs.frozen(kw_only=True)
class Person:
    """One human (or bot), after aliases are resolved."""

    key: str
    """Stable within a report and free of addresses: the folded name, made unique with ``~2``…"""
    name: str
    """The name to show: the mailmap's, else the latest one used. Superseded names are not shown."""
    identities: tuple[Identity, ...]
    bot: bool = False
    bot_reason: str = ""
    """Which rule says that this is a bot."""
    login: str = ""
    """On a forge, where a noreply address tells it."""
    organisation: str = ""
    """From the teams file; empty where it says nothing."""
    teams: tuple[str, ...] = ()

    @property
    def subject(self) -> Subject:
        """The person as what a score is about."""
        return Subject("person", self.key, self.name)


@attrs.frozen(kw_only=True)
class Area:
    """A part of the code that people have a name for."""

    name: str
    origin: str
    """What named it: ``"CODEOWNERS:3"``, ``"settings"`` or ``"directory"``."""
    owners: tuple[str, ...] = ()
    """As CODEOWNERS spells them."""

    @property
    def subject(self) -> Subject:
        """The area as what a score is about."""
        return Subject("area", self.name, self.name)


@attrs.frozen(eq=False, kw_only=True)
class Commits:
    """One row a commit; over several repositories ordered by repository, then oldest first."""

    oid: Texts
    """Hex."""
    repository: Ints
    """Index into `Evidence.repositories`."""
    author: Ints
    """Index into `Evidence.people`, or `NOBODY`."""
    committer: Ints
    """Index into `Evidence.people`, or `NOBODY`."""
    authored_at: Times
    """Seconds since 1970-01-01T00:00:00Z."""
    author_offset: Ints
    """Minutes east of UTC."""
    committed_at: Times
    """Seconds since 1970-01-01T00:00:00Z."""
    subject: Texts
    merge: Flags
    parent_starts: Times
    parents: Ints

    def __len__(self) -> int:
        return len(self.author)


@attrs.frozen(eq=False, kw_only=True)
class Touches:
    """One row a file in a non-merge commit; ascending by commit."""

    commit: Ints
    path: Ints
    """Index into `Evidence.paths`."""
    old_path: Ints
    """Index into `Evidence.paths`, or -1."""
    status: Bytes
    """As git says it: ord of ``A``, ``M``, ``D``, ``R`` or ``T``."""
    added: Ints
    """Lines; `history.BINARY` or `history.UNREAD` where there are none."""
    deleted: Ints
    """Lines; `history.BINARY` or `history.UNREAD` where there are none."""

    def __len__(self) -> int:
        return len(self.commit)


@attrs.frozen(eq=False, kw_only=True)
class Credits:
    """One row a trailer that names a person."""

    commit: Ints
    person: Ints
    role: Ints
    """Index into `roles`."""
    roles: tuple[str, ...] = ()
    """Trailer keys, lower-case."""

    def __len__(self) -> int:
        return len(self.commit)


@attrs.frozen(eq=False, kw_only=True)
class Files:
    """One row a file at the revision that was read."""

    path: Ints
    """Index into `Evidence.paths`."""
    repository: Ints
    lines: Ints
    """Lines; `history.BINARY` or `history.UNREAD` where there are none."""

    def __len__(self) -> int:
        return len(self.path)


@attrs.frozen(eq=False, kw_only=True)
class Lines:
    """Surviving lines: one row a file and the commit that its lines are from."""

    file: Ints
    """Index into `Evidence.files`."""
    commit: Ints
    count: Ints

    def __len__(self) -> int:
        return len(self.commit)


@attrs.frozen(eq=False, kw_only=True)
class Replacements:
    """Who replaced whose lines: one row a commit, the commit whose lines went, and path."""

    commit: Ints
    of: Ints
    path: Ints
    count: Ints

    def __len__(self) -> int:
        return len(self.commit)


@attrs.frozen(eq=False, kw_only=True)
class Evidence:
    """Everything that the sources said, after people, kinds, areas and filters. Read-only.

    Bots and files that are generated or vendored are still here, and marked: a model that counts
    people's work leaves them out through `person_counts` and `path_counts`.
    """

    as_of: int
    """What counts as now, seconds since 1970-01-01T00:00:00Z. Given, never asked of the clock."""
    repositories: tuple[str, ...]
    people: tuple[Person, ...]
    me: int = NOBODY
    """Index into `people`: who asks, where that is known."""
    person_counts: Flags
    """One a person: False for bots, unless the settings count them."""

    paths: Texts
    """Every path of every repository; with several repositories ``name/path``."""
    path_repository: Ints
    path_kind: Bytes
    """One a path: index into `kinds.KINDS`."""
    path_language: Ints
    """One a path: index into `languages`, -1 where no language is known."""
    languages: tuple[str, ...]
    path_area: Ints
    """One a path: index into `areas`."""
    areas: tuple[Area, ...]
    path_counts: Flags
    """One a path: False for generated and vendored files and for those that a filter leaves out."""

    commits: Commits
    touches: Touches
    credits: Credits
    files: Files
    lines: Lines
    replacements: Replacements
    symbols: Mapping[int, tuple[str, ...]] = attrs.field(factory=dict)
    """Names of the functions and classes in which a commit changed lines, by its index; of those commits
    that a source was asked about."""
    posts: tuple[Post, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    notes: tuple[Note, ...] = ()
    """Mentoring notes in the repositories, oldest first; nobody's private ones."""
    pairs: tuple[Pair, ...] = ()
    """Records of mentoring pairs in the repositories, oldest first; nobody's private ones. They call
    people by the names that are to be shown; not all of them are among `people`."""
    layers: tuple[str, ...] = ()
    """What makes these numbers other than git's own, one sentence each."""
    complete: bool = True
    """False while line history is still being read: `lines` and `replacements` are empty."""

    def __repr__(self) -> str:
        amounts = f"{count(len(self.commits), 'commit')}, {people(len(self.people))}"
        return f"<Evidence of {', '.join(self.repositories) or 'no repository'}: {amounts}>"

    def _repr_html_(self) -> str:
        from influencekit.render.notebook import evidence_html  # noqa: PLC0415 - upwards

        return evidence_html(self)

    @functools.cached_property
    def person_of(self) -> Mapping[Identity, int]:
        """The index into `people` of everybody whom posts and interactions name."""
        return {known: index for index, who in enumerate(self.people) for known in who.identities}
