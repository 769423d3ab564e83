"""Posts over time, and which areas they speak of, by what they are about."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from influencekit.charts.marks import (
    COLOURS,
    REST,
    Rows,
    Spec,
    field,
    leading,
    spec,
    stacked,
    steps,
    told,
)
from influencekit.domain import Post
from influencekit.evidence import Evidence
from influencekit.models.opportunity.coverage import coverage
from influencekit.report import Chart
from influencekit.words import count

MOST = 20
"""Areas that are shown, those that most posts speak of."""
_STRENGTH = {"type": "sqrt", "range": [0.3, 1]}
_AREAS = {"labelLimit": 220}
_LEGEND = {"symbolType": "square", "symbolFillColor": COLOURS[0]}


def posts(evidence: Evidence) -> Chart | None:
    """Return published posts over time by tag; None: there are none with a date.

    A post counts once, under the tag of its own that most posts have.
    """
    known = [
        post
        for post in evidence.posts
        if not post.draft and post.published_at is not None and post.published_at <= evidence.as_of
    ]
    if not known:
        return None
    tags, groups = _tags(known)
    at = np.array([post.published_at for post in known], np.int64)
    labels, bounds = steps(int(at.min()), int(at.max()))
    table = np.zeros((len(groups), len(labels)))
    row = np.array([groups.index(tag) for tag in tags])
    step = np.searchsorted(bounds, at, "right") - 1
    np.add.at(table, (row, step), 1)
    latest = {
        (int(row[one]), int(step[one])): known[one].path for one in np.argsort(at, kind="stable")
    }
    return Chart(
        name="posts",
        title="Posts over time, by tag",
        text="Published posts; each counts once, under the tag of its own that most posts have.",
        spec=stacked(table, groups, labels, bounds, noun="post", behind=latest),
    )


def _tags(known: Sequence[Post]) -> tuple[list[str], list[str]]:
    """Return what each post counts under, and those groups; those of few posts are one."""
    common = Counter(tag for post in known for tag in set(post.tags))
    own = [max(post.tags, key=lambda tag: (common[tag], tag), default="") for post in known]
    sizes = Counter(filter(None, own))
    names = sorted(sizes)
    shown = [names[at] for at in leading(names, np.array([sizes[name] for name in names]))]
    tags = [tag if tag in shown else REST for tag in own]
    return tags, [*shown, *([REST] if REST in tags else [])]


def post_areas(evidence: Evidence) -> Chart | None:
    """Return how many posts of each tag speak of each area; None: no post names file or commit."""
    covered = coverage(evidence)
    touches = evidence.touches
    named = {
        (post, area)
        for post, area in zip(
            covered.file_post.tolist(), evidence.path_area[covered.path].tolist(), strict=True
        )
    }
    for post, commit in zip(covered.commit_post.tolist(), covered.commit.tolist(), strict=True):
        rows = slice(*np.searchsorted(touches.commit, [commit, commit + 1]).tolist())
        named |= {(post, area) for area in evidence.path_area[touches.path[rows]].tolist()}
    if not named:
        return None
    tags, groups = _tags(covered.posts)
    cells = Counter((evidence.areas[area].name, tags[post]) for post, area in named)
    behind = {
        (evidence.areas[area].name, tags[post]): covered.posts[post].path
        for post, area in sorted(named)
    }
    sizes = Counter(evidence.areas[area].name for _, area in named)
    areas = [name for name, _ in sorted(sizes.items(), key=lambda it: (-it[1], it[0]))[:MOST]]
    values = [
        {
            "area": area,
            "tag": tag,
            "posts": amount,
            "text": f"{area}: {count(amount, 'post')} on {tag}",
            "behind": behind[area, tag],
        }
        for (area, tag), amount in sorted(cells.items())
        if area in areas
    ]
    return Chart(
        name="post-areas",
        title="Which areas posts speak of, by tag",
        text="A post speaks of an area where it names a file there, or a commit that changed one. "
        "A square leads to one of them.",
        spec=_squares(values, areas, groups) if len(groups) > 1 else _bars(values, areas),
    )


def _squares(values: Rows, areas: Sequence[str], groups: Sequence[str]) -> Spec:
    encoding = {
        "y": field("area", "nominal", sort=areas, title=None, axis=_AREAS),
        "x": field("tag", "nominal", sort=groups, title=None, axis={"labelAngle": -40}),
        "opacity": field("posts", "quantitative", scale=_STRENGTH, legend=_LEGEND),
        **told(),
    }
    size = {"width": {"step": 44}, "height": {"step": 22}}
    mark = {"type": "rect", "color": COLOURS[0], "stroke": "currentColor", "strokeWidth": 0.2}
    return spec(values, mark=mark, encoding=encoding, autosize="pad", **size)


def _bars(values: Rows, areas: Sequence[str]) -> Spec:
    encoding = {
        "y": field("area", "nominal", sort=areas, title=None, axis=_AREAS),
        "x": field("posts", "quantitative", axis={"tickMinStep": 1, "tickCount": 6}),
        **told(),
    }
    mark = {"type": "bar", "color": COLOURS[0], "height": {"band": 0.7}}
    return spec(values, mark=mark, encoding=encoding, height={"step": 20})
