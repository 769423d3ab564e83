"""O_i counted from history: what is likely to get attention next."""

import json

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.opportunity.formula import Opportunity
from influencekit.models.opportunity.predictive import predict, weights
from influencekit.models.opportunity.scopes import SCOPES, Window
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "web": ("web/",)}))
# Window: 100 days to 2024-06-30; before it, the 100 days to 2024-03-22.
STORY = """
    2024-02-01 ada core/a.py +1 reviewed-by=bob
    2024-02-02 ada core/a.py +1
    2024-02-03 bob web/a.js +1
    2024-06-01 ada core/a.py +1 reviewed-by=bob reported-by=cyd signed-off-by=eve
    2024-06-02 bob core/a.py +1 co-authored-by=ada
    2024-06-03 cyd core/a.py +1 acked-by=ada
    2024-06-04 ada post refs=core/a.py path=posts/a.md
    2024-06-30 bob web/a.js +1
"""


def predicted(text=STORY, scope="areas", days=100, **options):
    known = evidence(text, settings=FOLDERS)
    window = Window(end=known.as_of, days=days)
    found = predict(known, SCOPES[scope](known, window), window, **options)
    return {score.subject.label: score for score in found}, known


def test_the_terms_are_counted_and_added_up_as_by_hand():
    # Of core in the window: P = ada, bob and cyd = 3. I = cyd's report = 1. C = bob's review and
    # ada's ack = 2. T = 3 commits and a post = 4.
    # Before: core 2 commits, 1 review and 1 person; web 1 commit and 1 person: together 4 acts of
    # 2 people, a rate of 2. So k of core = (3 + 2)/(1 + 1) = 2.5, of web (1 + 2)/(1 + 1) = 1.5.
    # O of core = 2.5·3 + 1 + 2 + 4 = 14.5; O of web = 1.5·1 + 0 + 0 + 1 = 2.5.
    scores, known = predicted()
    assert list(scores) == ["core", "web"]
    core = scores["core"]
    assert core.details == {"k": 2.5, "p": 3.0, "i": 1.0, "c": 2.0, "t": 4.0}
    assert core.value == 14.5
    assert scores["web"].value == 2.5
    oids = list(known.commits.oid)
    assert [(it.text, it.share, it.locators) for it in core.reasons] == [
        ("3 authors, weighed with k = 2.5 (k·P)", 7.5 / 14.5, (oids[5], oids[4])),
        ("commits and posts: 4 (T)", 4 / 14.5, ("posts/a.md", oids[5], oids[4])),
        ("reviews, help and other dealings: 2 (C)", 2 / 14.5, (oids[5], oids[3])),
        ("reports and other feedback: 1 (I)", 1 / 14.5, (oids[3],)),
    ]


def test_k_may_be_given():
    assert predicted(k=10)[0]["core"].value == 37.0
    assert predicted(k=0)[0]["core"].value == 7.0


def test_without_a_past_k_is_one():
    scores, _ = predicted("2024-06-01 ada core/a.py +1")
    assert scores["core"].value == 2.0
    assert weights(np.zeros(2), np.zeros(2)).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("k", "terms", "value"), [(0.5, 20, 45.0), (0.3, 25, 56.0)])
def test_the_formula_is_that_of_the_worked_case(k, terms, value):
    c, t = (10, 5) if k == 0.5 else (15, 10)
    assert Opportunity(k=k, p=20, i=terms, c=c, t=t).value == value


def test_repositories_have_interactions_that_say_they_are_about_them_or_are_about_the_only_one():
    text = """
        repository one
        2024-06-01 ada core/a.py +1
        repository two
        2024-06-01 ada core/b.py +1
        2024-06-02 bob like -> ada weight=7 about=one
        2024-06-03 bob answer -> ada weight=2 about=two
        2024-06-04 bob answer -> ada
    """
    scores, _ = predicted(text, "repositories")
    assert (scores["one"].details["i"], scores["one"].details["c"]) == (7.0, 0.0)
    assert (scores["two"].details["i"], scores["two"].details["c"]) == (0.0, 2.0)
    alone, _ = predicted(
        "2024-06-01 ada core/a.py +1\n2024-06-04 bob answer -> ada", "repositories"
    )
    assert next(iter(alone.values())).details["c"] == 1.0


def test_topics_have_posts_that_name_them_in_their_title_or_tags():
    text = "".join(f'2024-06-0{day} ada core/a.py +1 "Delta {day}"\n' for day in range(1, 4))
    text += "".join(f'2024-06-0{day} ada core/a.py +1 "Other"\n' for day in range(4, 9))
    text += '2024-06-09 ada post "On delta chains" path=posts/a.md\n'
    text += '2024-06-09 ada post "On trees" path=posts/b.md tags=delta\n'
    text += '2024-06-09 ada post "On delta" path=posts/c.md draft\n'
    scores, _ = predicted(text, "topics")
    assert scores["delta"].details["t"] == 5.0
    assert scores["delta"].subject.kind == "topic"


def test_bots_and_drafts_and_what_is_outside_of_the_window_do_not_count():
    text = """
        2023-01-01 ada core/a.py +1
        2024-06-01 dependabot[bot] core/a.py +1 reviewed-by=ada
        2024-06-02 ada post refs=core/a.py draft
        2024-06-30 ada web/a.js +1
    """
    assert list(predicted(text)[0]) == ["web"]


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -1.0, 0.0])
def test_an_interaction_without_a_weight_that_counts_is_none(weight):
    known = evidence("2024-06-01 ada core/a.py +1\n2024-06-04 bob answer -> ada")
    wrong = attrs.evolve(known.interactions[0], weight=weight)
    known = attrs.evolve(known, interactions=(wrong,))
    window = Window(end=known.as_of, days=100)
    (score,) = predict(known, SCOPES["repositories"](known, window), window)
    assert (score.details["c"], score.value) == (0.0, 2.0)


def test_a_post_without_a_date_is_of_no_window():
    known = evidence("2024-06-01 ada core/a.py +1\n2024-06-04 ada post refs=core/a.py")
    undated = attrs.evolve(known.posts[0], published_at=None)
    known = attrs.evolve(known, posts=(undated,))
    window = Window(end=known.as_of, days=100)
    (score,) = predict(known, SCOPES["areas"](known, window), window)
    assert score.details["t"] == 1.0


@pytest.mark.parametrize("text", ["", "2024-06-01 ada x.lock +1", "2024-06-01 ada post"])
@pytest.mark.parametrize("scope", SCOPES)
def test_nothing_is_an_empty_list(text, scope):
    assert predicted(text, scope)[0] == {}


def test_one_commit_of_one_person_has_a_value_and_no_interval():
    score = predicted("2024-06-01 ada core/a.py +1")[0]["core"]
    assert (score.low, score.high) == (None, None)


@pytest.mark.parametrize("scope", SCOPES)
@settings(max_examples=30)
@given(data=st.data())
def test_order_time_and_names_leave_no_trace(kit, scope, data):
    world = data.draw(kit.worlds())

    def told(**options):
        known = kit.evidence_of(world, as_of=1000, **options)
        window = Window(end=known.as_of, days=365)
        found = predict(known, SCOPES[scope](known, window), window)
        for score in found:
            assert score.low is None or score.low <= score.high
            assert sum(reason.share for reason in score.reasons) == pytest.approx(1)
        return json.dumps([attrs.asdict(score) for score in found])

    assert told() == told(seed=data.draw(st.integers(0, 99)))
    assert told() == told(shift=data.draw(st.integers(-(10**9), 10**9)))
    assert told() == told(name=lambda old: f"somebody-{9 - old}")
