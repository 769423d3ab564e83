"""The ledger layout: what a writer's projects brought, as counts in text files; pure.

::

    blogs/<project>/<writer>/<title>.md                the posts
    contributions/<project>/<writer>_<project>.txt     ``Contributions: 12``
    influences/<project>/<writer>_<project>.txt        ``Feedback: 3`` and ``Interactions: 4``
    total_influences/<writer>.txt                      ``Total: 7``, feedback and interactions
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import attrs

from influencekit.domain import Identity, Interaction
from influencekit_blogs.frontmatter import Fault

COUNTS: Mapping[str, tuple[str, ...]] = {
    "contributions": ("contribution",),
    "influences": ("feedback", "interaction"),
    "total_influences": ("total",),
}
"""The kinds that the files of each folder count; a line without a label is the first kind."""

_LABELS = {"contribution": "contributions", "interaction": "interactions"}
"""Of the kinds whose lines are in the plural."""
_LINE = re.compile(r"[ \t]*(?:([A-Za-z][A-Za-z _-]{0,40}?)[ \t]*[:=])?[ \t]*(\d{1,15})[ \t]*")


@attrs.frozen
class Count:
    """One line of a counting file."""

    kind: str
    amount: int
    line: int


def read_counts(text: str, folder: str) -> tuple[list[Count], list[Fault]]:
    r"""Return the counts in a file of `folder`, and the lines that are none.

    Examples
    --------
    >>> read_counts("Feedback: 3\nInteractions: 4\n", "influences")[0]
    [Count(kind='feedback', amount=3, line=1), Count(kind='interaction', amount=4, line=2)]
    """
    kinds = COUNTS[folder]
    counts: list[Count] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        label = (found[1] or kinds[0]).lower() if found else ""
        kind = next((kind for kind in kinds if label.startswith(kind)), "")
        if found and kind:
            counts.append(Count(kind, int(found[2]), number))
        else:
            wanted = " or ".join(f"'{kind.capitalize()}: 12'" for kind in kinds)
            faults.append(Fault(number, f"expected {wanted}, found {line.strip()[:40]!r}"))
    return counts, faults


def write_counts(amounts: Mapping[str, int], folder: str) -> str:
    r"""Return a file of `folder` that says these counts; those it has a line for.

    Examples
    --------
    >>> write_counts({"feedback": 3, "interaction": 4}, "influences")
    'Feedback: 3\nInteractions: 4\n'
    """
    lines = (
        f"{_LABELS.get(kind, kind).capitalize()}: {amounts.get(kind, 0)}\n"
        for kind in COUNTS[folder]
    )
    return "".join(lines)


def place(path: str, base: str = "") -> tuple[str, str]:
    """Return the project and the writer that a file of the ledger at `base` belongs to.

    Examples
    --------
    >>> place("blogs/flask/Ada L/title.md"), place("influences/flask/Ada L_flask.txt")
    (('flask', 'Ada L'), ('flask', 'Ada L'))
    >>> place("total_influences/Ada L.txt")
    ('', 'Ada L')
    """
    inner = PurePosixPath(path).relative_to(base)
    if len(inner.parts) < 3:
        return "", inner.stem
    _, project, writer, *rest = inner.parts
    return project, writer if rest else inner.stem.removesuffix(f"_{project}")


def interactions(path: str, base: str, counts: Sequence[Count], at: int) -> Iterator[Interaction]:
    """Yield an interaction for each count that is not nought.

    The ledger names the writer alone, so giver and taker are both the writer; `about` is the
    project, and `weight` how many.
    """
    project, writer = place(path, base)
    for count in counts:
        if count.amount:
            yield Interaction(
                kind=count.kind,
                giver=Identity(writer),
                taker=Identity(writer),
                at=at,
                locator=f"{path}:{count.line}",
                weight=float(count.amount),
                about=project,
            )


def wrong_totals(
    influences: Mapping[str, Sequence[Count]], totals: Mapping[str, Sequence[Count]], base: str
) -> Iterator[tuple[str, Fault]]:
    """Yield the files of totals, by path, that are not the sum of feedback and interactions."""
    sums: dict[str, int] = {}
    for path, counts in influences.items():
        writer = place(path, base)[1]
        sums[writer] = sums.get(writer, 0) + sum(count.amount for count in counts)
    for path, counts in totals.items():
        total = sum(count.amount for count in counts)
        expected = sums.get(place(path, base)[1], 0)
        if counts and total != expected:
            message = f"the total is {total}, but feedback and interactions sum to {expected}"
            yield path, Fault(counts[0].line, message)
