"""What each question of an editor is answered, in our own values; the protocol's are `convert`'s."""

from typing import TYPE_CHECKING

import attrs

from influencekit_lsp import structure
from influencekit_lsp.documents import NEW
from influencekit_lsp.session import Root, Session, View
from influencekit_lsp.text import bare, index_of

if TYPE_CHECKING:
    from influencekit_lsp.cards import Range


@attrs.frozen
class Shown:
    """Markdown, and which lines (from 0) it is about."""

    text: str
    first: int
    last: int


async def hover(session: Session, uri: str, line: int, units: int) -> Shown | None:
    """Return what to show at a place; None where there is nothing to say."""
    view = session.view(uri)
    if view is None or not 0 <= line < len(view.document.lines):
        return None
    knowledge = view.root.knowledge
    if knowledge is None:
        text = reading(view.root)
        return Shown(text, line, line) if text else None
    return await _known(session, view, line, units)


def reading(root: Root) -> str:
    """Return that a history is being read; empty where it is not."""
    if root.state not in ("waiting", "reading"):
        return ""
    return (
        f"The history of `{root.path.name}` is being read{f': {root.told}' if root.told else ''}."
    )


async def _known(session: Session, view: View, line: int, units: int) -> Shown | None:
    from influencekit_lsp import cards, subjects  # noqa: PLC0415 - loads numpy, which is there now

    document, knowledge, root = view.document, view.root.knowledge, view.root
    assert knowledge is not None  # noqa: S101 - the caller looked
    column = index_of(document.lines[line], units, document.encoding)
    lines = document.lines if line < subjects.TOP else document.lines[line : line + 1]
    found = subjects.at(
        knowledge.evidence,
        knowledge.sorted_oids,
        view.path,
        list(map(bare, lines[: subjects.TOP])),
        (line if line < subjects.TOP else 0, column),
    )
    if found is not None:
        card = await session.quickly(lambda: cards.of_found(knowledge, found.kind, found.key))
        return Shown(card, line, line) if card else None
    place = knowledge.place(view.path)
    if place is None:
        return None
    compared = await session.compared(view)
    if not compared or document.mapped is None:
        return Shown(cards.of_file(place, reading(root)), line, line)
    some = ranged(view, line)
    where = document.mapped.where
    at = document.git_line(line)
    here = where[at] if at < len(where) else NEW
    text = cards.of_lines(place, some, here, unread=root.unread)
    told = cards.of_scores(knowledge, view.path)
    return Shown("\n\n".join(filter(None, (text, told))), some.first, some.last)


def ranged(view: View, line: int) -> "Range":
    """Return the function or paragraph around a line."""
    from influencekit_lsp.cards import Range  # noqa: PLC0415 - see above

    document = view.document
    block = structure.around(document.lines, line, document.language)
    if block is None:
        (first, last), name = structure.paragraph(document.lines, line), ""
    else:
        first, last, name = block.first, block.last, block.name
    where = document.mapped.where if document.mapped else []
    places = where[document.git_line(first) : document.git_line(last) + 1]
    return Range(name=name, first=first, last=last, places=places)
