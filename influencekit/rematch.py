"""Finds lines that were edited: by their likeness and their neighbours, or not at all.

What is found must be like what was there, must beat every other line of the new text by a margin,
and must be less like every other line that went from the old text. Thresholds and margin were
chosen on real histories (``benchmarks/notes.py``); the rest is said to be lost.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import attrs

LEAST = 0.7
"""Likeness below which two lines are not held to be one that was edited (0: nothing in common)."""
MARGIN = 0.08
"""By how much the best place must be better than the second best."""
_TEXT_WEIGHT = 0.75
"""Of the likeness of the lines themselves; the rest is that of their neighbours."""
_NEIGHBOURS = (1, -1, 2, -2, 3, -3)
_MOST = 400
"""Lines of the new text that one line is compared with; those that share the most words."""
_WIDEST = 20_000
"""Lines of the new text that are looked at; in more a line is not looked for by its likeness."""
_TELLING = 8
"""Characters of a line that is looked for far from its neighbours."""
_WORD = re.compile(r"\w+|[^\w\s]")


@attrs.frozen(order=True)
class Likely:
    """A place where a line may be now."""

    score: float
    """In [0, 1]."""
    likeness: float
    """Of the line alone, in [0, 1]."""
    line: int
    """Counted from 0."""


@attrs.frozen(eq=False)
class Change:
    """Two texts, and which lines of the old one are known to be in the new one."""

    old: Sequence[str]
    new: Sequence[str]
    where: Sequence[int]
    """One for each old line: its number in the new text, counted from 1; 0: not known."""

    def likely(self, line: int, *, anywhere: bool = False) -> list[Likely]:
        """Return where the old line (counted from 0) may be now, the likeliest first.

        Parameters
        ----------
        line
            Which.
        anywhere
            Whether to look beyond its neighbours that are still there, too.
        """
        text = _bare(self.old[line])
        low, high = (0, len(self.new)) if anywhere else self._gap(line)
        if high - low > _WIDEST:
            low = max(low, min(line, high) - _WIDEST // 2)
            high = min(high, low + _WIDEST)
        if not text:
            return []
        found = []
        for place in _sharing(text, self.new, range(low, high)):
            likeness = _likeness(text, _bare(self.new[place]))
            if likeness >= LEAST:
                found.append(Likely(self._score(line, place, likeness), likeness, place))
        return sorted(found, key=lambda it: (-it.score, it.line))

    def sure(self, line: int, *, anywhere: bool = False) -> int:
        """Return the number, from 1, that the old line (from 0) surely has now; 0: none surely.

        Parameters
        ----------
        line
            Which.
        anywhere
            Whether it may have left its neighbours, if nothing about its text is in doubt.
        """
        low, high = self._gap(line)
        found = self.likely(line) if high - low <= _WIDEST else []
        only = self._only(line) if anywhere else 0
        if only and (not found or any(it.line == only - 1 for it in found)):
            return only
        if not found or (len(found) > 1 and found[0].score - found[1].score < MARGIN):
            return 0
        best = found[0]
        rivals = (at for at in self._lost_near(line) if at != line)
        text = _bare(self.new[best.line])
        for rival in rivals:
            likeness = _likeness(_bare(self.old[rival]), text)
            if likeness >= LEAST and self._score(rival, best.line, likeness) > best.score - MARGIN:
                return 0
        return best.line + 1

    def _only(self, line: int) -> int:
        """Return the number of the only line with the same text, which was the only one; else 0."""
        text = self.old[line]
        alone = len(text.strip()) >= _TELLING and list(self.old).count(text) == 1
        found = [at for at, it in enumerate(self.new, 1) if it == text] if alone else []
        return found[0] if len(found) == 1 else 0

    def _gap(self, line: int) -> tuple[int, int]:
        """Return the new lines between the neighbours of `line` that survived: first, behind last."""
        low = next((at for at in reversed(self.where[:line]) if at), 0)
        high = next((at for at in self.where[line + 1 :] if at), len(self.new) + 1)
        return (low, high - 1) if low < high else (0, len(self.new))

    def _lost_near(self, line: int) -> Iterator[int]:
        """Yield the old lines that went, around `line`."""
        first = line
        while first and not self.where[first - 1]:
            first -= 1
        while first < len(self.old) and not self.where[first]:
            yield first
            first += 1

    def _score(self, line: int, place: int, likeness: float) -> float:
        same = whole = 0.0
        for step in _NEIGHBOURS:
            at, to = line + step, place + step
            weight = 1 / abs(step)
            inside, there = 0 <= at < len(self.old), 0 <= to < len(self.new)
            whole += weight
            if inside and there:
                same += weight * (_bare(self.old[at]) == _bare(self.new[to]))
            else:
                same += weight * (inside == there)
        return _TEXT_WEIGHT * likeness + (1 - _TEXT_WEIGHT) * same / whole


def _bare(line: str) -> str:
    return " ".join(line.split())


def _likeness(old: str, new: str) -> float:
    if old == new:
        return 1.0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < LEAST or matcher.quick_ratio() < LEAST:
        return 0.0
    return matcher.ratio()


def _sharing(text: str, lines: Sequence[str], places: range) -> Sequence[int]:
    """Return those of `places` whose lines share the most words with `text`."""
    if len(places) <= _MOST:
        return places
    words = set(_WORD.findall(text))
    shared = [(len(words.intersection(_WORD.findall(lines[at]))), at) for at in places]
    shared.sort(key=lambda it: (-it[0], it[1]))
    return [at for many, at in shared[:_MOST] if many]
