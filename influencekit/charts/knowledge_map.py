"""The tree as a map: size by lines, colour by how many people know a file, strength by how fresh."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit.charts.marks import WIDTH, Rows, Spec, field, spec
from influencekit.charts.squarify import Box, squarify
from influencekit.columns import Ints, Times
from influencekit.evidence import Evidence
from influencekit.models.counted import present_files
from influencekit.models.knowledge.histories import changes_of
from influencekit.models.knowledge.truckfactor import authors_by_degree
from influencekit.report import Chart
from influencekit.words import count, date

HEIGHT = 520
SMALLEST = 40.0
"""Square pixels below which the files of a folder are one rectangle."""
KNOWN_BY = ("nobody", "1 person", "2 people", "3 or more")
COLOURS = ("#999999", "#d55e00", "#e69f00", "#0072b2")
"""Okabe and Ito's: told apart with any colour vision."""
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


def knowledge_map(evidence: Evidence) -> Chart | None:
    """Return the map of the present files that count and have lines; None: there are none.

    Who knows a file is who is an author of it by Avelino's degree of authorship. Where the files of a
    folder are too small to see, they are one rectangle: with the number that most of their lines have.
    """
    files = known_files(evidence)
    if not files:
        return None
    cells = list(_cells("", files, Box(0.0, 0.0, WIDTH, HEIGHT), depth=0))
    values = [_value(cell, evidence.as_of) for cell in cells]
    return Chart(
        name="knowledge-map",
        title="Knowledge map: how many people know which file",
        text=(
            f"Size: lines, {sum(file.lines for file in files):,} in {count(len(files), 'file')}. "
            "Colour: how many people are authors of the file by Avelino's degree of authorship. "
            "Strength: when it was changed last."
        ),
        spec=_spec(values, list(_titles(cells))),
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


def _cells(folder: str, files: Sequence[KnownFile], box: Box, *, depth: int) -> Iterator[_Cell]:
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
        if deeper and min(place.width, place.height) > 4:
            inner = Box(place.x + 0.5, place.y + 0.5, place.width - 1, place.height - 1)
            yield from _cells(name, group, inner, depth=depth + 1)
        else:
            yield _Cell(name, place, group)


def _value(cell: _Cell, as_of: int) -> dict[str, object]:
    lines = sum(file.lines for file in cell.files)
    half, known = 0, 0
    for file in sorted(cell.files, key=lambda it: it.known_by):
        half, known = half + file.lines, file.known_by
        if 2 * half >= lines:
            break
    last = max(file.changed_at for file in cell.files)
    days = max(as_of - last, 0) / 86_400
    several = f" ({count(len(cell.files), 'file')})" if len(cell.files) > 1 else ""
    who = KNOWN_BY[min(known, 3)] if known < 3 else f"{known} people"
    return {
        "x": cell.box.x,
        "x2": cell.box.x + cell.box.width,
        "y": cell.box.y,
        "y2": cell.box.y + cell.box.height,
        "known": KNOWN_BY[min(known, 3)],
        "changed": [name for least, name in AGES.items() if days >= least][-1],
        "text": f"{cell.name or 'other files'}{several}: {count(lines, 'line')}, known by {who}, "
        f"changed last {date(last)}",
    }


def _titles(cells: Sequence[_Cell]) -> Iterator[dict[str, object]]:
    """Yield the names of the top folders that have room for theirs."""
    whole = posixpath.commonprefix([cell.name for cell in cells]).rpartition("/")[0]
    depth = whole.count("/") + 1 if whole else 0
    tops: dict[str, list[Box]] = defaultdict(list)
    for cell in cells:
        folders = cell.name.split("/")[:-1]
        if len(folders) > depth:
            tops["/".join(folders[: depth + 1]) + "/"].append(cell.box)
    for name, boxes in tops.items():
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        width = max(box.x + box.width for box in boxes) - left
        height = max(box.y + box.height for box in boxes) - top
        if width > 8 * len(name) + 8 and height > 18:
            yield {"x": left + 4, "y": top + 4, "name": name}


def _spec(values: Rows, titles: Rows) -> Spec:
    def place(name: str, size: int) -> Spec:
        return {
            **field(name, "quantitative", axis=None),
            "scale": {"domain": [0, size], "nice": False, "reverse": name == "y"},
        }

    legend = {
        "orient": "bottom",
        "direction": "horizontal",
        "symbolType": "square",
        "columnPadding": 24,
    }
    scale = {"domain": list(KNOWN_BY), "range": list(COLOURS)}
    strength = {"domain": list(AGES.values()), "range": list(STRENGTH)}
    cells = {
        "mark": {"type": "rect", "stroke": "currentColor", "strokeWidth": 0.4},
        "encoding": {
            "x": place("x", WIDTH),
            "x2": {"field": "x2"},
            "y": place("y", HEIGHT),
            "y2": {"field": "y2"},
            "fill": field("known", "ordinal", title="known by", scale=scale, legend=legend),
            "opacity": field(
                "changed",
                "ordinal",
                title="changed",
                scale=strength,
                legend=legend | {"symbolFillColor": "#777777"},
            ),
            "description": field("text", "nominal"),
            "tooltip": field("text", "nominal"),
        },
    }
    names = {
        "data": {"values": titles},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "fontWeight": "bold",
            "aria": False,
        },
        "encoding": {
            "x": place("x", WIDTH),
            "y": place("y", HEIGHT),
            "text": field("name", "nominal"),
        },
    }
    return spec(values, layer=[cells, names], height=HEIGHT)
