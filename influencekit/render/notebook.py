"""What Jupyter shows of a report, a result and evidence: tables, persons only where one looks for them."""

from influencekit.evidence import Evidence
from influencekit.render.html.citations import Citations
from influencekit.render.html.markup import Markup, joined, table, tag
from influencekit.render.html.tables import facts, scores
from influencekit.render.persons import without_persons
from influencekit.render.privacy import hide_addresses
from influencekit.report import ModelResult, Report
from influencekit.words import count, date, number

MOST = 12
"""Rows of a table that are shown."""
_NOWHERE = Citations({}, {})


def report_html(report: Report) -> str:
    """Return the tables and the results of `report`, without the scores of single persons."""
    shown: Report = hide_addresses(without_persons(report))
    tables = (facts(it, _NOWHERE) for it in shown.tables)
    results = (_result(result) for result in shown.results.values())
    problems = (tag("p", str(problem)) for problem in shown.problems)
    return tag("div", tag("p", repr(report)), *tables, *results, *problems)


def result_html(result: ModelResult) -> str:
    """Return the first scores of `result`."""
    return _result(hide_addresses(result))


def _result(result: ModelResult) -> Markup:
    left = len(result.scores) - MOST
    shown = ModelResult(
        model=result.model,
        title=result.title,
        version=result.version,
        unit=result.unit,
        params={},
        scores=result.scores[:MOST],
    )
    more = [tag("p", f"Not shown: {count(left, 'more score')}.")] if left > 0 else []
    notes = (tag("li", note) for note in result.notes)
    heading = tag("h4", f"{result.title} ({result.model})")
    return joined([heading, scores(shown, _NOWHERE), *more, tag("ul", *notes)])


def evidence_html(evidence: Evidence) -> str:
    """Return how much there is of what."""
    at = evidence.commits.committed_at
    figures: dict[str, str | float | None] = {
        "repositories": len(evidence.repositories),
        "people": int(evidence.person_counts.sum()),
        "commits": len(evidence.commits),
        "files": len(evidence.files),
        "surviving lines": int(evidence.lines.count.sum()),
        "areas": len(evidence.areas),
        "posts": len(evidence.posts),
        "interactions": len(evidence.interactions),
        "from": date(int(at.min())) if len(at) else "",
        "to": date(int(at.max())) if len(at) else "",
    }
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", number(value), class_="n"))
        for name, value in figures.items()
    ]
    return table(repr(evidence), {"what": False, "how much": True}, rows)
