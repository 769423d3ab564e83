"""``influencekit who --review``: who should review a change."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from influencekit.cli.call import Call
from influencekit.cli.lines import commits_of, lines_of
from influencekit.cli.survey import survey
from influencekit.cli.target import Target
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.explain import paths_of
from influencekit.models.mentoring.reviewing import (
    LATELY,
    Change,
    Reviewer,
    ReviewingParams,
    Reviews,
    rank,
)
from influencekit.protocols import Changed, ChangeSource
from influencekit.render.page import Page, Section
from influencekit.report import Subject, Table
from influencekit.words import count, listed, number

HOW = (
    "The chance is that of being named as a reviewer where commits name some, by weights learnt from "
    "the history of git.git; there the first had 40 % on average, and was named in 34 % of cases."
)
LOAD = f"Whoever reviewed much in the last {LATELY} days may be asked too often already."
UNTOLD = "No commit here names a reviewer: this is told from who wrote the files alone."
WHOSE = "Whose change it is is not known, so that its author may be among them: --me says who asks."


@attrs.frozen(kw_only=True)
class Asked:
    """What is to be reviewed."""

    root: Path
    targets: tuple[Target, ...] = ()
    """Files, folders and ranges of lines."""
    revision: str | None = None
    """A commit or range; empty: the work tree; None: `targets`."""


def review(call: Call, asked: Asked, *, limit: int) -> int:
    """Print who should review what is asked about.

    Raises
    ------
    InputError
        There is no such revision or file, or no plugin can tell.
    """
    given = None if asked.revision is None else _changed(call, asked.root, asked.revision)
    evidence = survey(call, asked.root, lines=False).evidence
    past = Reviews.of(evidence)
    change = _of_paths(call, past, asked) if given is None else _of_change(past, given)
    names = _names(past, change, given)
    at = given.at if given and given.at is not None else evidence.as_of + 1
    params = ReviewingParams()
    found = rank(past, change, at=at, params=params, limit=limit) if names else []
    data = {
        "path": asked.targets[0].path if len(asked.targets) == 1 else "",
        "lines": None,
        "as_of": evidence.as_of,
        "people": [_as_data(evidence, one) for one in found],
        "review": {
            "files": names,
            "commit": asked.revision,
            "authors": [evidence.people[who].key for who in change.authors],
        },
        "problems": call.found(),
    }
    return call.finish("who", data, partial(_page, past, asked, change, names, found))


def _changed(call: Call, root: Path, revision: str) -> Changed:
    for source in call.sources(ChangeSource):
        if source.detect(root):
            asked = partial(source.changed, root, revision, call.request(source.name))
            found: Changed = call.ask(source.name, asked)
            return found
    raise InputError(f"{root}: no plugin knows what was changed there; name files instead.")


def _of_change(past: Reviews, given: Changed) -> Change:
    known = past.evidence
    authors = [known.person_of.get(who, NOBODY) for who in given.authors] or [known.me]
    return past.change(given.paths, authors=authors, subject=given.subject)


def _of_paths(call: Call, past: Reviews, asked: Asked) -> Change:
    known = past.evidence
    mask = np.zeros(len(known.paths), np.bool_)
    for target in asked.targets:
        subject = Subject("path", target.path, target.path or target.root.name)
        mask |= paths_of(known, subject)
    change = past.change(
        (known.paths[at] for at in np.flatnonzero(mask).tolist()), authors=[known.me]
    )
    if not all(target.ranged for target in asked.targets):
        return change
    commits = [commits_of(known, lines_of(call, target))[0] for target in asked.targets]
    return attrs.evolve(change, lines_from=np.concatenate(commits))


def _names(past: Reviews, change: Change, given: Changed | None) -> list[str]:
    if given is not None:
        return list(given.paths)
    return [past.evidence.paths[at] for at in change.paths.tolist()]


def _as_data(evidence: Evidence, one: Reviewer) -> dict[str, Any]:
    person = evidence.people[one.person]
    return {
        "key": person.key,
        "name": person.name,
        "share": one.chance,
        "last_at": one.last_at,
        "reviews_lately": one.lately,
        "reasons": one.reasons,
    }


def _page(
    past: Reviews, asked: Asked, change: Change, names: Sequence[str], found: Sequence[Reviewer]
) -> Page:
    table = Table(
        name="reviewers",
        title="Who should review",
        columns=("person", "chance", f"reviews in {LATELY} d", "why"),
        rows=tuple(
            (
                past.evidence.people[one.person].name,
                number(one.chance, "share"),
                one.lately,
                "; ".join(reason.text for reason in one.reasons[:3]),
            )
            for one in found
        ),
    )
    section = Section(
        heading=f"Who should review {_what(asked, names)}",
        sentences=tuple(_sentences(asked, names, found)),
        table=table if found else None,
        notes=tuple(_notes(past, change)) if found else (),
    )
    return Page(sections=(section,))


def _what(asked: Asked, names: Sequence[str]) -> str:
    if asked.revision:
        return f"{asked.revision} ({count(len(names), 'file')})"
    if asked.revision == "":
        return f"the changes of the work tree ({count(len(names), 'file')})"
    return listed([target.path or target.root.name for target in asked.targets])


def _sentences(asked: Asked, names: Sequence[str], found: Sequence[Reviewer]) -> Iterator[str]:
    if not names:
        where = (
            "The work tree is as its last commit" if asked.revision == "" else "It changes no file"
        )
        yield f"{where}: there is nothing to review."
    elif not found:
        yield "Nobody else is known to have reviewed or written anything near it."


def _notes(past: Reviews, change: Change) -> Iterator[str]:
    yield HOW
    yield LOAD
    if not len(past.reviews.commit):
        yield UNTOLD
    if not change.authors:
        yield WHOSE
