"""A subject in sentences, each with the commits behind it: for `explain`, hover and panel."""

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.knowers import HALF_LIFE, Knower, authorship, knowers, lines_of, reviews, touching
from influencekit.report import ModelResult, Sentence, Subject, Table
from influencekit.times import YEAR
from influencekit.words import count, date, listed, number, people

_MOST = 0.5
"""CHAOSS's threshold for the contributor absence factor."""


@attrs.frozen(kw_only=True)
class Explanation:
    """What can be said about a subject, the most telling first."""

    subject: Subject
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...] = ()


def explain(
    evidence: Evidence, results: Mapping[str, ModelResult], subject: Subject
) -> Explanation:
    """Return what the evidence and the models' results say about `subject`.

    Raises
    ------
    InputError
        The evidence knows no such person, path or area.
    """
    if subject.kind == "person":
        person = person_index(evidence, subject.key)
        told, tables = _of_person(evidence, person)
    else:
        mask = paths_of(evidence, subject)
        told, tables = _of_place(evidence, mask)
    return Explanation(
        subject=subject,
        sentences=(*told, *scored(results, subject)),
        tables=tables,
    )


def person_index(evidence: Evidence, key: str) -> int:
    """Return the index of the person whose key is `key`; raise `InputError` where there is none."""
    for index, person in enumerate(evidence.people):
        if person.key == key:
            return index
    raise InputError(f"Nobody in this history has the key {key!r}.")


def paths_of(evidence: Evidence, subject: Subject) -> Flags:
    """Return one flag a path: it belongs to `subject` (a file, a folder, an area, the project).

    Generated and vendored files below a folder, in an area or project are left out; a file that
    is asked for by its own name is not.

    Raises
    ------
    InputError
        No path belongs to it.
    """
    if subject.kind == "project" or subject.key in {"", "."}:
        mask = evidence.path_counts.copy()
    elif subject.kind == "area":
        named = [i for i, area in enumerate(evidence.areas) if area.name == subject.key]
        mask = np.isin(evidence.path_area, named) & evidence.path_counts
    else:
        key = subject.key.strip("/")
        below = f"{key}/"
        mask = np.fromiter(
            (
                path == key or (counts and path.startswith(below))
                for path, counts in zip(evidence.paths, evidence.path_counts.tolist(), strict=True)
            ),
            np.bool_,
            len(evidence.paths),
        )
    if not mask.any():
        raise InputError(f"No file of this history is in {subject.label!r}.")
    return mask


def _oids(evidence: Evidence, commits: Ints) -> tuple[str, ...]:
    return tuple(evidence.commits.oid[i] for i in commits.tolist())


# A person


def _of_person(evidence: Evidence, person: int) -> tuple[list[Sentence], tuple[Table, ...]]:
    commit, who = authorship(evidence)
    mine = np.zeros(len(evidence.commits), np.bool_)
    mine[commit[who == person]] = True
    told = [
        *_span(evidence, mine),
        *_lines(evidence, person),
        *_built_on(evidence, mine, person),
        *_reviews(evidence, mine, person),
        *_posts(evidence, person),
    ]
    areas = _areas(evidence, mine)
    return told, (areas,) if areas.rows else ()


def _span(evidence: Evidence, mine: Flags) -> Iterator[Sentence]:
    commits = np.flatnonzero(mine & ~evidence.commits.merge)
    if not len(commits):
        yield Sentence(text="Wrote no commit of this history.")
        return
    times = evidence.commits.authored_at[commits]
    first, last = commits[[times.argmin(), times.argmax()]]
    year = int((times > evidence.as_of - YEAR).sum())
    span = " to ".join(dict.fromkeys((date(int(times.min())), date(int(times.max())))))
    yield Sentence(
        text=f"Wrote {count(len(commits), 'commit')}, {span}; "
        f"{number(year) if year else 'none'} of them in the year before {date(evidence.as_of)}.",
        locators=_oids(evidence, np.unique([first, last])),
    )


def _lines(evidence: Evidence, person: int) -> Iterator[Sentence]:
    commit, lines = lines_of(evidence, evidence.path_counts)
    rows = evidence.commits.author[commit] == person
    if not rows.any():
        return
    own, all_lines = int(lines[rows].sum()), int(lines.sum())
    heaviest = _heaviest(commit[rows], lines[rows])
    yield Sentence(
        text=f"{count(own, 'line')} of the code today are from these commits, "
        f"{number(own / all_lines, 'share')} of all.",
        locators=_oids(evidence, heaviest),
    )


def _heaviest(commits: Ints, amounts: Ints, limit: int = 3) -> Ints:
    of, inverse = np.unique(commits, return_inverse=True)
    sums = np.bincount(inverse, amounts, minlength=len(of))
    return of[np.lexsort((of, -sums))[:limit]]


def _built_on(evidence: Evidence, mine: Flags, person: int) -> Iterator[Sentence]:
    changes = evidence.replacements
    by = evidence.commits.author[changes.commit]
    rows = mine[changes.of] & (by != person) & (by != NOBODY) & evidence.person_counts[by]
    if not rows.any():
        return
    commits = np.unique(changes.commit[rows])
    others = len(np.unique(by[rows]))
    yield Sentence(
        text=f"{people(others, 'other')} worked on from there: "
        f"{count(len(commits), 'commit')} replaced {count(int(changes.count[rows].sum()), 'line')} "
        "of this person's.",
        locators=_oids(evidence, _heaviest(changes.commit[rows], changes.count[rows])),
    )


def _reviews(evidence: Evidence, mine: Flags, person: int) -> Iterator[Sentence]:
    commit, reviewer = reviews(evidence)
    given = np.unique(commit[(reviewer == person) & ~mine[commit]])
    if len(given):
        yield Sentence(
            text=f"Reviewed {count(len(given), 'commit')} by others.",
            locators=_oids(evidence, given[-3:][::-1]),
        )
    rows = mine[commit] & (reviewer != person) & (reviewer != NOBODY)
    received = np.unique(commit[rows])
    if len(received):
        yield Sentence(
            text=f"Had {count(len(received), 'commit')} reviewed by "
            f"{people(len(np.unique(reviewer[rows])))}.",
            locators=_oids(evidence, received[-3:][::-1]),
        )


def _posts(evidence: Evidence, person: int) -> Iterator[Sentence]:
    names = set(evidence.people[person].identities)
    posts = [post for post in evidence.posts if names & set(post.authors) and not post.draft]
    if posts:
        posts.sort(key=lambda post: post.published_at or 0, reverse=True)
        yield Sentence(
            text=f"Published {count(len(posts), 'post')}.",
            locators=tuple(post.path for post in posts[:3]),
        )


def _areas(evidence: Evidence, mine: Flags) -> Table:
    touched = mine[evidence.touches.commit] & evidence.path_counts[evidence.touches.path]
    area = evidence.path_area[evidence.touches.path[touched]]
    pairs = np.unique(np.stack([area, evidence.touches.commit[touched]]), axis=1)
    commits = np.bincount(pairs[0], minlength=len(evidence.areas))
    last = np.zeros(len(evidence.areas), np.int64)
    np.maximum.at(last, pairs[0], evidence.commits.authored_at[pairs[1]])
    lines = np.zeros(len(evidence.areas), np.int64)
    path = evidence.files.path[evidence.lines.file]
    rows = mine[evidence.lines.commit] & evidence.path_counts[path]
    np.add.at(lines, evidence.path_area[path[rows]], evidence.lines.count[rows])
    order = np.lexsort((np.arange(len(commits)), -commits))
    return Table(
        name="areas",
        title="Where",
        columns=("area", "commits", "lines today", "last change"),
        rows=tuple(
            (evidence.areas[i].name, int(commits[i]), int(lines[i]), date(int(last[i])))
            for i in order.tolist()
            if commits[i]
        ),
    )


# A place: a file, a folder, an area, the project


def _of_place(evidence: Evidence, mask: Flags) -> tuple[list[Sentence], tuple[Table, ...]]:
    known = knowers(evidence, mask)
    told = [
        *_risk(evidence, known),
        *_size(evidence, mask),
        *_age(evidence, mask),
        *_last_change(evidence, mask),
        *_mentions(evidence, mask),
    ]
    return told, (who_table(known[:5]),) if known else ()


def who_table(known: Sequence[Knower]) -> Table:
    """Return who knows a place, as a table with the reasons."""
    return Table(
        name="who",
        title="Who knows it now",
        columns=("person", "share", "why"),
        rows=tuple(
            (
                knower.person.name,
                number(knower.share, "share"),
                "; ".join(reason.text for reason in knower.reasons),
            )
            for knower in known
        ),
        notes=(f"Work counts half after {HALF_LIFE} days. Bots are left out.",),
    )


def _risk(evidence: Evidence, known: Sequence[Knower]) -> Iterator[Sentence]:
    if not known:
        yield Sentence(text="Nobody is known to have worked on it.")
        return
    reached = np.cumsum([knower.share for knower in known]) >= _MOST
    if not reached.any():
        yield Sentence(text=f"Knowledge of it is spread: {len(known)} people hold less than half.")
        return
    half = known[: int(reached.argmax()) + 1]
    names = listed([knower.person.name for knower in half])
    held = number(sum(knower.share for knower in half), "share")
    yield Sentence(
        text=f"{names} {'holds' if len(half) == 1 else 'hold'} {held} of what is known about it.",
        locators=tuple(knower.reasons[0].locators[0] for knower in half[:5]),
    )
    fresh = [knower for knower in half if knower.last_at > evidence.as_of - YEAR]
    if not fresh:
        last = date(max(knower.last_at for knower in half))
        yield Sentence(
            text=f"Nobody of them worked on it in the last year; the latest was on {last}."
        )


def _size(evidence: Evidence, mask: Flags) -> Iterator[Sentence]:
    rows = mask[evidence.files.path]
    lines = evidence.files.lines[rows]
    if not rows.any():
        yield Sentence(text="It is no longer there: only its history is.")
        return
    commits = int(touching(evidence, mask).sum())
    yield Sentence(
        text=f"{count(int(rows.sum()), 'file')} with {count(int(lines[lines > 0].sum()), 'line')}, "
        f"touched by {count(commits, 'commit')}."
    )


def _age(evidence: Evidence, mask: Flags) -> Iterator[Sentence]:
    commit, lines = lines_of(evidence, mask)
    if not len(commit):
        return
    times = evidence.commits.authored_at[commit]
    order = np.argsort(times, kind="stable")
    middle = order[int(np.searchsorted(np.cumsum(lines[order]), lines.sum() / 2))]
    yield Sentence(
        text=f"Half of its lines were written by {date(int(times[middle]))}; "
        f"the oldest on {date(int(times[order[0]]))}.",
        locators=_oids(evidence, commit[order[:1]]),
    )


def _last_change(evidence: Evidence, mask: Flags) -> Iterator[Sentence]:
    touches = evidence.touches
    author = evidence.commits.author[touches.commit]
    real = (touches.added != 0) | (touches.deleted != 0)
    rows = mask[touches.path] & real & (author != NOBODY) & evidence.person_counts[author]
    if not rows.any():
        return
    commits = touches.commit[rows]
    last = int(commits[evidence.commits.authored_at[commits].argmax()])
    yield Sentence(
        text=f"The last change was on {date(int(evidence.commits.authored_at[last]))}: "
        f"{evidence.commits.subject[last]}",
        locators=_oids(evidence, np.array([last])),
    )


def _mentions(evidence: Evidence, mask: Flags) -> Iterator[Sentence]:
    if not evidence.posts:
        return
    paths = {evidence.paths[i] for i in np.flatnonzero(mask).tolist()}
    about = [
        post.path
        for post in evidence.posts
        if any(ref.kind == "file" and ref.target in paths for ref in post.references)
    ]
    if about:
        yield Sentence(text=f"Mentioned in {count(len(about), 'post')}.", locators=tuple(about[:5]))


# What models say


def scored(results: Mapping[str, ModelResult], subject: Subject) -> Iterator[Sentence]:
    """Yield what models say about `subject`, a sentence a score."""
    for result in results.values():
        for score in result.scores:
            if (score.subject.kind, score.subject.key) != (subject.kind, subject.key):
                continue
            unit = "" if result.unit == "share" else f" {result.unit}"
            why = "; ".join(reason.text.rstrip(".") for reason in score.reasons[:2])
            yield Sentence(
                text=f"{result.title}: {number(score.value, result.unit)}{unit}"
                f"{f' ({why})' if why else ''}.",
                locators=tuple(
                    dict.fromkeys(at for reason in score.reasons for at in reason.locators)
                )[:5],
            )
