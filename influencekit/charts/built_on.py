"""Who builds on whom: groups of people, and single persons where they are asked for."""

from collections import Counter
from collections.abc import Sequence

import attrs
import numpy as np

from influencekit.charts.marks import COLOURS, REST, Rows, Spec, field, spec, told
from influencekit.charts.node_link import Link, Node, node_link
from influencekit.columns import Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import area_commits, authors, distinct, paired, unpaired
from influencekit.report import Chart
from influencekit.words import count, people

_STRENGTH = {"type": "sqrt", "range": [0.3, 1]}
_LEGEND = {"symbolType": "square", "symbolFillColor": COLOURS[0]}
FEWEST = 3
"""People of a group that is shown: a smaller one is a person by another name."""
GROUPS = 7
"""Groups that are told apart, those with most people."""
MOST = 24
"""People that are shown: those with most such ties, in either direction."""


@attrs.frozen
class Ties:
    """Commits in which somebody changed or removed lines of somebody else.

    Each row stands for a pair of people and a commit, once: who wrote the lines, who changed them,
    and the commit that did.
    """

    writer: Ints
    later: Ints
    commit: Ints

    @classmethod
    def of(cls, evidence: Evidence) -> "Ties":
        """Return those of people who count, in files that do."""
        replaced, author = evidence.replacements, authors(evidence)
        writer, later = author[replaced.of], author[replaced.commit]
        rows = np.flatnonzero(
            (writer != later)
            & (writer != NOBODY)
            & (later != NOBODY)
            & evidence.path_counts[replaced.path]
        )
        commits = len(evidence.commits)
        pairs = distinct(paired(writer[rows], replaced.commit[rows], commits))
        writer, commit = unpaired(pairs, commits)
        return cls(writer, author[commit], commit)


@attrs.frozen
class _Groups:
    names: tuple[str, ...]
    of: Ints
    """One a person: index into `names`, or -1."""
    told: str
    """What puts people into one group."""

    @property
    def sizes(self) -> list[int]:
        """How many people each has."""
        sizes: list[int] = np.bincount(self.of[self.of >= 0], minlength=len(self.names)).tolist()
        return sizes


def built_on(evidence: Evidence) -> Chart | None:
    """Return how much groups of people change each other's lines; None: there are no two groups.

    Groups are organisations, where the teams file knows two of at least `FEWEST` people; else those
    who have most of their commits in the same area. Smaller groups are one, which is left out where
    it has fewer than `FEWEST` people too.
    """
    ties, groups = Ties.of(evidence), _groups(evidence)
    amounts, latest = _counted(evidence, groups.of[ties.later], groups.of[ties.writer], ties.commit)
    if not any(begin != end for begin, end in amounts):
        return None
    nodes = [
        Node(
            name=name,
            size=size,
            text=f"{name}: {people(size)}, {count(amounts.get((at, at), 0), 'commit')} on lines of "
            "each other",
            behind=latest.get((at, at)),
        )
        for at, (name, size) in enumerate(zip(groups.names, groups.sizes, strict=True))
    ]
    links = [
        Link(
            begin=begin,
            end=end,
            weight=amount,
            text=f"{groups.names[begin]} changed lines of {groups.names[end]} in "
            f"{count(amount, 'commit')}",
            behind=latest[begin, end],
        )
        for (begin, end), amount in amounts.items()
        if begin != end
    ]
    return Chart(
        name="built-on",
        title="Which groups of people build on each other's lines",
        text=f"{groups.told} A link narrows from those who changed or removed lines towards those who "
        "had written them; its width tells in how many commits, and it leads to the latest. That "
        "somebody changed a line is no verdict on it.",
        spec=node_link(nodes, links),
    )


def _groups(evidence: Evidence) -> _Groups:
    """Return the `GROUPS` largest groups of at least `FEWEST` authors, and the rest as one."""
    author = authors(evidence)
    active = np.unique(author[author != NOBODY])
    named = [evidence.people[at].organisation for at in active.tolist()]
    kept, told = _kept(named), "Groups are organisations."
    if len(kept) < 2:
        named = _homes(evidence, active)
        kept, told = (
            _kept(named),
            "A group is the people who have most of their commits in one area.",
        )
    order = {name: at for at, name in enumerate(kept)}
    of = np.array([order.get(name, len(kept)) for name in named], np.int32)
    rest = int((of == len(kept)).sum())
    if rest < FEWEST:
        of[of == len(kept)] = -1
    everybody = np.full(len(evidence.people), -1, np.int32)
    everybody[active] = of
    return _Groups((*kept, REST) if rest >= FEWEST else tuple(kept), everybody, told)


def _kept(named: Sequence[str]) -> list[str]:
    """Return the names of the largest groups that are large enough."""
    sizes = Counter(filter(None, named))
    large = [name for name, size in sizes.items() if size >= FEWEST]
    return sorted(large, key=lambda name: (-sizes[name], name))[:GROUPS]


def _homes(evidence: Evidence, active: Ints) -> list[str]:
    """Return the area in which each of `active` has most commits; empty where there is none."""
    area, commit = area_commits(evidence)
    size = len(evidence.areas)
    table = np.zeros((len(evidence.people), size), np.int32)
    who = authors(evidence)[commit]
    np.add.at(table, (who[who != NOBODY], area[who != NOBODY]), 1)
    best = table.argmax(axis=1) if size else np.zeros(len(evidence.people), np.int64)
    return [evidence.areas[best[at]].name if table[at].any() else "" for at in active.tolist()]


def _counted(
    evidence: Evidence, begin: Ints, end: Ints, commit: Ints
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], str]]:
    """Return how many commits lead from each to each, and the latest of them; -1 is nobody."""
    rows = np.flatnonzero((begin >= 0) & (end >= 0))
    size, commits = int(max(begin.max(initial=0), end.max(initial=0))) + 1, len(evidence.commits)
    both = paired(begin[rows], end[rows], size)
    pair, commit = unpaired(distinct(paired(both, commit[rows], commits)), commits)
    amounts: dict[tuple[int, int], int] = {}
    latest: dict[tuple[int, int], str] = {}
    for one, other, of in zip(
        *(it.tolist() for it in unpaired(pair.astype(np.int64), size)), commit.tolist(), strict=True
    ):
        amounts[one, other] = amounts.get((one, other), 0) + 1
        latest[one, other] = evidence.commits.oid[of]
    return amounts, latest


def people_built_on(evidence: Evidence) -> Chart | None:
    """Return how many commits of each person changed lines of each other; None: there are none."""
    ties = Ties.of(evidence)
    amounts, latest = _counted(evidence, ties.later, ties.writer, ties.commit)
    all_ties: Counter[int] = Counter()
    for (later, writer), amount in amounts.items():
        all_ties.update({later: amount, writer: amount})
    names = {at: evidence.people[at].name for at, _ in all_ties.most_common(MOST)}
    if not names:
        return None
    order = sorted(names.values(), key=str.casefold)
    values = [
        {
            "writer": names[writer],
            "later": names[later],
            "commits": amount,
            "text": f"{names[later]} changed lines of {names[writer]} in {count(amount, 'commit')}",
            "behind": latest[later, writer],
        }
        for (later, writer), amount in sorted(amounts.items())
        if writer in names and later in names
    ]
    return Chart(
        name="people-built-on",
        title="Which people build on each other's lines",
        text=f"Commits that changed or removed lines of somebody else; a square leads to the latest. "
        f"The {len(order)} people with most such ties, by name; that somebody changed a line is no "
        "verdict on it.",
        spec=_matrix(values, order),
    )


def _matrix(values: Rows, order: Sequence[str]) -> Spec:
    axis = {"labelLimit": 160, "labelAngle": 0}
    encoding = {
        "y": field("later", "nominal", sort=order, title="who changed lines", axis=axis),
        "x": field("writer", "nominal", sort=order, title="whose", axis=axis | {"labelAngle": -60}),
        "opacity": field("commits", "quantitative", scale=_STRENGTH, legend=_LEGEND),
        **told(),
    }
    size = {"width": {"step": 22}, "height": {"step": 22}}
    mark = {"type": "rect", "stroke": "currentColor", "strokeWidth": 0.2, "color": COLOURS[0]}
    return spec(values, mark=mark, encoding=encoding, autosize="pad", **size)
