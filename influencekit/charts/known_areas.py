"""How much of each area nobody, one person or several people know."""

import numpy as np

from influencekit.charts.knowledge_map import COLOURS, KNOWN_BY, known_files
from influencekit.charts.marks import Spec, field, legend, spec, told
from influencekit.evidence import Evidence
from influencekit.report import Chart
from influencekit.words import count, number

MOST = 20
"""Areas that are shown, those with most lines."""


def known_areas(evidence: Evidence) -> Chart | None:
    """Return the lines of each area by how many people know their file; None: there are none."""
    files = known_files(evidence)
    if not files:
        return None
    place = {path: row for row, path in enumerate(evidence.paths)}
    area = evidence.path_area[[place[file.path] for file in files]]
    lines = np.array([file.lines for file in files], float)
    known = np.array([min(file.known_by, 3) for file in files])
    table = np.zeros((len(evidence.areas), len(KNOWN_BY)))
    np.add.at(table, (area, known), lines)
    order = [at for at in np.argsort(-table.sum(axis=1), kind="stable").tolist() if table[at].any()]
    shown = [(evidence.areas[at].name, table[at]) for at in order[:MOST]]
    return Chart(
        name="known-areas",
        title="How much of each area one person alone knows",
        text="Lines, by how many people are authors of their file by Avelino's degree of authorship. "
        "A bar leads to its area.",
        spec=_spec(shown),
    )


def _spec(shown: list[tuple[str, "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"]]) -> Spec:
    values = [
        {
            "area": name,
            "known": KNOWN_BY[at],
            "low": float(amounts[:at].sum() / amounts.sum()),
            "high": float(amounts[: at + 1].sum() / amounts.sum()),
            "text": f"{name}: {number(amounts[at] / amounts.sum(), 'share')} of "
            f"{count(int(amounts.sum()), 'line')} known by {KNOWN_BY[at]}",
            "behind": name,
        }
        for name, amounts in shown
        for at in np.flatnonzero(amounts).tolist()
    ]
    scale = {"domain": list(KNOWN_BY), "range": list(COLOURS)}
    encoding = {
        "y": field("area", "nominal", sort=None, title=None, axis={"labelLimit": 220}),
        "x": field("low", "quantitative", title="share of lines", axis=_PERCENT),
        "x2": {"field": "high"},
        "color": field("known", "ordinal", title=None, scale=scale, legend=legend(KNOWN_BY)),
        **told(),
    }
    return spec(
        values,
        mark={"type": "bar", "height": {"band": 0.75}},
        encoding=encoding,
        height={"step": 22},
    )


_PERCENT = {"format": "%", "tickCount": 5}
