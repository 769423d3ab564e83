"""The git source: opens, refreshes the index, hands over columns."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import attrs
import numpy as np

from influencekit.columns import Flags
from influencekit.domain import Anchor, Carried, FileLines, FileVersion, Identity, LineRun
from influencekit.errors import InfluenceKitError, InputError
from influencekit.history import History, LineOrigins
from influencekit.people.mailmap import parse as parse_mailmap
from influencekit.protocols import Added, Changed, ReadRequest
from influencekit.report import Check, IndexStatus, Problem
from influencekit.words import count
from influencekit_git.added import additions
from influencekit_git.all_origins import all_origins
from influencekit_git.assemble import Beside, assemble
from influencekit_git.blame import identities, tell
from influencekit_git.changed import changed
from influencekit_git.checks import checks, user
from influencekit_git.file_origins import FileOrigins
from influencekit_git.graph import Graph
from influencekit_git.ignored import ignore_options
from influencekit_git.ignored import parse as parse_ignored
from influencekit_git.index import Index
from influencekit_git.repository import Repository, is_repository, locate
from influencekit_git.store import Damaged, Store, only_writer, store_path
from influencekit_git.symbols import symbols
from influencekit_git.tree import Tree, attributes, code_owners, mailmap_text, read_tree
from influencekit_git.versions import carried, version

Answer = TypeVar("Answer")


class GitSource:
    """Reads local git repositories; never writes to them."""

    name = "git"
    gives = frozenset({"commits"})
    reads = "git repositories"
    watch = (".git/HEAD", ".git/refs/**", ".git/packed-refs")

    def detect(self, root: Path) -> bool:
        """Whether `root` is a repository, or a folder in one."""
        folder = root.absolute()
        return any(is_repository(place) for place in (folder, *folder.parents))

    def fingerprint(self, root: Path) -> str:
        """Return the head commit's id; empty where there are no commits yet."""
        with Repository(root) as repository:
            return repository.commit_id("HEAD") if repository.has_commits else ""

    def read(self, root: Path, request: ReadRequest) -> Iterator[History | Problem]:
        """Yield a first view when the commits are in, and the whole when the lines are."""
        return self._from_repository(root, request, self._read)

    def index_build(self, root: Path, request: ReadRequest) -> Iterator[Problem]:
        """Read what is not kept yet; return what went wrong."""
        return self._from_repository(root, request, self._build)

    def _from_repository(
        self,
        root: Path,
        request: ReadRequest,
        use: Callable[[Repository, Path, ReadRequest], Iterator[Any]],
    ) -> Iterator[Any]:
        """Yield what `use` yields, once more where what is kept turns out to be of no use."""
        with Repository(root) as repository:
            if request.revision == "HEAD" and not repository.has_commits:
                yield Problem(
                    kind="source",
                    name=self.name,
                    message=f"{root}: no commits yet, so there is nothing to tell.",
                )
                return
            yield from _warnings(repository, root)
            try:
                yield from use(repository, root, request)
            except Damaged:  # the index is empty by now
                yield from use(repository, root, request)
            except sqlite3.OperationalError as error:
                yield _unkept(_file(repository.place.common_dir, request), error)
                yield from use(repository, root, attrs.evolve(request, cache=None))

    def _build(self, repository: Repository, _: Path, request: ReadRequest) -> Iterator[Problem]:
        head, since = _span(repository, request.revision)
        ignored, problems = _ignored(repository, request)
        yield from problems
        with _index(repository, request) as index:
            for tip in filter(None, (head, since)):
                index.read_commits(tip)
            if request.lines:
                index.read_lines(head, ignored)
            yield from (*index.problems, *index.missing.told())

    def _read(
        self, repository: Repository, root: Path, request: ReadRequest
    ) -> Iterator[History | Problem]:
        head, since = _span(repository, request.revision)
        ignored, problems = _ignored(repository, request)
        yield from problems
        with _index(repository, request) as index:
            index.read_commits(head)
            beside, problems = _beside(index, root, head)
            yield from problems
            reached = _reached(index, head, since)
            name = index.view_name(head, ignored)
            if ignored and (looked_through := len(ignored.intersection(index.oids()))):
                layer = (
                    f"{count(looked_through, 'commit')} looked through ({request.ignore_revs_file})"
                )
                beside = attrs.evolve(beside, layers=(layer,))
            if request.lines and not index.has_lines(name):
                yield assemble(index.store, index.width, reached, "", beside)
            name = index.read_lines(head, ignored) if request.lines else ""
            yield from (*index.problems, *index.missing.told())
            yield assemble(index.store, index.width, reached, name, beside)

    def lines(self, root: Path, path: str, request: ReadRequest) -> FileLines:
        """Return the origin of each line of one file.

        Raises
        ------
        InputError
            No such revision or file, or the file is binary.
        """

        def read(request: ReadRequest) -> FileLines:
            with file_origins(root, request) as origins:
                return origins.of(path)

        return _whatever_the_index(read, request)

    def blame(self, root: Path, path: str, request: ReadRequest) -> Iterator[LineRun]:
        """Yield where the lines of one file are from as ``git blame`` finds out, in no order.

        Raises
        ------
        InputError
            No such revision or file.
        """
        with Repository(root) as repository:
            head, _ = _span(repository, request.revision)
            ignored, _ = _ignored(repository, request)
            there = ignored - repository.absent(ignored) if ignored else ignored
            name = path.encode("utf-8", "surrogateescape")
            yield from tell(repository, head, name, request.task, *ignore_options(there))

    def identities(self, root: Path, request: ReadRequest) -> Mapping[Identity, int]:
        """Return who wrote or committed anything up to the revision, and when they did so last.

        Raises
        ------
        InputError
            No such revision.
        """
        with Repository(root) as repository:
            return identities(repository, _span(repository, request.revision)[0], request.task)

    def origins(self, root: Path, request: ReadRequest) -> LineOrigins:
        """Return the commit behind each line of every file at the revision."""

        def read(request: ReadRequest) -> LineOrigins:
            with Repository(root) as repository:
                head, _ = _span(repository, request.revision)
                ignored, _ = _ignored(repository, request)
                with _index(repository, request) as index:
                    index.read_commits(head)
                    return all_origins(index, head, index.read_lines(head, ignored))

        return _whatever_the_index(read, request)

    def version(self, root: Path, path: str, request: ReadRequest) -> FileVersion:
        """Return a file at the request's revision.

        Raises
        ------
        InputError
            No such revision or file, or it has no lines.
        """
        with Repository(root) as repository:
            return version(repository, _span(repository, request.revision)[0], path)

    def changed(self, root: Path, revision: str, request: ReadRequest) -> Changed:  # noqa: ARG002 - the protocol's
        """Return what a commit, a range or, where `revision` is empty, the work tree changes.

        Raises
        ------
        InputError
            There is no such revision, or no work tree.
        """
        with Repository(root) as repository:
            return changed(repository, revision)

    def symbols(
        self, root: Path, commits: Sequence[str], request: ReadRequest
    ) -> Mapping[str, Sequence[str]]:
        """Return names of the functions and classes in which each of `commits` changed lines."""

        def read(request: ReadRequest) -> Mapping[str, Sequence[str]]:
            with Repository(root) as repository, _index(repository, request) as index:
                return symbols(repository, index.store, commits, request.task)

        return _whatever_the_index(read, request)

    def carry(
        self, root: Path, anchors: Sequence[Anchor], request: ReadRequest
    ) -> Sequence[Carried]:
        """Return for each anchor where the lines of its file are at the request's revision."""
        if not anchors:
            return []
        try:
            with Repository(root) as repository:
                head, _ = _span(repository, request.revision)
                return carried(repository, anchors, head, request.task)
        except InputError:  # no commits yet, or no repository
            return [Carried(old=None, new=None) for _ in anchors]

    def check(self, root: Path) -> Iterator[Check]:
        """Tell about git, and about the repository that `root` is in."""
        return checks(root)

    def user(self, root: Path) -> Identity | None:
        """Return who git's configuration says that the user is."""
        return user(root)

    def additions(self, root: Path, patterns: Sequence[str]) -> tuple[Mapping[str, Added], str]:
        """Return who first added each file below `root` that is there now, and what is in the way."""
        if not self.detect(root):
            return {}, ""
        try:
            with Repository(root) as repository:
                return additions(repository, root, patterns)
        except InfluenceKitError as error:
            return {}, str(error)

    def tracked(self, root: Path) -> Sequence[str]:
        """Return the paths of the files in the newest commit; none where it cannot be read."""
        try:
            with Repository(root) as repository:
                return [os.fsdecode(path) for path in read_tree(repository, "HEAD").paths]
        except InfluenceKitError:
            return ()

    def index_status(self, root: Path, request: ReadRequest) -> IndexStatus:
        """Tell what is kept for `root`."""
        place = locate(root)
        file = _file(place.common_dir, request)
        if file is None or not file.exists():
            return IndexStatus(root=str(root), file="")
        with Repository(root) as repository:
            try:
                store = Store(file, _facts(repository))
            except (sqlite3.DatabaseError, Damaged, OSError):
                return IndexStatus(root=str(root), file=str(file), state="damaged")
            head = repository.commit_id("HEAD") if repository.has_commits else ""
            index = Index(repository, store, 1, request.task)
            new = len(index.new_commits(head)[0]) if head else 0
            tips = store.fact("tips").split()
            done = bool(head) and index.has_lines(index.view_name(head, frozenset()))
            state = "complete" if done else "behind" if store.fact("views") else "partial"
            try:
                return IndexStatus(
                    root=str(root),
                    file=str(file),
                    size=store.size,
                    commits=store.length("commit.author"),
                    hunks=store.length("hunk.start"),
                    head=tips[-1] if tips else "",
                    state=state,
                    new_commits=new,
                )
            finally:
                store.close()

    def index_clear(self, root: Path, request: ReadRequest) -> IndexStatus:
        """Remove what is kept for `root`; return what there was."""
        status = self.index_status(root, request)
        file = _file(locate(root).common_dir, request)
        if file is not None and file.parent.is_dir():
            with only_writer(file, request.task):
                for path in file.parent.glob(f"{file.stem}.sqlite*"):
                    path.unlink(missing_ok=True)
        return status


def _whatever_the_index(read: Callable[[ReadRequest], Answer], request: ReadRequest) -> Answer:
    """Return what `read` returns, also where the index is damaged or cannot be written to."""
    try:
        return read(request)
    except Damaged:  # the index is empty by now
        return read(request)
    except sqlite3.OperationalError:
        return read(attrs.evolve(request, cache=None))


@contextmanager
def file_origins(root: Path, request: ReadRequest) -> Iterator[FileOrigins]:
    """Open the origins of all files at the request's revision: the way to ask for many."""
    with Repository(root) as repository:
        head, _ = _span(repository, request.revision)
        ignored, _ = _ignored(repository, request)
        with _index(repository, request) as index:
            index.read_commits(head)
            index.read_lines(head, ignored)
            problems = (*_warnings(repository, root), *index.problems)
            yield FileOrigins(index, head, ignored, [it.message for it in problems])


def _file(common_dir: Path, request: ReadRequest) -> Path | None:
    return None if request.cache is None else store_path(request.cache, common_dir)


def _facts(repository: Repository) -> dict[str, str]:
    return {"objects": repository.object_format}


@contextmanager
def _index(repository: Repository, request: ReadRequest) -> Iterator[Index]:
    """Open the index for writing; in memory where the cache folder cannot be used."""
    jobs = request.jobs or os.cpu_count() or 1
    file = _file(repository.place.common_dir, request)
    problems: list[Problem] = []
    stack = ExitStack()
    with stack:
        try:
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                stack.enter_context(only_writer(file, request.task))
            store = Store(file, _facts(repository))
        except (OSError, sqlite3.OperationalError) as error:
            problems.append(_unkept(file, error))
            store = Store(None, _facts(repository))
        stack.callback(store.close)
        index = Index(repository, store, jobs, request.task, problems)
        awaited = index.missing.awaited()
        if awaited and len(repository.absent(awaited)) < len(awaited):
            store.forget()
        try:
            yield index
        except Damaged:
            store.forget()
            raise


def _unkept(file: Path | None, error: Exception) -> Problem:
    return Problem(
        kind="source",
        name="git",
        message=f"the index cannot be kept in {file}: {error}. It is made anew each "
        "time; name a folder that can be written to with the setting 'cache'.",
    )


def _span(repository: Repository, revision: str) -> tuple[str, str]:
    """Return the commit to read and the one whose history is left out, for ``A..B`` or ``B``."""
    since, dots, head = revision.rpartition("..")
    if since.endswith("."):
        raise InputError(f"{revision}: a symmetric difference (A...B) is no history; use A..B.")
    head_id = repository.commit_id(head or "HEAD" if dots else revision)
    return head_id, repository.commit_id(since or "HEAD") if dots else ""


def _ignored(
    repository: Repository, request: ReadRequest
) -> tuple[frozenset[bytes], list[Problem]]:
    if request.ignore_revs_file is None:
        return frozenset(), []
    try:
        text = request.ignore_revs_file.read_text("utf-8", "surrogateescape")
    except OSError as error:
        raise InputError(f"{request.ignore_revs_file}: {error.strerror}.") from error
    return parse_ignored(text, str(request.ignore_revs_file), len(repository.null))


def _reached(index: Index, head: str, since: str) -> Flags:
    oids = index.oids()
    graph = Graph(index.store)
    reached = graph.reachable(oids.index(head.encode()))
    if since:
        index.read_commits(since)
        left_out = Graph(index.store).reachable(index.oids().index(since.encode()))
        reached = np.append(reached, np.zeros(len(left_out) - len(reached), np.bool_)) & ~left_out
    return reached


def _beside(index: Index, root: Path, head: str) -> tuple[Beside, list[Problem]]:
    """Return what stands beside the columns; without files where their tree cannot be read."""
    repository, problems = index.repository, []
    try:
        tree = read_tree(repository, head)
    except InputError as error:
        tree = Tree((), ())
        message = f"The files of commit {head[:12]} are not known: {error}"
        problems.append(Problem(kind="source", name="git", message=message))
    aliases, _ = parse_mailmap(mailmap_text(repository, head))
    marks, undiffed = np.zeros(len(tree.paths), np.uint8), np.zeros(len(index.paths()), np.bool_)
    try:
        marks, undiffed = attributes(repository, head, tree, index.paths())
    except InputError as error:
        message = f"What .gitattributes says is not known: {error}"
        problems.append(Problem(kind="source", name="git", message=message))
    beside = Beside(
        name=repository.place.name,
        root=str(root),
        head=head,
        tree=tree,
        marks=marks,
        undiffed=undiffed,
        aliases=tuple(aliases),
        codeowners=code_owners(repository, tree),
        layers=(),
    )
    return beside, problems


def _warnings(repository: Repository, root: Path) -> Iterator[Problem]:
    if repository.shallow:
        yield Problem(
            kind="source",
            name="git",
            message=f"{root}: a shallow clone; what happened before its first commits is not "
            "there, and their lines count as theirs. 'git fetch --unshallow' brings the rest.",
        )
