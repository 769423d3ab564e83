"""``influencekit notes``: mentoring notes on lines of code, and tours through them."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from influencekit.cli.call import Call
from influencekit.cli.note_pages import data_of, list_page, note_page
from influencekit.cli.notebook import MESSAGE, Notebook, Placing, now, said
from influencekit.cli.options import COMMON, Options, shared
from influencekit.cli.output import emit
from influencekit.cli.target import Target, enclosing_root
from influencekit.domain import Identity, Note, NoteEntry
from influencekit.errors import ExitCode, InputError
from influencekit.mentoring import Pair
from influencekit.notes import KINDS, STATES

_AT = click.option(
    "--at",
    "place",
    metavar="PATH",
    default="",
    help="A path in the repository that is meant. Default: the working directory.",
)


@click.group
def command() -> None:
    """Write and read mentoring notes on lines of code.

    Notes of the team are files in .mentoring/notes of the repository, to be committed like any
    other; private ones are in your own data folder. Only add, reply, resolve, move and import write,
    and nowhere else.
    """


@command.command("list")
@click.argument("place", required=False, metavar="[PATH[:FIRST-LAST]]")
@click.option(
    "--state",
    type=click.Choice(("open", "resolved", "all")),
    default="open",
    show_default=True,
    help="Only these.",
)
@click.option("--kind", type=click.Choice(KINDS), help="Only these.")
@click.option("--to", metavar="NAME", default="", help="Only notes for NAME.")
@click.option("--by", metavar="NAME", default="", help="Only notes of NAME.")
@click.option("--pair", metavar="PAIR", default="", help="Only notes that belong to a pair.")
@click.option("--tour", metavar="TITLE", default="", help="Only the steps of a tour, in order.")
@click.option("--now", "become", type=click.Choice(STATES), help="Only those whose lines are so.")
@shared("rev", *COMMON)
def list_command(
    options: Options,
    *,
    place: str | None,
    state: str,
    kind: str | None,
    to: str,
    by: str,
    pair: str,
    tour: str,
    become: str | None,
) -> int:
    """List notes, and where their lines are now.

    exact: the same lines; moved: the same text elsewhere; edited: another text; orphaned: not surely
    anywhere. PATH is a file, some lines or a folder; with --rev, at that revision instead of in the
    work tree.
    """
    book, target = _opened(options, place)
    of = book.find_pair(pair).id if pair else ""
    chosen = [
        note
        for note in book.notes()
        if state in ("all", note.state) and kind in (None, note.kind) and tour in ("", note.tour)
        if of in ("", note.pair)
    ]
    names = book.names(chosen)
    chosen = [
        note
        for note in chosen
        if by in ("", note.author.name, names[note.author.name])
        and (not to or (note.to and to in (note.to.name, names[note.to.name])))
    ]
    found = [it for it in book.placed(chosen) if become in (None, it.placed.state)]
    found = [it for it in found if _within(it, target)]
    if tour:
        found.sort(key=lambda it: (it.note.step, it.note.at, it.note.id))
    data = {"notes": data_of(found, names), "problems": book.call.found()}
    return book.call.finish("notes", data, lambda: list_page(found, names))


@command.command("show")
@click.argument("note")
@_AT
@shared("rev", *COMMON)
def show_command(options: Options, *, note: str, place: str) -> int:
    """Show a note, its replies, and the code that it is on.

    NOTE is its id, or as much of its begin or end as names it alone.
    """
    book, _ = _opened(options, place)
    return _shown(book, book.find(note))


@command.command("add")
@click.argument("place", metavar="FILE[:FIRST-LAST]")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="explanation",
    show_default=True,
    help="What sort of note it is.",
)
@click.option("--to", metavar="NAME", default="", help="Whom it is for. Default: everybody.")
@click.option("--goal", metavar="TEXT", default="", help="What the reader is to learn.")
@click.option(
    "--pair",
    metavar="PAIR",
    default="",
    help="The record of a pair that it belongs to; it is for the other one of the two.",
)
@click.option("--tour", metavar="TITLE", default="", help="Make it the last step of a tour.")
@click.option("--private", is_flag=True, help="Keep it in your own data folder.")
@MESSAGE
@shared("me", *COMMON)
def add_command(
    options: Options,
    *,
    place: str,
    kind: str,
    to: str,
    goal: str,
    pair: str,
    tour: str,
    private: bool,
    message: str | None,
) -> int:
    """Write a note on some lines of a file, or on the file as a whole."""
    book, target = _opened(options, place)
    author, of = book.author(), book.find_pair(pair) if pair else None
    if of and of.private and not private:
        raise InputError(f"{of.id} is a private record; a note that names it is to be --private.")
    other = _other(of, author) if of else None
    steps = [it.step for it in book.notes() if it.tour == tour] if tour else []
    first, last = (target.first, target.last or 0) if target.ranged else (0, 0)
    note = Note(
        kind=kind,
        author=author,
        to=Identity(to) if to.strip() else other,
        at=now(),
        text=said(message),
        goal=goal,
        pair=of.id if of else "",
        placed=book.anchor(target.path, first, last),
        tour=tour,
        step=max(steps, default=0) + 1 if tour else 0,
        private=private,
    )
    return _shown(book, book.add(note))


@command.command("reply")
@click.argument("note")
@MESSAGE
@_AT
@shared("me", *COMMON)
def reply_command(options: Options, *, note: str, message: str | None, place: str) -> int:
    """Answer a note."""
    return _append(options, note, place, "reply", lambda: said(message))


@command.command("resolve")
@click.argument("note")
@click.option("--reopen", is_flag=True, help="Open it again instead.")
@click.option("-m", "--message", metavar="TEXT", default="", help="Why, in Markdown.")
@_AT
@shared("me", *COMMON)
def resolve_command(options: Options, *, note: str, reopen: bool, message: str, place: str) -> int:
    """Say that a note is done with."""
    kind = "reopened" if reopen else "resolved"
    return _append(options, note, place, kind, lambda: message)


@command.command("move")
@click.argument("note")
@click.argument("to", required=False, metavar="[FILE:FIRST-LAST]")
@click.option("--candidate", type=click.IntRange(1), metavar="N", help="As 'notes show' counts.")
@_AT
@shared("me", *COMMON)
def move_command(
    options: Options, *, note: str, to: str | None, candidate: int | None, place: str
) -> int:
    """Attach a note to other lines, or to a candidate where it lost its own."""
    if (to is None) == (candidate is None):
        raise click.UsageError("Name either FILE:FIRST-LAST or --candidate N.")
    book, target = _opened(options, to if to is not None else place)
    found = book.find(note)
    if to is not None:
        path = target.path
        first, last = (target.first, target.last or 0) if target.ranged else (0, 0)
    else:
        candidates = book.placed([found])[0].placed.candidates
        if not candidate or candidate > len(candidates):
            raise InputError(f"{found.id} has {len(candidates)} candidates; see 'notes show'.")
        chosen = candidates[candidate - 1]
        path, first, last = chosen.path, chosen.first, chosen.last
    anchor = book.anchor(path, first, last)
    entry = NoteEntry(kind="moved", author=book.author(), at=now(), anchor=anchor)
    return _shown(book, book.append(found, entry))


@command.command("doctor")
@click.argument("path", required=False, metavar="[PATH]")
@shared(*COMMON)
def doctor_command(options: Options, *, path: str | None) -> int:
    """Check notes and records of pairs: what cannot be read, what lost its lines, and how they merge.

    Exits with 4 where something is wrong.
    """
    from influencekit.cli.note_checks import checks, page  # noqa: PLC0415 - for this command alone

    book, _ = _opened(options, path)
    found = checks(book)
    data = {"checks": found, "problems": book.call.found()}
    code = book.call.finish("doctor", data, lambda: page(found))
    return code if all(check.ok for check in found) else ExitCode.ENVIRONMENT


@command.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@_AT
@click.option("--private", is_flag=True, help="Keep the notes in your own data folder.")
@shared("me", *COMMON)
def import_command(options: Options, *, file: Any, place: str, private: bool) -> int:
    """Make notes of the steps of a CodeTour .tour file."""
    from influencekit.cli.note_tours import imported  # noqa: PLC0415 - for this command alone

    book, _ = _opened(options, place)
    try:
        text = file.read(1 << 24)
    except UnicodeDecodeError:
        raise InputError(f"{file.name}: no tour: it is not UTF-8.") from None
    return _listed(book, imported(book, text, file.name, private=private))


@command.command("export")
@click.argument("tour", metavar="TITLE")
@_AT
@shared("rev", *COMMON)
def export_command(options: Options, *, tour: str, place: str) -> int:
    """Print a tour as a CodeTour .tour file.

    Its lines are those of the work tree; with --rev those of that revision, which it names.
    """
    from influencekit.cli.note_tours import exported  # noqa: PLC0415 - for this command alone

    book, _ = _opened(options, place)
    emit(exported(book, tour), options.output)
    return book.call.close()


def _opened(options: Options, place: str | None) -> tuple[Notebook, Target]:
    """Return the notes of the repository that `place`, or the working directory, is in."""
    if place:
        call, target = Call.at(options, place)
        return Notebook(call, target.root), target
    root = enclosing_root()
    return Notebook(Call.of(options, (root,)), root), Target(root=root, path="")


def _other(pair: Pair, one: Identity) -> Identity | None:
    """Return whom a note of `one` is for; None: everybody, for it is by neither of the two."""
    mentor, mentee = (Identity(who.name) for who in (pair.mentor, pair.mentee))
    others = {mentor.name.casefold(): mentee, mentee.name.casefold(): mentor}
    return others.get(one.name.casefold())


def _append(options: Options, named: str, place: str, kind: str, text: Callable[[], str]) -> int:
    book, _ = _opened(options, place)
    found = book.find(named)
    entry = NoteEntry(kind=kind, author=book.author(), at=now(), text=text())
    return _shown(book, book.append(found, entry))


def _within(it: Placing, target: Target) -> bool:
    placed = it.placed
    if target.path and placed.path != target.path and not placed.path.startswith(f"{target.path}/"):
        return False
    if not target.ranged or not placed.first:
        return True
    return target.clip(placed.first, placed.last - placed.first + 1)[1] > 0


def _shown(book: Notebook, note: Note) -> int:
    names = book.names([note])
    it = book.placed([note])[0]
    code = book.text(it.placed.path) or ()
    data = {"notes": data_of([it], names), "problems": book.call.found()}
    return book.call.finish("notes", data, lambda: note_page(it, code, names))


def _listed(book: Notebook, notes: Sequence[Note]) -> int:
    names = book.names(notes)
    found = book.placed(notes)
    data = {"notes": data_of(found, names), "problems": book.call.found()}
    return book.call.finish("notes", data, lambda: list_page(found, names))
