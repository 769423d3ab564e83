"""Practices, networks of people and areas, and through whom and how far a practice goes."""

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.influence.network.cascades import independent_cascade
from influencekit.models.influence.network.nodes import area_network, people_network
from influencekit.models.influence.network.practice import adoption, practice_of
from influencekit.models.influence.network.reach import candidates, champions, spread
from influencekit.models.influence.network.standing import NetworkParams, NetworkRanks
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "docs": ("docs/",)}))
TOLD = """
    2024-01-01 ada core/a.py +9 "Add a parser"
    2024-01-02 bob core/a.py +1 "parser: speed up"
    2024-01-03 cyd core/a.py +1 "Speed UP the parser, again"
    2024-01-04 cyd docs/b.md +5 "Tell of it"
    2024-06-01 eve docs/b.md +1 helped-by=cyd "Typos"
    """


def told(text=TOLD):
    return evidence(text, settings=FOLDERS)


def keys(network):
    return [subject.key for subject in network.subjects]


@pytest.mark.parametrize(
    ("practice", "people", "commits"),
    [
        ("speed up", {"bob", "cyd"}, 2),
        ("parser", {"ada", "bob", "cyd"}, 3),
        ("spee", set(), 0),
        ("kind:documentation", {"cyd", "eve"}, 2),
        ("path:*.py", {"ada", "bob", "cyd"}, 3),
        ("path:docs/", {"cyd", "eve"}, 2),
    ],
)
def test_a_practice_is_words_in_subjects_or_files_that_fit(practice, people, commits):
    known = told()
    found = practice_of(known, practice)
    assert {known.people[person].key for person in found.people} == people
    assert found.commits.sum() == commits


def test_the_first_commit_of_somebody_who_shows_a_practice_is_known():
    known = told()
    found = practice_of(known, "parser")
    cyd = [person.key for person in known.people].index("cyd")
    assert found.first[cyd] == 2


@pytest.mark.parametrize("text", ["", "  ", "kind:poems", "kind:", "path:[z-"])
def test_what_is_no_practice_is_refused(text):
    with pytest.raises(ValueError, match=r"needs words|no kind|no pattern"):
        practice_of(told(), text)


def test_bots_show_no_practice():
    known = told("2024-01-01 dependabot[bot] core/a.py +1")
    assert not len(practice_of(known, "kind:code").people)


def test_adoption_counts_people_up_to_each_period_that_ends_now_or_before():
    known = told(
        """
        2024-01-01 ada core/a.py +1 "try it"
        2024-01-02 ada core/a.py +1 "try it"
        2024-01-20 bob core/a.py +1 "try it"
        2024-02-01 cyd core/a.py +1 "try it"
        """
    )
    found = adoption(known, practice_of(known, "try"), days=10.0)
    assert found.people.tolist() == [1, 1, 2, 3]  # until 2, 12 and 22 January and 1 February
    assert found.ends[-1] == known.as_of
    assert found.bass is None or found.expected(3).tolist() == sorted(found.expected(3).tolist())


def test_a_practice_of_nobody_has_no_adoption():
    with pytest.raises(ValueError, match="Nobody has shown"):
        adoption(told(), practice_of(told(), "xyzzy"))


def test_people_are_tied_by_attention_of_the_last_days():
    known = told()
    everybody = people_network(known)
    assert set(keys(everybody)) == {"ada", "bob", "cyd", "eve"}
    lately = people_network(known, days=30.0)
    assert set(keys(lately)) == {"cyd", "eve"}
    [edge] = zip(
        lately.influence.sources, lately.influence.targets, lately.influence.weights, strict=True
    )
    assert (keys(lately)[edge[0]], keys(lately)[edge[1]], edge[2]) == ("cyd", "eve", 1.0)


def test_areas_are_tied_by_who_works_in_both():
    # Of three commits in core one is cyd's; half of cyd's commits are in docs: docs reaches core by
    # 1/3 · 1/2. Of two commits in docs one is cyd's, half of whose are in core: 1/2 · 1/2.
    network = area_network(told())
    assert keys(network) == ["core", "docs"]
    edges = {
        (int(source), int(target)): weight
        for source, target, weight in zip(
            network.influence.sources,
            network.influence.targets,
            network.influence.weights,
            strict=True,
        )
    }
    assert edges == {(1, 0): pytest.approx(1 / 6), (0, 1): pytest.approx(1 / 4)}


@settings(max_examples=40)
@given(data=st.data())
def test_networks_are_the_same_in_any_order_of_records_and_names(kit, data):
    world = data.draw(kit.worlds())
    seed = data.draw(st.integers(0, 99))
    for network in (people_network, area_network):
        first, other, named = (
            network(kit.evidence_of(world)),
            network(kit.evidence_of(world, seed=seed)),
            network(kit.evidence_of(world, name="q{}".format)),
        )
        for it in (other, named):
            assert it.influence.weights.tobytes() == first.influence.weights.tobytes()
            assert it.influence.sources.tolist() == first.influence.sources.tolist()
            assert it.influence.targets.tolist() == first.influence.targets.tolist()


STAR = "\n".join(
    [
        "2024-01-01 ada core/a.py +9",
        "2024-01-01 zoe docs/z.md +9",
        *(f"2024-01-{day:02} p{day} core/a.py +1 on=b{day}" for day in range(2, 9)),
        *(f"2024-02-{day:02} p{day} docs/z.md +1 on=c{day}" for day in range(2, 4)),
        "2024-03-01 ada docs/z.md +1",
        "2024-03-02 zoe core/a.py +1",
    ]
)


def test_champions_are_in_order_and_add_up_to_what_they_reach():
    known = told(STAR)
    network = people_network(known)
    found = champions(known, network, 3)
    assert sum(it.value for it in found.scores) == pytest.approx(found.chosen.spread)
    assert found.chosen.at_least <= found.chosen.best_at_most
    simulated = independent_cascade(network.influence, list(found.chosen.seeds), rng=1)
    assert found.chosen.spread == pytest.approx(simulated.mean, rel=0.1)
    for it in found.scores:
        assert sum(reason.share for reason in it.reasons) == pytest.approx(1 if it.reasons else 0)


def test_champions_are_chosen_among_candidates_who_are_still_active():
    known = told(STAR)
    network = people_network(known)
    everybody = {person.key: row for row, person in enumerate(known.people)}
    some = np.array([everybody["zoe"], everybody["p5"]], np.int32)
    assert {it.subject.key for it in champions(known, network, 2, among=some).scores} == {
        "zoe",
        "p5",
    }
    # Ada's file was changed by others alone: she gave attention to nobody, and is no candidate.
    gone = told(STAR.replace("2024-03-01 ada docs/z.md +1\n", ""))
    network = people_network(gone)
    ada = [keys(network).index("ada")]
    assert not np.isin(ada, candidates(network, None)).any()


@pytest.mark.parametrize("k", [0, -1, 99])
def test_more_champions_than_candidates_are_refused(k):
    known = told(STAR)
    with pytest.raises(ValueError, match="k must lie in 1"):
        champions(known, people_network(known), k)


@pytest.mark.parametrize("model", ["independent cascade", "linear threshold"])
def test_a_practice_spreads_from_seeds_and_no_further_than_the_network(model):
    network = people_network(told(STAR))
    found = spread(network, np.array([0]), model=model, simulations=50)
    assert found.sizes.min() >= 1
    assert found.sizes.max() <= len(network.subjects)


@pytest.mark.parametrize("text", ["", "2024-01-01 ada core/a.py +1", "2024-01-01 ada post"])
def test_a_network_of_nobody_is_empty_and_no_error(text):
    network = people_network(told(text))
    assert keys(network) == []
    assert not len(candidates(network, None))
    with pytest.raises(ValueError, match="no node to choose from"):
        champions(told(text), network, 1)


def score(known, **params):
    result = NetworkRanks().run(known, NetworkParams(**params), {})
    return {(it.subject.kind, it.subject.key): it for it in result.scores}


def test_ranks_of_people_and_of_areas_each_sum_to_one():
    found = score(told())
    for kind in ("person", "area"):
        assert sum(it.value for (of, _), it in found.items() if of == kind) == pytest.approx(1)


def test_a_rank_is_what_arrives_over_sorts_of_acts_and_what_everybody_starts_with():
    # One commit of bob's builds on ada's work: replacement and co-edit, half of what he passes on each.
    ada = score(told("2024-01-01 ada core/a.py +9\n2024-01-02 bob core/a.py +1 -1"))[
        "person", "ada"
    ]
    # With d = 0.85 and ada passing to all: x = d·y + d·x/2 + 0.075, y = d·x/2 + 0.075.
    y = 0.075 / (1 - 0.85 / 2 - 0.85 * 0.85 / 2) * (1 - 0.85 / 2 + 0.85 / 2)
    assert ada.value == pytest.approx(1 - y)
    arrived = 0.85 * y
    texts = [(reason.text, reason.share) for reason in ada.reasons]
    assert texts[:2] == [
        ("1 person built on their lines", pytest.approx(arrived / 2 / ada.value)),
        ("1 person changed a file after them", pytest.approx(arrived / 2 / ada.value)),
    ]
    assert ada.details["neighbours"] == 1


def test_older_attention_than_the_window_counts_nowhere():
    assert set(score(told(), window=30.0)) == {
        ("area", "docs"),
        ("person", "cyd"),
        ("person", "eve"),
    }


@pytest.mark.parametrize(
    "params", [{"window": 0}, {"window": float("nan")}, {"damping": 1.0}, {"damping": -0.1}]
)
def test_parameters_out_of_their_range_are_refused(params):
    with pytest.raises(ValueError, match=next(iter(params))):
        NetworkParams(**params)


def test_another_time_gives_the_same_network():
    known = told()
    moved = known.commits.authored_at + 12345
    later = attrs.evolve(
        known, as_of=known.as_of + 12345, commits=attrs.evolve(known.commits, authored_at=moved)
    )
    first, second = (people_network(it, days=100.0) for it in (known, later))
    assert keys(first) == keys(second)
    assert first.influence.weights.tolist() == second.influence.weights.tolist()
