"""Mentoring over time: what all wrote down, and how single pairs go on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import attrs
import numpy as np

from influencekit.charts.marks import (
    COLOURS,
    Rows,
    Spec,
    field,
    legend,
    spec,
    stacked,
    steps,
    told,
)
from influencekit.domain import Note
from influencekit.evidence import Evidence
from influencekit.fold import BROKEN_CLOCK
from influencekit.mentoring import ENDED, Pair
from influencekit.models.mentoring.pairs import Seen
from influencekit.paired import LEAST, Mentoring
from influencekit.report import Chart
from influencekit.words import date

MOST = 25
"""Pairs that are drawn, the latest."""
_GROUPS = ("aims", "plans", "feedback", "results", "notes", "notes resolved", "commits")
_OF: Mapping[str, str] = {
    "need": "aims",
    "goal": "aims",
    "plan": "plans",
    "feedback": "feedback",
    "result": "results",
    ENDED: "results",
    "note": "notes",
    "reply": "notes",
    "reopened": "notes",
    "moved": "notes",
    "resolved": "notes resolved",
    "commit": "commits",
}
"""Under which of `_GROUPS` something is drawn."""


@attrs.frozen
class _Step:
    """Something that happened between two."""

    at: int
    what: str
    behind: str


def mentoring(evidence: Evidence) -> Chart | None:
    """Return what was written down for mentoring over time; None: nothing, or of too few people."""
    found = Mentoring.of(evidence)
    people = {who for pair in found.seen for who in found.both(pair)}
    happened = list(chain.from_iterable(_steps(found, found.seen)))
    if len(people) < LEAST or not happened:
        return None
    at = np.array([it.at for it in happened], np.int64)
    names, bounds = steps(int(at.min()), int(at.max()))
    groups = [group for group in _GROUPS if any(_OF[it.what] == group for it in happened)]
    row = np.array([groups.index(_OF[it.what]) for it in happened])
    step = np.searchsorted(bounds, at, "right") - 1
    table = np.zeros((len(groups), len(names)))
    np.add.at(table, (row, step), 1)
    behind = {
        (int(row[one]), int(step[one])): happened[one].behind
        for one in np.argsort(at, kind="stable").tolist()
    }
    return Chart(
        name="mentoring",
        title="Mentoring over time",
        text="What pairs wrote down: needs and goals as aims, plans, feedback, results, notes on code "
        "with their replies, and commits that name a mentor. A bar leads to the latest of them.",
        spec=stacked(table, groups, names, bounds, noun="step", behind=behind),
    )


def pair_progress(evidence: Evidence) -> Chart | None:
    """Return how each pair went on, one row a pair; None: nothing happened yet."""
    found = Mentoring.of(evidence)
    rows: Rows = []
    shown = found.seen[:MOST]
    for pair, happened in zip(shown, _steps(found, shown), strict=True):
        mentor, mentee = found.names(pair)
        area = f", {pair.record.area}" if pair.record and pair.record.area else ""
        name = f"{mentor} → {mentee}{area}"
        rows += [
            {
                "pair": name,
                "at": date(it.at),
                "what": _OF[it.what],
                "text": f"{date(it.at)} · {name}: {it.what}",
                "behind": it.behind or None,
            }
            for it in happened
        ]
    if not rows:
        return None
    more = f" The {MOST} latest pairs." if len(found.seen) > MOST else ""
    return Chart(
        name="pair-progress",
        title="How pairs go on",
        text="From mentor to mentee, one row a pair; each mark is something that was written down, or a "
        f"commit that names the mentor.{more}",
        spec=_strips(rows),
    )


def _strips(rows: Rows) -> Spec:
    names = list(dict.fromkeys(row["pair"] for row in rows))
    groups = [group for group in _GROUPS if any(row["what"] == group for row in rows)]
    scale = {"domain": groups, "range": list(COLOURS[: len(groups)])}
    days = {"format": "%-d %b %Y" if len({row["at"][:7] for row in rows}) < 3 else "%b %Y"}
    axis = {"labelLimit": 260, "ticks": False, "domain": False}
    encoding = {
        "y": field("pair", "nominal", sort=names, title=None, axis=axis, scale={"padding": 0.4}),
        "x": field(
            "at",
            "temporal",
            scale={"type": "utc"},
            title=None,
            axis={"grid": False, "labelOverlap": True, "tickCount": 8, **days},
        ),
    }
    line = {
        "mark": {"type": "line", "color": "currentColor", "strokeWidth": 0.8, "opacity": 0.4},
        "encoding": {"detail": {"field": "pair"}},
    }
    points = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.9},
        "encoding": {
            "yOffset": field("what", "nominal", scale={"domain": groups}),
            "color": field("what", "nominal", title=None, scale=scale, legend=legend(groups)),
            **told(),
        },
    }
    height = {"step": 16 + 7 * len(groups), "for": "position"}
    return spec(rows, layer=[line, points], encoding=encoding, height=height)


def _steps(found: Mentoring, seen: Sequence[Seen]) -> Iterator[list[_Step]]:
    """Yield for each pair what happened of which the time is known, in no order."""
    wanted = {oid for pair in seen for oid in pair.commits}
    commits = found.evidence.commits
    when = {
        oid: int(commits.committed_at[row])
        for row, oid in enumerate(commits.oid if wanted else ())
        if oid in wanted
    }
    for pair in seen:
        named = (_Step(when[oid], "commit", oid) for oid in pair.commits)
        written = (*_recorded(pair.record), *_noted(found.notes(pair)), *named)
        yield [it for it in written if 0 < it.at < BROKEN_CLOCK]


def _recorded(record: Pair | None) -> Iterator[_Step]:
    if record is None:
        return
    if record.needs or record.goals:
        yield _Step(record.at, "goal" if record.goals else "need", record.locator)
    for entry in record.entries:
        yield _Step(entry.at, entry.kind, record.locator)


def _noted(notes: Iterable[Note]) -> Iterator[_Step]:
    for note in notes:
        yield _Step(note.at, "note", note.locator)
        for said in note.entries:
            yield _Step(said.at, said.kind, note.locator)
