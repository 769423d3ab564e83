"""Commands: everything that the server can do, for editors that have no other way to ask for it.

Each takes one table of arguments, or the same in the order ``uri, first, last``, and returns data.
Lines are counted from 1. What is written is written by the source that keeps notes, and nothing else.
"""

import functools
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from influencekit.errors import InputError
from influencekit_lsp import answers, desk
from influencekit_lsp.roots import Root, View
from influencekit_lsp.session import Session

if TYPE_CHECKING:
    from influencekit.domain import Note
    from influencekit.knowers import Knower
    from influencekit_lsp.noted import Mark

Arguments = Mapping[str, Any]
Answer = dict[str, Any]
IDEAS = 5
"""Of each list that are told."""
PLACEHOLDER = "(write here)"
"""Text of a note that an editor could not ask for: its file is opened for writing."""


def arguments(given: Sequence[Any] | None) -> Arguments:
    """Return the table that a client sent, or the one that its list means.

    Raises
    ------
    InputError
        It is neither.
    """
    values = list(given or [])
    if not values:
        return {}
    if isinstance(values[0], Mapping):
        return values[0]
    if isinstance(values[0], str) and all(isinstance(it, int) for it in values[1:3]):
        return dict(zip(("uri", "first", "last"), values, strict=False))
    raise InputError("Expected a table of arguments, or uri, first line, last line.")


async def status(session: Session, _: Arguments) -> Answer:
    """Return what is being read, and how far that is."""
    return {
        "enabled": session.enabled,
        "roots": [
            {
                "path": str(root.path),
                "state": root.state,
                "told": root.told,
                "head": root.knowledge.snapshot.head if root.knowledge else "",
                "notes": len(root.notes),
            }
            for root in session.roots.values()
        ],
    }


async def refresh(session: Session, given: Arguments) -> Answer:
    """Read a repository, or all of them, again."""
    for root in _roots(session, given):
        root.notes_signature = None
        session.read(root)
        await session.read_notes(root)
    return await status(session, given)


async def stop(session: Session, given: Arguments) -> Answer:
    """Stop reading; what was read is kept."""
    for root in _roots(session, given):
        session.stop(root)
    return await status(session, given)


async def who(session: Session, given: Arguments) -> Answer:
    """Return who knows some lines, or a file, with the reasons."""
    view, first, last = _place(session, given)
    knowledge = _knowledge(view)
    place = knowledge.place(view.path)
    if place is None:
        return {"people": [], "message": f"{view.path} has no history yet."}
    places = None
    if first and await session.compared(view):
        places = answers.spanned(view, first - 1, last - 1).committed
    known = place.knowers(places or None, limit=10)
    names = ", ".join(it.person.name for it in known[:3]) or "Nobody who is known"
    return {
        "people": [
            {
                "key": it.person.key,
                "name": it.person.name,
                "share": it.share,
                "last_at": it.last_at,
                "reasons": [reason.text for reason in it.reasons],
            }
            for it in known
        ],
        "message": f"{names} can help with {view.path}{f':{first}' if first else ''}.",
    }


async def panel(session: Session, given: Arguments) -> Answer:
    """Return all that is known about a file, or about a subject that is named."""
    from influencekit.report import Subject  # noqa: PLC0415 - see `answers`
    from influencekit_lsp import panel as ours  # noqa: PLC0415 - see `answers`

    kind, key = given.get("kind"), given.get("key")
    if isinstance(kind, str) and isinstance(key, str):
        root = _roots(session, given)[0] if _roots(session, given) else None
        if root is None or root.knowledge is None:
            return ours.only(answers.reading(root) if root else "Nothing is open.", key)
        people = root.knowledge.evidence.people
        label = next((it.name for it in people if it.key == key and kind == "person"), key)
        marks: list[Mark] = []
        lines = None
        subject = Subject(kind, key, label)
    else:
        view, first, last = _place(session, given)
        root, marks = view.root, await session.marks(view)
        lines = await _knowers(session, view, first, last)
        subject = Subject("path", view.path, view.path)
        if root.knowledge is None:
            return ours.only(answers.reading(root) or root.told, view.path)
        if root.knowledge.place(view.path) is None:
            return ours.only(root.told or "Not in the history that was read.", view.path)
    make = functools.partial(
        ours.panel,
        root.knowledge,
        subject,
        marks,
        lines=lines,
        remark=answers.reading(root).replace("`", ""),
    )
    return await session.quickly(make)


async def report(session: Session, given: Arguments) -> Answer:
    """Return the report on a repository as a page for an editor, which opens at the file that is named."""
    from influencekit.render.html.markup import Markup  # noqa: PLC0415 - see `answers`

    root = _root(session, given)
    version, drawn = await session.drawing.of(root)
    about = await here(session, given) if "uri" in given else {"html": ""}
    return {
        "version": version,
        "title": drawn.title,
        "root": str(root.path),
        "html": drawn.whole(Markup(about["html"])),
        "message": f"To look at it in a browser: influencekit serve {root.path}",
    }


async def here(session: Session, given: Arguments) -> Answer:
    """Return what a report's page says of a file."""
    from influencekit_lsp import panel as ours  # noqa: PLC0415 - see `answers`

    view = _view(session, given)
    _, drawn = await session.drawing.of(view.root)
    knowledge = _knowledge(view)
    make = functools.partial(ours.told, knowledge, view.path)
    return {"html": str(drawn.about(await session.quickly(make)))}


async def _knowers(
    session: Session, view: View, first: int, last: int
) -> "tuple[str, Sequence[Knower]] | None":
    """Return what to call some lines, and who knows them; None: there are none, or it is not known."""
    place = view.root.knowledge.place(view.path) if view.root.knowledge else None
    if not first or place is None or place.lines is None or not await session.compared(view):
        return None
    name = f"Lines {first}-{last}" if first != last else f"Line {first}"
    committed = answers.spanned(view, first - 1, last - 1).committed
    return name, place.knowers(committed) if committed else ()


async def begin_post(session: Session, given: Arguments) -> Answer:
    """Begin a post about a file, or one of the `ideas`: in the repository's blog, else as a text."""
    if isinstance(chosen := given.get("id"), str):
        root = _root(session, given)
        told = await desk.blog(session.turns.turn, root.path, "new", f"--from-opportunity={chosen}")
        return {"title": told["title"], "open": Path(told["files"][0]).as_uri()}
    from influencekit_lsp import posts  # noqa: PLC0415 - see `answers`

    view = _view(session, given)
    make = functools.partial(
        posts.begin, _knowledge(view), view.root.path, view.path, int(time.time())
    )
    return dict(await session.quickly(make))


async def ideas(session: Session, given: Arguments) -> Answer:
    """Return what there is to write about, the best of each list first."""
    root = _root(session, given)
    told = await desk.blog(session.turns.turn, root.path, "ideas")
    found = [
        {
            "id": entry["id"],
            "list": listed["title"],
            "label": entry["score"]["subject"]["label"],
            "reasons": [reason["text"] for reason in entry["score"]["reasons"]],
        }
        for listed in told["lists"]
        for entry in listed["entries"][:IDEAS]
    ]
    named = (f"{it['label']} ({it['id']}: {it['reasons'][0]})" for it in found if it["reasons"])
    message = "; ".join(named) or "This history has nothing to write about."
    return {"ideas": found, "message": message}


async def check_post(session: Session, given: Arguments) -> Answer:
    """Return what to mend in a post, as it is saved."""
    view = _view(session, given)
    told = await desk.blog(session.turns.turn, view.root.path, "check")
    found = [
        {"line": it["line"], "kind": it["kind"], "text": it["text"]}
        for it in told["remarks"]
        if f"/{view.path}".endswith(f"/{it['path']}")
    ]
    said = "; ".join(f"line {it['line'] or 1}, {it['kind']}: {it['text']}" for it in found)
    return {"remarks": found, "message": said or f"Nothing to mend in {view.path}."}


async def card(session: Session, given: Arguments) -> Answer:
    """Return what a hover at a place shows."""
    uri, line = given.get("uri"), given.get("first")
    if not isinstance(uri, str) or not isinstance(line, int):
        raise InputError("Expected uri and first, a line counted from 1.")
    column = given.get("column", 0)
    shown = await answers.hover(session, uri, line - 1, column if isinstance(column, int) else 0)
    return {"markdown": shown.text if shown else ""}


async def notes(session: Session, given: Arguments) -> Answer:
    """Return the notes of an open document, else all, with where they are now."""
    from influencekit_lsp import noted  # noqa: PLC0415 - see `answers`

    if isinstance(uri := given.get("uri"), str):
        view = session.view(uri)
        found = [noted.plain(mark) for mark in await session.marks(view)] if view else []
    else:
        found = [
            {**noted.plain(mark), "root": str(root.path)}
            for root in session.roots.values()
            for mark in await session.quickly(functools.partial(noted.everywhere, root.notes))
        ]
    return {"notes": found}


async def add(session: Session, given: Arguments) -> Answer:
    """Put a note on some lines; without ``text`` its file is named, to be written there."""
    from influencekit.domain import Note  # noqa: PLC0415 - see `answers`
    from influencekit_lsp import sources  # noqa: PLC0415 - see `answers`

    view, first, last = _place(session, given)
    buffer = tuple(view.document.committed_lines())
    text = _text(given, "text") or PLACEHOLDER
    root, now = view.root.path, int(time.time())

    def write() -> "Note":
        note = Note(
            kind=_text(given, "kind") or "explanation",
            author=sources.user(root),
            to=sources.named(_text(given, "to")),
            at=now,
            text=text,
            goal=_text(given, "goal"),
            placed=sources.anchored(root, view.path, _git(view, first, last), buffer),
            private=given.get("private") is True,
        )
        return sources.add(root, note)

    return await _written(session, view.root, write, opened=text == PLACEHOLDER)


async def reply(session: Session, given: Arguments) -> Answer:
    """Answer a note; without ``text`` its file is named, to be written there."""
    text = _text(given, "text") or PLACEHOLDER
    return await _append(session, given, "reply", text)


async def resolve(session: Session, given: Arguments) -> Answer:
    """Say that a note is done with."""
    return await _append(session, given, "resolved", _text(given, "text"))


async def reopen(session: Session, given: Arguments) -> Answer:
    """Say that it is not."""
    return await _append(session, given, "reopened", _text(given, "text"))


async def move(session: Session, given: Arguments) -> Answer:
    """Attach a note to other lines of an open document."""
    return await _append(session, given, "moved", "")


async def _append(session: Session, given: Arguments, kind: str, text: str) -> Answer:
    from influencekit.domain import NoteEntry  # noqa: PLC0415 - see `answers`
    from influencekit_lsp import sources  # noqa: PLC0415 - see `answers`

    root, note = _note(session, given)
    view, first, last = _place(session, given) if kind == "moved" else (None, 0, 0)
    buffer = tuple(view.document.committed_lines()) if view else ()
    now = int(time.time())

    def write() -> "Note":
        anchor = None
        if view is not None:
            anchor = sources.anchored(root.path, view.path, _git(view, first, last), buffer)
        author = sources.user(root.path)
        entry = NoteEntry(kind=kind, author=author, at=now, text=text, anchor=anchor)
        return sources.append(root.path, note, entry)

    return await _written(session, root, write, opened=text == PLACEHOLDER)


async def _written(
    session: Session, root: Root, write: "Callable[[], Note]", *, opened: bool
) -> Answer:
    note = await session.in_turn(write)
    root.notes_signature = None
    await session.read_notes(root)
    file = Path(note.locator)
    place = file if file.is_absolute() else root.path / file
    return {"id": note.id, "locator": note.locator, **({"open": place.as_uri()} if opened else {})}


def _note(session: Session, given: Arguments) -> "tuple[Root, Note]":
    wanted = given.get("id")
    for root in session.roots.values():
        for it in root.notes:
            if it.note.id == wanted:
                return root, it.note
    raise InputError(f"There is no note {wanted!r} in what is open.")


def _view(session: Session, given: Arguments) -> View:
    uri = given.get("uri")
    view = session.view(uri) if isinstance(uri, str) else None
    if view is None:
        raise InputError(f"{uri!r} is no open document in a repository.")
    return view


def _place(session: Session, given: Arguments) -> tuple[View, int, int]:
    """Return an open document and lines of it, counted from 1; 0 and 0: the whole."""
    view = _view(session, given)
    first = given.get("first", 0)
    last = given.get("last", first)
    if not isinstance(first, int) or not isinstance(last, int):
        raise InputError("Expected first and last to be lines, counted from 1.")
    lines = len(view.document.lines)
    if not (0 < first <= last <= lines or first == last == 0):
        raise InputError(f"{view.path} has {lines} lines, not {first} to {last}.")
    return view, first, last


def _git(view: View, first: int, last: int) -> tuple[int, int]:
    """Return lines as git counts them, both from 1."""
    if not first:
        return 0, 0
    line = view.document.git_line
    return line(first - 1) + 1, line(last - 1) + 1


def _knowledge(view: View) -> Any:
    if view.root.knowledge is None:
        raise InputError(answers.reading(view.root) or view.root.told or "Nothing is known yet.")
    return view.root.knowledge


def _root(session: Session, given: Arguments) -> Root:
    """Return the repository of a document, else the first one."""
    roots = _roots(session, given)
    if not (session.enabled and roots):
        raise InputError("influencekit is switched off." if roots else "No repository is open.")
    return roots[0]


def _roots(session: Session, given: Arguments) -> list[Root]:
    uri = given.get("uri")
    view = session.view(uri) if isinstance(uri, str) else None
    return [view.root] if view else list(session.roots.values())


def _text(given: Arguments, key: str) -> str:
    value = given.get(key, "")
    return value if isinstance(value, str) else ""


COMMANDS: Mapping[str, Callable[[Session, Arguments], Awaitable[Answer]]] = {
    "status": status,
    "refresh": refresh,
    "stop": stop,
    "who": who,
    "panel": panel,
    "report": report,
    "here": here,
    "card": card,
    "post.begin": begin_post,
    "post.ideas": ideas,
    "post.check": check_post,
    "notes": notes,
    "note.add": add,
    "note.reply": reply,
    "note.resolve": resolve,
    "note.reopen": reopen,
    "note.move": move,
}
"""Commands without their prefix ``influencekit.``; each is a request ``influencekit/…`` too."""
