"""alpha and beta of the linear model, fitted to the attention that people received next."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.influence.acts import acts_of
from influencekit.models.influence.fitting import Rows, fit, lacking, rows_of
from influencekit.models.influence.linear import LinearInfluence, LinearInfluenceParams
from influencekit.models.influence.network.attention import attention
from influencekit.models.influence.panel import Panel, Periods, faded, panel_of
from influencekit.testing import evidence

DAY = 86_400


def panel(c, f, i):
    return Panel(
        contributions=np.array(c, float), factors=np.array(f, float), attention=np.array(i, float)
    )


def random_panel(seed, people=12, periods=9):
    random = np.random.default_rng(seed)
    tables = [random.integers(0, 5, (people, periods)) for _ in range(3)]
    return panel(*tables)


def rows(c, f, i):
    size = len(c)
    return Rows(
        c=np.array(c, float),
        f=np.array(f, float),
        i=np.array(i, float),
        person=np.arange(size, dtype=np.int32),
        period=np.zeros(size, np.int32),
    )


def test_two_weights_that_explain_everything_are_found():
    # 2·C + 0.5·F, by hand: three rows, two unknowns.
    found = fit(rows([1, 0, 2], [0, 2, 4], [2, 1, 6]), resamples=1)
    assert (found.alpha, found.beta) == (pytest.approx(2), pytest.approx(0.5))
    assert (found.rows, found.people) == (3, 3)


def test_a_weight_that_would_be_negative_is_zero_and_the_other_is_fitted_alone():
    # Unbounded: C = 3, F = -1. With beta = 0 the best alpha is Σ C·I / Σ C² = (3 + 2·2) / 5.
    found = fit(rows([1, 2], [0, 4], [3, 2]), resamples=1)
    assert (found.alpha, found.beta) == (pytest.approx(7 / 5), 0.0)


def test_rows_are_people_in_periods_in_which_they_did_something_with_what_came_next():
    found = rows_of(panel([[4, 0, 2, 9]], [[0, 0, 1, 9]], [[9, 1, 2, 3]]), fading=0.5)
    assert found.c.tolist() == [4, 3]  # 4 · 0.25 + 2 in the third period; the second has no row
    assert found.f.tolist() == [0, 1]
    assert found.i.tolist() == [1, 3]
    assert found.period.tolist() == [0, 2]
    assert len(found.until(3)) == 1


@given(st.integers(0, 10**6), st.floats(0, 0.99))
def test_the_rows_are_those_of_going_through_people_and_periods(seed, fading):
    known = random_panel(seed)
    expected = {
        (int(place), period): (
            sum(known.contributions[who, at] * fading ** (period - at) for at in range(period + 1)),
            sum(known.factors[who, at] * fading ** (period - at) for at in range(period + 1)),
            known.attention[who, period + 1],
        )
        for who, place in enumerate(known.ranks())
        for period in range(8)
        if known.contributions[who, period] or known.factors[who, period]
    }
    found = rows_of(known, fading)
    keys = list(zip(found.person.tolist(), found.period.tolist(), strict=True))
    assert keys == sorted(expected)
    told = np.stack((found.c, found.f, found.i), axis=1)
    np.testing.assert_allclose(told, [expected[key] for key in keys], rtol=1e-12)


@given(st.integers(0, 10**6))
def test_the_fit_is_the_best_on_a_grid_around_it(seed):
    known = rows_of(random_panel(seed), 0.5)
    found = fit(known, resamples=1)

    def off(alpha, beta):
        return float(np.sum((known.i - alpha * known.c - beta * known.f) ** 2))

    best = off(found.alpha, found.beta)
    for step in (-0.1, -0.01, 0.01, 0.1):
        for da, db in ((step, 0), (0, step), (step, step), (step, -step)):
            if found.alpha + da >= 0 and found.beta + db >= 0:
                assert off(found.alpha + da, found.beta + db) >= best - 1e-9


@given(st.integers(0, 10**6), st.permutations(range(12)))
def test_people_in_another_order_give_the_same_bits(seed, order):
    known = random_panel(seed)
    other = attrs.evolve(
        known, **{name: getattr(known, name)[order] for name in attrs.asdict(known)}
    )
    first, second = (fit(rows_of(it, 0.5), resamples=20) for it in (known, other))
    assert (first.alpha, first.beta) == (second.alpha, second.beta)
    assert first.resampled.tobytes() == second.resampled.tobytes()


def test_resampled_weights_are_those_of_fitting_to_the_people_who_were_drawn():
    known = rows_of(random_panel(7), 0.5)
    people = np.unique(known.person)
    drawn = np.random.default_rng(3).integers(0, len(people), len(people))
    chosen = np.concatenate([np.flatnonzero(known.person == people[who]) for who in drawn])
    again = {name: getattr(known, name)[chosen] for name in attrs.asdict(known)}
    direct = fit(Rows(**again), resamples=1)
    first = fit(known, resamples=1, rng=3).resampled[0]
    assert first == pytest.approx([direct.alpha, direct.beta])


def test_intervals_hold_the_truth_and_shrink_with_more_people():
    random = np.random.default_rng(5)
    widths = []
    for people in (50, 800):
        c, f = random.integers(0, 9, (2, people))
        known = rows(c, f, 2 * c + 0.5 * f + random.normal(0, 1, people))
        found = fit(known)
        (low, high), (low_f, high_f) = found.interval(0), found.interval(1)
        assert low - 0.1 < 2 < high + 0.1
        assert low_f - 0.1 < 0.5 < high_f + 0.1
        widths.append(high - low)
    assert widths[1] < widths[0] / 2


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (rows([], [], []), "there are 0 people in 0 periods, 0 rows in all"),
        (rows([1] * 40, [2] * 40, [1] * 40), "40 people in 1 period"),
    ],
)
def test_too_little_is_named_with_what_is_needed(known, said):
    assert said in lacking(known)
    assert "at least 5, 4 and 30 are needed" in lacking(known)


@pytest.mark.parametrize(
    ("c", "f", "i", "said"),
    [
        (1, 2, 0, "nobody received any attention"),
        (0, 2, 1, "there are no contributions"),
        (1, 0, 1, "there are no other factors"),
        (1, 2, 1, "cannot be told apart"),
    ],
)
def test_constant_columns_are_named_instead_of_being_fitted(c, f, i, said):
    many = np.ones(60)
    known = attrs.evolve(
        rows(many * c, many * f, many * i), period=np.arange(60, dtype=np.int32) % 6
    )
    assert said in lacking(known)


def test_nothing_cannot_be_fitted():
    with pytest.raises(ValueError, match="At least one row"):
        fit(rows([], [], []))


def test_faded_sums_are_those_by_hand():
    assert faded(np.array([[8.0, 4.0, 0.0]]), 0.25).tolist() == [[8.0, 6.0, 1.5]]
    assert faded(np.zeros((2, 0)), 0.25).shape == (2, 0)


CITED = """
    2024-01-01 ada a.py +9
    2024-01-10 bob b.py +9
    2024-04-20 cyd post "On a.py" refs=ada@2024-01-01,bob@2024-01-10
    2024-04-20 ada post "On mine" refs=ada@2024-01-01
    2024-04-21 bob mention -> ada weight=2
    2024-04-21 ada mention -> ada
    2024-04-22 bob a.py +1
    """


def test_attention_is_building_on_citing_and_mentioning_by_others():
    known = evidence(CITED)
    seen = attention(known)
    found = panel_of(known, acts_of(known, seen), seen, Periods(end=known.as_of, days=90.0))
    people = {person.key: row for row, person in enumerate(known.people)}
    # Ada: cyd's post, two mentions by bob, bob's change after hers. Her own post does not count.
    assert found.attention[people["ada"]].tolist() == [0, 4]
    assert found.attention[people["bob"]].tolist() == [0, 1]
    assert found.contributions[people["cyd"]].tolist() == [0, 1]


def story(periods=6, people=6):
    """Return a history in which everybody commits and reviews, some more than others."""
    lines = []
    for period in range(periods):
        for who in range(people):
            day = np.datetime64("2020-01-01") + 90 * period + who
            reviews = "".join(
                f" reviewed-by=p{other}"
                for other in range(people)
                if (who + other) % 3 == 0 and other != who
            )
            for turn in range(1 + who % 3):
                file = f"f{(who + turn + period) % 4}.py"
                lines.append(f"{day}T0{turn}:00+00:00 p{who} {file} +5 -{period and 2}{reviews}")
    return "\n".join(lines)


def test_with_enough_history_alpha_and_beta_are_fitted_and_the_result_says_how_surely():
    result = LinearInfluence().run(evidence(story()), LinearInfluenceParams(), {})
    assert result.unit == "acts of attention/90 d"
    assert (
        "are fitted to the attention that 6 people received in the 90 days after" in result.notes[0]
    )
    for score in result.scores:
        assert score.low <= score.value <= score.high
        assert sum(reason.share for reason in score.reasons) == pytest.approx(1)


def test_without_enough_history_the_result_says_what_is_missing_and_which_defaults_hold():
    result = LinearInfluence().run(evidence(story(periods=2)), LinearInfluenceParams(), {})
    assert result.notes[0].startswith("alpha = 1 and beta = 1 are defaults, not fitted to data: ")
    assert "at least 5, 4 and 30 are needed" in result.notes[0]
    assert all(score.low is None for score in result.scores)


@pytest.mark.parametrize("shift", [-(10**9), 86_399])
def test_another_time_and_other_names_give_the_same_fit(shift, kit):
    known = evidence(story())
    times = known.commits.authored_at + shift
    later = attrs.evolve(
        known,
        as_of=known.as_of + shift,
        commits=attrs.evolve(known.commits, authored_at=times, committed_at=times),
    )
    renamed = evidence(story().replace(" p", " q").replace("=p", "=q"))
    first, second, third = (
        LinearInfluence().run(it, LinearInfluenceParams(), {}) for it in (known, later, renamed)
    )
    assert kit.as_bytes(first) == kit.as_bytes(second)
    assert first.notes == third.notes
    assert [it.value for it in first.scores] == [it.value for it in third.scores]
