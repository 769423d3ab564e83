"""Who builds on whom, worked by hand and against a plain reference."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.influence.network.attention import LOOKED_AT, SORTS, attention
from influencekit.models.influence.network.maximization import maximize
from influencekit.models.influence.network.ranks import pagerank
from influencekit.testing import evidence


def acts(known):
    """Return each act as (giver, taker, sort, number of the commit)."""
    found = attention(known)
    columns = (found.giver, found.taker, found.sort, found.commit)
    return [
        (known.people[giver].key, known.people[taker].key, SORTS[sort], commit)
        for giver, taker, sort, commit in zip(*(it.tolist() for it in columns), strict=True)
    ]


def weights(known, graph):
    edges = zip(graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True)
    return {(known.people[a].key, known.people[b].key): weight for a, b, weight in edges}


def test_who_replaces_lines_gives_attention_to_their_author_once_a_commit():
    known = evidence("2024-01-01 ada a.py +9, b.py +9\n2024-01-02 bob a.py +1 -3, b.py +1 -3")
    assert sorted(acts(known)) == [
        ("bob", "ada", "co-edit", 1),
        ("bob", "ada", "replacement", 1),
    ]


def test_a_co_edit_goes_to_whoever_else_changed_the_file_last_also_through_a_rename():
    known = evidence(
        """
        2024-01-01 ada a.py +9
        2024-01-02 bob a.py +1
        2024-01-03 bob a.py => b.py +1
        2024-01-04 cyd b.py +1
        2024-01-05 cyd b.py +1
        """
    )
    assert sorted(acts(known), key=lambda act: act[3]) == [
        ("bob", "ada", "co-edit", 1),
        ("bob", "ada", "co-edit", 2),
        ("cyd", "bob", "co-edit", 3),
        ("cyd", "bob", "co-edit", 4),
    ]


def test_reviewers_give_attention_to_the_author_and_the_author_to_who_helped():
    known = evidence("2024-01-01 ada a.py +9 reviewed-by=bob helped-by=cyd signed-off-by=dan")
    assert sorted(acts(known)) == [("ada", "cyd", "credit", 0), ("bob", "ada", "credit", 0)]


def test_what_leaves_a_person_is_shared_by_acts_and_influence_runs_the_other_way():
    known = evidence(
        """
        2024-01-01 ada a.py +9
        2024-01-02 bob b.py +9
        2024-01-03 cyd a.py +1
        2024-01-04 cyd b.py +1
        2024-01-05 cyd c.py +1 helped-by=bob
        """
    )
    found = attention(known)
    expected = {("cyd", "ada"): 1 / 3, ("cyd", "bob"): 2 / 3}
    assert weights(known, found.graph()) == pytest.approx(expected)
    assert weights(known, found.influence()) == pytest.approx(
        {(taker, giver): weight for (giver, taker), weight in expected.items()}
    )
    ranks = dict(zip((who.key for who in known.people), pagerank(found.graph()), strict=True))
    assert ranks["bob"] > ranks["ada"] > ranks["cyd"]
    [first] = maximize(found.influence(), 1).seeds
    assert known.people[first].key == "bob"


def test_bots_and_files_that_do_not_count_give_and_get_nothing():
    known = evidence(
        """
        2024-01-01 ada a.py +9, x.lock +9
        2024-01-02 dependabot[bot] a.py +1 -1
        2024-01-03 bob x.lock +1 -1 reviewed-by=ada
        """
    )
    assert acts(known) == []


def test_without_history_nobody_builds_on_anybody():
    found = attention(evidence(""))
    assert (len(found), len(found.graph()), len(found.influence())) == (0, 0, 0)


def reference(world):
    """Return every act as (giver, taker, sort, commit), by the plainest means."""
    found, last = set(), {}
    for commit, of, path, _ in world.replaced:
        if world.paths[path].counts:
            found.add((world.commits[commit].author, world.commits[of].author, 0, commit))
    for number, commit in enumerate(world.commits):
        touches = [touch for touch in commit.touches if world.paths[touch[0]].counts]
        before = {path: list(people) for path, people in last.items()}
        for path, old, _ in touches:
            if world.counts(commit.author):
                history = before.get(old) or before.get(path, [])
                others = [person for person in history if person != commit.author]
                if others:
                    found.add((commit.author, others[-1], 1, number))
                last[path] = [*history, commit.author]
        for person, role in commit.credits if touches else ():
            pair = (person, commit.author) if role in LOOKED_AT else (commit.author, person)
            if role != "signed-off-by":
                found.add((*pair, 2, number))
    return {
        act for act in found if act[0] != act[1] and world.counts(act[0]) and world.counts(act[1])
    }


@given(data=st.data())
def test_it_is_the_plain_reference_in_any_order_of_the_evidence(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world, seed=data.draw(st.integers(0, 99)))
    number = [int(who.key.removeprefix("person-")) for who in known.people]
    found = attention(known)
    columns = (found.giver, found.taker, found.sort, found.commit)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert Counter(
        (number[giver], number[taker], sort, commit) for giver, taker, sort, commit in rows
    ) == Counter(reference(world))
    assert found.influence().largest_weight_in <= 1 + 1e-12


@settings(max_examples=30)
@given(data=st.data(), own=st.floats(0, 1))
def test_trust_has_rows_that_sum_to_one_and_the_shares_of_the_graph(kit, data, own):
    found = attention(kit.evidence_of(data.draw(kit.worlds())))
    graph, trust = found.graph(), found.trust(own)
    assert trust.sum(axis=1) == pytest.approx(np.ones(found.people))
    for giver, taker, weight in zip(graph.sources, graph.targets, graph.weights, strict=True):
        assert trust[giver, taker] == pytest.approx((1 - own) * weight)
    assert ((np.diag(trust) == own) | (np.diag(trust) == 1)).all()


@pytest.mark.parametrize("own", [-0.1, 1.1, float("nan")])
def test_trust_in_oneself_is_a_share(own):
    with pytest.raises(ValueError, match="own must lie in"):
        attention(evidence("2024-01-01 ada a.py +1")).trust(own)
