"""Who should review a change: people ranked by what they reviewed and wrote before, with reasons.

Eight signs, each a person's share of what all people did of its kind, faded with age. A conditional
logit (`influencekit.models.choice`) turns them into a chance: its weights are learnt from whom commits
name in ``Reviewed-by`` and ``Acked-by``. That somebody reviewed before who writes the change is a sign of
its own, as in Meta's RevRecV2 (2023), and what else is counted is close to cHRev (Zanjani, Kagdi and
Bird, *Automatically recommending peer reviewers in modern code review*, TSE 2016). That files near each
other have the same reviewers is what RevFinder builds on (Thongtanunam and others, *Who should review my
code?*, SANER 2015). The chance says whom projects have asked, not who reviews well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Floats, Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.knowers import REVIEW_ROLES
from influencekit.models.calibration import Curve
from influencekit.models.choice import chances
from influencekit.models.counted import distinct, oids, paired, unpaired
from influencekit.models.mentoring.fading import faded
from influencekit.models.mentoring.matching import Dealings
from influencekit.models.mentoring.nearness import Tree
from influencekit.models.scoring import LOCATORS
from influencekit.report import Reason
from influencekit.times import DAY

LATELY = 30
"""Days whose reviews are shown beside the chance: who is asked already."""
_TOPIC = re.compile(r"(?:\w+\((?P<scope>[^)]{1,40})\)!?|(?P<start>[^:\s][^:]{0,39})):\s")
"""``refs: `` in front of a subject, or the scope of a conventional commit."""


def _weight(default: float) -> float:
    weight: float = attrs.field(
        default=default, validator=[attrs.validators.ge(0), attrs.validators.lt(float("inf"))]
    )
    return weight


@attrs.frozen(kw_only=True)
class ReviewingParams:
    """What each sign weighs, for each unit of ln(1 + percent); no dimension.

    The defaults are what ``influencekit backtest reviewers`` learns from the 3,262 commits to git.git
    up to 2020 that name a reviewer; what they are told by is older by a day at least.
    """

    reviews: float = _weight(0.233)
    """Weight of all reviews by the person."""
    reviewed_author: float = _weight(0.348)
    """Weight of the person's reviews of whoever writes the change."""
    reviewed_files: float = _weight(0.305)
    """Weight of the person's reviews of the files."""
    reviewed_folders: float = _weight(0.981)
    """Weight of the person's reviews of changes in the files' folders and near them."""
    reviewed_topic: float = _weight(0.102)
    """Weight of the person's reviews of changes whose subject starts with the same topic."""
    wrote_files: float = _weight(0.791)
    """Weight of the person's own changes of the files."""
    wrote_folders: float = _weight(0.02)
    """Weight of the person's own changes in the files' folders and near them; 0 was learnt, this is for
    new files."""
    wrote_topic: float = _weight(0.355)
    """Weight of the person's own changes whose subject starts with the same topic."""
    half_life: float = attrs.field(
        default=120.0, validator=[attrs.validators.gt(0), attrs.validators.lt(float("inf"))]
    )
    """Days after which a review or change counts half."""
    around: float = attrs.field(default=730.0, validator=attrs.validators.gt(0))
    """People who neither wrote nor reviewed a commit for so long are not asked; days."""
    spread: float = _weight(0.0)
    """What ln(1 + reviews in the last 30 days) takes off: more spreads the load; no dimension."""


SIGNS = tuple(
    field.name
    for field in attrs.fields(ReviewingParams)
    if field.name not in ("half_life", "around", "spread")
)
_SAY: Mapping[str, str] = {
    "reviews": "reviewed {} anywhere",
    "reviewed_author": "reviewed {} by the same author",
    "reviewed_files": "reviewed {} of these files",
    "reviewed_folders": "reviewed {} in these folders or near them",
    "reviewed_topic": "reviewed {} on the same topic",
    "wrote_files": "wrote {} of these files",
    "wrote_folders": "wrote {} in these folders or near them",
    "wrote_topic": "wrote {} on the same topic",
}


NAMED = Curve(
    given=(
        0.0,
        0.00031,
        0.00143,
        0.00529,
        0.0174,
        0.0543,
        0.142,
        0.289,
        0.495,
        0.708,
        0.851,
        0.956,
        1.0,
    ),
    came=(
        0.0,
        0.00025,
        0.00178,
        0.0218,
        0.0555,
        0.116,
        0.193,
        0.237,
        0.301,
        0.465,
        0.59,
        0.743,
        0.743,
    ),
)
"""What share of people was named, of those whom the model gave a chance in commits that it had not seen.

Learnt from the 3,262 commits to git.git up to 2020 too, each judged by what was learnt from earlier ones.
"""


@attrs.frozen(eq=False, kw_only=True)
class Change:
    """What is to be reviewed."""

    paths: Ints
    """Indices into `Evidence.paths`, each once; new files have none."""
    folders: tuple[str, ...]
    """Of the files, known or new, each once, ascending."""
    authors: tuple[int, ...] = ()
    """Indices into `Evidence.people`: they are not asked for a review; none where not known."""
    topic: int = -1
    """As `Reviews` numbers topics; -1: none that occurs."""
    lines_from: Ints | None = None
    """Where only some lines are meant, the commits that they are from: no other one is of the files."""


@attrs.frozen(kw_only=True)
class Reviewer:
    """Somebody who may be asked for a review."""

    person: int
    """Index into `Evidence.people`."""
    chance: float
    """That this is one who will be named: the model's, read by `NAMED`."""
    reasons: tuple[Reason, ...]
    lately: int
    """Commits reviewed in the 30 days before: the load."""
    last_at: int
    """When a commit that they wrote or reviewed was last committed before; seconds since 1970."""


@attrs.frozen(eq=False, kw_only=True)
class _Acts:
    """Reviews, or changes: one row a commit and person, the oldest commit first, then by object id.

    So that sums in this order are the same whatever the order of records and the names of people.
    """

    commit: Ints
    person: Ints
    time: Times

    @classmethod
    def of(cls, evidence: Evidence, commit: Ints, person: Ints) -> "_Acts":
        commit, person = unpaired(
            distinct(paired(commit, person, len(evidence.people))), len(evidence.people)
        )
        time = evidence.commits.committed_at[commit]
        order = np.lexsort((_alphabetical(evidence.commits.oid)[commit], time))
        return cls(commit=commit[order], person=person[order], time=time[order])

    def before(self, at: int, since: int | None = None) -> slice:
        """Return the rows from `since` on, up to and without `at`."""
        first = 0 if since is None else int(np.searchsorted(self.time, since))
        return slice(first, int(np.searchsorted(self.time, at)))


@attrs.frozen(eq=False, kw_only=True)
class Reviews:
    """What `signs` and `rank` look at, taken from the evidence once for any number of changes."""

    evidence: Evidence
    author: Ints
    """Of each commit; `NOBODY` where it does not count."""
    reviews: _Acts
    changes: _Acts
    folders: Tree
    topic: Ints
    """Of each commit; -1: none."""
    topics: Mapping[str, int]
    in_folder: tuple[Ints, Ints]
    """(commit, folder), each pair once, ascending."""

    @classmethod
    def of(cls, evidence: Evidence) -> "Reviews":
        """Take from `evidence` what was done, by time, and number folders and topics."""
        dealings, touches = Dealings(evidence), evidence.touches
        commit, person, _ = dealings.named_by(REVIEW_ROLES)
        plain = np.flatnonzero((dealings.author != NOBODY) & ~evidence.commits.merge)
        folder, folders = _numbered(map(_folder, evidence.paths))
        topic, topics = _numbered(map(_topic, evidence.commits.subject))
        topic[topic == topics.pop("", -1)] = -1
        rows = evidence.path_counts[touches.path]
        pairs = paired(touches.commit[rows], folder[touches.path[rows]], len(folders))
        return cls(
            evidence=evidence,
            author=dealings.author,
            reviews=_Acts.of(evidence, commit, person),
            changes=_Acts.of(evidence, plain.astype(np.int32), dealings.author[plain]),
            folders=Tree.of(folders),
            topic=topic,
            topics=topics,
            in_folder=unpaired(distinct(pairs), len(folders)),
        )

    def change(
        self, paths: Iterable[str], *, authors: Iterable[int] = (), subject: str = ""
    ) -> Change:
        """Return a change of the files that `paths` name, whether they are known or new.

        Raises
        ------
        ValueError
            There is no such person.
        """
        by, people = tuple(sorted(set(authors) - {NOBODY})), len(self.evidence.people)
        if any(not 0 <= person < people for person in by):
            raise ValueError(f"authors must be 0 to {people - 1}, got {by}")
        number = {path: index for index, path in enumerate(self.evidence.paths)}
        names = set(paths)
        return Change(
            paths=np.array(sorted(number[name] for name in names & number.keys()), np.int32),
            folders=tuple(sorted({_folder(name) for name in names})),
            authors=by,
            topic=self.topics.get(_topic(subject), -1),
        )

    def change_of(self, commit: int) -> Change:
        """Return what a commit of the evidence changed."""
        touches = self.evidence.touches
        rows = slice(*np.searchsorted(touches.commit, [commit, commit + 1]).tolist())
        paths = np.unique(touches.path[rows])
        return Change(
            paths=paths,
            folders=tuple(sorted({_folder(self.evidence.paths[at]) for at in paths.tolist()})),
            authors=tuple({int(self.author[commit])} - {NOBODY}),
            topic=int(self.topic[commit]),
        )

    def likeness(self, change: Change) -> dict[str, Floats]:
        """Return for each thing that signs compare a number a commit: how much it has of `change`."""
        commits, touches = len(self.evidence.commits), self.evidence.touches
        file = np.zeros(len(self.evidence.paths), np.bool_)
        file[change.paths] = True
        files = np.bincount(touches.commit[file[touches.path]], minlength=commits)
        if change.lines_from is not None:
            files[~np.isin(np.arange(commits), change.lines_from)] = 0
        return {
            "all": np.ones(commits),
            "author": np.isin(self.author, change.authors).astype(np.float64),
            "files": files / max(len(change.paths), 1),
            "folders": self._nearness(change.folders),
            "topic": ((self.topic == change.topic) & (self.topic >= 0)).astype(np.float64),
        }

    def _nearness(self, folders: tuple[str, ...]) -> Floats:
        """Return how near each commit comes to `folders`, the mean over them."""
        commit, folder = self.in_folder
        near = np.zeros(len(self.evidence.commits))
        if len(commit) and folders:
            starts = np.flatnonzero(np.diff(commit, prepend=-1))
            for name in folders:
                of_folder = self.folders.nearness(name)
                near[commit[starts]] += np.maximum.reduceat(of_folder[folder], starts)
        return near / max(len(folders), 1)


_LOOKS_AT: Mapping[str, tuple[str, str]] = {
    "reviews": ("reviews", "all"),
    "reviewed_author": ("reviews", "author"),
    "reviewed_files": ("reviews", "files"),
    "reviewed_folders": ("reviews", "folders"),
    "reviewed_topic": ("reviews", "topic"),
    "wrote_files": ("changes", "files"),
    "wrote_folders": ("changes", "folders"),
    "wrote_topic": ("changes", "topic"),
}
"""What is counted for each sign, and by which likeness to the change."""


@attrs.frozen(eq=False, kw_only=True)
class _Sign:
    """What one sign is made of: one row a commit and person."""

    commit: Ints
    person: Ints
    weight: Floats


def _rows(acts: _Acts, change: Change, likeness: Floats, *, at: int, half_life: float) -> _Sign:
    span = acts.before(at)
    alike = likeness[acts.commit[span]]
    some = np.flatnonzero((alike > 0) & ~np.isin(acts.person[span], change.authors))
    time = acts.time[span][some]
    # Relative to the youngest: in a history that ended long ago everything would fade to 0.
    weight = alike[some] * faded(time.max(initial=np.iinfo(np.int64).min) - time, half_life)
    return _Sign(commit=acts.commit[span][some], person=acts.person[span][some], weight=weight)


def signs(
    reviews: Reviews, change: Change, *, at: int, half_life: float = 120.0
) -> tuple[Floats, dict[str, _Sign]]:
    """Return ln(1 + percent) of each sign for each person, and what the signs are made of.

    A percent is of what all people together have of the sign; the author of the change has none.

    Parameters
    ----------
    at
        Only commits that were committed before are looked at; seconds since 1970-01-01T00:00:00Z.
    half_life
        Days.

    Returns
    -------
    table
        (people, signs), in the order of `SIGNS`.
    """
    likeness, people = reviews.likeness(change), len(reviews.evidence.people)
    made = {
        name: _rows(getattr(reviews, what), change, likeness[like], at=at, half_life=half_life)
        for name, (what, like) in _LOOKS_AT.items()
    }
    table = np.zeros((people, len(SIGNS)))
    for column, sign in enumerate(made.values()):
        amount = np.bincount(sign.person, sign.weight, people)
        if len(sign.weight):
            table[:, column] = np.log1p(100 * amount / np.sort(amount).sum())
    return table, made


def lately(reviews: Reviews, at: int) -> Times:
    """Return how many commits each person reviewed in the 30 days before."""
    rows = reviews.reviews.before(at, at - LATELY * DAY)
    return np.bincount(reviews.reviews.person[rows], minlength=len(reviews.evidence.people))


def rank(
    reviews: Reviews,
    change: Change,
    *,
    at: int,
    params: ReviewingParams | None = None,
    limit: int = 0,
) -> list[Reviewer]:
    """Return who may review `change`, the likeliest first; nobody without a sign.

    Of equal chances, whoever was active later comes first; of people without a commit, by key. With
    other `params` than the default the order is theirs, and the chances are not measured.

    Parameters
    ----------
    at
        Only commits that were committed before are looked at; seconds since 1970-01-01T00:00:00Z.
    limit
        How many people at most; 0: all.
    """
    params = params or ReviewingParams()
    table, made = signs(reviews, change, at=at, half_life=params.half_life)
    weights = np.array([getattr(params, name) for name in SIGNS])
    worth, load = table * weights, lately(reviews, at)
    last = last_seen(reviews, at)
    around = last >= at - params.around * DAY
    some = np.flatnonzero(worth.any(axis=1) & around)
    columns = np.column_stack((worth[some], -np.log1p(load[some])))
    chance = chances(columns, np.append(np.ones(len(SIGNS)), params.spread))
    keys = np.array([reviews.evidence.people[who].key for who in some.tolist()])
    order = np.lexsort((keys, -last[some], -chance))
    named = NAMED.read(chance)
    return [
        Reviewer(
            person=int(some[row]),
            chance=float(named[row]),
            reasons=tuple(_reasons(reviews, int(some[row]), worth[some[row]], made)),
            lately=int(load[some[row]]),
            last_at=int(last[some[row]]),
        )
        for row in order[: limit or None].tolist()
    ]


def last_seen(reviews: Reviews, at: int) -> Times:
    """Return when a commit that each person wrote or reviewed was last committed before."""
    last = np.full(len(reviews.evidence.people), np.iinfo(np.int64).min)
    for acts in (reviews.reviews, reviews.changes):
        rows = acts.before(at)
        np.maximum.at(last, acts.person[rows], acts.time[rows])
    return last


def _reasons(
    reviews: Reviews, person: int, worth: Floats, made: Mapping[str, _Sign]
) -> Iterator[Reason]:
    whole, times = worth.sum(), reviews.evidence.commits.committed_at
    for column in np.argsort(-worth, kind="stable").tolist():
        if not worth[column]:
            break
        name = SIGNS[column]
        rows = made[name].person == person
        commit, weight = made[name].commit[rows], made[name].weight[rows]
        heaviest = commit[np.lexsort((-commit, -weight))[:LOCATORS]]
        say = _SAY[name].format(words.count(len(commit), "commit"))
        yield Reason(
            text=f"{say}, last {words.date(int(times[commit].max()))}",
            share=float(worth[column] / whole),
            locators=oids(reviews.evidence, heaviest.tolist()),
        )


def _alphabetical(texts: Sequence[str]) -> Ints:
    """Return the place of each text in alphabetical order."""
    place = np.empty(len(texts), np.int32)
    place[np.argsort(np.array(texts[:], np.str_), kind="stable")] = np.arange(len(texts))
    return place


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _topic(subject: str) -> str:
    """Return what a subject says that it is about, lower-case; empty where it does not.

    Examples
    --------
    >>> _topic("refs: pack them all"), _topic("fix(parser): a tail"), _topic("Fix it")
    ('refs', 'parser', '')
    """
    found = _TOPIC.match(subject)
    return (found["scope"] or found["start"]).strip().lower() if found else ""


def _numbered(texts: Iterable[str]) -> tuple[Ints, dict[str, int]]:
    """Return the number of each text, and the numbers of the texts."""
    numbers: dict[str, int] = {}
    column = np.fromiter((numbers.setdefault(text, len(numbers)) for text in texts), np.int32)
    return column, numbers
