"""What the locators of a report stand for, so that a reader need not ask the repository."""

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from influencekit.charts.links import locators
from influencekit.evidence import Evidence
from influencekit.report import Cited, Report


def cited(evidence: Evidence, report: Report) -> dict[str, Cited]:
    """Return what each locator in `report` stands for, in the order of the report."""
    told = named(evidence, _locators(report))
    marks = dict.fromkeys(at for chart in report.charts for at in locators(chart.spec))
    drawn = named(evidence, (at for at in marks if at not in told))
    return told | {at: it for at, it in drawn.items() if it.kind != "place"}  # an area, a name


def named(evidence: Evidence, wanted: Iterable[str]) -> dict[str, Cited]:
    """Return what each of `wanted` stands for, in their order; then what is behind those."""
    wanted = dict.fromkeys(wanted)
    commits = evidence.commits
    rows = {oid: row for row, oid in enumerate(commits.oid) if oid in wanted}
    posts = {post.path: post for post in evidence.posts}
    paths = _paths(evidence, wanted)

    def one(name: str) -> Cited:
        if name in rows:
            at = int(commits.authored_at[rows[name]])
            return Cited(kind="commit", text=commits.subject[rows[name]], at=at)
        if name in posts:
            return Cited(kind="post", text=posts[name].title, at=posts[name].published_at)
        return paths.get(name) or Cited(kind="place", text="")

    found = {name: one(name) for name in wanted}
    behind = dict.fromkeys(at for it in found.values() for at in it.behind if at not in found)
    return found | (named(evidence, behind) if behind else {})


def _paths(evidence: Evidence, wanted: Collection[str]) -> dict[str, Cited]:
    """Return what those of `wanted` that are paths stand for: what changed them last."""
    touches = evidence.touches
    last = np.full(len(evidence.paths), -1, np.int64)
    last[touches.path] = touches.commit  # ascending: the last one stays
    return {
        path: Cited(
            kind="path",
            text=evidence.commits.subject[commit],
            at=int(evidence.commits.authored_at[commit]),
            behind=(evidence.commits.oid[commit],),
        )
        if commit >= 0
        else Cited(kind="path", text="")
        for path, commit in zip(evidence.paths, last.tolist(), strict=True)
        if path in wanted
    }


def _locators(report: Report) -> Iterator[str]:
    for sentence in report.opening:
        yield from sentence.locators
    for table in report.tables:
        for row in table.behind:
            yield from row
    for result in report.results.values():
        for score in result.scores:
            for reason in score.reasons:
                yield from reason.locators
