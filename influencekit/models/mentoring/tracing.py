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
_SHORT = 10
"""Steps after which the likeliest start of each skill goes on alone."""
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
        chance = _forward(packed, table).likelihood
        probability[packed.row] = np.where(packed.correct, chance, 1 - chance)
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
    lapse: float = 1e-6,
    starts: int = 5,
    seed: int = 0,
    steps: int = 200,
    tolerance: float = 1e-5,
) -> TracingFit:
    """Fit the model to all skills at once by expectation maximisation (Baum-Welch).

    The likelihood has several maxima, so that each skill is fitted from several starts; the one that is
    likeliest after some steps is followed to its end (Biernacki, Celeux and Govaert, "Choosing starting
    values for the EM algorithm", Computational Statistics & Data Analysis 41, 2003). In each start the
    known state does better, S + G < 1, which is what the names mean; where the data say otherwise it may
    end elsewhere, see `TracingFit.inverted`. A skill without attempts gets the mean of the others'.

    Parameters
    ----------
    forgetting
        Whether F is fitted; else it is `lapse`.
    lapse
        F where it is not fitted, in [0, 1]. With 0, the model of 1995 to the letter, a long row of
        successes makes so certain that a skill is known that no number of failures counts any more, and
        the other parameters bend to explain them. One in a million is as far from 0 as each other
        probability is kept: odds of a million are outweighed by a few failures.
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
        There are no attempts, or an argument is out of its range.
    """
    _check(attempts, starts, steps, lapse, tolerance)
    table = _starts(attempts.skills, starts, seed)
    fitted = len(NAMES) - (not forgetting)
    table[fitted:] = lapse
    packed = _Packed.of(attempts, copies=starts)
    sizes = np.bincount(attempts.skill, minlength=attempts.skills)
    converged = _climb(packed, table, fitted, (sizes * tolerance).astype(np.float64), steps)
    return _best(table, _step(packed, table, 0)[0], sizes, starts, converged=converged)


def _check(attempts: Attempts, starts: int, steps: int, lapse: float, tolerance: float) -> None:
    """Refuse arguments that are out of their ranges."""
    if not len(attempts):
        raise ValueError("There are no attempts to fit to.")
    if starts < 1 or steps < 1:
        raise ValueError(f"starts and steps must be at least 1, got {starts} and {steps}")
    if not 0 <= lapse <= 1:
        raise ValueError(f"lapse must lie in [0, 1], got {lapse}")
    if not tolerance >= 0:
        raise ValueError(f"tolerance must be at least 0, got {tolerance}")


def _climb(packed: "_Packed", table: Floats, fitted: int, enough: Floats, steps: int) -> bool:
    """Better `table` in place, each group until a step gains no more than is `enough`; say if all did.

    `enough` has a number a skill, `table` as many columns a skill as there are starts.
    """
    best = np.full((len(enough), table.shape[1] // len(enough)), -np.inf)
    active = np.zeros(best.shape, np.bool_)
    for number in range(steps):
        reached, new = _step(packed, table, fitted)
        here = packed.groups
        gained = np.zeros(best.shape)
        gained.flat[here] = reached[here] - best.flat[here]
        active = gained > enough[:, None]
        best.flat[here] = reached[here]
        table[:, here] = new[:, here]
        if number == _SHORT:
            active &= best == best.max(axis=1, keepdims=True)
        if not active.any():
            return True
        if active.flat[packed.group].sum() < 0.7 * len(packed.group):
            packed = packed.only(active.flat[packed.group])
    return False


def _starts(skills: int, starts: int, seed: int) -> Floats:
    """Return a column of parameters for each start of each skill."""
    low, high = [0.05, 0.02, 0.05, 0.05, 0.01], [0.95, 0.5, 0.5, 0.5, 0.3]
    table = np.random.default_rng(seed).uniform(low, high, (skills, starts, len(NAMES)))
    table[:, 0] = 0.5, 0.2, 0.2, 0.1, 0.05
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
    correct: Flags
    """One an attempt."""
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
            correct=correct[order],
            sequence=rank[number[order]],
            row=row[order],
            starts=np.append(0, np.cumsum(np.bincount(step))),
        )

    @property
    def groups(self) -> Times:
        return np.unique(self.group)

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

    after: Floats
    """(2, attempts): probabilities once the result is seen."""
    news: Floats
    """(2, attempts): the chance of what happened in either state, as a multiple of `likelihood`."""
    likelihood: Floats
    """One an attempt: the chance of what happened, from the earlier ones."""


def _moves(packed: _Packed, table: Floats) -> Floats:
    """Return (2, 2, sequences): from a state, to a state, between two attempts."""
    _, learn, _, _, forget = table[:, packed.group]
    return np.stack((np.stack((1 - learn, learn)), np.stack((forget, 1 - forget))))


def _forward(packed: _Packed, table: Floats) -> _Forward:
    known, _, guess, slip, _ = table[:, packed.group]
    good = np.stack((guess, 1 - slip))
    bad = 1 - good
    after, news = np.empty((2, 2, len(packed.row)))
    likelihood = np.empty(len(packed.row))
    out_of_not, out_of_known = _moves(packed, table)
    now = np.stack((1 - known, known))
    for start, end in itertools.pairwise(packed.starts.tolist()):
        here, size = slice(start, end), end - start
        fits = np.where(packed.correct[here], good[:, :size], bad[:, :size])
        state = now[:, :size] * fits
        chance = state[0] + state[1] + _TINY
        likelihood[here] = chance
        news[:, here] = fits / chance
        state /= chance
        after[:, here] = state
        now = state[0] * out_of_not[:, :size] + state[1] * out_of_known[:, :size]
    return _Forward(after=after, news=news, likelihood=likelihood)


@attrs.frozen(eq=False, kw_only=True)
class _Expected:
    """What all attempts of a sequence say together, in expected numbers of attempts, by state."""

    first: Floats
    """(2, sequences): the first one."""
    last: Floats
    """(2, sequences): the last one."""
    others: Floats
    """(2, sequences): those before the last one."""
    right: Floats
    """(2, sequences): those that went well."""
    learnt: Floats
    """One a sequence: after which it was learnt."""
    forgotten: Floats
    """One a sequence: after which it was forgotten."""


def _backward(packed: _Packed, table: Floats, seen: _Forward) -> _Expected:
    moves = _moves(packed, table)
    to_not, to_known = moves[:, 0], moves[:, 1]
    later = np.ones((2, len(packed.group)))  # chance of what came later, as a multiple of the mean
    last, others, right = np.zeros((3, 2, len(packed.group)))
    learnt, forgotten = np.zeros((2, len(packed.group)))
    bounds, going_on = packed.starts.tolist(), 0
    for number in reversed(range(len(bounds) - 1)):
        here = slice(*bounds[number : number + 2])
        size = here.stop - here.start
        known = seen.after[:, here] * later[:, :size]
        others[:, :going_on] += known[:, :going_on]
        last[:, going_on:size] = known[:, going_on:]
        right[:, :size] += known * packed.correct[here]
        going_on = size
        if number:
            news = seen.news[:, here] * later[:, :size]
            before = seen.after[:, bounds[number - 1] :][:, :size]
            learnt[:size] += before[0] * news[1]
            forgotten[:size] += before[1] * news[0]
            later[:, :size] = to_not[:, :size] * news[0] + to_known[:, :size] * news[1]
    return _Expected(
        first=known,
        last=last,
        others=others,
        right=right,
        learnt=learnt * moves[0, 1],
        forgotten=forgotten * moves[1, 0],
    )


def _step(packed: _Packed, table: Floats, fitted: int) -> tuple[Floats, Floats]:
    """Return the log-likelihood of each group under `table`, and the better parameters.

    Only the first rows of `table`, as many as `fitted`, are bettered.
    """
    seen = _forward(packed, table)
    found = _backward(packed, table, seen)
    each = found.others + found.last

    def total(values: Floats) -> Floats:
        return np.bincount(packed.group, values, table.shape[1]).astype(np.float64)

    shares = (
        (found.first[1], found.first[0] + found.first[1]),
        (found.learnt, found.others[0]),
        (found.right[0], each[0]),
        (each[1] - found.right[1], each[1]),
        (found.forgotten, found.others[1]),
    )
    new = table.copy()
    for row, (part, whole) in zip(new[:fitted], shares[:fitted], strict=True):
        size = total(whole)
        np.divide(total(part), size, out=row, where=size > _EDGE)
        row.clip(_EDGE, 1 - _EDGE, out=row)
    of = packed.group[packed.sequence]
    reached = np.bincount(of, np.log(seen.likelihood), table.shape[1])
    return reached.astype(np.float64), new
