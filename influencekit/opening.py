"""What a report opens with: the findings on the whole in plain sentences, nobody named."""

from collections.abc import Iterator, Mapping

import numpy as np

from influencekit.charts.knowledge_map import known_files
from influencekit.evidence import NOBODY, Evidence
from influencekit.knowers import lines_of
from influencekit.models.counted import area_commits, authors
from influencekit.report import ModelResult, Score, Sentence
from influencekit.times import YEAR
from influencekit.words import count, date, listed, number

_BUSIEST = 3
"""Areas that are named."""


def opening(evidence: Evidence, results: Mapping[str, ModelResult]) -> tuple[Sentence, ...]:
    """Return what a reader should know first: where work is, its age, its risk, what to do next.

    What a result does not hold is not said. Single persons are in none of the sentences: where one
    holds most of the knowledge, the section on that says so with its reasons.
    """
    if not evidence.path_counts.any():
        return ()  # no commits yet: the problems say so
    return (
        *_work(evidence),
        *_age(evidence, results),
        *_known(evidence, results),
        *_next(results),
        *_posts(evidence),
    )


def _work(evidence: Evidence) -> Iterator[Sentence]:
    area, commit = area_commits(evidence)
    recent = (evidence.commits.committed_at[commit] > evidence.as_of - YEAR) & (
        authors(evidence)[commit] != NOBODY
    )
    if not recent.any():
        last = int(evidence.commits.committed_at.max(initial=0))
        yield Sentence(
            text=f"Nobody changed a file in the last year; the latest was on {date(last)}."
        )
        return
    whole = np.unique(commit[recent])
    amounts = np.bincount(area[recent], minlength=len(evidence.areas))
    order = [at for at in np.argsort(-amounts, kind="stable").tolist() if amounts[at]][:_BUSIEST]
    named = [f"{amounts[at]:,} in {evidence.areas[at].name}" for at in order]
    latest = [int(commit[recent & (area == at)].max()) for at in order]
    yield Sentence(
        text=f"{count(len(whole), 'commit')} in the last year: {listed(named)}.",
        locators=tuple(dict.fromkeys(evidence.commits.oid[at] for at in latest)),
    )


def _age(evidence: Evidence, results: Mapping[str, ModelResult]) -> Iterator[Sentence]:
    commit, lines = lines_of(evidence, evidence.path_counts)
    if not len(commit):
        return
    times = evidence.commits.authored_at[commit]
    order = np.argsort(times, kind="stable")
    middle = order[int(np.searchsorted(np.cumsum(lines[order]), lines.sum() / 2))]
    lives = _of_project(results, "line-survival")
    after = (
        f"; of new lines {number(lives.value, 'share')} outlive their first year" if lives else ""
    )
    yield Sentence(
        text=f"Half of today's lines were written by {date(int(times[middle]))}{after}.",
        locators=(evidence.commits.oid[commit[middle]],),
    )


def _known(evidence: Evidence, results: Mapping[str, ModelResult]) -> Iterator[Sentence]:
    files = known_files(evidence)
    lines = sum(file.lines for file in files)
    alone = [file for file in files if file.known_by == 1]
    if alone:
        share = sum(file.lines for file in alone) / lines
        largest = sorted(alone, key=lambda file: (-file.lines, file.path))[:3]
        yield Sentence(
            text=f"{number(share, 'share')} of the lines are in files that one person alone knows.",
            locators=tuple(file.path for file in largest),
        )
    risk = _of_project(results, "knowledge-risk")
    if risk and risk.value >= 1:
        amount = int(risk.value)
        who = "the person who knows" if amount == 1 else f"the {amount:,} people who know"
        yield Sentence(
            text=f"If {who} most of it left, more than half of the code would have no author here.",
            locators=next((it.locators[:3] for it in risk.reasons if it.locators), ()),
        )


def _next(results: Mapping[str, ModelResult]) -> Iterator[Sentence]:
    found = results.get("opportunities")
    for score in found.scores[:1] if found else ():
        why = score.reasons[0].text.rstrip(".") if score.reasons else "much that happens"
        yield Sentence(
            text=f"Most to gain: {score.subject.label}, with {why}.",
            locators=score.reasons[0].locators[:3] if score.reasons else (),
        )


def _posts(evidence: Evidence) -> Iterator[Sentence]:
    told = [it for it in evidence.posts if not it.draft and it.published_at is not None]
    if told:
        told.sort(key=lambda post: post.published_at or 0, reverse=True)
        naming = sum(any(ref.kind in {"file", "commit"} for ref in it.references) for it in told)
        yield Sentence(
            text=f"{count(len(told), 'post')} published, the latest on {date(told[0].published_at)}; "
            f"{number(naming)} of them {'names' if naming == 1 else 'name'} a file or a commit.",
            locators=tuple(post.path for post in told[:3]),
        )


def _of_project(results: Mapping[str, ModelResult], model: str) -> Score | None:
    found = results.get(model)
    return (
        next((it for it in found.scores if it.subject.kind == "project"), None) if found else None
    )
