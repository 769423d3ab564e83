"""Bayesian knowledge tracing, S11: is a skill known, judged by attempts that went well or not.

After Corbett and Anderson, *Knowledge tracing* (UMUAI 1995); with forgetting after Khajah, Lindsey and
Mozer, *How deep is knowledge tracing?* (EDM 2016). A skill is known or not. Before each attempt it is
known with probability L; whoever knows it fails by a slip (S), whoever does not may guess (G)::

    q  = L·(1 - S) + (1 - L)·G                     chance that the attempt goes well
    L' = L·(1 - S)/q, or L·S/(1 - q) after a failure
    L ← L'·(1 - F) + (1 - L')·T                     learnt (T) or forgotten (F) in between
"""

import itertools

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Flags, Floats, Times
from influencekit.models.mentoring.attempts import Attempts

NAMES = ("known", "learn", "guess", "slip", "forget")
_EDGE = 1e-6
"""A fitted probability stays this far from 0 and 1, so that no later attempt is impossible."""
_TINY = 1e-300
"""Keeps 0/0 from states that have become as unlikely as no float tells."""


def _probabilities(values: npt.ArrayLike) -> Floats:
    return np.atleast_1d(np.array(values, np.float64))


def _are_probabilities(owner: "Tracing", field: "attrs.Attribute[Floats]", value: Floats) -> None:
    if not ((value >= 0) & (value <= 1)).all():
        raise ValueError(f"{field.name} must lie in [0, 1], got {value.tolist()}")
    if value.shape != owner.known.shape:
        raise ValueError(f"{field.name} must have one number a skill, as known has")


@attrs.frozen(eq=False, kw_only=True)
class Tracing:
    """The five probabilities, one of each a skill.

    Examples
    --------
    Three attempts of one learner at one skill. After the failure it is known with probability
    0.5·0.1/(0.5·0.1 + 0.5·0.8) = 1/9, and before the second attempt with 1/9 + 8/9·0.25 = 1/3.

    >>> skill = Tracing(known=0.5, learn=0.25, guess=0.2, slip=0.1, forget=0.0)
    >>> attempts = Attempts.of([0, 0, 0], [0, 0, 0], [0, 1, 1])
    >>> skill.predict(attempts).round(4).tolist()
    [0.55, 0.4333, 0.7385]
    """

    known: Floats = attrs.field(converter=_probabilities, validator=_are_probabilities)
    """P(L0): that it is known before the first attempt."""
    learn: Floats = attrs.field(converter=_probabilities, validator=_are_probabilities)
    """T: that it is learnt between two attempts."""
    guess: Floats = attrs.field(converter=_probabilities, validator=_are_probabilities)
    """G: that an attempt goes well though it is not known."""
    slip: Floats = attrs.field(converter=_probabilities, validator=_are_probabilities)
    """S: that an attempt fails though it is known."""
    forget: Floats = attrs.field(converter=_probabilities, validator=_are_probabilities)
    """F: that it is forgotten between two attempts; 0 in the model of 1995."""

    def predict(self, attempts: Attempts) -> Floats:
        """Return the chance that each attempt goes well, from the earlier ones of its sequence.

        Raises
        ------
        ValueError
            `attempts` are of more skills than this knows.
        """
        if attempts.skills > len(self.known):
            raise ValueError(
                f"The attempts are of {attempts.skills} skills, the model of {len(self.known)}."
            )
        packed = _Packed.of(attempts)
        probability = np.empty(len(attempts))
        table = np.stack([getattr(self, name) for name in NAMES])
        probability[packed.row] = _forward(packed, table).success
        return probability


@attrs.frozen(eq=False, kw_only=True)
class TracingFit:
    """What `fit` found."""

    model: Tracing
    log_likelihood: Floats
    """One a skill, in nats, of the attempts that it was fitted to; 0 without any."""
    converged: bool
    """False where the steps ran out first."""

    @property
    def inverted(self) -> tuple[int, ...]:
        """Skills where the "known" state succeeds less often than the other one: S + G > 1.

        The forecasts stand, but the names of the parameters do not fit: it may be fatigue, or ever
        harder exercises, and not learning that the data show.
        """
        odd = np.flatnonzero(self.model.slip + self.model.guess > 1)
        return tuple(odd.tolist())


def fit(
    attempts: Attempts,
    *,
    forgetting: bool = False,
    starts: int = 5,
    seed: int = 0,
    steps: int = 200,
    tolerance: float = 1e-5,
) -> TracingFit:
    """Fit the model to all skills at once by expectation maximisation (Baum-Welch).

    The likelihood has several maxima, so that each skill is fitted from several starts, and the likeliest
    end is kept. In each start the known state does better, S + G < 1, which is what the names mean; where
    the data say otherwise it may end elsewhere, see `TracingFit.inverted`. A skill without attempts gets the mean of the others' parameters.

    Parameters
    ----------
    forgetting
        Whether F is fitted; else it is 0.
    starts
        Starts for each skill, at least 1: the first is fixed, the others random.
    seed
        Of the random starts.
    steps
        Steps at most.
    tolerance
        A skill is done when a step gains less than this, in nats for each of its attempts.

    Raises
    ------
    ValueError
        There are no attempts, or `starts` or `steps` is below 1.
    """
    if not len(attempts):
        raise ValueError("There are no attempts to fit to.")
    if starts < 1 or steps < 1:
        raise ValueError(f"starts and steps must be at least 1, got {starts} and {steps}")
    table = _starts(attempts.skills, starts, seed, forgetting=forgetting)
    packed = _Packed.of(attempts, copies=starts)
    sizes = np.bincount(attempts.skill, minlength=attempts.skills)
    enough = np.repeat(sizes * tolerance, starts).astype(np.float64)
    converged = _climb(packed, table, enough, steps)
    return _best(table, _step(packed, table)[0], sizes, starts, converged=converged)


def _climb(packed: "_Packed", table: Floats, enough: Floats, steps: int) -> bool:
    """Better `table` in place, each group until a step gains no more than is `enough`; say if all did."""
    best = np.full(len(enough), -np.inf)
    active = np.zeros(len(enough), np.bool_)
    for _ in range(steps):
        reached, new = _step(packed, table)
        here = packed.groups
        active[here] = reached[here] - best[here] > enough[here]
        best[here] = reached[here]
        table[:, here] = new[:, here]
        if not active.any():
            return True
        if active[packed.group].sum() < 0.7 * len(packed.group):
            packed = packed.only(active[packed.group])
    return False


def _starts(skills: int, starts: int, seed: int, *, forgetting: bool) -> Floats:
    """Return a column of parameters for each start of each skill."""
    low, high = [0.05, 0.02, 0.05, 0.05, 0.01], [0.95, 0.5, 0.5, 0.5, 0.3]
    table = np.random.default_rng(seed).uniform(low, high, (skills, starts, len(NAMES)))
    table[:, 0] = 0.5, 0.2, 0.2, 0.1, 0.05
    table[..., 4] *= forgetting
    return table.reshape(-1, len(NAMES)).T.copy()


def _best(
    table: Floats, reached: Floats, sizes: Times, starts: int, *, converged: bool
) -> TracingFit:
    """Return the likeliest start of each skill."""
    likelihood = reached.reshape(-1, starts)
    chosen = likelihood.argmax(axis=1) + np.arange(len(sizes)) * starts
    found = table[:, chosen]
    found[:, sizes == 0] = found[:, sizes > 0].mean(axis=1, keepdims=True)
    model = Tracing(**dict(zip(NAMES, found, strict=True)))
    return TracingFit(model=model, log_likelihood=reached[chosen], converged=converged)


@attrs.frozen(eq=False, kw_only=True)
class _Packed:
    """Sequences side by side, the longest first: all first attempts, then all second ones.

    At each step only those sequences take part that are that long, and they are a slice.
    """

    group: Times
    """Of each sequence: which column of parameters it goes by."""
    correct: Floats
    """One an attempt, 1.0 or 0.0."""
    sequence: Times
    """One an attempt."""
    row: Times
    """One an attempt: its row in `Attempts`."""
    starts: Times
    """n + 1 offsets of the steps."""

    @classmethod
    def of(cls, attempts: Attempts, *, copies: int = 1) -> "_Packed":
        order, starts = attempts.sequences()
        lengths = np.diff(starts)
        number = np.repeat(np.arange(len(lengths)), lengths)
        step = np.arange(len(order)) - starts[number]
        skill = attempts.skill[order[starts[:-1]]].astype(np.int64)
        single = cls._made(skill, attempts.correct[order], number, order, step)
        if copies == 1:
            return single
        group = (single.group[:, None] * copies + np.arange(copies)).ravel()
        number = (single.sequence[:, None] * copies + np.arange(copies)).ravel()
        return attrs.evolve(
            single,
            group=group,
            correct=np.repeat(single.correct, copies),
            sequence=number,
            row=np.repeat(single.row, copies),
            starts=single.starts * copies,
        )

    @classmethod
    def _made(
        cls,
        group: Times,
        correct: Flags,
        number: Times,
        row: Times,
        step: Times,
    ) -> "_Packed":
        lengths = np.bincount(number, minlength=len(group))
        longest_first = np.argsort(-lengths, kind="stable")
        rank = np.empty_like(longest_first)
        rank[longest_first] = np.arange(len(rank))
        order = np.lexsort((rank[number], step))
        return cls(
            group=group[longest_first],
            correct=correct[order].astype(np.float64),
            sequence=rank[number[order]],
            row=row[order],
            starts=np.append(0, np.cumsum(np.bincount(step))),
        )

    @property
    def groups(self) -> Times:
        return np.unique(self.group)

    def going_on(self) -> Flags:
        """Return which attempts have a later one in their sequence."""
        sizes = np.diff(self.starts)
        place = np.arange(self.starts[-1]) - np.repeat(self.starts[:-1], sizes)
        return place < np.repeat(np.append(sizes[1:], 0), sizes)

    def only(self, kept: Flags) -> "_Packed":
        """Return the sequences that are `kept`; they stay the longest first."""
        rows = kept[self.sequence]
        number = np.cumsum(kept) - 1
        sizes = np.add.reduceat(rows, self.starts[:-1], dtype=np.int64)
        return _Packed(
            group=self.group[kept],
            correct=self.correct[rows],
            sequence=number[self.sequence[rows]],
            row=self.row[rows],
            starts=np.append(0, np.cumsum(sizes[sizes > 0])),
        )


@attrs.frozen(eq=False, kw_only=True)
class _Forward:
    """What earlier attempts say; in pairs the row 0 is "not known", the row 1 "known"."""

    before: Floats
    """(2, attempts): probabilities before the result is seen."""
    after: Floats
    """(2, attempts): probabilities once it is."""
    success: Floats
    """One an attempt: the chance that it goes well."""
    likelihood: Floats
    """One an attempt: the chance of what happened."""


def _moves(packed: _Packed, table: Floats) -> Floats:
    """Return (2, 2, sequences): from a state, to a state, between two attempts."""
    _, learn, _, _, forget = table[:, packed.group]
    return np.stack((np.stack((1 - learn, learn)), np.stack((forget, 1 - forget))))


def _forward(packed: _Packed, table: Floats) -> _Forward:
    known, _, guess, slip, _ = table[:, packed.group]
    good = np.stack((guess, 1 - slip))[:, packed.sequence]
    fits = np.where(packed.correct > 0, good, 1 - good)
    before, after = np.empty_like(fits), np.empty_like(fits)
    out_of_not, out_of_known = _moves(packed, table)
    now = np.stack((1 - known, known))
    for start, end in itertools.pairwise(packed.starts.tolist()):
        here, size = slice(start, end), end - start
        before[:, here] = now[:, :size]
        state = now[:, :size] * fits[:, here]
        state /= state[0] + state[1] + _TINY
        after[:, here] = state
        now = state[0] * out_of_not[:, :size] + state[1] * out_of_known[:, :size]
    return _Forward(
        before=before,
        after=after,
        success=(before * good).sum(axis=0),
        likelihood=(before * fits).sum(axis=0),
    )


def _backward(packed: _Packed, table: Floats, seen: _Forward) -> tuple[Floats, Floats, Floats]:
    """Return, of each attempt given all of them: known; learnt just after it; forgotten then."""
    moves = _moves(packed, table)
    to_not, to_known = moves[:, 0], moves[:, 1]
    smooth, ratio = seen.after.copy(), np.zeros_like(seen.after)
    bounds = packed.starts.tolist()
    for start, middle, end in reversed(list(zip(bounds, bounds[1:], bounds[2:], strict=False))):
        later, size = slice(middle, end), end - middle
        here = slice(start, start + size)
        news = smooth[:, later] / (seen.before[:, later] + _TINY)
        ratio[:, here] = news
        smooth[:, here] = seen.after[:, here] * (
            to_not[:, :size] * news[0] + to_known[:, :size] * news[1]
        )
    of = packed.sequence
    learnt: Floats = seen.after[0] * moves[0, 1, of] * ratio[1]
    forgot: Floats = seen.after[1] * moves[1, 0, of] * ratio[0]
    return smooth, learnt, forgot


def _step(packed: _Packed, table: Floats) -> tuple[Floats, Floats]:
    """Return the log-likelihood of each group under `table`, and the better parameters."""
    seen = _forward(packed, table)
    (unknown, known), learnt, forgot = _backward(packed, table, seen)
    size, group, right = table.shape[1], packed.group[packed.sequence], packed.correct
    first, going_on = slice(packed.starts[1]), packed.going_on()

    def total(values: Floats, rows: slice | Flags = slice(None)) -> Floats:
        return np.bincount(group[rows], values[rows], size).astype(np.float64)

    shares = (
        (total(known, first), total(known + unknown, first)),
        (total(learnt), total(unknown, going_on)),
        (total(unknown * right), total(unknown)),
        (total(known * (1 - right)), total(known)),
        (total(forgot), total(known, going_on)),
    )
    new = table.copy()
    for row, (part, whole) in zip(new, shares, strict=True):
        np.divide(part, whole, out=row, where=whole > _EDGE)
    new = np.where(table > 0, new.clip(_EDGE, 1 - _EDGE), 0)  # what starts at 0 is not fitted
    return total(np.log(seen.likelihood + _TINY)), new
