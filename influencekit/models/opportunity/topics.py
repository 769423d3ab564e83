"""Topics: words that the latest commits have more often than those before them.

The words are those of subjects, of the names of changed files and, where a source was asked for them, of
the functions and classes in which lines changed. A word becomes a topic where the odds that a commit has
it went up from one window to the next by more than chance would do, by the log odds ratio with half a
commit added to each count (Haldane 1956; Gart 1966).
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

import numpy as np

from influencekit.columns import Ints
from influencekit.evidence import Evidence
from influencekit.kinds import KINDS
from influencekit.models.scoring import Numbers

CODE, TESTS = KINDS.index("code"), KINDS.index("tests")
LEAST = 3
"""Commits in the window that a topic has at least."""
SURE = 1.6449
"""How many standard errors above 0 the log odds ratio is at least: 5 % by chance, one-sided."""
WIDE = 10
"""A commit that changes more files than this tells nothing by their names."""
MOST = 5000
"""Commits whose patches are read at most."""
_LONGEST = 1000
"""Characters of a subject that are looked at."""
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:_+[^\W_]+)*")
_SEAM = re.compile(r"_+|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COMMON = """
    about above add added adding adds after again all allow allows also and another any are avoid
    back because been before being below better both bug bugs bump but can cannot change changed
    changes check clean cleanup code could did does don done each ensure even every false few file
    files first fix fixed fixes fixing for from fixup function functions get gets give given gives
    handle handling has have helper how improve improved improvements into introduce its just keep
    last let line lines make makes making many may merge method methods misc missing more most move
    moved moves moving must name names need needed needs new non not now null off old one only onto
    option options other our out over own part pass prefer prepare pull put really refactor remove
    removed removes removing rename renamed replace replaced request return returns rework run
    same see set sets should show simplify since small some squash start still stop support
    sure take test tested testing tests than that the their them then there these they this
    through too true try turn typo typos two under unused update updated updates updating upon use
    used useful uses using value values very via want was way well were what when where whether
    which while who will with without work works would wrong wip you your
"""
"""What commits say of anything; it names no topic."""
_NO_TOPIC = frozenset(_COMMON.split())


class Words(NamedTuple):
    """Pairs of word and commit, each once."""

    words: tuple[str, ...]
    """In alphabetical order."""
    word: Ints
    """Index into `words`."""
    commit: Ints


def words_in(text: str) -> Iterator[str]:
    """Yield the words of a subject or a file's name in lower case, parts of compound ones too.

    Examples
    --------
    >>> list(words_in("refs: add `find_packs()` to PackStore (#12)"))
    ['refs', 'find_packs', 'find', 'packs', 'packstore', 'pack', 'store']
    """
    for whole in _WORD.findall(text[:_LONGEST]):
        inner = [it.lower() for it in _SEAM.split(whole)]
        names = dict.fromkeys([whole.lower(), *inner]) if len(inner) > 1 else [whole.lower()]
        yield from (it for it in names if len(it) > 2 and it not in _NO_TOPIC)


def words_of(evidence: Evidence, commits: Ints) -> Words:
    """Return the words of `commits`: of their subjects, and of the code and tests they change.

    Names of files, and compound ones of functions and classes as a whole, count where a commit changes
    `WIDE` files at most. A plural counts as its singular where that occurs too.
    """
    said = {commit: {*words_in(evidence.commits.subject[commit])} for commit in commits.tolist()}
    touches, rows = evidence.touches, _telling(evidence, commits)
    for commit in np.unique(touches.commit[rows]).tolist():
        compound = filter(_SEAM.search, (it.strip("_") for it in evidence.symbols.get(commit, ())))
        said[commit].update(word for it in compound for word in islice(words_in(it), 1))
    stems = {
        path: {*words_in(evidence.paths[path].rpartition("/")[2].partition(".")[0])}
        for path in np.unique(touches.path[rows]).tolist()
    }
    for commit, path in zip(
        touches.commit[rows].tolist(), touches.path[rows].tolist(), strict=True
    ):
        said[commit] |= stems[path]
    return _columns(said)


def _telling(evidence: Evidence, commits: Ints) -> Numbers:
    """Return the touches whose files tell what `commits` are about."""
    touches = evidence.touches
    files = np.bincount(touches.commit, minlength=len(evidence.commits))
    some = np.zeros(len(evidence.commits), np.bool_)
    some[commits] = True
    kind = evidence.path_kind[touches.path]
    return np.flatnonzero(
        some[touches.commit]
        & (files[touches.commit] <= WIDE)
        & evidence.path_counts[touches.path]
        & ((kind == CODE) | (kind == TESTS))
    )


def patched(evidence: Evidence, commits: Ints, most: int = MOST) -> list[int]:
    """Return of which of `commits` the patches are worth reading: at most `most`, spread evenly over them.

    So windows that are compared are thinned out alike.
    """
    found: list[int] = np.unique(evidence.touches.commit[_telling(evidence, commits)]).tolist()
    return found[:: max(1, -(-len(found) // most))]


def _columns(said: Mapping[int, Iterable[str]]) -> Words:
    every = {word for found in said.values() for word in found}
    names = sorted(word for word in every if _singular(word) not in every)
    number = {word: at for at, word in enumerate(names)}
    number |= {word: number[_singular(word)] for word in every if word not in number}
    pairs = sorted({(number[word], commit) for commit, found in said.items() for word in found})
    word, commit = np.array(pairs, np.int32).reshape(-1, 2).T
    return Words(tuple(names), word, commit)


def _singular(word: str) -> str:
    """Return what `word` is a regular plural of, nothing where it looks like none."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else ""


def log_odds(now: int, of_now: int, before: int, of_before: int) -> tuple[float, float]:
    """Return the log odds ratio of having a word, now against before, and its standard error.

    Parameters
    ----------
    now, before
        Commits that have the word.
    of_now, of_before
        All commits.

    Examples
    --------
    >>> value, error = log_odds(9, 99, 2, 102)
    >>> round(value, 4), round(error, 4)
    (1.4398, 0.7254)
    """
    cells = (now + 0.5, of_now - now + 0.5, before + 0.5, of_before - before + 0.5)
    ratio = math.log(cells[0] / cells[1]) - math.log(cells[2] / cells[3])
    return ratio, math.sqrt(sum(1 / cell for cell in cells))


def topics_of(evidence: Evidence, now: Ints, before: Ints) -> Words:
    """Return the topics of the commits `now` against those `before`, with the commits of both.

    Without any commit before, every word of `LEAST` commits that fewer than half of them have is one.
    """
    found = words_of(evidence, np.concatenate((now, before)))
    late = np.isin(found.commit, now)
    size = len(found.words)
    having = np.bincount(found.word[late], minlength=size).tolist()
    earlier = np.bincount(found.word[~late], minlength=size).tolist()
    kept = [
        at
        for at in range(size)
        if having[at] >= LEAST and _rose(having[at], len(now), earlier[at], len(before))
    ]
    place = np.full(size, -1, np.int32)
    place[kept] = np.arange(len(kept))
    rows = place[found.word] >= 0
    return Words(tuple(found.words[at] for at in kept), place[found.word[rows]], found.commit[rows])


def _rose(now: int, of_now: int, before: int, of_before: int) -> bool:
    if not of_before:
        return 2 * now < of_now
    ratio, error = log_odds(now, of_now, before, of_before)
    return ratio > SURE * error
