"""``influencekit who --without``: what nobody would know any more if somebody left."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from influencekit.cli.call import Call
from influencekit.cli.survey import survey
from influencekit.cli.target import Target
from influencekit.errors import InputError
from influencekit.explain import paths_of, person_index
from influencekit.models.knowledge.degrees import Knowledge
from influencekit.models.knowledge.expertise import RULE, UNSEEN
from influencekit.models.knowledge.succession import NEXT, Loss, without
from influencekit.people.identity import find
from influencekit.render.page import Page, Section
from influencekit.report import Reason, Subject, Table
from influencekit.words import count, date, listed

_NAMED = 3


def leaving(call: Call, target: Target, name: str, *, limit: int) -> int:
    """Print what would be lost with `name`, and who could take it over.

    Raises
    ------
    InputError
        Nobody, or more than one person, goes by that name.
    """
    found = survey(call, target.root)
    number = find(found.people, name)
    if number is None:
        raise InputError(
            f"Nobody in this history goes by {name!r}: 'influencekit people' lists all."
        )
    evidence = found.evidence
    person = person_index(evidence, found.people.persons[number].key)
    mask = paths_of(evidence, Subject("path", target.path, target.path or target.root.name))
    known = Knowledge.of(evidence, paths=mask)
    losses = without(known, person)
    heirs = list(_heirs(known, losses))[: limit or None]
    data = {
        "path": target.path,
        "lines": None,
        "as_of": evidence.as_of,
        "people": heirs,
        "without": {
            "key": evidence.people[person].key,
            "areas": [
                {
                    "area": evidence.areas[loss.area].name,
                    "files": loss.files,
                    "known": loss.known,
                    "orphaned": loss.orphaned,
                    "nobody_else_changed": loss.strange,
                }
                for loss in losses
            ],
        },
        "problems": call.found(),
    }
    return call.finish("who", data, partial(_page, known, person, losses, heirs))


def _heirs(known: Knowledge, losses: Sequence[Loss]) -> Iterator[dict[str, Any]]:
    """Yield who could take over, whoever could take over most first."""
    evidence = known.evidence
    paths: dict[int, list[str]] = {}
    last: dict[int, int] = {}
    for heir in (heir for loss in losses for heir in loss.successors):
        paths.setdefault(heir.person, []).extend(heir.paths)
        last[heir.person] = max(last.get(heir.person, -1), heir.last)
    whole = sum(len(loss.orphaned) for loss in losses)
    for who in sorted(paths, key=lambda it: (-len(paths[it]), -last[it])):
        at = int(evidence.commits.authored_at[last[who]])
        reason = Reason(
            text=f"knows most of {count(len(paths[who]), 'file')} then, last changed {date(at)}",
            share=1.0,
            locators=tuple(paths[who][:_NAMED]),
        )
        yield {
            "key": evidence.people[who].key,
            "name": evidence.people[who].name,
            "share": len(paths[who]) / whole,
            "last_at": at,
            "reasons": (reason,),
        }


def _page(
    known: Knowledge, person: int, losses: Sequence[Loss], heirs: Sequence[dict[str, Any]]
) -> Page:
    evidence = known.evidence
    name = evidence.people[person].name
    table = Table(
        name="losses",
        title="What nobody else knows",
        columns=("area", "knows", "nobody else knows", "among them", "who could take over"),
        rows=tuple(
            (
                evidence.areas[loss.area].name,
                f"{loss.known:,} of {count(loss.files, 'file')}",
                len(loss.orphaned),
                ", ".join(loss.orphaned[:_NAMED]),
                ", ".join(
                    f"{evidence.people[heir.person].name} ({len(heir.paths):,})"
                    for heir in loss.successors[:_NAMED]
                )
                or ("nobody" if loss.orphaned else ""),
            )
            for loss in losses
        ),
    )
    section = Section(
        heading=f"If {name} left",
        sentences=tuple(_sentences(name, losses, heirs)),
        table=table if losses else None,
        notes=(RULE, NEXT, UNSEEN, *known.about) if losses else (),
    )
    return Page(sections=(section,))


def _sentences(name: str, losses: Sequence[Loss], heirs: Sequence[dict[str, Any]]) -> Iterator[str]:
    orphaned = sum(len(loss.orphaned) for loss in losses)
    if not losses:
        yield f"{name} is an expert of no file here: nothing would be lost that a history can tell."
        return
    if not orphaned:
        yield f"Each file that {name} is an expert of has another expert."
        return
    known, strange = (
        int(np.sum([getattr(it, what) for it in losses])) for what in ("known", "strange")
    )
    yield (
        f"{name} is an expert of {count(known, 'file')}, of {orphaned:,} the only one. "
        f"{count(strange, 'file')} of these nobody else ever changed."
    )
    if heirs:
        yield f"Who could take over most: {listed([heir['name'] for heir in heirs[:_NAMED]])}."
