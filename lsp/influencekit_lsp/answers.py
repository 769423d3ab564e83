"""What each question of an editor is answered, in our own values; the protocol's are `convert`'s.

What loads numpy is imported where it is needed: by then reading has loaded it, and the answer to
``initialize`` did not wait for it.
"""

import contextlib
import functools
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import attrs

from influencekit.errors import InfluenceKitError
from influencekit.render.escape import markdown
from influencekit_lsp import structure
from influencekit_lsp.documents import LARGEST, NEW
from influencekit_lsp.roots import Root, View
from influencekit_lsp.session import UNHURRIED, Session
from influencekit_lsp.switches import Switches
from influencekit_lsp.text import bare, index_of
from influencekit_lsp.values import Action, Hint, Lens, Link, Offer, Remark, Shown, Symbol

if TYPE_CHECKING:
    from influencekit_lsp.cards import Range
    from influencekit_lsp.knowledge import Place


ALL = 1000
"""Sentences of a virtual document."""
LONGEST = 10_000
"""Characters of a line above which it is not looked at for what it names."""


async def hover(session: Session, uri: str, line: int, units: int) -> Shown | None:
    """Return what to show at a place; None where there is nothing to say."""
    view = session.view(uri)
    if view is None or not 0 <= line < len(view.document.lines):
        return None
    if found := await _subject(session, view, line, units):
        return Shown(found, line, line)
    shown = await _lines(session, view, line)
    notes = await _notes(session, view, line)
    texts = [it for it in (shown.text if shown else "", notes) if it]
    first, last = (shown.first, shown.last) if shown else (line, line)
    return Shown("\n\n".join(texts), first, last) if texts else None


def reading(root: Root) -> str:
    """Return that a history is being read; empty where it is not."""
    if root.state not in {"waiting", "reading"}:
        return ""
    told = f": {root.told}" if root.told else ""
    return f"The history of `{root.path.name}` is being read{told}."


async def _subject(session: Session, view: View, line: int, units: int) -> str:
    """Return the card of what is named at a place; empty where nothing is."""
    knowledge, document = view.root.knowledge, view.document
    if knowledge is None or len(document.lines[line]) > LONGEST:
        return ""
    from influencekit_lsp import cards, subjects  # noqa: PLC0415 - see above

    index = index_of(document.lines[line], units, document.encoding)
    top = line < subjects.TOP
    lines = document.lines[: subjects.TOP] if top else document.lines[line : line + 1]
    found = subjects.at(
        knowledge.evidence,
        knowledge.oids,
        view.path,
        list(map(bare, lines)),
        (line if top else 0, index),
    )
    if found is None:
        return ""
    with contextlib.suppress(InfluenceKitError):  # an area without files, for one
        return await session.quickly(lambda: cards.of_found(knowledge, found.kind, found.key))
    return ""


async def _lines(session: Session, view: View, line: int) -> Shown | None:
    """Return who knows the lines around a place, and their history."""
    knowledge, document, root = view.root.knowledge, view.document, view.root
    place = knowledge.place(view.path) if knowledge else None
    if not root.traced and (place is None or place.lines is None):
        return await _so_far(session, view, line, place)
    if knowledge is None or place is None:
        return None
    from influencekit_lsp import cards  # noqa: PLC0415 - see above

    compared = await session.compared(view)
    if line >= len(document.lines):  # it was edited meanwhile
        return None
    if not compared or document.mapped is None:
        return Shown(cards.of_file(place, reading(root)), line, line)
    some = ranged(view, line)
    text = cards.of_lines(place, some, _committed(view, line), unread=root.unread)
    told = cards.of_scores(knowledge, view.path)
    return Shown("\n\n".join(filter(None, (text, told))), some.first, some.last)


async def _so_far(session: Session, view: View, line: int, place: "Place | None") -> Shown | None:
    """Return what is known of the lines around a place while the history is being read."""
    texts, first, last = [reading(view.root)], line, line
    blamed = session.blamed(view)
    if blamed is not None and blamed.version is not None and await session.compared(view):
        from influencekit_lsp import partial  # noqa: PLC0415 - see above

        if line >= len(view.document.lines):  # it was edited meanwhile
            return None
        some = ranged(view, line)
        texts.insert(0, partial.of_lines(blamed, some, _committed(view, line)))
        first, last = some.first, some.last
    if place is not None:
        from influencekit_lsp import cards  # noqa: PLC0415 - see above

        texts.insert(0, cards.of_file(place))
    text = "\n\n".join(filter(None, texts))
    return Shown(text, first, last) if text else None


def _committed(view: View, line: int) -> int:
    """Return the committed line (from 0) that the editor's `line` is, or `NEW`."""
    mapped = view.document.mapped
    at = view.document.git_line(line)
    return mapped.where[at] if mapped and at < len(mapped.where) else NEW


def ranged(view: View, line: int) -> "Range":
    """Return the function or paragraph around a line."""
    document = view.document
    block = structure.around(document.lines, line, document.language)
    if block is not None:
        return spanned(view, block.first, block.last, block.name)
    return spanned(view, *structure.paragraph(document.lines, line))


def spanned(view: View, first: int, last: int, name: str = "") -> "Range":
    """Return lines of a document, and which committed lines they are."""
    from influencekit_lsp.cards import Range  # noqa: PLC0415 - see above

    document = view.document
    where = document.mapped.where if document.mapped else []
    places = where[document.git_line(first) : document.git_line(last) + 1]
    return Range(name=name, first=first, last=last, places=places)


async def _notes(session: Session, view: View, line: int) -> str:
    found = await session.marks(view)
    if not found:
        return ""
    from influencekit_lsp.markup import joined  # noqa: PLC0415 - see above
    from influencekit_lsp.noted import shown  # noqa: PLC0415 - see above

    at = view.document.git_line(line)
    here = [mark for mark in found if mark.here and mark.first <= at <= mark.last]
    return joined(shown(mark) for mark in here)


async def _place(session: Session, uri: str) -> "tuple[View, Place] | None":
    """Return a document and what is known of its file, where both are there."""
    view = session.view(uri)
    if view is None or view.root.knowledge is None:
        return None
    place = view.root.knowledge.place(view.path)
    return None if place is None else (view, place)


async def lenses(session: Session, uri: str) -> list[Lens]:
    """Return where lenses stand in a document."""
    known = await _place(session, uri)
    if known is None:
        return []
    from influencekit_lsp.lenses import lenses as found  # noqa: PLC0415 - see above

    document = known[0].document
    return list(found(document.blocks(), len(document.lines)))


async def lens_title(session: Session, uri: str, lens: Lens) -> str:
    """Return what a lens says; empty where nothing is known any more."""
    known = await _place(session, uri)
    if known is None:
        return ""
    from influencekit_lsp import lenses as ours  # noqa: PLC0415 - see above
    from influencekit_lsp.remarks import on  # noqa: PLC0415 - see above

    view, place = known
    marks = await session.marks(view)
    if not lens.name:
        return ours.title(place, None, marks)
    if not await session.compared(view, UNHURRIED):
        return ours.title(place, None, [])
    some = spanned(view, lens.first, lens.last)
    git = view.document.git_line
    return ours.title(place, some.places, on(marks, git(lens.first), git(lens.last)))


async def hints(session: Session, uri: str, first: int, last: int) -> list[Hint]:
    """Return who wrote the lines that are seen."""
    known = await _place(session, uri)
    if known is None or not await session.compared(known[0], UNHURRIED):
        return []
    from influencekit_lsp.lenses import hints as found  # noqa: PLC0415 - see above

    view, place = known
    document = view.document
    where = document.mapped.where if document.mapped else []
    span = document.git_line(first), document.git_line(min(last, len(document.lines)))
    return [Hint(document.editor_line(it.line), it.text) for it in found(place, where, *span)]


async def remarks(session: Session, uri: str, switches: Switches) -> list[Remark]:
    """Return the diagnostics of a document."""
    view = session.view(uri)
    if view is None or not switches.on("diagnostics"):
        return []
    from influencekit_lsp import remarks as ours  # noqa: PLC0415 - see above

    found = list(ours.of_notes(await session.marks(view)))
    if switches.on("knowledge_risk") and (known := await _place(session, uri)):
        found += ours.of_risk(known[1])
    line = view.document.editor_line
    return [attrs.evolve(it, first=line(it.first), last=line(it.last)) for it in found]


async def actions(
    session: Session, uri: str, first: int, last: int, *, asked: bool
) -> list[Action]:
    """Return what can be done about lines (from 0).

    Parameters
    ----------
    asked
        Whether somebody asked; else only what is about a note there is offered.
    """
    view = session.view(uri)
    if view is None:
        return []
    from influencekit_lsp import remarks as ours  # noqa: PLC0415 - see above

    git = view.document.git_line
    marks = await session.marks(view)
    here = ours.on(marks, git(first), git(last))
    if asked:
        here += [mark for mark in marks if mark.orphaned and mark not in here]
    found = [action for mark in here for action in ours.of_mark(mark, uri, git(first), git(last))]
    knowledge = view.root.knowledge
    if asked:
        posts = {it.path for it in knowledge.evidence.posts} if knowledge else set()
        found += ours.of_place(uri, first, last, blog=bool(posts), post=view.path in posts)
    return found


async def links(session: Session, uri: str) -> list[Link]:
    """Return what a post or a note links to."""
    view = session.view(uri)
    if view is None or view.root.knowledge is None:
        return []
    from influencekit_lsp import prose  # noqa: PLC0415 - see above

    document, knowledge = view.document, view.root.knowledge
    if document.language not in prose.LANGUAGES or document.size > LARGEST:
        return []
    return list(prose.links(document.lines, knowledge.oids, knowledge.paths))


async def completions(session: Session, uri: str, line: int, units: int) -> list[Offer]:
    """Return people and front-matter keys to complete in a post or a note."""
    view = session.view(uri)
    if view is None or view.root.knowledge is None:
        return []
    from influencekit_lsp import prose  # noqa: PLC0415 - see above

    document, evidence = view.document, view.root.knowledge.evidence
    if document.language not in prose.LANGUAGES or not 0 <= line < len(document.lines) + 1:
        return []
    lines = [bare(it) for it in document.lines]
    lines += [""] * (line == len(lines))
    index = index_of(lines[line], units, document.encoding)
    keys = prose.keys_of(view.path, evidence.posts)
    return prose.offers(lines, line, index, evidence.people, keys)


async def symbols(session: Session, query: str, limit: int = 100) -> list[Symbol]:
    """Return the notes, posts and people whose names have all words of `query` in them."""
    words = query.casefold().split()
    found = []
    for root in session.roots.values():
        for symbol in _symbols(root):
            name = symbol.name.casefold()
            if all(word in name for word in words):
                found.append(symbol)
            if len(found) >= limit:
                return found
    return found


def _symbols(root: Root) -> Any:
    from influencekit_lsp import noted  # noqa: PLC0415 - see above

    for mark in noted.everywhere(root.notes):
        note = mark.note
        yield Symbol(noted.title(note), "note", root.path, mark.placed.path, mark.first, note.id)
    if root.knowledge is not None:
        for post in root.knowledge.evidence.posts:
            yield Symbol(post.title or post.path, "post", root.path, post.path, 0, post.path)
        for person in root.knowledge.evidence.people:
            if not person.bot:
                yield Symbol(person.name, "person", root.path, "", 0, person.key)


async def virtual(session: Session, uri: str) -> str:
    """Return the text of a virtual document, ``influencekit:/KIND/KEY.md``."""
    kind, _, key = unquote(urlsplit(uri).path).strip("/").removesuffix(".md").partition("/")
    from influencekit_lsp import cards  # noqa: PLC0415 - see above

    for root in session.roots.values():
        if (knowledge := root.knowledge) is not None:
            with contextlib.suppress(InfluenceKitError):
                made = functools.partial(cards.of_found, knowledge, kind, key, limit=ALL)
                if text := await session.quickly(made):
                    return text
    return f"Nothing is known of the {markdown(kind)} {markdown(key)}."
