"""A file as front matter, a text and the entries behind it, and back; pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from influencekit.domain import Note
from influencekit.linediff import lines_of
from influencekit.mentoring import Pair
from influencekit_notes.entries import CONFLICT, MARKER, Fault, Form, Written
from influencekit_notes.frontmatter import Fields, Malformed, parse, write

Kept = TypeVar("Kept", Note, Pair)


def read_file(
    text: str,
    form: Form,
    read: Callable[[Fields, list[Fault]], Kept],
    read_entry: Callable[[Written], Any],
) -> tuple[Kept | None, list[Fault]]:
    """Return what the file's `text` says, and what is wrong with it; None: it is not of this sort.

    In a file with conflict markers both sides are read.

    Parameters
    ----------
    form
        How its entries begin.
    read
        Makes it of the front matter, which starts on the file's second line; raises `Malformed`.
    read_entry
        Makes an entry of how it stands there; raises `Malformed` or `ValueError`.
    """
    faults: list[Fault] = []
    try:
        lines, end = _parted(text, faults)
    except Malformed as error:
        return None, [*faults, Fault(error.line, str(error))]
    try:
        found = read(parse("\n".join(lines[1:end]) + "\n"), faults)
    except Malformed as error:
        return None, [*faults, Fault(error.line + 1, f"front matter: {error}")]
    first = form.first(lines, end + 1)
    written = [] if first is None else form.read(lines, first, faults)
    entries = sorted(_entries(written, read_entry, faults), key=lambda it: it.at)
    body = form.unescaped(lines[end + 1 : first])
    return attrs.evolve(found, text=body, entries=tuple(entries)), faults


def _entries(
    written: Iterable[Written], read_entry: Callable[[Written], Any], faults: list[Fault]
) -> Iterator[Any]:
    for it in written:
        try:
            yield read_entry(it)
        except (Malformed, ValueError) as error:
            line = it.line + getattr(error, "line", 0)
            said = f"{it.kind.capitalize()} {it.id}: {error}" if it.id else str(error)
            faults.append(Fault(line, said))


def _parted(text: str, faults: list[Fault]) -> tuple[list[str], int]:
    """Return the lines of a file, and the index of the line that ends its front matter.

    Of a conflict both sides are kept, without the markers, and it is a fault.

    Raises
    ------
    Malformed
        There is no front matter.
    """
    lines = list(lines_of(text.removeprefix("\ufeff")))
    markers = [at for at, line in enumerate(lines) if MARKER.fullmatch(line)]
    if markers:
        faults.append(Fault(markers[0] + 1, CONFLICT))
        lines = ["" if MARKER.fullmatch(it) or it == "=======" else it for it in lines]
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), 0)
    if not end or lines[0].rstrip() != "---":
        raise Malformed("expected front matter between two lines '---'")
    return lines, end


def of_format(fields: Fields, key: str, version: str) -> None:
    """Refuse a file of another format than `version`.

    Raises
    ------
    Malformed
        It is of a newer one.
    """
    if (told := fields.text(key)) not in ("", version):
        raise Malformed(f"a {key} of format {told}, newer than this program", fields.line(key))


def file_of(fields: Mapping[str, Any], text: str, form: Form) -> str:
    """Return the file of front matter and a text, without entries."""
    body = "\n".join(form.escaped(text))
    return f"---\n{write(fields)}---\n" + (f"\n{body}\n" if body else "")
