"""What is shown about something, as Markdown: pure functions of what is known."""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit.evidence import NOBODY, Evidence
from influencekit.explain import explain, scored
from influencekit.knowers import Knower
from influencekit.render.page import short
from influencekit.report import Subject
from influencekit.words import count, date, listed, number
from influencekit_lsp.documents import NEW
from influencekit_lsp.knowledge import Knowledge, Place
from influencekit_lsp.markup import code, emphasis, joined, said

LIMIT = 6
"""Sentences of a card in a hover."""


@attrs.frozen(kw_only=True)
class Range:
    """Some lines of a document."""

    name: str
    """Of the function or class; empty: there is none."""
    first: int
    """As the editor counts them, from 0."""
    last: int
    places: Sequence[int]
    """For each of them the committed line that it is, from 0, or `NEW`."""

    @property
    def committed(self) -> list[int]:
        """The committed lines among them."""
        return [place for place in self.places if place != NEW]

    @property
    def label(self) -> str:
        """What to call them."""
        lines = (
            f"line {self.first + 1}"
            if self.first == self.last
            else f"lines {self.first + 1}-{self.last + 1}"
        )
        return f"{code(self.name)} ({lines})" if self.name else lines


def of_lines(place: Place, some: Range, line: int, *, unread: bool) -> str:
    """Return the card of some lines of a file.

    Parameters
    ----------
    line
        The committed line under the cursor, or `NEW`.
    unread
        Whether what differs from the history may be committed all the same: it has moved on.
    """
    committed = [at for at in some.committed if place.lines is None or at < len(place.lines)]
    known = place.knowers(committed) if committed and place.lines is not None else place.knowers()
    return joined(
        [
            [
                _who(known, some if committed else None),
                *_ages(place, some, committed, unread=unread),
            ],
            _line(place, line, unread=unread),
            _reasons(known),
        ]
    )


def of_file(place: Place, remark: str = "") -> str:
    """Return the card of a whole file, with a remark on what is not known yet."""
    known = place.knowers()
    return joined([[_who(known, None)], _reasons(known), [remark] if remark else []])


def _who(known: Sequence[Knower], some: Range | None) -> str:
    where = some.label if some else "this file"
    if not known:
        return f"Nobody is known to know {where}."
    names = listed([f"{emphasis(it.person.name)} ({number(it.share, 'share')})" for it in known])
    return f"{names} {'knows' if len(known) == 1 else 'know'} {where}."


def _ages(place: Place, some: Range, committed: list[int], *, unread: bool) -> Iterator[str]:
    new = len(some.places) - len(some.committed)
    commits, _ = place.counted(committed)
    if len(commits):
        times = place.evidence.commits.authored_at[commits]
        days = dict.fromkeys((date(int(times.min())), date(int(times.max()))))
        yield f"{count(len(committed), 'line')} from {count(len(commits), 'commit')}, {' to '.join(days)}."
    if new:
        yield f"{count(new, 'line')} {unsettled(unread=unread)}."


def unsettled(*, unread: bool) -> str:
    """Return what to say of lines that are in no commit that is known."""
    return "not in the history that has been read so far" if unread else "not committed yet"


def _line(place: Place, line: int, *, unread: bool) -> Iterator[str]:
    if line == NEW:
        yield f"This line: {unsettled(unread=unread)}."
    elif place.lines is not None and line < len(place.lines):
        yield f"This line: {_commit(place.evidence, int(place.lines[line]))}"


def _commit(evidence: Evidence, row: int) -> str:
    commits = evidence.commits
    author = commits.author[row]
    name = "" if author == NOBODY else evidence.people[author].name
    return commit(commits.oid[row], int(commits.authored_at[row]), name, commits.subject[row])


def commit(oid: str, time: int, name: str, subject: str) -> str:
    """Return what there is to say of a commit in a line; `name` is empty for nobody."""
    by = f", {said(name)}" if name else ""
    return f"{code(short(oid))} {date(time)}{by}: {said(subject)}"


def _reasons(known: Sequence[Knower]) -> Iterator[str]:
    for knower in known[:2]:
        why = "; ".join(reason.text for reason in knower.reasons)
        yield f"{said(knower.person.name)}: {said(why)}."


def of_scores(knowledge: Knowledge, path: str, limit: int = LIMIT) -> str:
    """Return what models say about the file `path`; empty where they say nothing."""
    subject = Subject("path", path, path)
    told = scored(knowledge.results(subject), subject)
    return joined([[f"- {said(it.text)}"] for it in list(told)[:limit]])


def of_subject(knowledge: Knowledge, subject: Subject, limit: int = LIMIT) -> str:
    """Return the card of a person, a path or an area.

    Raises
    ------
    InputError
        The history knows no such thing.
    """
    found = explain(knowledge.evidence, knowledge.results(subject), subject)
    return joined(
        [[emphasis(subject.label)], *([f"- {said(it.text)}"] for it in found.sentences[:limit])]
    )


def of_commit(knowledge: Knowledge, oid: str) -> str:
    """Return the card of a commit; empty where there is none."""
    row = knowledge.oids.row(oid)
    if row < 0:
        return ""
    whole = knowledge.evidence
    return joined([[_commit(whole, row)], _built(whole, row), _credits(whole, row)])


def _built(whole: Evidence, row: int) -> Iterator[str]:
    touched = whole.touches.path[whole.touches.commit == row]
    living = whole.lines.commit == row
    lines = int(whole.lines.count[living].sum())
    if len(touched):
        yield f"Touched {count(len(touched), 'file')}; {count(lines, 'line')} of it are there today."
    changed = whole.replacements.of == row
    by = whole.commits.author[whole.replacements.commit[changed]]
    others = np.unique(by[(by != NOBODY) & (by != whole.commits.author[row])])
    if len(others):
        replaced = count(int(whole.replacements.count[changed].sum()), "line")
        yield f"{count(len(others), 'other')} worked on from there and replaced {replaced}."


def _credits(whole: Evidence, row: int) -> Iterator[str]:
    for at in np.flatnonzero(whole.credits.commit == row).tolist():
        person = whole.credits.person[at]
        if person != NOBODY:
            role = whole.credits.roles[whole.credits.role[at]].capitalize()
            yield f"{said(role)}: {said(whole.people[person].name)}"


def of_post(knowledge: Knowledge, path: str) -> str:
    """Return the card of a blog post; empty where there is none."""
    for post in knowledge.evidence.posts:
        if post.path == path:
            day = date(post.published_at) or "no date"
            facts = [
                f"{emphasis(post.title or path)}, {'draft, ' * post.draft}{day}",
                f"{count(post.words, 'word')}; tags: {said(', '.join(post.tags) or 'none')}.",
            ]
            about = [ref.target for ref in post.references if ref.kind == "file"]
            refers = [f"About {listed([code(it) for it in about[:5]])}."] if about else []
            return joined([facts, refers])
    return ""


OF = {
    "commit": of_commit,
    "post": of_post,
}
"""Cards of what is no subject of a score, by kind."""


def of_found(knowledge: Knowledge, kind: str, key: str, limit: int = LIMIT) -> str:
    """Return the card of what `subjects.at` found; raise `InputError` where there is no such thing."""
    if kind in OF:
        return OF[kind](knowledge, key)
    label = key
    if kind == "person":
        label = next((it.name for it in knowledge.evidence.people if it.key == key), key)
    return of_subject(knowledge, Subject(kind, key, label), limit)
