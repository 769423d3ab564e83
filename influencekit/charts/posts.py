"""Posts over time, by what they are about."""

from collections import Counter

import numpy as np

from influencekit.charts.marks import REST, leading, stacked, steps
from influencekit.evidence import Evidence
from influencekit.report import Chart


def posts(evidence: Evidence) -> Chart | None:
    """Return published posts over time by tag; None: there are none with a date.

    A post counts once, under the tag of its own that most posts have.
    """
    known = [
        (post.published_at, post.tags)
        for post in evidence.posts
        if not post.draft and post.published_at is not None and post.published_at <= evidence.as_of
    ]
    if not known:
        return None
    common = Counter(tag for _, tags in known for tag in set(tags))
    tags = [max(own, key=lambda tag: (common[tag], tag), default="") for _, own in known]
    sizes = Counter(tag for tag in tags if tag)
    names = sorted(sizes)
    shown = [names[at] for at in leading(names, np.array([sizes[name] for name in names]))]
    groups = [*shown, REST] if any(tag not in shown for tag in tags) else shown
    at = np.array([when for when, _ in known], np.int64)
    labels, bounds = steps(int(at.min()), int(at.max()))
    table = np.zeros((len(groups), len(labels)))
    column = np.searchsorted(bounds, at, "right") - 1
    row = np.array([groups.index(tag if tag in shown else REST) for tag in tags])
    np.add.at(table, (row, column), 1)
    return Chart(
        name="posts",
        title="Posts over time, by tag",
        text="Published posts; each counts once, under the tag of its own that most posts have.",
        spec=stacked(table, groups, labels, bounds, noun="post"),
    )
