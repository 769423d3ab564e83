"""Tours: notes in an order, from and to CodeTour's files."""

from functools import partial

from influencekit import tours
from influencekit.cli.notebook import Notebook, now
from influencekit.domain import Anchor, Note
from influencekit.errors import InputError
from influencekit.notes import anchor_at
from influencekit.report import Problem
from influencekit.tours import Step


def imported(book: Notebook, text: str, name: str, *, private: bool) -> list[Note]:
    """Make a note of each step of the tour `text`; what could not be kept is a problem.

    Raises
    ------
    InputError
        It is no tour, or there is one of that title already; nothing was written.
    """
    try:
        tour = tours.read(text)
    except InputError as error:
        raise InputError(f"{name}: {error}.") from error
    if any(note.tour == tour.title for note in book.notes()):
        raise InputError(f"{name}: there are notes of the tour {tour.title!r} already.")
    tell = partial(Problem, kind="source", name="notes", locator=name)
    book.call.problems.extend(tell(message=message) for message in tour.left_out)
    author, at = book.author(), now()
    notes = []
    for number, step in enumerate(tour.steps, 1):
        try:
            anchor = _anchor(book, step, tour.ref)
        except InputError as error:
            book.call.problems.append(tell(message=f"step {number} is left out: {error}"))
            continue
        notes.append(
            Note(
                author=author,
                at=at,
                text=step.text,
                placed=anchor,
                tour=tour.title,
                step=number,
                private=private,
            )
        )
    return [book.add(note) for note in notes]


def _anchor(book: Notebook, step: Step, ref: str) -> Anchor:
    """Return the lines of a step, which are of the tour's revision where that is there."""
    version = book.version(step.path, ref) if ref else None
    lines = book.text(step.path) if version is None else version.lines
    first, last = step.first, step.last
    if step.line:
        same = [at for at, line in enumerate(lines or (), 1) if line.strip() == step.line]
        if len(same) != 1:
            raise InputError(f"its line is in {step.path} {len(same)} times: {step.line!r}")
        first = last = same[0]
    if version is None:
        return book.anchor(step.path, first, last)
    try:
        return anchor_at(step.path, first, last, version)
    except ValueError as error:
        raise InputError(f"{error}.") from error


def exported(book: Notebook, title: str) -> str:
    """Return the tour `title` as a ``.tour`` file; a step whose lines are lost is on its file.

    Raises
    ------
    InputError
        There is no such tour.
    """
    notes = [note for note in book.notes() if note.tour == title]
    if not notes:
        titles = sorted({note.tour for note in book.notes() if note.tour})
        raise InputError(f"{title!r}: no such tour. There is: {', '.join(titles) or 'none'}.")
    notes.sort(key=lambda note: (note.step, note.at, note.id))
    steps = []
    for it in book.placed(notes):
        placed = it.placed
        if placed.state == "orphaned":
            message = f"{it.note.id} lost its lines; its step is on the file as a whole"
            book.call.problems.append(
                Problem(kind="source", name="notes", message=message, locator=it.note.locator)
            )
        steps.append(
            Step(path=placed.path, text=it.note.text, first=placed.first, last=placed.last)
        )
    known = (book.version(step.path) for step in steps) if book.revision else ()
    return tours.write(title, steps, next((it.commit for it in known if it), ""))
