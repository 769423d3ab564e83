"""The registered growth loop: what it is fitted to, what its scores and details say."""

import numpy as np
import pytest

from influencekit.models.influence.growth import (
    GrowthLoop,
    GrowthLoopParams,
    held_back,
    series_of,
)
from influencekit.models.influence.loop import Loop, fit, steps_of
from influencekit.models.influence.panel import Periods
from influencekit.testing import evidence


def story(months=24, people=6):
    return "\n".join(
        f"{2020 + month // 12}-{month % 12 + 1:02}-0{who + 1} p{who} f{turn}.py +2 -1 "
        f'reviewed-by=p{(who + month) % people} "Go"'
        for month in range(months)
        for who in range(people)
        for turn in range((who * 5 + month * 3) % 4)
    )


def scores(known, **params):
    result = GrowthLoop().run(known, GrowthLoopParams(**params), {})
    return {(it.subject.kind, it.subject.key): it for it in result.scores}, result


def test_contributions_attention_and_collaboration_are_counted_apart():
    known = evidence(
        """
        2024-01-01 ada a.py +9 "Start"
        2024-02-10 bob a.py +1 -1 reviewed-by=ada "Go on"
        2024-02-11 bob post "On it" refs=ada@2024-01-01
        """
    )
    found = series_of(known, Periods(end=known.as_of, days=30.0))
    ada, bob = ([person.key for person in known.people].index(key) for key in ("ada", "bob"))
    assert found.contributions[[ada, bob]].tolist() == [[1, 0], [0, 2]]
    # Bob replaces her line, changes her file and cites her commit; her review is collaboration of both.
    assert found.attention[[ada, bob]].tolist() == [[0, 3], [0, 0]]
    assert found.collaboration[[ada, bob]].tolist() == [[0, 1], [0, 1]]


def test_the_project_has_the_spectral_radius_of_the_fitted_loop_with_an_interval():
    known = evidence(story())
    found, result = scores(known)
    whole = fit(steps_of(series_of(known, Periods(end=known.as_of, days=30.0))))
    project = found["project", "repo" if ("project", "repo") in found else "."]
    assert project.value == pytest.approx(whole.spectral_radius)
    assert project.low <= project.high
    assert project.details["without_brand"] == pytest.approx(whole.without(3).spectral_radius)
    assert sum(reason.share for reason in project.reasons) == pytest.approx(1)
    assert result.notes[0].startswith("Fitted to ")


def test_people_who_were_busy_of_late_are_simulated_from_where_they_are():
    known = evidence(story())
    found, _ = scores(known)
    series = series_of(known, Periods(end=known.as_of, days=30.0))
    whole, last = fit(steps_of(series)), series.contributions.shape[1] - 1
    for (kind, key), score in found.items():
        if kind == "person":
            row = [person.key for person in known.people].index(key)
            state = series.states(np.array([row]), np.array([last]))[0]
            path = whole.simulate(state, 12)
            assert score.value == pytest.approx(np.exp((path[12, 0] - path[0, 0]) / 12))
            assert score.details["next_contributions"] == pytest.approx(np.expm1(path[1, 0]))


def test_the_stage_that_holds_somebody_back_is_where_more_would_add_most():
    weights = np.zeros((3, 5))
    weights[0] = 0.2, 0.0, 0.0, 0.1, 0.6  # exchange tells most of the next output
    whole, usual = Loop(constant=np.zeros(3), weights=weights), np.ones(5)
    assert held_back(whole, np.zeros(5), usual) == "exchange"
    assert held_back(whole, np.array([0, 0, 0, 0, 2.0]), usual) == "output"
    assert held_back(whole, np.full(5, 2.0), usual) == ""


@pytest.mark.parametrize("text", ["", "2024-01-01 ada a.py +1", story(months=3), story(people=4)])
def test_too_little_gives_no_score_and_says_what_is_needed(text):
    found, result = scores(evidence(text))
    assert found == {}
    assert result.notes[0].startswith("Not fitted: ")
    assert "at least 60 of 5 people who differ are needed." in result.notes[0]


def test_people_who_all_do_the_same_always_are_not_fitted():
    same = "\n".join(
        f"{2020 + month // 12}-{month % 12 + 1:02}-0{who + 1} p{who} f{who}.py +2"
        for month in range(36)
        for who in range(6)
    )
    found, _ = scores(evidence(same), period=90.0)
    assert all(np.isfinite(it.value) for it in found.values())


@pytest.mark.parametrize("period", [0, 6, float("nan"), float("inf")])
def test_periods_that_mean_nothing_are_refused(period):
    with pytest.raises(ValueError, match="period"):
        GrowthLoopParams(period=period)
