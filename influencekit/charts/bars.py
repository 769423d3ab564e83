"""The chart of a model that draws none itself: its largest scores as bars."""

from influencekit.charts.marks import COLOURS, IN_TABLE, Spec, field, spec, told
from influencekit.report import Chart, ModelResult, Score
from influencekit.words import number

MOST = 20
"""Bars of one chart."""


def bars(result: ModelResult) -> tuple[Chart, ...]:
    """Return the scores of the subjects that there are most of, in the result's order.

    Single persons are left out: bars beside each other rank. So are scores of one value only.
    """
    by_kind: dict[str, list[Score]] = {}
    for score in result.scores:
        if score.subject.kind not in {"person", "pair"}:
            by_kind.setdefault(score.subject.kind, []).append(score)
    scores = max(by_kind.values(), key=len, default=[])
    if len({score.value for score in scores}) < 2:
        return ()  # one bar, or all of one length, say nothing
    kind, shown = scores[0].subject.kind, scores[:MOST]
    more = f", the first {MOST} of {len(scores):,}" if len(scores) > MOST else ""
    chart = Chart(
        name=result.model,
        title=f"{result.title}: each {kind}{more}",
        text=f"In {result.unit}, in the order of the result.",
        spec=_spec(shown, result.unit),
    )
    return (chart,)


def _spec(scores: list[Score], unit: str) -> Spec:
    values = [
        {
            "label": score.subject.label,
            "value": score.value,
            "low": score.low,
            "high": score.high,
            "text": f"{score.subject.label}: {number(score.value, unit)} {_of(unit)}".rstrip(),
            "behind": next((at for it in score.reasons for at in it.locators), None),
        }
        for score in scores
    ]
    whole = all(score.value == round(score.value) for score in scores)
    form = {"format": "%"} if unit == "share" else {"tickMinStep": 1} if whole else {}
    axis = {"tickCount": 6, **form}
    bar = {
        "mark": {"type": "bar", "color": COLOURS[0], "height": {"band": 0.7}},
        "encoding": {
            "x": field("value", "quantitative", title=unit, axis=axis),
            **told(),
        },
    }
    interval = {
        "mark": {"type": "rule", "color": "currentColor", "aria": False},
        "encoding": {"x": field("low", "quantitative"), "x2": {"field": "high"}},
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
    }
    y = field("label", "nominal", sort=None, title=None, axis={"labelLimit": 220})
    return spec(
        values, encoding={"y": y}, layer=[bar, interval], height={"step": 20}, usermeta=IN_TABLE
    )


def _of(unit: str) -> str:
    return "" if unit == "share" else unit
