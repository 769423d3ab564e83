"""Patterns for paths, as ``.gitignore`` spells them: the last one that fits decides.

A pattern without a slash (other than at its end) fits at any depth; with one it starts at the root.
A pattern that fits a folder fits all that is in it; one that ends in ``/`` fits folders only. ``*``
and ``?`` stop at a slash, ``**`` as a whole part does not; ``[a-z]`` and ``[!a-z]`` fit one
character; a backslash takes away the meaning of what follows. ``!`` in front takes out again what
earlier patterns took in, also inside a folder, where git would not look any more.

Patterns come from repositories that nobody vouches for. Matching never backtracks over a wildcard:
each takes the first fit and keeps it (an atomic group), which loses nothing, because what follows
the next wildcard can only gain from an earlier end. So the time grows with length of path times
length of pattern, and no pattern can hang a run.
"""

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping

_PIECE = re.compile(
    r"\\(?P<plain>.)|(?P<star>\*+)|(?P<any>\?)|\[(?P<set>[!^]?\]?(?:\\.|[^\]\\])*)\]|(?P<bad>[\[\\])",
    re.DOTALL,
)


def _one_of(inside: str) -> str:
    """Translate what stands between ``[`` and ``]``."""
    if "[:" in inside:
        raise ValueError("classes such as [:alpha:] are not supported")
    negated = inside[0] in "!^"
    parts = re.findall(r"\\(.)|(-)|(.)", inside[negated:], re.DOTALL)
    escaped = "".join(dash or re.escape(plain or other) for plain, dash, other in parts)
    return f"(?!/)[{'^' * negated}{escaped}]"


def _part(text: str) -> str:
    """Translate what stands between two slashes."""
    if text in ("", ".", ".."):
        raise ValueError(f"a path has no part {text!r}")
    chunks, at = [""], 0
    for piece in _PIECE.finditer(text):
        chunks[-1] += re.escape(text[at : piece.start()])
        at = piece.end()
        if piece["bad"]:
            raise ValueError(f"{piece['bad']!r} stands alone")
        if piece["star"]:
            chunks.append("")
        elif piece["any"]:
            chunks[-1] += "[^/]"
        else:
            chunks[-1] += _one_of(piece["set"]) if piece["set"] else re.escape(piece["plain"])
    chunks[-1] += re.escape(text[at:])
    if len(chunks) == 1:
        return chunks[0]
    first, *middle, last = chunks
    wild = "".join(f"(?>[^/]*?{chunk})" for chunk in middle)
    return rf"{first}{wild}(?>[^/]*?{last}(?=/|\Z))"


def _translate(pattern: str, end: str) -> str:
    """Return a regular expression for paths; folders are matched with a slash at their end."""
    parts = pattern.removeprefix("/").removesuffix("/").split("/")
    if "/" not in pattern.removesuffix("/"):
        parts.insert(0, "**")
    below = parts[-1] == "**"
    runs = [
        "/".join(map(_part, run)) for deep, run in itertools.groupby(parts, "**".__eq__) if not deep
    ]
    regex = ""
    for number, run in enumerate(runs, 1):
        whole = run + ("/" if below or number < len(runs) else end)
        at_root = number == 1 and parts[0] != "**"
        regex += whole if at_root else f"(?>(?:[^/]+/)*?{whole})"
    return regex + r"(?!\Z)" * below


def _strongest(regexes: Mapping[int, str]) -> Callable[[str], int]:
    """Return a function from a text to the largest number whose expression fits it, or -1."""
    if not regexes:
        return lambda _: -1
    numbers = sorted(regexes, reverse=True)
    match = re.compile("|".join(f"(?:{regexes[number]})()" for number in numbers), re.DOTALL).match

    def strongest(text: str) -> int:
        found = match(text)
        return numbers[(found.lastindex or 0) - 1] if found else -1

    return strongest


class Patterns:
    """Several patterns, later ones stronger.

    Parameters
    ----------
    patterns
        As in ``.gitignore``, without comments.
    shallow
        Whether ``folder/*`` fits only what is directly in the folder, as in CODEOWNERS.

    Raises
    ------
    ValueError
        A pattern is malformed; the message names it and says why.

    Examples
    --------
    >>> patterns = Patterns(["*.py", "docs/", "!docs/conf.py"])
    >>> [patterns.fits(path) for path in ("a.py", "docs/x/y.rst", "docs/conf.py", "a.c")]
    [True, True, False, False]
    """

    def __init__(self, patterns: Iterable[str], *, shallow: bool = False) -> None:
        folders: dict[int, str] = {}
        names: dict[int, str] = {}
        whole: dict[int, str] = {}
        self._negative: list[bool] = []
        for number, spelled in enumerate(patterns):
            pattern = spelled.removeprefix("!").removeprefix("./")
            only_folders = pattern.endswith("/")
            direct = shallow and pattern.endswith("/*")
            try:
                regex = _translate(
                    pattern, "/" if only_folders else r"\Z" if direct else r"(?:/|\Z)"
                )
                re.compile(regex)
            except (ValueError, re.error) as error:
                raise ValueError(f"{spelled!r} is no pattern for paths: {error}") from error
            self._negative.append(spelled.startswith("!"))
            folders[number] = regex
            if not only_folders:
                (whole if "/" in pattern else names)[number] = regex
        self._folder = functools.cache(_strongest(folders))
        self._name = functools.cache(_strongest(names))
        self._whole = _strongest(whole)

    def last(self, path: str) -> int:
        """Return the number of the last pattern that fits the file at `path`; -1: none."""
        folder, slash, name = path.rpartition("/")
        return max(
            self._folder(folder + slash) if slash else -1, self._name(name), self._whole(path)
        )

    def verdicts(self, paths: Iterable[str]) -> list[int]:
        """Say of each path: 1, it is taken in; -1, it is taken out; 0, no pattern fits."""
        says = [*(-1 if negative else 1 for negative in self._negative), 0]
        return [says[self.last(path)] for path in paths]

    def fits(self, path: str) -> bool:
        """Return whether the file at `path` is taken in, by the last pattern that fits it.

        Where none fits: whether every pattern is one that takes out, so that the rest is meant.
        """
        number = self.last(path)
        return all(self._negative) if number < 0 else not self._negative[number]
