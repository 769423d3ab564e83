"""Topics: words that the latest commits have more often than those before them.

The words are those of subjects, of the names of changed files and, where a source was asked for them, of
the functions and classes in which lines changed. A word becomes a topic where the odds that a commit has
it went up from one window to the next by more than chance would do, by the log odds ratio with half a
commit added to each count (Haldane 1956; Gart 1966).
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from influencekit.columns import Flags, Ints
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
    about above accept accepts add added adding adds after again all allow allowed allows also always
    and another any are arg args argument arguments assert avoid avoids back base based because been
    before behavior behaviour being below better bool both bug bugs build bump but call called
    callers calling calls can cannot case cases catch change changed changelog changes char check
    checking checks clarify class classes clean cleanup code combine comment comments common compare
    comparison const convert core correct could create created creating current data declare deep
    def default define deprecate deprecated deprecation describe detect dict did different disable
    doc docs document documentation documented does don done double drop dropped due each edit
    empty enable ensure enum error errors even every example examples except exist existing expand
    expect explicit explicitly export expose extend extra extract fail failed failing fails failure
    false few field fields file files final find first fix fixed fixes fixing fixup flag flags follow
    followup for free from full func function functions future general generate generic get gets
    getting github give given gives global good handle handled handles handling has have header help
    helper helpers hide how impl implement implementation implicit import imports improve improved
    improvement improvements include includes indent inf info init inline input inside instance instead
    int integration internal internally internals into introduce invalid issue item items its just
    keep keeps key kwargs large last later leave less let level lib like line lines lint list literal
    load local logic long loop low main make makes making many mark marker markup match may mention
    merge message messages meta method methods mid min minor misc missing mock mode modern module
    more most move moved moves moving much must name named names need needed needs new next nicer non
    none not note notes now null num number object objects off ok old once one only onto open option
    optional options order other others our out output over override own package param parameter
    parameters params parse part pass passed passes passing pep place plain pointer prefer prepare
    prevent print private properly proper property provide public pull put pyproject python raise
    raises raw read reading readme real really reduce redundant refactor reference references
    register related release remove removed removes removing rename renamed reorder replace
    replaced report reports request require required requirements reset respect result results
    return returned returns reuse review rework rewrite run running runs safe same save section see
    self send set sets setting settings setup several should show shown signature simple simplify
    since single size skip small some source sources special specific specify split squash src
    standard start starts state stateful static std still stop str strict string strings struct
    style subject support supported supports suppress sure switch synopsis sync syntax system take
    takes temp temporary test tested testing tests text than that the their them then there these
    they thing this through throw title tmp toml too tool tools tox translation translations true
    try turn two type typed types typing typo typos unconditionally under unify unit unnecessary
    unused update updated updates updating upon url usage use used useful user users uses using util
    utility utils valid validate value values var variable variables various verify version versions
    very via void want was way well were what when where whether which while who whole will with
    within without word work working workflow works would wrap write writing wrong wip you your
    action actions bench command commands dep enh interface interfaces legacy maint mnt record records
    rel signature signatures specialized structure structures sty tst typ
"""
"""What commits say of anything; it names no topic."""
_NO_TOPIC = frozenset(_COMMON.split())
_TESTING = frozenset(("t", "test", "tests"))
"""Parts of names that are tests of something: that is the topic."""
ALIKE = 0.5
"""Topics that share this much of their commits are one: the one with more commits, or the longer name."""


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
    ['refs', 'find_packs', 'packs', 'packstore', 'pack', 'store']
    """
    for whole in _WORD.findall(text[:_LONGEST]):
        inner = [it.lower() for it in _SEAM.split(whole)]
        joint = [] if _of_tests(whole) else [whole.lower()]
        yield from filter(_is_topic, dict.fromkeys([*joint, *(inner if len(inner) > 1 else [])]))


def is_compound(name: str) -> bool:
    """Whether a name has several words: a simple one, such as ``find``, names no one thing.

    Examples
    --------
    >>> is_compound("find_pack"), is_compound("PackStore"), is_compound("_find")
    (True, True, False)
    """
    return bool(_SEAM.search(name.strip("_")))


def _of_tests(name: str) -> bool:
    return not _TESTING.isdisjoint(it.lower() for it in _SEAM.split(name))


def _is_topic(word: str) -> bool:
    digits = sum(it.isdigit() for it in word)
    return len(word) > 2 and word not in _NO_TOPIC and 2 * digits <= len(word)


def words_of(evidence: Evidence, commits: Ints) -> Words:
    """Return the words of `commits`: of their subjects, and of the code and tests they change.

    Names of files, and compound ones of functions and classes as a whole, count where a commit changes
    `WIDE` files at most. A plural counts as its singular where that occurs too.
    """
    said = {commit: {*words_in(evidence.commits.subject[commit])} for commit in commits.tolist()}
    touches, rows = evidence.touches, _telling(evidence, commits)
    for commit in np.unique(touches.commit[rows]).tolist():
        compound = (it.strip("_") for it in evidence.symbols.get(commit, ()) if is_compound(it))
        said[commit].update(filter(_is_topic, (it.lower() for it in compound if not _of_tests(it))))
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
    risen = (
        at
        for at in range(size)
        if having[at] >= LEAST and _rose(having[at], len(now), earlier[at], len(before))
    )
    kept = _different(
        found, late, sorted(risen, key=lambda at: (-having[at], -len(found.words[at]), at))
    )
    place = np.full(size, -1, np.int32)
    place[kept] = np.arange(len(kept))
    rows = place[found.word] >= 0
    return Words(tuple(found.words[at] for at in kept), place[found.word[rows]], found.commit[rows])


def _different(found: Words, late: Flags, topics: Iterable[int]) -> list[int]:
    """Return those of `topics`, the weightiest first, that are not about the commits of another before."""
    commits: dict[int, set[int]] = defaultdict(set)
    for word, commit in zip(found.word[late].tolist(), found.commit[late].tolist(), strict=True):
        commits[word].add(commit)
    kept: list[int] = []
    for at in topics:
        mine = commits[at]
        # Jaccard: what both have, of what either has
        if all(
            (shared := len(mine & commits[one])) < ALIKE * (len(mine) + len(commits[one]) - shared)
            for one in kept
        ):
            kept.append(at)
    return sorted(kept)


def _rose(now: int, of_now: int, before: int, of_before: int) -> bool:
    if not of_before:
        return 2 * now < of_now
    ratio, error = log_odds(now, of_now, before, of_before)
    return ratio > SURE * error
