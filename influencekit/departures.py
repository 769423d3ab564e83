"""What if somebody leaves: the files that nobody else knows, and who has been in them too."""

from collections.abc import Iterator

import numpy as np

from influencekit.columns import Flags, Ints, Times
from influencekit.evidence import Evidence
from influencekit.models.counted import present_files
from influencekit.models.knowledge.histories import changes_of
from influencekit.models.knowledge.truckfactor import Changes, authors_by_degree
from influencekit.report import Table
from influencekit.words import count, listed

COLUMNS = (
    "person",
    "files that nobody else knows",
    "lines in them",
    "mostly in",
    "who has been there too",
)
LOCATORS = 3
"""Files that stand behind a row: those with most lines."""


def departures(evidence: Evidence) -> Table:
    """Return who is the only author of which files, in alphabetical order.

    An author is who Avelino's degree of authorship says is one. Who has been there too made the most
    changes of those files beside the person, as many as two.
    """
    files = present_files(evidence)
    changes = changes_of(evidence, files)
    authors = authors_by_degree(changes)
    alone = np.bincount(authors.file, minlength=len(files))[authors.file] == 1
    lines = np.zeros(len(evidence.paths), np.int64)
    lines[evidence.files.path] = np.maximum(evidence.files.lines, 0)
    rows, behind = [], []
    people = np.unique(authors.person[alone]).tolist()
    for person in sorted(people, key=lambda at: (evidence.people[at].name.casefold(), at)):
        mine = authors.file[alone & (authors.person == person)]
        paths = files[mine]
        heaviest = paths[np.lexsort((paths, -lines[paths]))]
        others = _others(evidence, changes, mine, person)
        name = evidence.people[person].name
        rows.append(
            (name, len(mine), int(lines[paths].sum()), _area(evidence, paths, lines), others)
        )
        behind.append(tuple(evidence.paths[path] for path in heaviest[:LOCATORS].tolist()))
    return Table(
        name="departures",
        title="What if somebody leaves",
        columns=COLUMNS,
        rows=tuple(rows),
        behind=tuple(behind),
        notes=("Who changed a file is seen, who read or reviewed it is not: ask them.",),
    )


def _others(evidence: Evidence, changes: Changes, files: Ints, person: int) -> str:
    there: Flags = np.zeros(changes.files, np.bool_)
    there[files] = True
    rows = there[changes.file] & (changes.person != person)
    number = np.bincount(changes.person[rows], minlength=len(evidence.people))
    last = np.zeros(len(evidence.people), np.int64)
    np.maximum.at(last, changes.person[rows], changes.commit[rows])
    order = np.lexsort((-last, -number))[:2].tolist()
    return listed(list(_told(evidence, order, number.tolist())))


def _told(evidence: Evidence, order: list[int], number: list[int]) -> Iterator[str]:
    for at in order:
        if number[at]:
            yield f"{evidence.people[at].name} ({count(number[at], 'change')})"


def _area(evidence: Evidence, paths: Ints, lines: Times) -> str:
    sums = np.bincount(evidence.path_area[paths], lines[paths], len(evidence.areas))
    return evidence.areas[int(sums.argmax())].name
