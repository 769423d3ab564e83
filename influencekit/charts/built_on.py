"""Who builds on whom: a square for two people, in alphabetical order."""

import numpy as np

from influencekit.charts.marks import COLOURS, field, spec
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors, distinct, paired, unpaired
from influencekit.report import Chart
from influencekit.words import count

_STRENGTH = {"type": "sqrt", "range": [0.3, 1]}
_LEGEND = {"symbolType": "square", "symbolFillColor": COLOURS[0]}
MOST = 24
"""People that are shown: those with most such ties, in either direction."""


def built_on(evidence: Evidence) -> Chart | None:
    """Return how many commits of each person changed lines of each other; None: there are none."""
    replaced, author = evidence.replacements, authors(evidence)
    writer, later = author[replaced.of], author[replaced.commit]
    rows = np.flatnonzero(
        (writer != later)
        & (writer != NOBODY)
        & (later != NOBODY)
        & evidence.path_counts[replaced.path]
    )
    people, commits = len(evidence.people), len(evidence.commits)
    writer, commit = unpaired(
        distinct(paired(writer[rows], replaced.commit[rows], commits)), commits
    )
    ties, number = np.unique(paired(writer, author[commit], people), return_counts=True)
    writer, later = unpaired(ties, people)
    if not len(ties):
        return None
    all_ties = np.bincount(writer, number, people) + np.bincount(later, number, people)
    shown = np.argsort(-all_ties, kind="stable")[:MOST]
    shown = shown[all_ties[shown] > 0]
    names = {at: evidence.people[at].name for at in shown.tolist()}
    order = sorted(names.values(), key=str.casefold)
    values = [
        {
            "writer": names[one],
            "later": names[other],
            "commits": amount,
            "text": f"{names[other]} changed lines of {names[one]} in {count(amount, 'commit')}",
        }
        for one, other, amount in zip(writer.tolist(), later.tolist(), number.tolist(), strict=True)
        if one in names and other in names
    ]
    axis = {"labelLimit": 160, "labelAngle": 0}
    encoding = {
        "y": field("later", "nominal", sort=order, title="who changed lines", axis=axis),
        "x": field("writer", "nominal", sort=order, title="whose", axis=axis | {"labelAngle": -60}),
        "opacity": field("commits", "quantitative", scale=_STRENGTH, legend=_LEGEND),
        "description": field("text", "nominal"),
        "tooltip": field("text", "nominal"),
    }
    size = {"width": {"step": 22}, "height": {"step": 22}}
    mark = {"type": "rect", "stroke": "currentColor", "strokeWidth": 0.2, "color": COLOURS[0]}
    return Chart(
        name="built-on",
        title="Who builds on whom",
        text=f"Commits that changed or removed lines of somebody else. The {len(order)} people with "
        "most such ties, by name; that somebody changed a line is no verdict on it.",
        spec=spec(values, mark=mark, encoding=encoding, **size),
    )
