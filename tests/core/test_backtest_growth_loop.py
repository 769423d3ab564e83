"""The growth loop: its system, what is told of it, and its back-test on months and editions."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.backtests import Given
from influencekit.backtests.growth_loop import Months, backtest, editions_of, mentions, series_of
from influencekit.errors import InputError
from influencekit.models.influence import loop
from influencekit.models.influence.loop import Loop, Series, ablations, fit, resampled, steps_of
from influencekit.protocols import Task
from influencekit.testing import evidence


def series(seed=0, people=20, periods=20):
    random = np.random.default_rng(seed)
    return Series(
        **{name: random.integers(0, 4, (people, periods)).astype(float) for name in loop.TARGETS}
    )


def simple(a1=0.0, a2=0.0, a3=0.0, of_brand=0.0, to_brand=0.0):
    """Return a loop of C and A alone."""
    weights = np.zeros((3, 5))
    weights[0] = a1, a2, a3, of_brand, 0
    weights[1, 0] = to_brand
    return Loop(constant=np.zeros(3), weights=weights)


def test_a_loop_of_own_output_alone_has_its_weight_for_spectral_radius():
    assert simple(a1=0.8).spectral_radius == pytest.approx(0.8)


def test_a_loop_over_attention_goes_round_in_two_periods():
    # C feeds A by 0.5, A feeds C by 2: after two periods 1 of 1 is back.
    whole = simple(of_brand=2.0, to_brand=0.5)
    assert whole.spectral_radius == pytest.approx(1.0)
    assert whole.without(loop.ATTENTION).spectral_radius == pytest.approx(0.0)


def test_lags_are_carried_from_period_to_period():
    # x² = 0.5·x + 0.24 has the roots 0.8 and -0.3.
    assert simple(a1=0.5, a2=0.24).spectral_radius == pytest.approx(0.8)
    path = simple(a1=0.5, a2=0.25).simulate(np.array([2.0, 4.0, 9.0, 0, 0]), 2)
    assert path[:, 0].tolist() == [2.0, 2.0, 1.5]
    assert path[:, 1].tolist() == [4.0, 2.0, 2.0]


@given(st.lists(st.floats(-1, 1), min_size=15, max_size=15))
def test_the_spectral_radius_is_what_long_powers_grow_by(weights):
    some = Loop(constant=np.zeros(3), weights=np.array(weights).reshape(3, 5))
    radius = some.spectral_radius
    if radius > 1e-3:
        power = np.linalg.matrix_power(some.matrix / radius, 200)
        assert 1e-9 < np.linalg.norm(power) < 1e9


@pytest.mark.parametrize(("radius", "said"), [(1.02, "grows"), (1.0, "holds"), (0.98, "dies out")])
def test_what_a_radius_means_is_said(radius, said):
    assert loop.verdict(radius) == said


def test_rows_are_of_people_who_were_busy_in_the_last_three_periods():
    # Busy in the first period alone: of the periods that have three behind them, only the third.
    known = Series(
        contributions=np.array([[3.0, 0, 0, 0, 0]]),
        attention=np.array([[0.0, 0, 7, 1, 0]]),
        collaboration=np.zeros((1, 5)),
    )
    steps = steps_of(known)
    assert steps.period.tolist() == [2]
    assert np.expm1(steps.before).round(9).tolist() == [[0, 0, 3, 7, 0]]
    assert np.expm1(steps.after).round(9).tolist() == [[0, 1, 0]]


def test_a_loop_that_made_the_series_is_found_again():
    random = np.random.default_rng(4)
    true = Loop(
        constant=np.array([0.3, 0.1, 0.2]),
        weights=np.array(
            [[0.3, 0.2, 0.1, 0.2, 0.1], [0.1, 0, 0, 0.4, 0.1], [0.1, 0.1, 0, 0.2, 0.3]]
        ),
    )
    paths = np.stack([true.simulate(random.uniform(0, 3, 5), 12) for _ in range(40)])
    values = np.expm1(paths)
    steps = steps_of(
        Series(contributions=values[..., 0], attention=values[..., 3], collaboration=values[..., 4])
    )
    found = fit(steps)
    assert found.weights == pytest.approx(true.weights, abs=1e-6)
    assert found.spectral_radius == pytest.approx(true.spectral_radius, abs=1e-6)
    assert ablations(steps, steps)["and both"] == pytest.approx([1, 1, 1])


@given(st.integers(0, 1000))
def test_r_squared_is_that_of_its_definition_on_rows_not_fitted_on(seed):
    steps = steps_of(series(seed))
    earlier, later = steps.rows(steps.period < 12), steps.rows(steps.period >= 12)
    found = ablations(earlier, later)["and attention"]
    columns = np.column_stack((np.ones(len(earlier)), earlier.before[:, [0, 1, 2, 3]]))
    for target in range(3):
        weights = np.linalg.pinv(columns) @ earlier.after[:, target]
        told = np.column_stack((np.ones(len(later)), later.before[:, [0, 1, 2, 3]])) @ weights
        after = later.after[:, target]
        expected = 1 - ((after - told) ** 2).sum() / ((after - after.mean()) ** 2).sum()
        assert found[target] == pytest.approx(expected)


@given(st.permutations(range(20)))
def test_people_in_another_order_give_the_same_bits(order):
    known = series()
    other = Series(**{name: getattr(known, name)[order] for name in loop.TARGETS})
    one, two = (steps_of(it) for it in (known, other))
    assert fit(one).weights.tobytes() == fit(two).weights.tobytes()
    assert [it.weights.tobytes() for it in resampled(one, resamples=3)] == [
        it.weights.tobytes() for it in resampled(two, resamples=3)
    ]


def test_what_never_varies_has_no_r_squared():
    known = attrs.evolve(series(), attention=np.zeros((20, 20)))
    steps = steps_of(known)
    assert np.isnan(ablations(steps, steps)["and both"][1])


@pytest.mark.parametrize("size", [(0, 0), (1, 2), (2, 4)])
def test_too_little_cannot_be_fitted(size):
    known = Series(**{name: np.ones(size) for name in loop.TARGETS})
    with pytest.raises(ValueError, match="too few"):
        fit(steps_of(known))


def test_full_names_are_counted_whole_and_names_of_one_word_nowhere():
    text = "Ann Lee met Ann\n Lee, Ann Leeds, (Ann Lee) and xAnn Lee; ann lee and Bo too"
    editions = editions_of({"posts/2024-01-31-x.md": text, "2024-03-01.txt": "Ann Lee"})
    months = Months(first=editions[0][0], last=editions[-1][0])
    found = mentions(["Ann Lee", "Bo", "A. (B) C+"], editions, months, Task())
    assert found.tolist() == [[3, 0, 1], [0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("name", ["notes.md", "posts/x-2024-01-01.md", "2024-13-01.md", ""])
def test_a_file_without_a_date_is_named(name):
    with pytest.raises(InputError, match="does not begin with a date"):
        editions_of({name: ""})


STORY = """
    2024-01-31T23:00-02:00 "Ann Lee" a.py +1 "Start"
    2024-02-02 bob a.py +1 reviewed-by="Ann Lee" signed-off-by="Ann Lee" "Go on"
    2024-03-02 bob a.py +1 reviewed-by=bob "And on"
    2024-03-03 ann-bot[bot] a.py +1 reviewed-by=bob "And on"
    """


def test_months_are_those_of_utc_and_trailers_count_in_both_directions():
    editions = [(54 * 12, "Ann Lee"), (54 * 12 + 2, "")]
    known = evidence(STORY)
    found = series_of(known, editions, least=1, task=Task())
    ann, bob = (
        [person.name for person in known.people if not person.bot].index(name)
        for name in ("Ann Lee", "bob")
    )
    assert found.contributions[[ann, bob]].tolist() == [[0, 1, 0], [0, 1, 1]]
    assert found.collaboration[[ann, bob]].tolist() == [[0, 1, 0], [0, 1, 0]]
    assert found.attention[[ann, bob]].tolist() == [[1, 0, 0], [0, 0, 0]]


def busy(months=24, people=4):
    lines = [
        f'{2020 + month // 12}-{month % 12 + 1:02}-0{who + 1} "Person P{who}" f{turn}.py +1 '
        f'reviewed-by="Person P{(who + month) % people}" "Go"'
        for month in range(months)
        for who in range(people)
        for turn in range((who * 7 + month * 3) % 4)
    ]
    files = {
        f"{2020 + month // 12}-{month % 12 + 1:02}-20.md": f"Person P{month % people} "
        * (month % 3)
        for month in range(months)
    }
    return Given(read=evidence("\n".join(lines)), files=files)


def test_the_back_test_has_a_row_for_what_is_told_and_says_what_keeps_the_loop_going():
    ablated, radii = backtest(busy())
    assert ablated.columns[1:] == tuple(loop.ABLATIONS)
    assert [row[0].split()[0] for row in ablated.rows] == list(loop.TARGETS)
    assert radii.rows[0][0] == "whole"
    assert all(row[2] <= row[3] for row in radii.rows)
    assert "4 people" in ablated.notes[0]


def test_a_split_says_from_which_month_on_is_judged():
    given_ = busy()
    moment = int(np.datetime64("2021-07-01T00:00").astype("datetime64[s]").astype(int))
    ablated, _ = backtest(attrs.evolve(given_, split=moment))
    assert "from month 19 on" in ablated.notes[0]
    for nonsense in (0, 10**11):
        with pytest.raises(InputError, match="too few"):
            backtest(attrs.evolve(given_, split=nonsense))


def test_a_history_of_nobody_is_refused_in_a_sentence():
    with pytest.raises(InputError, match=r"^growth-loop: .* There are 0 people in 1 month\.$"):
        backtest(Given(read=evidence(STORY), files={"2024-02-01.md": "x"}))
