"""Messages as bags of terms: words, pieces of words, and what the rules see in them.

A term begins with the letter of its block: ``w`` words and pairs of words, ``c`` runs of characters
within a word, ``r`` kinds of which the message has a word. Terms are counted here and weighed in
`influencekit.models.contribution.classifier`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import attrs
import numpy as np

from influencekit.columns import Floats, Ints, Times, group_starts
from influencekit.models.contribution.rules import LONGEST, hits
from influencekit.models.counted import within
from influencekit.models.scoring import Numbers

BLOCKS: dict[str, float] = {"w": 1.0, "c": 1.0, "r": 0.1}
"""First letter of a block's terms, with the length that the block's part of each vector gets."""
_SHORTEST_RUN, _LONGEST_RUN = 3, 5
_TEMPLATES = re.compile(
    r"""git-svn-id:.* | former-commit-id:.* | \(cherry\ picked\ from.* | change-id:.*
    | signed-off-by:.* | https?://\S+ | \[(?:skip\ ci|ci\ skip)\]""",
    re.IGNORECASE | re.VERBOSE,
)
"""What programs write into messages: a project's habit, no sign of a kind."""
_ISSUE = re.compile(r"\b[A-Z][A-Z0-9]+-\d+\b")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\b\w\w+\b")
_PIECE = re.compile(r"\w+|[^\w\s]+")


def plain(message: str) -> str:
    """Return the part of `message` that is looked at: lower case, numbers and templates made equal.

    Examples
    --------
    >>> plain("HBASE-8703 Fix 12 faults  Change-Id: I0a1b")
    'issuekey fix 0 faults   '
    """
    text = _TEMPLATES.sub(" ", message[: 4 * LONGEST].strip('" \n'))
    return _DIGITS.sub("0", _ISSUE.sub("issuekey", text).lower())[:LONGEST]


def terms(message: str) -> Iterator[str]:
    """Yield the terms of a message, each as often as it is there.

    Examples
    --------
    >>> list(terms("fix it"))[:4]
    ['wfix', 'wit', 'wfix it', 'w^fix']
    >>> list(terms("fix it"))[4:10], list(terms("fix it"))[-2:]
    (['c fi', 'cfix', 'cix ', 'c fix', 'cfix ', 'c fix '], ['rfix', 'r^fix'])
    """
    text = plain(message)
    words = _WORD.findall(text)
    yield from (f"w{word}" for word in words)
    yield from (f"w{first} {second}" for first, second in pairwise(words))
    yield from (f"w^{word}" for word in words[:1])
    for piece in _PIECE.findall(text):
        padded = f" {piece} "
        for size in range(_SHORTEST_RUN, _LONGEST_RUN + 1):
            yield from (
                f"c{padded[at : at + size]}" for at in range(max(len(padded) - size + 1, 0))
            )
    kinds = [kind for kind, _ in hits(text)]
    yield from (f"r{kind}" for kind in kinds)
    yield f"r^{kinds[0] if kinds else ''}"


@attrs.frozen(eq=False, kw_only=True)
class Bags:
    """One bag a message; the terms of each ascend."""

    starts: Times
    """Where each bag begins among the rows below, and the end: one more than there are bags."""
    term: Ints
    """Index into the vocabulary that they were counted with."""
    amount: Floats
    """1 + ln of how often the term is in the message."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def message(self) -> Ints:
        """The bag of each row."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    def rows(self, chosen: Numbers) -> "Bags":
        """Return some of the bags."""
        counts = np.diff(self.starts)[chosen]
        at = within(self.starts[:-1][chosen], counts)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return Bags(starts=starts, term=self.term[at], amount=self.amount[at])

    def having(self, kept: Numbers) -> "Bags":
        """Return the bags with the terms in `kept` alone, ascending, which are numbered anew."""
        number = np.full(max(self.term.max(initial=-1), kept.max(initial=-1)) + 1, -1, np.int32)
        number[kept] = np.arange(len(kept))
        term = number[self.term]
        stays = term >= 0
        starts = group_starts(self.message[stays], len(self))
        return Bags(starts=starts, term=term[stays], amount=self.amount[stays])


def bags_of(messages: Iterable[str], vocabulary: Sequence[str]) -> Bags:
    """Count the terms of `vocabulary` in each of `messages`."""
    return _counted((Counter(terms(message)) for message in messages), vocabulary)


def learnt(messages: Iterable[str]) -> tuple[tuple[str, ...], Bags]:
    """Return all terms of `messages`, ascending, and the messages' bags of them."""
    counts = [Counter(terms(message)) for message in messages]
    vocabulary = tuple(sorted(set().union(*counts)))
    return vocabulary, _counted(counts, vocabulary)


def _counted(counts: Iterable[Counter[str]], vocabulary: Sequence[str]) -> Bags:
    number = {term: index for index, term in enumerate(vocabulary)}
    term: list[int] = []
    times: list[int] = []
    starts = [0]
    for count in counts:
        rows = sorted((number[term], times) for term, times in count.items() if term in number)
        term += (index for index, _ in rows)
        times += (often for _, often in rows)
        starts.append(len(term))
    return Bags(
        starts=np.array(starts, np.int64),
        term=np.array(term, np.int32),
        amount=1.0 + np.log(np.array(times, np.float64)),
    )
