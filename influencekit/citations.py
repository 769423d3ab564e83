"""What the locators of a report stand for, so that a reader need not ask the repository."""

from collections.abc import Iterable, Iterator

from influencekit.evidence import Evidence
from influencekit.report import Cited, Report


def cited(evidence: Evidence, report: Report) -> dict[str, Cited]:
    """Return what each locator in `report` stands for, in the order of the report."""
    return named(evidence, _locators(report))


def named(evidence: Evidence, locators: Iterable[str]) -> dict[str, Cited]:
    """Return what each of `locators` stands for, in their order."""
    wanted = dict.fromkeys(locators)
    commits = evidence.commits
    rows = {oid: row for row, oid in enumerate(commits.oid) if oid in wanted}
    posts = {post.path: post for post in evidence.posts}
    paths = {path for path in evidence.paths if path in wanted}

    def one(name: str) -> Cited:
        if name in rows:
            at = int(commits.authored_at[rows[name]])
            return Cited(kind="commit", text=commits.subject[rows[name]], at=at)
        if name in posts:
            return Cited(kind="post", text=posts[name].title, at=posts[name].published_at)
        return Cited(kind="path" if name in paths else "place", text="")

    return {name: one(name) for name in wanted}


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
