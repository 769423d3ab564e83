"""The back-test of the linear influence model: what it judges, and by what."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.backtests import Given
from influencekit.backtests.attention import MODEL, backtest, centred_ranks, foretell
from influencekit.errors import InputError
from influencekit.models.influence.panel import Panel
from influencekit.testing import evidence


def panel(seed=1, people=30, periods=12):
    """Return a panel in which attention follows 2·C + F, with some chance."""
    random = np.random.default_rng(seed)
    c, f = random.integers(0, 9, (2, people, periods)).astype(float)
    i = np.zeros((people, periods))
    i[:, 1:] = (2 * c + f)[:, :-1] + random.integers(0, 3, (people, periods - 1))
    return Panel(contributions=c, factors=f, attention=i)


def correlation(one, other):
    """Spearman's, by its definition: Pearson's of mean ranks, each counted out."""

    def ranks(values):
        return [
            sum(it < value for it in values) + (1 + sum(it == value for it in values)) / 2
            for value in values
        ]

    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def test_the_model_is_judged_by_the_mean_rank_correlation_of_the_later_periods():
    known = panel()
    found = foretell(known, {"C alone": known.contributions}, fading=0.0, first=8, resamples=20)
    active = known.active()
    expected = [
        correlation(
            known.contributions[active[:, t], t].tolist(),
            known.attention[active[:, t], t + 1].tolist(),
        )
        for t in range(7, 11)
    ]
    assert found.correlation["C alone"] == pytest.approx(np.mean(expected))
    assert found.weights.alpha == pytest.approx(2, abs=0.4)
    assert found.correlation[MODEL] > found.correlation["C alone"]
    assert found.cases == int(active[:, 7:11].sum())
    low, high = np.quantile(found.resampled[MODEL], [0.0, 1.0])
    assert low - 0.05 < found.correlation[MODEL] < high + 0.05


def test_what_is_judged_is_not_fitted_on():
    known, later = panel(), panel()
    later.attention[:, 8:] = panel(seed=2).attention[:, 8:]
    weights = [foretell(it, {}, fading=0.3, first=8, resamples=2).weights for it in (known, later)]
    assert (weights[0].alpha, weights[0].beta) == (weights[1].alpha, weights[1].beta)


def test_r_squared_is_one_where_the_sum_is_what_was_received_and_low_for_noise():
    known = panel()
    known.attention[:, 1:] = (2 * known.contributions + known.factors)[:, :-1]
    noise = np.random.default_rng(0).random(known.attention.shape)
    found = foretell(known, {"noise": noise}, fading=0.0, first=8, resamples=2)
    assert found.explained[MODEL] == pytest.approx(1)
    assert found.explained["noise"] < 0.3


@given(st.permutations(range(30)))
def test_people_in_another_order_give_the_same_figures(order):
    known = panel()
    other = attrs.evolve(
        known, **{name: getattr(known, name)[order] for name in attrs.asdict(known)}
    )
    first, second = (
        foretell(it, {"C": it.contributions}, fading=0.5, first=8, resamples=3)
        for it in (known, other)
    )
    assert first.correlation == second.correlation
    assert first.explained == second.explained
    assert [it.tolist() for it in first.resampled.values()] == [
        it.tolist() for it in second.resampled.values()
    ]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_equal_values_share_the_mean_of_their_ranks(values):
    found = centred_ranks(np.array(values, float))
    mean = (len(values) + 1) / 2
    expected = [
        sum(it < value for it in values) + (1 + sum(it == value for it in values)) / 2 - mean
        for value in values
    ]
    assert found.tolist() == expected


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (panel(people=3), "there are 3 people"),
        (attrs.evolve(panel(), attention=np.zeros((30, 12))), "nobody received any attention"),
    ],
)
def test_too_little_to_fit_on_is_said(known, said):
    with pytest.raises(ValueError, match=said):
        foretell(known, {}, fading=0.5, first=8)


def test_later_periods_in_which_nothing_happened_are_no_zeros():
    known = panel()
    known.attention[:, 8:] = 0
    with pytest.raises(ValueError, match="there is no later period"):
        foretell(known, {}, fading=0.5, first=8, resamples=2)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01 ada a.py +1",
        "2020-01-01 ada a.py +1\n2024-01-01 ada a.py +1",
        "2020-01-01 ada a.py +1\n2024-01-01 bob a.py +1",
    ],
)
def test_a_history_of_little_is_refused_in_a_sentence(text):
    with pytest.raises(InputError, match=r"^attention: there are .*\.$"):
        backtest(Given(read=evidence(text)))


def history(periods=14, people=7):
    lines = []
    for period in range(periods):
        for who in range(people):
            day = np.datetime64("2020-01-01") + 90 * period + who
            lines += [
                f"{day}T0{turn}:00+00:00 p{who} f{(who * 3 + turn + period) % 5}.py +5 "
                f"reviewed-by=p{(who + period) % people}"
                for turn in range(1 + (who + period) % 3)
            ]
    return evidence("\n".join(lines))


def test_a_history_gives_a_row_for_each_predictor_and_the_weights():
    order, weights = backtest(Given(read=history()))
    assert [row[0] for row in order.rows][:2] == [MODEL, "commits in the period"]
    assert all(len(row) == len(order.columns) for row in order.rows)
    assert [row[0] for row in weights.rows] == ["alpha", "beta"]


def test_a_split_says_from_when_on_is_judged():
    known = history()
    split = known.as_of - 3 * 90 * 86_400
    order, _ = backtest(Given(read=known, split=split))
    assert "people in 3 periods of 90 days" in order.notes[0]
    for nonsense in (known.as_of + 1, 0):
        with pytest.raises(InputError, match="none to fit on or none to judge"):
            backtest(Given(read=known, split=nonsense))
