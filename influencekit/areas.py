"""Parts of the code that people have a name for: each path belongs to exactly one.

Names come from the settings first, then from CODEOWNERS; what neither names is told apart by its
folder. Folders are split where much happens and merged where little does, so that a repository has
about five to thirty areas whatever its size.
"""

import collections
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.codeowners import Rule, parse
from influencekit.columns import Ints, Times
from influencekit.evidence import Area
from influencekit.history import History
from influencekit.patterns import Patterns

TOP_LEVEL = "(top level)"
"""The area of the files that are in no folder."""
OTHER = "(other)"
"""The area of folders in which next to nothing happened."""

_LARGE = 0.25
"""A folder with more than this share of all changes is split, where there is something to split."""
_SUBSTANCE = 0.02
"""A folder inside it is worth a name from this share of all changes."""
_SMALL = 0.005
"""An area of folders below this share of all changes is merged into what is above it."""
_DIRECTORIES = 5
"""Areas that folders may have at least, however many the settings and CODEOWNERS name."""


def _above(folder: str) -> Iterator[str]:
    """Yield `folder` and the folders that it is in, innermost first; the root is ``""``."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


@attrs.define
class _Tree:
    """Folders with the weight of all that is in them."""

    whole: int
    weight: collections.Counter[str] = attrs.field(factory=collections.Counter)
    children: dict[str, set[str]] = attrs.field(factory=lambda: collections.defaultdict(set))

    @classmethod
    def of(cls, direct: Mapping[str, int]) -> "_Tree":
        """Grow from the weight of the files directly in each folder."""
        tree = cls(sum(direct.values()))
        for folder, weight in direct.items():
            for above in _above(folder):
                tree.weight[above] += weight
                tree.children[above.rpartition("/")[0]].add(above)
        return tree

    def inner(self, folder: str) -> list[str]:
        """Return the folders into which `folder` is worth splitting."""
        found = [
            child
            for child in self.children[folder]
            if self.weight[child] >= _SUBSTANCE * self.whole
        ]
        rest = self.weight[folder] - sum(self.weight[child] for child in found)
        return found if len(found) > 1 or rest < _SMALL * self.whole else []


def _split(tree: _Tree) -> set[str]:
    """Choose folders: those at the top, and what the large ones are split into."""
    chosen = set(tree.children[""])
    waiting = set(chosen)
    while waiting:
        folder = min(waiting, key=lambda each: (-tree.weight[each], each))
        if tree.weight[folder] <= _LARGE * tree.whole:
            break
        waiting.remove(folder)
        inner = tree.inner(folder)
        chosen.update(inner)
        waiting.update(inner)
    return chosen


def _home(folder: str, chosen: Collection[str]) -> str:
    """Return the innermost of `chosen` that `folder` is or is in; ``""``: it is in none."""
    return next((above for above in _above(folder) if above in chosen), "")


def _folder_areas(direct: Mapping[str, int], limit: int) -> dict[str, str]:
    """Return the name of the area of each folder, given the weight of the files right in it."""
    tree = _Tree.of(direct)
    chosen = _split(tree)
    own: collections.Counter[str] = collections.Counter()
    for folder, weight in direct.items():
        own[_home(folder, chosen)] += weight
    other = []
    for folder in sorted(chosen, key=lambda each: (own[each], each)):
        if own[folder] < _SMALL * tree.whole or len(chosen) > limit:
            chosen.remove(folder)
            above = _home(folder.rpartition("/")[0], chosen)
            own[above] += own[folder]
            other += [folder] * (not above)
    if len(other) == 1:
        chosen.update(other)
    homes = {folder: _home(folder, chosen) for folder in direct}
    return {
        folder: f"{home}/" if home else OTHER if folder else TOP_LEVEL
        for folder, home in homes.items()
    }


def _configured(paths: Collection[str], named: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the name that the settings give to each path, or ``""``."""
    spelled = [(name, pattern) for name, patterns in named.items() for pattern in patterns]
    patterns = Patterns(pattern for _, pattern in spelled)
    names = ["" if pattern.startswith("!") else name for name, pattern in spelled] + [""]
    return [names[patterns.last(path)] for path in paths]


def _heaviest(names: Iterable[str], weights: Iterable[int], limit: int) -> set[str]:
    """Return the `limit` names with the largest sums of weights; ``""`` is not one."""
    sums: collections.Counter[str] = collections.Counter()
    for name, weight in zip(names, weights, strict=True):
        sums[name] += weight
    del sums[""]
    return set(sorted(sums, key=lambda name: (-sums[name], name))[:limit])


def _by_folder(
    paths: Iterable[str], names: Sequence[str], weights: Iterable[int], limit: int
) -> list[str]:
    """Return `names` with that of its folder's area for each path that has none."""
    folders = [path.rpartition("/")[0] for path in paths]
    direct: collections.Counter[str] = collections.Counter()
    for name, folder, weight in zip(names, folders, weights, strict=True):
        if not name:
            direct[folder] += weight
    found = _folder_areas(direct, limit)
    return [name or found[folder] for name, folder in zip(names, folders, strict=True)]


def _described(
    names: Sequence[str],
    deciding: Sequence[int],
    rules: Sequence[Rule],
    configured: Collection[str],
    path: str,
) -> tuple[Area, ...]:
    """Return the areas in `names`: those of the settings, of CODEOWNERS by line, of folders by name."""
    position = {name: at for at, name in enumerate(configured)}
    line = {rule.name: rule.line for rule in reversed(rules) if not rule.everything}
    owners: dict[str, list[str]] = collections.defaultdict(list)
    for name, number in sorted(set(zip(names, deciding, strict=True))):
        owners[name] += rules[number].owners if number >= 0 else ()

    def rank(name: str) -> tuple[int, int, str]:
        if name in position:
            return 0, position[name], name
        if name in line:
            return 1, line[name], name
        return 2, name in (TOP_LEVEL, OTHER), name

    origins = ("settings", "", "directory")
    return tuple(
        Area(
            name=name,
            origin=origins[rank(name)[0]] or f"{path}:{line[name]}",
            owners=tuple(dict.fromkeys(owners[name])),
        )
        for name in sorted(set(names), key=rank)
    )


def living(history: History) -> tuple[Ints, Times]:
    """Return where each path lives now, and how much was done to each file that lives.

    Returns
    -------
    now
        One a path: the path that it was renamed to in the end, itself where it never was. So what
        happened under a former name counts for the area where the file is now.
    changes
        One a path: in how many commits a file at `history.head` was touched, under any of its
        names; 0 for what is not there any more. Areas are best made of this.

    Examples
    --------
    >>> from influencekit import testing
    >>> history = testing.history('''
    ...     2024-01-01 ada lib/a.py +5, b.py +1
    ...     2024-01-02 ada lib/a.py => src/a.py +1, b.py deleted
    ... ''')
    >>> now, changes = living(history)
    >>> [(path, history.paths[at], int(n)) for path, at, n in zip(history.paths, now, changes)]
    [('lib/a.py', 'src/a.py', 0), ('b.py', 'b.py', 0), ('src/a.py', 'src/a.py', 2)]
    """
    alive = np.zeros(len(history.paths), np.bool_)
    alive[history.file_path] = True
    now = np.arange(len(alive), dtype=np.int32)
    renamed = history.touch_old_path >= 0
    old, new = history.touch_old_path[renamed], history.touch_path[renamed]
    gone = ~alive[old]  # a path with a file now is nobody's former name
    for before, after in zip(old[gone][::-1].tolist(), new[gone][::-1].tolist(), strict=True):
        if now[before] == before:
            now[before] = now[after]
    changes = np.bincount(now[history.touch_path], minlength=len(alive))
    return now, np.where(alive, changes, 0)


def assign(
    paths: Collection[str],
    weights: npt.NDArray[np.integer],
    *,
    codeowners: str = "",
    codeowners_path: str = "CODEOWNERS",
    configured: Mapping[str, Sequence[str]] | None = None,
    limit: int = 30,
) -> tuple[tuple[Area, ...], Ints]:
    """Return the areas that have a file, and for each path the index of its area.

    The same paths with the same weights make the same areas in whatever order they come.

    Parameters
    ----------
    paths
        Relative to the root of their repository.
    weights
        One a path: how much happened there, for example the number of commits. Where all are 0,
        each path weighs the same.
    codeowners, codeowners_path
        Content of the CODEOWNERS file, and where it is. A rule for all files gives owners, but no
        name. Malformed lines are passed over; `influencekit.codeowners.parse` tells them.
    configured
        Patterns (see `influencekit.patterns`) by area, later ones stronger.
    limit
        How many areas CODEOWNERS and folders may make at most, besides `TOP_LEVEL` and `OTHER`;
        the lighter ones are merged.

    Raises
    ------
    ValueError
        A pattern of `configured` is malformed.
    """
    configured = configured or {}
    rules, _ = parse(codeowners, codeowners_path)
    owned = Patterns(["**" if rule.everything else rule.pattern for rule in rules], shallow=True)
    deciding = [owned.last(path) for path in paths]
    weight = (weights if weights.any() else np.ones(len(paths), np.int64)).tolist()
    names = _configured(paths, configured)
    titles = [*("" if rule.everything else rule.name for rule in rules), ""]
    ruled = ["" if name else titles[at] for name, at in zip(names, deciding, strict=True)]
    kept = _heaviest(ruled, weight, limit)
    names = [
        name or (title if title in kept else "") for name, title in zip(names, ruled, strict=True)
    ]
    names = _by_folder(paths, names, weight, max(limit - len(kept), _DIRECTORIES))
    areas = _described(names, deciding, rules, configured, codeowners_path)
    index = {area.name: at for at, area in enumerate(areas)}
    return areas, np.array([index[name] for name in names], np.int32)
