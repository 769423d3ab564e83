"""What is open and what is known: documents, repositories, readings; no word of the protocol.

Everything here runs in the server's event loop. What takes time is done elsewhere: reading a history
in a process of its own, one at a time; asking for a former content of a file in one of two threads.
Answers come from what is known by then, and what is late is dropped.
"""

import asyncio
import contextlib
import gc
import importlib
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from influencekit_lsp import places
from influencekit_lsp.blaming import Blaming
from influencekit_lsp.documents import LARGEST, Document, compare_cells
from influencekit_lsp.drawing import Drawing
from influencekit_lsp.reader import Reader
from influencekit_lsp.roots import Root, View
from influencekit_lsp.turns import Turns

if TYPE_CHECKING:
    from influencekit.report import Problem
    from influencekit_lsp.noted import Mark, Noted
    from influencekit_lsp.partial import Blamed

PATIENCE, UNHURRIED = 0.1, 2.0
"""Seconds that an answer waits for what is being fetched: a hover, and what nobody stares at."""
WATCH = 1.0
"""Seconds between two looks at whether a history has moved on."""
SETTLED = 0.3
"""Seconds for which a repository must be quiet before it is read again: a rebase moves HEAD often."""
LATER = (
    "cards",
    "knowledge",
    "lenses",
    "noted",
    "panel",
    "partial",
    "prose",
    "remarks",
    "subjects",
)
"""Modules that load numpy, which the answer to ``initialize`` does not wait for."""
log = logging.getLogger("influencekit")
T = TypeVar("T")


@attrs.define(eq=False)
class Session:
    """What one client has open."""

    changed: Callable[[Root], None]
    """Told in the event loop whenever a repository's state has changed."""
    enabled: bool = True
    documents: dict[str, Document] = attrs.field(factory=dict)
    roots: dict[Path, Root] = attrs.field(factory=dict)
    _quick: ThreadPoolExecutor = attrs.field(
        factory=partial(ThreadPoolExecutor, 2, thread_name_prefix="quick")
    )
    notebooks: dict[str, list[str]] = attrs.field(factory=dict)
    """The cells of each notebook, in order."""
    renamed: list[tuple[str, str]] = attrs.field(factory=list)
    """Files and folders that got another name: (old URI, new URI), oldest first."""
    _marks: "dict[str, tuple[int, Sequence[Noted], list[Mark]]]" = attrs.field(factory=dict)
    _fetching: "dict[tuple[str, str], asyncio.Future[Any]]" = attrs.field(factory=dict)
    _tasks: "set[asyncio.Task[Any]]" = attrs.field(factory=set)
    turns: Turns = attrs.field(
        default=attrs.Factory(lambda self: Turns(lambda: self._blaming.busy), takes_self=True)
    )
    _blaming: Blaming = attrs.field(
        default=attrs.Factory(lambda self: Blaming(self.turns.turn, self._blamed), takes_self=True)
    )
    drawing: Drawing = attrs.field(
        default=attrs.Factory(lambda self: Drawing(self.turns.run), takes_self=True)
    )
    _ended: bool = False

    # Repositories

    def start(self, uris: Iterable[str]) -> None:
        """Begin to read the repositories that workspace folders are in, and to watch them."""
        self.folders(added=uris, removed=())
        self.spawn(self._watch())

    def folders(self, *, added: Iterable[str], removed: Iterable[str]) -> None:
        """Read what is new, and let go of what nothing is open of any more."""
        used = {view.root.path for uri in self.documents if (view := self.view(uri))}
        for root in filter(None, map(_root, removed)):
            if root not in used:
                self.forget(root)
        if self.enabled:
            for root in filter(None, map(_root, added)):
                self.root(root)

    def pause(self) -> None:
        """Stop reading; what is known stays."""
        for root in self.roots.values():
            self._blaming.drop(root.path)
            if root.reader is not None:
                self.stop(root)

    def resume(self) -> None:
        """Read again what was not read to its end, or has moved on since."""
        for root in self.roots.values():
            if root.state == "stopped" or root.signature != places.signature(root.path):
                self.read(root)

    def root(self, path: Path) -> Root:
        """Return the repository `path`, which is read if it is not known yet."""
        if path not in self.roots:
            self.roots[path] = Root(path)
            self.read(self.roots[path])
            self.spawn(self.read_notes(self.roots[path]))
        return self.roots[path]

    def forget(self, path: Path) -> None:
        """Stop reading a repository of which nothing is open any more."""
        root = self.roots.pop(path, None)
        self._blaming.drop(path)
        self.drawing.drop(path)
        if root is not None and root.reader is not None:
            root.reader.stop()

    def read(self, root: Root) -> None:
        """Read `root`, or read it again; whatever reads it now is stopped."""
        if not self.enabled:
            return
        if root.reader is not None:
            root.reader.stop()
        root.reader = Reader(root.path)
        root.signature = places.signature(root.path)
        self.spawn(self._read(root, root.reader))
        self._blame_anew(root)

    def stop(self, root: Root) -> None:
        """Stop reading `root`, and do not read it again until it is asked for."""
        if root.reader is not None:
            root.reader.stop()
            root.reader = None
        self._set(root, "stopped", "Reading was stopped.")

    async def _read(self, root: Root, reader: Reader) -> None:
        def say(what: str, value: Any) -> None:
            if what == "snapshot":
                for name in LATER:  # here, and not while somebody waits for an answer
                    importlib.import_module(f"influencekit_lsp.{name}")
                from influencekit_lsp.knowledge import Knowledge  # noqa: PLC0415 - loads numpy

                value = Knowledge(value)
                value.warm()
                _sources(root.path)
                gc.freeze()  # it will live: to look it over for cycles would hold answers up
            loop.call_soon_threadsafe(self._told, root, reader, what, value)

        loop = asyncio.get_running_loop()
        self._set(root, "reading", "")
        complaints = await self.turns.run(reader, say)
        if root.reader is reader:
            root.reader = None
            if root.state == "reading":
                self._set(root, "failed", complaints.strip().rpartition("\n")[2])

    def _told(self, root: Root, reader: Reader, what: str, value: Any) -> None:
        if root.reader is not reader or reader.stopped:
            return  # what is stale is dropped
        if what == "snapshot":
            first = value.snapshot.origins is None and not value.evidence.complete
            if not first or root.knowledge is None:
                root.knowledge = value
            if root.traced:
                self._blaming.drop(root.path)
            for blamed in self._blaming.of(root.path):
                self._learn(root, blamed)
            self._set(root, "reading" if first else "ready", value.nothing)
        elif what == "failed":
            self._set(root, "failed", value)
        else:
            name, done, total = value
            share = f" {100 * done // total} %" if total else ""
            self._set(root, "reading", f"{name}{share}")

    def _set(self, root: Root, state: str, told: str) -> None:
        root.state, root.told = state, told
        if state == "reading":
            root.settled.clear()
        else:
            root.settled.set()
        self.changed(root)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            for root in list(self.roots.values()):
                try:
                    await self.look(root)
                    await self.read_notes(root)
                except OSError as error:  # a folder that may no longer be looked into
                    log.warning("%s: %s", root.path, error)

    async def look(self, root: Root) -> None:
        """Read `root` again if its history has moved on."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._quick, places.signature, root.path)
        while found != root.signature:
            await asyncio.sleep(SETTLED)
            before, found = found, places.signature(root.path)
            if found != before:
                continue
            if root.state != "stopped":
                self.read(root)
            else:
                root.signature = found
                self._blame_anew(root)
            return

    async def read_notes(self, root: Root) -> None:
        """Read the notes of `root` if they changed, or the history that they are followed in."""
        if self.enabled:
            async with root.notes_lock:
                await self._read_notes(root)

    async def _read_notes(self, root: Root) -> None:
        found = await self.quickly(partial(places.notes_signature, root.path))
        if found == root.notes_signature:
            return
        root.notes_signature = found
        problems: list[Problem] = []
        notes = await self.in_turn(partial(_notes, root.path, problems))
        for problem in problems:
            log.warning("%s", problem)
        root.notes = notes
        self.changed(root)

    # Single files, before a history is read

    def blamed(self, view: View) -> "Blamed | None":
        """Return what is known of a file by now, and let more be found out.

        None: nothing is known yet, or the whole history tells.
        """
        if view.root.traced or view.document.size > LARGEST or not self.enabled:
            return None
        found = self._blaming.want(view.root.path, view.path)
        self.spawn(self._blaming.work())
        return found

    def _blame_anew(self, root: Root) -> None:
        self._blaming.drop(root.path)
        for uri in self.documents:
            if (view := self.view(uri)) is not None and view.root is root:
                self.blamed(view)

    def _blamed(self, path: Path, blamed: "Blamed") -> None:
        if (root := self.roots.get(path)) is not None:
            self._learn(root, blamed)
            self.changed(root)

    def _learn(self, root: Root, blamed: "Blamed") -> None:
        if root.knowledge is not None and blamed.whole and blamed.version is not None:
            root.knowledge.learn(blamed.version, blamed.lines())

    # Documents

    def open(self, document: Document) -> None:
        """Take in a document; its repository is read if it is not known yet."""
        self.documents[document.uri] = document
        view = self.view(document.uri)
        if view is not None:
            self.blamed(view)
            self.spawn(self.compared(view))  # before anybody asks

    def close(self, uri: str) -> None:
        """Let go of a document."""
        view = self.view(uri)
        self.documents.pop(uri, None)
        self._marks.pop(uri, None)
        if view is not None:
            self._blaming.drop(view.root.path, view.path)

    def notebook(self, uri: str, cells: Sequence[str]) -> None:
        """Take in which cells a notebook has now, in order; all of them are compared anew."""
        self.notebooks[uri] = list(cells)
        for cell in filter(None, map(self.documents.get, cells)):
            cell.mapped = None

    def file_of(self, uri: str) -> str:
        """Return the URI of the file that a document is in: for a cell, of its notebook."""
        found = (notebook for notebook, cells in self.notebooks.items() if uri in cells)
        return next(found, uri)

    def view(self, uri: str) -> View | None:
        """Return what is open as `uri`; None: nothing, or it is in no repository."""
        document = self.documents.get(uri)
        if document is None or not self.enabled:
            return None
        spot = _spot(self.file_of(uri))
        if spot is None:
            return None
        root = self.root(spot.root)
        if root.knowledge is not None and spot.path not in root.knowledge.paths:
            former = _spot(self._former(self.file_of(uri)))
            if former is not None and former.root == spot.root:
                return View(document, root, former.path)
        return View(document, root, spot.path)

    def _former(self, uri: str) -> str:
        """Return what a file was called before it was renamed here."""
        for old, new in reversed(self.renamed):
            if uri == new or uri.startswith(f"{new}/"):
                uri = old + uri[len(new) :]
        return uri

    async def compared(self, view: View, patience: float = PATIENCE) -> bool:
        """Compare a document with what is committed; return whether that is done by now.

        It may take a moment to fetch what is committed; then this gives up after `patience` seconds,
        and what is fetched is there for the next question.
        """
        document, name = view.document, self._content_id(view)
        if name and document.mapped is not None and document.base == name:
            return True
        if not name or document.size > LARGEST:
            return False
        whole_file = not self.notebooks.get(self.file_of(document.uri))
        if whole_file and document.content_id(name) == name:
            document.compare(name, None)
            return True
        base = await self._committed(view, name, patience)
        if base is not None:
            self._compare(view, name, base)
        return base is not None

    def _content_id(self, view: View) -> str:
        """Return the id of what is committed of a file; empty where that is not known yet."""
        knowledge, blamed = view.root.knowledge, self.blamed(view)
        name = knowledge.content_id(view.path) if knowledge else ""
        return name or (blamed.version.blob if blamed and blamed.version else "")

    async def _committed(self, view: View, name: str, patience: float) -> "Sequence[str] | None":
        """Return the lines of what is committed as `name`; None: they are not there by now."""
        blamed, knowledge = self.blamed(view), view.root.knowledge
        if blamed and blamed.version and blamed.version.blob == name:
            return blamed.version.lines
        if knowledge is None or not knowledge.snapshot.head:
            return None
        key = (name, view.path)
        if key not in self._fetching:
            ask = partial(_committed, view.root.path, view.path, knowledge.snapshot.head)
            self._fetching[key] = asyncio.ensure_future(self.in_turn(ask))
            self._fetching[key].add_done_callback(lambda _: self._fetching.pop(key, None))
        with contextlib.suppress(asyncio.TimeoutError):
            found: Sequence[str] | None
            found = await asyncio.wait_for(asyncio.shield(self._fetching[key]), patience)
            return found
        return None

    def _compare(self, view: View, name: str, base: "Sequence[str]") -> None:
        if cells := self.notebooks.get(self.file_of(view.document.uri)):
            compare_cells([self.documents[it] for it in cells if it in self.documents], name, base)
        else:
            view.document.compare(name, base)

    async def marks(self, view: View) -> "list[Mark]":
        """Return the notes in a document, and where they are in its text as it is now."""
        document, notes = view.document, view.root.notes
        if not any(note.path == view.path for note in notes):
            return []
        known = self._marks.get(document.uri)
        if known is None or known[0] != document.edits or known[1] is not notes:
            from influencekit_lsp.noted import marks  # noqa: PLC0415 - notes are rarer than files

            edits, lines = document.edits, tuple(document.committed_lines())
            found = await self.quickly(partial(marks, notes, view.path, lines))
            known = self._marks[document.uri] = (edits, notes, found)
        return known[2]

    # Threads and tasks

    async def quickly(self, call: Callable[[], T]) -> T:
        """Return what `call` returns, which runs in one of two threads."""
        if self._ended:
            raise asyncio.CancelledError
        return await asyncio.get_running_loop().run_in_executor(self._quick, call)

    async def in_turn(self, call: Callable[[], T]) -> T:
        """Return what `call` returns, which may start git; what is asked of git meanwhile waits."""
        with self._blaming.aside():
            async with self.turns.turn():
                return await self.quickly(call)

    def spawn(self, work: Any) -> None:
        """Run a coroutine beside all others; what goes wrong in it is logged."""
        if self._ended:
            work.close()
            return
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("%s", task.exception(), exc_info=task.exception())

    def end(self) -> None:
        """Stop everything; no process is left behind."""
        self._ended = True
        for task in self._tasks:
            task.cancel()
        for root in self.roots.values():
            if root.reader is not None:
                root.reader.stop()
        self._blaming.end()
        self.drawing.end()
        self._quick.shutdown(wait=False, cancel_futures=True)
        self.turns.end()


def _spot(uri: str) -> places.Spot | None:
    file = places.path_of(uri)
    return places.spot_of(file) if file else None


def _root(uri: str) -> Path | None:
    folder = places.path_of(uri)
    return places.root_of(folder) if folder else None


def _notes(root: Path, problems: "list[Problem]") -> "Sequence[Noted]":
    from influencekit_lsp.sources import notes  # noqa: PLC0415 - loads plugins

    return notes(root, problems)


def _sources(root: Path) -> None:
    from influencekit_lsp import sources  # noqa: PLC0415 - loads plugins

    sources.having(object, root)


def _committed(root: Path, path: str, head: str) -> "Sequence[str] | None":
    """Return the lines of `path` at `head`; None where no source has them."""
    from influencekit_lsp.sources import committed  # noqa: PLC0415 - loads plugins

    return committed(root, path, head)
