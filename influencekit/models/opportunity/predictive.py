"""Which repositories, areas or topics are likely to get attention next: O_i of S6, counted from history.

The list is predictive: it extends what has been going on. It does not say what would do good; that is
`normative`, and the two are never put into one list.
"""

from collections.abc import Callable

import attrs
import numpy as np

from influencekit.columns import Floats
from influencekit.evidence import Evidence
from influencekit.models.opportunity.formula import Opportunity
from influencekit.models.opportunity.scopes import Scope, Window
from influencekit.models.opportunity.terms import DEALINGS, FEEDBACK, PEOPLE, WORK, terms_of
from influencekit.models.opportunity.uncertainty import ends
from influencekit.models.scoring import Part, parts, reasons
from influencekit.report import Score
from influencekit.words import count, number

ACTS = (FEEDBACK, DEALINGS, WORK)
K_WITHOUT_A_PAST = 1.0
"""k_i where nothing is given and nothing happened in the window before."""
PREDICTIVE = (
    "Predictive: it extends what went on in the window; it does not say what would do good. "
    "O = k·P + I + C + T adds up acts and people: whatever is plentiful decides."
)


def weights(acts: Floats, people: Floats) -> Floats:
    """Return k_i from the window before: acts for each person, drawn towards the rate of all.

    k_i = (acts_i + k) / (people_i + 1), k being the rate of all subjects together: as if one
    ordinary person more had been there. So a subject without a past has the rate of all.

    Examples
    --------
    >>> weights(np.array([9.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [4.5, 4.5]
    """
    everybody = people.sum()
    rate = acts.sum() / everybody if everybody else K_WITHOUT_A_PAST
    drawn: Floats = (acts + rate) / (people + 1)
    return drawn


def predict(
    evidence: Evidence, scope: Scope, window: Window, *, k: float | None = None
) -> list[Score]:
    """Return O_i of each subject with anything in the window, the largest first; ties by key.

    Parameters
    ----------
    k
        Acts for each person, for all subjects; None: for each from the window before, see `weights`.
    """
    now, size = terms_of(evidence, scope, window), len(scope.subjects)
    if not len(now.subject):
        return []
    before = terms_of(evidence, scope, window, 1)
    acts = before.total(size, *ACTS)
    k_i = weights(acts, before.total(size, PEOPLE)) if k is None else np.full(size, float(k))
    acting = now.term != PEOPLE
    sure = ends(
        evidence,
        now.subject[acting],
        now.at[acting],
        now.amount[acting],
        subjects=size,
        window=window,
    )
    totals = {term: now.total(size, term).tolist() for term in (PEOPLE, *ACTS)}
    amount = np.where(now.term == PEOPLE, k_i[now.subject], now.amount)
    some = np.flatnonzero(amount > 0)
    columns = (now.subject[some], now.term[some], now.place[some], amount[some])
    scores = []
    for at, found in parts(*columns, tie=np.arange(4)):
        p, i, c, t = (totals[term][at] for term in (PEOPLE, *ACTS))
        terms = Opportunity(k=float(k_i[at]), p=p, i=i, c=c, t=t)
        past = terms.k * terms.p
        scores.append(
            Score(
                subject=scope.subjects[at],
                value=terms.value,
                low=None if sure is None else past + float(sure[0][at]),
                high=None if sure is None else past + float(sure[1][at]),
                reasons=reasons(found, _say(terms), now.locate),
                details=attrs.asdict(terms),
            )
        )
    return sorted(scores, key=lambda score: (-score.value, score.subject.key))


def _say(terms: Opportunity) -> Callable[[Part, float], str]:
    def say(part: Part, _: float) -> str:
        amount = number(part.amount)
        return {
            PEOPLE: f"{count(round(terms.p), 'author')}, weighed with k = {number(terms.k)} (k·P)",
            FEEDBACK: f"reports and other feedback: {amount} (I)",
            DEALINGS: f"reviews, help and other dealings: {amount} (C)",
            WORK: f"commits and posts: {amount} (T)",
        }[part.what]

    return say
