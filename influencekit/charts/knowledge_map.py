"""The tree as a map: size by lines, colour by how many people know a file, strength by how fresh."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit.charts.marks import WIDTH, Rows, Spec, field, legend, spec, told
from influencekit.charts.squarify import Box, squarify
from influencekit.columns import Ints, Times
from influencekit.evidence import Evidence
from influencekit.models.counted import present_files
from influencekit.models.knowledge.histories import changes_of
from influencekit.models.knowledge.truckfactor import authors_by_degree
from influencekit.report import Chart
from influencekit.times import DAY
from influencekit.words import count, date

HEIGHT = 520
STRIP = 16.0
"""Pixels above the files of a top folder, for its name."""
LETTER = 6.2
"""Pixels that a letter takes, about."""
SMALLEST = 40.0
"""Square pixels below which the files of a folder are one rectangle."""
KNOWN_BY = ("nobody", "1 person", "2 people", "3 or more")
COLOURS = ("#999999", "#d55e00", "#e69f00", "#56b4e9")
"""Okabe and Ito's: told apart with any colour vision, and black letters can be read on each."""
AGES = {0: "within a year", 365: "1 to 3 years ago", 3 * 365: "longer ago"}
"""When a file was changed last: from how many days on, and what to call it."""
STRENGTH = (1.0, 0.65, 0.35)


@attrs.frozen
class KnownFile:
    """A file, and how many people know it."""

    path: str
    lines: int
    known_by: int
    changed_at: int


@attrs.frozen
class _Cell:
    name: str
    box: Box
    files: Sequence[KnownFile]


@attrs.frozen
class _Title:
    name: str
    box: Box


def knowledge_map(evidence: Evidence) -> Chart | None:
    """Return the map of the present files that count and have lines; None: there are none.

    Who knows a file is who is an author of it by Avelino's degree of authorship. Where the files of a
    folder are too small to see, they are one rectangle: with the number that most of their lines have.
    """
    files = known_files(evidence)
    if not files:
        return None
    pieces = list(_pieces("", files, Box(0.0, 0.0, WIDTH, HEIGHT), top=True))
    values = [_value(it, evidence.as_of) for it in pieces if isinstance(it, _Cell)]
    titles = [
        {"x": it.box.x, "y": it.box.y, "name": it.name} for it in pieces if isinstance(it, _Title)
    ]
    return Chart(
        name="knowledge-map",
        title="Knowledge map: how many people know which file",
        text=(
            f"Size: lines, {sum(file.lines for file in files):,} in {count(len(files), 'file')}. "
            "Colour: how many people are authors of the file by Avelino's degree of authorship. "
            "Strength: when it was changed last. A rectangle leads to its largest file."
        ),
        spec=_spec(values, titles),
    )


def known_files(evidence: Evidence) -> list[KnownFile]:
    """Return the present files that count and have lines; who knows one is one of its authors."""
    files = present_files(evidence)
    number = np.zeros(len(evidence.paths), np.int64)
    number[evidence.files.path] = evidence.files.lines
    files = files[number[files] > 0]
    known_by = _authors(evidence, files)
    last: Times = np.zeros(len(evidence.paths), np.int64)
    np.maximum.at(
        last, evidence.touches.path, evidence.commits.committed_at[evidence.touches.commit]
    )
    columns = zip(
        files.tolist(), number[files].tolist(), known_by, last[files].tolist(), strict=True
    )
    return [KnownFile(evidence.paths[path], lines, known, at) for path, lines, known, at in columns]


def _authors(evidence: Evidence, files: Ints) -> list[int]:
    found = authors_by_degree(changes_of(evidence, files))
    number: list[int] = np.bincount(found.file, minlength=len(files)).tolist()
    return number


def _grouped(folder: str, files: Sequence[KnownFile]) -> list[tuple[str, list[KnownFile]]]:
    """Return the files by what is next in their path below `folder`, the most lines first."""
    groups: dict[str, list[KnownFile]] = defaultdict(list)
    for file in files:
        head, slash, _ = file.path[len(folder) :].partition("/")
        groups[folder + head + slash].append(file)
    return sorted(groups.items(), key=lambda it: (-sum(file.lines for file in it[1]), it[0]))


def _pieces(
    folder: str, files: Sequence[KnownFile], box: Box, *, top: bool = False
) -> Iterator[_Cell | _Title]:
    """Yield what fills `box`; `top`: whether folders in it have their names above them."""
    groups = _grouped(folder, files)
    while len(groups) == 1 and groups[0][0].endswith("/"):  # a folder of one folder
        folder, files = groups[0]
        groups = _grouped(folder, files)
    area = box.width * box.height / sum(file.lines for file in files)
    seen = [it for it in groups if sum(file.lines for file in it[1]) * area >= SMALLEST]
    rest = [file for _, group in groups[len(seen) :] for file in group]
    if rest:
        seen.append((folder, rest))
    sizes = [sum(file.lines for file in group) for _, group in seen]
    order = sorted(range(len(seen)), key=lambda at: -sizes[at])
    boxes = squarify([sizes[at] for at in order], box)
    for (name, group), place in zip((seen[at] for at in order), boxes, strict=True):
        deeper = name.endswith("/") and group is not rest and place.width * place.height > SMALLEST
        if not deeper or min(place.width, place.height) <= 4:
            yield _Cell(name, place, group)
            continue
        titled = top and place.height > 3 * STRIP and place.width > LETTER * len(name)
        above = STRIP if titled else 0.5
        if titled:
            yield _Title(name, place)
        inner = Box(place.x + 0.5, place.y + above, place.width - 1, place.height - above - 0.5)
        yield from _pieces(name, group, inner)


def _value(cell: _Cell, as_of: int) -> dict[str, object]:
    lines = sum(file.lines for file in cell.files)
    half, known = 0, 0
    for file in sorted(cell.files, key=lambda it: it.known_by):
        half, known = half + file.lines, file.known_by
        if 2 * half >= lines:
            break
    last = max(file.changed_at for file in cell.files)
    days = max(as_of - last, 0) / DAY
    several = f" ({count(len(cell.files), 'file')})" if len(cell.files) > 1 else ""
    who = KNOWN_BY[min(known, 3)] if known < 3 else f"{known} people"
    largest = max(cell.files, key=lambda it: it.lines)
    return {
        "x": cell.box.x,
        "x2": cell.box.x + cell.box.width,
        "y": cell.box.y,
        "y2": cell.box.y + cell.box.height,
        "known": KNOWN_BY[min(known, 3)],
        "changed": [name for least, name in AGES.items() if days >= least][-1],
        "text": f"{cell.name or 'other files'}{several}: {count(lines, 'line')}, known by {who}, "
        f"changed last {date(last)}",
        "label": _label(cell),
        "behind": largest.path,
    }


def _label(cell: _Cell) -> str:
    """Return the name of the only file of `cell`, where there is room for it."""
    name = posixpath.basename(cell.name)
    wide = cell.box.width > LETTER * len(name) + 8 and cell.box.height > STRIP
    return name if wide and len(cell.files) == 1 else ""


def _spec(values: Rows, titles: Rows) -> Spec:
    def place(name: str, size: int) -> Spec:
        return {
            **field(name, "quantitative", axis=None),
            "scale": {"domain": [0, size], "nice": False, "reverse": name == "y"},
        }

    scale = {"domain": list(KNOWN_BY), "range": list(COLOURS)}
    strength = {"domain": list(AGES.values()), "range": list(STRENGTH)}
    grey = {"symbolFillColor": "#777777", "symbolStrokeWidth": 0}
    at = {"x": place("x", WIDTH), "y": place("y", HEIGHT)}
    cells = {
        "mark": {"type": "rect", "stroke": "#e9edf1", "strokeWidth": 0.7},
        "encoding": {
            **at,
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "fill": field(
                "known",
                "ordinal",
                title="known by",
                scale=scale,
                legend=legend(KNOWN_BY, columns=4),
            ),
            "opacity": field(
                "changed",
                "ordinal",
                title="changed",
                scale=strength,
                legend=legend([*AGES.values()], columns=3, **grey),
            ),
            **told(),
        },
    }
    letters = {"type": "text", "align": "left", "baseline": "top", "color": "black", "aria": False}
    label = {**letters, "fontSize": 9, "dx": 3, "dy": 4, "opacity": 0.85}
    title = {**letters, "fontSize": 11, "fontWeight": "bold", "dx": 2, "dy": 2}
    names = {
        "mark": label,
        "encoding": {**at, "text": field("label", "nominal")},
        "transform": [{"filter": "datum.label"}],
    }
    tops = {
        "data": {"values": titles},
        "mark": title,
        "encoding": {**at, "text": field("name", "nominal")},
    }
    paper = {"fill": "#e9edf1", "stroke": None}  # the same map on a light page and on a dark one
    return spec(values, layer=[cells, names, tops], height=HEIGHT, autosize="pad", view=paper)
