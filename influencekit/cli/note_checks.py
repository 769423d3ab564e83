"""What ``influencekit notes doctor`` looks at."""

from collections import Counter
from collections.abc import Sequence

from influencekit.cli.notebook import Notebook
from influencekit.notes import STATES
from influencekit.protocols import CheckedSource
from influencekit.render.page import Page, Section
from influencekit.report import Check
from influencekit.words import count, listed

NAME = "notes"
"""What problems of notes are named after."""
ADVICE = "See the problems below; each names a file and a line."


def checks(book: Notebook) -> list[Check]:
    """Look at all notes and records of pairs of a repository."""
    notes = book.notes()
    found = list(book.placed(notes))
    wrong = [it for it in book.call.problems if it.name == NAME]
    states = Counter(it.placed.state for it in found)
    told = listed([f"{states[state]} {state}" for state in STATES if states[state]])
    lost = [it.note.id for it in found if it.placed.state == "orphaned"]
    looked = [
        Check(
            name="notes",
            ok=not wrong,
            message=f"{count(len(notes), 'note')}, {count(len(wrong), 'problem')}",
            advice=ADVICE if wrong else "",
        ),
        Check(
            name="lines",
            ok=not lost,
            message=told or "no notes",
            advice=f"'influencekit notes show {lost[0]}' names candidates." if lost else "",
        ),
    ]
    pairs = book.pairs()
    worse = [it for it in book.call.problems if it.name == NAME and it not in wrong]
    if pairs or worse:
        looked.append(
            Check(
                name="pairs",
                ok=not worse,
                message=f"{count(len(pairs), 'record')} of pairs, {count(len(worse), 'problem')}",
                advice=ADVICE if worse else "",
            )
        )
    store = book.store
    if isinstance(store, CheckedSource):
        looked += book.call.ask(NAME, lambda: list(store.check(book.root)))
    return looked


def page(found: Sequence[Check]) -> Page:
    """Return the checks as sentences."""
    sentences = [
        f"{'ok' if it.ok else 'WRONG'}  {it.name}: {it.message}{f' {it.advice}' if it.advice else ''}"
        for it in found
    ]
    return Page(sections=(Section(heading="Mentoring notes", sentences=tuple(sentences)),))
