"""Who mentors whom, as trailers and the records of the team tell it, and what is said for a mentor."""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Flags, Ints
from influencekit.domain import Identity
from influencekit.evidence import NOBODY, Evidence
from influencekit.mentoring import Pair
from influencekit.models.counted import oids
from influencekit.models.mentoring.assignment import Assignment, assign
from influencekit.models.mentoring.matching import (
    HELPED,
    PASSED_ON,
    Candidate,
    Dealings,
    MatchingParams,
    rank,
)
from influencekit.models.scoring import LOCATORS
from influencekit.report import Reason
from influencekit.times import DAY

NEW = 365
"""Days from somebody's first commit on for which they are a newcomer."""


@attrs.frozen(kw_only=True)
class Seen:
    """A mentor and a mentee."""

    mentor: int
    """Index into `Evidence.people`; `NOBODY`: somebody in `record` whom this history does not know."""
    mentee: int
    """As `mentor`."""
    commits: tuple[str, ...] = ()
    """Of the mentee that name the mentor, oldest first."""
    first_at: int | None = None
    """When the first of them was committed; None without one. Seconds since 1970."""
    last_at: int | None = None
    record: Pair | None = None
    """What is kept of them."""


def pairs(dealings: Dealings, recorded: Sequence[Pair] = ()) -> list[Seen]:
    """Return the pairs that trailers or records name, the latest first.

    A record is of people where each goes by a name or an address of theirs, without regard to case. Of
    two who have several records there is one for each, with the same commits.
    """
    evidence, told = dealings.evidence, dealings.mentoring
    rows: dict[tuple[int, int], list[int]] = {}
    for mentor, mentee, commit in zip(
        told.mentor.tolist(), told.mentee.tolist(), told.commit.tolist(), strict=True
    ):
        rows.setdefault((mentor, mentee), []).append(commit)
    found = []
    for pair in recorded:
        both = person_called(evidence, pair.mentor), person_called(evidence, pair.mentee)
        found.append(attrs.evolve(_seen(evidence, both, rows.get(both, [])), record=pair))
    alone = rows.keys() - {(it.mentor, it.mentee) for it in found}
    found += (_seen(evidence, both, rows[both]) for both in alone)

    def key(who: int) -> str:
        return "" if who == NOBODY else evidence.people[who].key

    def place(seen: Seen) -> tuple[float, str, str, str]:
        record = seen.record
        last = seen.last_at if seen.last_at is not None else (record.at if record else 0)
        return -float(last), key(seen.mentor), key(seen.mentee), record.id if record else ""

    return sorted(found, key=place)


def _seen(evidence: Evidence, both: tuple[int, int], rows: Sequence[int]) -> Seen:
    times = evidence.commits.committed_at
    commits = sorted(set(rows), key=lambda row: (int(times[row]), row))
    mentor, mentee = both
    if not commits:
        return Seen(mentor=mentor, mentee=mentee)
    return Seen(
        mentor=mentor,
        mentee=mentee,
        commits=oids(evidence, commits),
        first_at=int(times[commits[0]]),
        last_at=int(times[commits[-1]]),
    )


def person_called(evidence: Evidence, who: Identity) -> int:
    """Return who goes by the name or the address of `who`, without regard to case, or `NOBODY`."""
    name = who.name.casefold()
    for index, person in enumerate(evidence.people):
        names = {known.name.casefold() for known in person.identities}
        emails = {known.email for known in person.identities} - {""}
        if name in names | {person.name.casefold(), person.key} or who.email in emails:
            return index
    return NOBODY


def newcomers(evidence: Evidence, *, days: float = NEW) -> list[int]:
    """Return who wrote their first commit in the last `days` and counts, the latest first."""
    author, times = evidence.commits.author, evidence.commits.authored_at
    first = np.full(len(evidence.people), np.iinfo(np.int64).max)
    known = author != NOBODY
    np.minimum.at(first, author[known], times[known])
    since = evidence.as_of - days * DAY
    fresh = np.flatnonzero(
        (first > since) & (first <= evidence.as_of) & evidence.person_counts
    ).tolist()
    return sorted(fresh, key=lambda who: (-int(first[who]), evidence.people[who].key))


def paths_of_person(evidence: Evidence, person: int) -> Flags:
    """Return one flag a path: the person touched it."""
    found = np.zeros(len(evidence.paths), np.bool_)
    found[evidence.touches.path[evidence.commits.author[evidence.touches.commit] == person]] = True
    return found


@attrs.frozen(kw_only=True)
class Match:
    """A proposal: many mentees to few mentors."""

    mentees: tuple[int, ...]
    mentors: tuple[int, ...]
    """Who was ranked for any of them."""
    places: tuple[int, ...]
    """One a mentor: how many they may still take."""
    candidates: tuple[dict[int, Candidate], ...]
    """One a mentee: who was ranked, by index into `Evidence.people`."""
    assignment: Assignment


def match(
    dealings: Dealings,
    mentees: Sequence[int],
    *,
    capacity: int,
    area: Flags | None = None,
    params: MatchingParams | None = None,
) -> Match:
    """Propose a mentor for each of `mentees`, so that the sum of the scores is the highest.

    Nobody mentors who is a mentee here, or has not written a commit in the last `NEW` days.

    Parameters
    ----------
    capacity
        Mentees that anybody takes at once; those whom a mentor has already count.
    area
        One flag a path: what is to be learnt; None: the files that each mentee touched.

    Raises
    ------
    ValueError
        `capacity` is negative, or a mentee is not there.
    """
    if capacity < 0:
        raise ValueError(f"capacity must be at least 0, got {capacity}")
    evidence = dealings.evidence
    at = evidence.as_of + 1
    around = _around(dealings)
    around[list(mentees)] = False
    ranked = []
    for mentee in mentees:
        paths = paths_of_person(evidence, mentee) if area is None else area
        found = rank(dealings, mentee, paths, at=at, params=params)
        ranked.append({it.person: it for it in found if around[it.person]})
    mentors = sorted(
        {who for found in ranked for who in found}, key=lambda who: evidence.people[who].key
    )
    loads = {who: it.load for found in ranked for who, it in found.items()}
    places = [max(capacity - loads[who], 0) for who in mentors]
    table = [[found[who].score if who in found else -np.inf for who in mentors] for found in ranked]
    scores = np.array(table, np.float64).reshape(len(mentees), len(mentors))
    return Match(
        mentees=tuple(mentees),
        mentors=tuple(mentors),
        places=tuple(places),
        candidates=tuple(ranked),
        assignment=assign(scores, np.array(places, np.int64)),
    )


def _around(dealings: Dealings) -> Flags:
    """Return one flag a person: they wrote a commit in the last `NEW` days."""
    evidence = dealings.evidence
    found = np.zeros(len(evidence.people), np.bool_)
    recent = evidence.commits.committed_at > evidence.as_of - NEW * DAY
    found[dealings.author[recent & (dealings.author != NOBODY)]] = True
    return found


def reasons(
    dealings: Dealings, candidate: Candidate, mentee: int, area: Flags | None = None
) -> tuple[Reason, ...]:
    """Return why somebody is ranked as a mentor, what weighs most first."""
    evidence = dealings.evidence
    paths = paths_of_person(evidence, mentee) if area is None else area
    whole = sum(candidate.signs.values())
    told = []
    for sign, amount in sorted(candidate.signs.items(), key=lambda it: (-it[1], it[0])):
        commits, text = _said(dealings, candidate.person, mentee, paths, sign)
        told.append(
            Reason(
                text=text,
                share=amount / whole,
                locators=oids(evidence, list(_latest(evidence, commits))),
            )
        )
    return tuple(told)


def _latest(evidence: Evidence, commits: Ints) -> Iterator[int]:
    order = np.lexsort((commits, evidence.commits.committed_at[commits]))[::-1]
    yield from commits[order[:LOCATORS]].tolist()


def _said(dealings: Dealings, who: int, mentee: int, paths: Flags, sign: str) -> tuple[Ints, str]:
    """Return the commits that a sign is told by, and words for it."""
    evidence = dealings.evidence
    told = dealings.mentoring
    if sign == "mentored":
        mine = told.mentor == who
        number = len(np.unique(told.mentee[mine]))
        commits = np.unique(told.commit[mine])
        text = f"mentored {words.people(number)}"
    elif sign == "knowledge":
        touched = paths[evidence.touches.path] & evidence.path_counts[evidence.touches.path]
        commits = np.unique(evidence.touches.commit[touched])
        commits = commits[dealings.author[commits] == who]
        text = f"wrote {words.count(len(commits), 'commit')} there"
    else:
        commit, person, role = dealings.thanks
        kept = person == who
        if sign == "contact":
            roles = evidence.credits.roles
            silent = [at for at, name in enumerate(roles) if name in PASSED_ON]
            kept &= (dealings.author[commit] == mentee) & ~np.isin(role, silent)
            text = "named in {} of the mentee's"
        else:
            commit, person, _ = dealings.named_by(HELPED)
            kept = person == who
            text = "thanked for help in {}"
        commits = np.unique(commit[kept])
        text = text.format(words.count(len(commits), "commit"))
    if not len(commits):
        return commits, text
    last = int(evidence.commits.committed_at[commits].max())
    return commits, f"{text}, last {words.date(last)}"
