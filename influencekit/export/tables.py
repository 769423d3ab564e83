"""Makes the tables of an export from evidence and report."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from influencekit.columns import Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.export.schema import SMALLEST, TABLES, Layout
from influencekit.frames import Column, Frame, column
from influencekit.kinds import KINDS
from influencekit.render.escape import well_formed
from influencekit.render.privacy import without_addresses
from influencekit.report import ModelResult, Report, Score

Rows = Iterable[tuple[Any, ...]]
Given = Mapping[str, Iterable[Any] | Column]


def frames(evidence: Evidence, report: Report, *, people: bool) -> Iterator[Frame]:
    """Yield every table of `schema.TABLES`; those without rows too.

    Parameters
    ----------
    report
        As it is to be shown.
    people
        Whether single persons are told apart.
    """
    for name, layout in TABLES.items():
        if people or not layout.personal:
            given = _MAKE[name](evidence, report)
            yield frame(name, layout, given, people=people)


def frame(name: str, layout: Layout, given: Given, *, people: bool = True) -> Frame:
    """Return `given` as a table of this layout."""
    fields = [field for field in layout.fields if people or not field.personal]
    return Frame(name, {field.name: _column(field.kind, given[field.name]) for field in fields})


def _column(kind: str, values: Iterable[Any] | Column) -> Column:
    if kind == "text":
        return column(kind, (None if text is None else _text(text) for text in values))
    return column(kind, values)


def _text(text: str) -> str:
    return without_addresses(well_formed(text))


def _named(layout: str, rows: Rows) -> Given:
    """Return rows as columns under the names of the layout."""
    names = [field.name for field in TABLES[layout].fields]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _scores(report: Report) -> Iterator[tuple[ModelResult, int, Score]]:
    for result in report.results.values():
        for row, score in enumerate(result.scores):
            yield result, row, score


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _of_report(name: str, rows: Callable[[Report], Rows]) -> Callable[[Evidence, Report], Given]:
    return lambda _, report: _named(name, rows(report))


def _masked(values: Ints, least: int = 0) -> Column:
    """Return numbers of which those below `least` stand for nothing."""
    return column("int", values, values < least)


def _commits(evidence: Evidence, _: Report) -> Given:
    commits = evidence.commits
    return {
        "commit": np.arange(len(commits)),
        "oid": commits.oid,
        "repository": [evidence.repositories[of] for of in commits.repository.tolist()],
        "author": _masked(commits.author),
        "committer": _masked(commits.committer),
        "authored_at": commits.authored_at,
        "committed_at": commits.committed_at,
        "subject": commits.subject,
        "merge": commits.merge,
    }


def _parents(evidence: Evidence, _: Report) -> Given:
    commits = evidence.commits
    rows = np.repeat(np.arange(len(commits)), np.diff(commits.parent_starts))
    return {"commit": rows, "parent": commits.parents}


def _touches(evidence: Evidence, _: Report) -> Given:
    touches = evidence.touches
    return {
        "commit": touches.commit,
        "path": touches.path,
        "old_path": _masked(touches.old_path),
        "status": map(chr, touches.status.tolist()),
        "added": _masked(touches.added),
        "deleted": _masked(touches.deleted),
    }


def _paths(evidence: Evidence, _: Report) -> Given:
    lines = np.full(len(evidence.paths), NOBODY, np.int32)
    present = np.zeros(len(evidence.paths), np.bool_)
    lines[evidence.files.path] = evidence.files.lines
    present[evidence.files.path] = True
    languages = (*evidence.languages, None)
    return {
        "path": np.arange(len(evidence.paths)),
        "name": evidence.paths,
        "kind": [KINDS[of] for of in evidence.path_kind.tolist()],
        "language": [languages[of] for of in evidence.path_language.tolist()],
        "area": [evidence.areas[of].name for of in evidence.path_area.tolist()],
        "counted": evidence.path_counts,
        "lines": _masked(lines),
        "present": present,
    }


def _lines(evidence: Evidence, _: Report) -> Given:
    lines = evidence.lines
    return {"path": evidence.files.path[lines.file], "commit": lines.commit, "lines": lines.count}


def _replacements(evidence: Evidence, _: Report) -> Given:
    went = evidence.replacements
    return {"commit": went.commit, "of": went.of, "path": went.path, "lines": went.count}


def _people(evidence: Evidence, _: Report) -> Given:
    sizes = Counter(person.organisation for person in evidence.people)
    return _named(
        "people",
        (
            (
                number,
                person.key,
                person.name,
                person.bot,
                person.organisation if sizes[person.organisation] >= SMALLEST else None,
            )
            for number, person in enumerate(evidence.people)
        ),
    )


def _credits(evidence: Evidence, _: Report) -> Given:
    named = evidence.credits
    rows = np.flatnonzero(named.person != NOBODY)
    roles = [named.roles[of] for of in named.role[rows].tolist()]
    return {"commit": named.commit[rows], "person": named.person[rows], "role": roles}


_MAKE: Mapping[str, Callable[[Evidence, Report], Given]] = {
    "sources": _of_report(
        "sources",
        lambda report: (
            (it.name, it.root, it.records, it.first_at, it.last_at, it.fingerprint)
            for it in report.sources
        ),
    ),
    "results": _of_report(
        "results",
        lambda report: (
            (it.model, it.title, it.version, it.unit) for it in report.results.values()
        ),
    ),
    "scores": _of_report(
        "scores",
        lambda report: (
            (
                result.model,
                row,
                *(score.subject.kind, score.subject.key, score.subject.label),
                *(score.value, score.low, score.high),
            )
            for result, row, score in _scores(report)
        ),
    ),
    "details": _of_report(
        "details",
        lambda report: (
            (result.model, row, name, _number(value), value if isinstance(value, str) else None)
            for result, row, score in _scores(report)
            for name, value in score.details.items()
        ),
    ),
    "reasons": _of_report(
        "reasons",
        lambda report: (
            (result.model, row, number, reason.text, reason.share)
            for result, row, score in _scores(report)
            for number, reason in enumerate(score.reasons)
        ),
    ),
    "locators": _of_report(
        "locators",
        lambda report: (
            (result.model, row, number, locator)
            for result, row, score in _scores(report)
            for number, reason in enumerate(score.reasons)
            for locator in reason.locators
        ),
    ),
    "notes": _of_report(
        "notes",
        lambda report: ((it.model, note) for it in report.results.values() for note in it.notes),
    ),
    "problems": _of_report(
        "problems",
        lambda report: ((it.kind, it.name, it.message, it.locator) for it in report.problems),
    ),
    "commits": _commits,
    "parents": _parents,
    "touches": _touches,
    "paths": _paths,
    "lines": _lines,
    "replacements": _replacements,
    "posts": lambda evidence, _: _named(
        "posts",
        (
            (it.path, it.title, it.published_at, it.draft, it.words, it.layout)
            for it in evidence.posts
        ),
    ),
    "people": _people,
    "credits": _credits,
}
