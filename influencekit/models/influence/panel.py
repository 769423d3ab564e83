"""C, F and I of everybody, period by period: what they did, and the attention that they received.

Attention is what others were seen to do with somebody's work: they built on the lines, changed the file
next, reviewed, thanked, cited a commit in a post, or an interaction names the person as its taker.
"""

import attrs
import numpy as np

from influencekit.columns import Flags, Floats, Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors
from influencekit.models.influence.acts import CONTRIBUTIONS, Acts
from influencekit.models.influence.network.attention import Attention
from influencekit.models.opportunity.coverage import coverage
from influencekit.times import DAY

MOST = 400
"""Periods at most, the newest ones."""


@attrs.frozen(eq=False, kw_only=True)
class Periods:
    """Stretches of time of one length, the last of which ends now."""

    end: int
    """Seconds since 1970-01-01T00:00:00Z."""
    days: float
    """Length of each; days."""

    def ages(self, at: Times) -> Times:
        """Return how many periods ago each moment was: 0 is the one that ends now, -1 later."""
        return np.floor((self.end - at) / (self.days * DAY)).astype(np.int64)

    def fading(self, half_life: float) -> float:
        """Return what is left after one period, in [0, 1)."""
        return float(0.5 ** (self.days / half_life))


@attrs.frozen(eq=False, kw_only=True)
class Panel:
    """One row a person, one column a period, the newest last."""

    contributions: Floats
    """Acts of contribution in that period."""
    factors: Floats
    """Other acts in that period, with their weights."""
    attention: Floats
    """Acts of attention received in that period."""

    @property
    def periods(self) -> int:
        """How many there are."""
        return int(self.attention.shape[1])

    def ranks(self) -> Ints:
        """Return each person's place in an order that knows neither names nor numbers.

        People whose whole rows are equal come in the order of their numbers: exchanging them
        changes no sum.
        """
        rows = np.concatenate((self.contributions, self.factors, self.attention), axis=1)
        ranks = np.empty(len(rows), np.int32)
        ranks[np.lexsort((np.zeros(len(rows)), *rows.T[::-1]))] = np.arange(len(rows))
        return ranks

    def active(self) -> Flags:
        """Return in which periods each person did something."""
        return (self.contributions > 0) | (self.factors > 0)


def panel_of(evidence: Evidence, acts: Acts, given: Attention, periods: Periods) -> Panel:
    """Return what everybody did and received in each period, at most `MOST`; what is later is left out."""
    contributed = acts.sort < len(CONTRIBUTIONS)
    taker, at, weight = received(evidence, acts, given)
    done, got = periods.ages(acts.at), periods.ages(at)
    oldest = max(done.max(initial=-1), got.max(initial=-1))
    size = (len(evidence.people), int(min(oldest + 1, MOST)))
    return Panel(
        contributions=tabled(acts.person, done, acts.weight * contributed, size),
        factors=tabled(acts.person, done, acts.weight * ~contributed, size),
        attention=tabled(taker, got, weight, size),
    )


def received(evidence: Evidence, acts: Acts, given: Attention) -> tuple[Ints, Times, Floats]:
    """Return who received attention when, and how much; one row an act."""
    who = {known: at for known, at in evidence.person_of.items() if evidence.person_counts[at]}
    deals = [
        (who[deal.taker], deal.at, deal.weight)
        for deal in acts.interactions
        if deal.taker in who and who.get(deal.giver) != who[deal.taker]
    ]
    told, author = coverage(evidence), authors(evidence)
    cites = {
        (int(author[commit]), post)
        for post, commit in zip(told.commit_post.tolist(), told.commit.tolist(), strict=True)
    }
    cited = [
        (taker, told.posts[post].published_at, 1.0)
        for taker, post in sorted(cites)
        if taker not in {NOBODY, *(who.get(writer) for writer in told.posts[post].authors)}
        if told.posts[post].published_at is not None
    ]
    more = np.array(deals + cited, np.float64).reshape(-1, 3).T
    return (
        np.append(given.taker, more[0].astype(np.int32)),
        np.append(evidence.commits.authored_at[given.commit], more[1].astype(np.int64)),
        np.append(np.ones(len(given)), more[2]),
    )


def tabled(person: Ints, age: Times, amount: Floats, size: tuple[int, int]) -> Floats:
    """Return the sums of `amount` as (people, periods), the newest period last."""
    people, periods = size
    kept = np.flatnonzero((age >= 0) & (age < periods))
    cell = person[kept].astype(np.int64) * periods + (periods - 1 - age[kept])
    return sums(cell, amount[kept], people * periods).reshape(people, periods)


def sums(of: Times | Ints, amount: Floats, size: int) -> Floats:
    """Return the sum of each group; smaller ones first, so that the rows' order leaves no trace."""
    order = np.lexsort((amount, of))
    return np.bincount(of[order], amount[order], size).astype(np.float64)


def faded(table: Floats, share: float) -> Floats:
    """Return for each period what is left of it and of all before; `share` is left after one period.

    Examples
    --------
    >>> faded(np.array([[4.0, 0.0, 1.0]]), 0.5).tolist()
    [[4.0, 2.0, 2.0]]
    """
    left = np.array(table, np.float64)
    for period in range(1, left.shape[1]):
        left[:, period] += share * left[:, period - 1]
    return left
