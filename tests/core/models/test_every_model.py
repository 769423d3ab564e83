"""What holds of every built-in model."""

import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.contribution.channels import Channels
from influencekit.models.contribution.concepts import Concepts
from influencekit.models.contribution.kinds import ContributionKinds
from influencekit.models.influence.growth import GrowthLoop
from influencekit.models.influence.linear import LinearInfluence
from influencekit.models.influence.network.standing import NetworkRanks
from influencekit.models.knowledge.expertise import Expertise
from influencekit.models.knowledge.ownership import Ownership
from influencekit.models.knowledge.risk import KnowledgeRisk
from influencekit.models.knowledge.succession import Succession
from influencekit.models.knowledge.survival import LineSurvival
from influencekit.models.mentoring.way_in import WayIn
from influencekit.models.opportunity.areas import Opportunities
from influencekit.registry import Registry
from influencekit.testing import evidence

MODELS = {
    model.name: model
    for model in (
        KnowledgeRisk(),
        Ownership(),
        LineSurvival(),
        Opportunities(),
        LinearInfluence(),
        NetworkRanks(),
        GrowthLoop(),
        ContributionKinds(),
        Channels(),
        Concepts(),
        Expertise(),
        Succession(),
        WayIn(),
    )
}
ORDERS = {"knowledge-risk": lambda one: (one.value, -one.details["files"])}
"""How areas are ordered where it is not by value, largest first."""
KNOWN_NEEDS = {"commits", "touches", "lines", "replacements", "credits", "posts", "interactions"}


def run(model, known):
    return model.run(known, model.Params(), {})


@pytest.fixture(params=MODELS.values(), ids=MODELS.keys())
def model(request):
    return request.param


def each(check):
    """Run a test of random worlds once for every model."""
    return pytest.mark.parametrize("name", MODELS)(settings(max_examples=40)(check))


def test_every_model_is_registered_through_the_public_hook():
    registry = Registry.discover(entry_points=[])
    assert set(registry.collect("models")) == set(MODELS)
    assert registry.problems == []


def test_it_needs_only_what_evidence_has_and_comes_after_models_that_there_are(model):
    assert model.needs <= KNOWN_NEEDS
    assert model.after <= MODELS.keys()
    assert model.version >= 1


def test_every_parameter_has_a_default(model):
    assert all(field.default is not attrs.NOTHING for field in attrs.fields(model.Params))
    assert run(model, evidence("")).params == attrs.asdict(model.Params())


def test_nothing_at_all_is_no_score_and_no_error(model):
    assert run(model, evidence("")).scores == ()


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01 ada a.py +1",
        "2024-01-01 ada a.py binary",
        "2024-01-01 ada a.py +1 deleted",
        "2024-01-01 dependabot[bot] a.py +1",
        "2024-01-01 ada x.lock +5",
        "1970-01-01 ada a.py +1\n2106-01-01 bob a.py +1",
        "2024-01-01 ada post",
        "2024-01-01 ada answer -> bob",
    ],
)
def test_little_is_a_result_and_no_error(model, text):
    json.dumps(attrs.asdict(run(model, evidence(text))), allow_nan=False)


@each
@given(data=st.data())
def test_the_same_world_in_another_order_gives_the_same_bytes(kit, name, data):
    world = data.draw(kit.worlds())
    first = run(MODELS[name], kit.evidence_of(world))
    second = run(MODELS[name], kit.evidence_of(world, seed=data.draw(st.integers(0, 999))))
    assert kit.as_bytes(first) == kit.as_bytes(second)


@each
@given(data=st.data())
def test_another_time_gives_the_same_bytes(kit, name, data):
    world = data.draw(kit.worlds())
    shift = data.draw(st.integers(-(10**9), 10**9))
    first = run(MODELS[name], kit.evidence_of(world))
    assert kit.as_bytes(first) == kit.as_bytes(
        run(MODELS[name], kit.evidence_of(world, shift=shift))
    )


@each
@given(data=st.data())
def test_other_names_for_people_change_nothing_but_the_names(kit, name, data):
    world = data.draw(kit.worlds())
    first = run(MODELS[name], kit.evidence_of(world))
    other = run(MODELS[name], kit.evidence_of(world, name=lambda old: f"person_{9 - old}"))
    text = kit.as_bytes(other).decode()
    for old in range(world.people):
        text = text.replace(f"erson_{9 - old}", f"erson-{old}")
    expected, found = (
        sorted(map(json.dumps, json.loads(told)["scores"])) for told in (kit.as_bytes(first), text)
    )
    assert found == expected


@each
@given(data=st.data())
def test_scores_are_in_order_and_their_reasons_sum_to_one(kit, name, data):
    result = run(MODELS[name], kit.evidence_of(data.draw(kit.worlds())))
    order = ORDERS.get(name, lambda one: (-one.value,))
    kinds = [("project", "area", "person").index(one.subject.kind) for one in result.scores]
    assert kinds == sorted(kinds)
    areas = [one for one in result.scores if one.subject.kind == "area"]
    assert areas == sorted(areas, key=lambda one: (*order(one), one.subject.key))
    people = [one.subject.key for one in result.scores if one.subject.kind == "person"]
    assert people == sorted(people)
    for one in result.scores:
        assert one.reasons
        assert sum(reason.share for reason in one.reasons) == pytest.approx(1.0)
        assert all(reason.share >= 0 and len(reason.locators) <= 5 for reason in one.reasons)


@each
@given(data=st.data())
def test_bots_and_those_who_opted_out_are_in_no_word_of_it(kit, name, data):
    world = data.draw(kit.worlds())
    text = kit.as_bytes(run(MODELS[name], kit.evidence_of(world))).decode()
    assert not [bot for bot in world.bots if f"erson-{bot}" in text]


def test_no_address_is_in_any_word_of_it(model):
    known = evidence(
        """
        2024-01-01 ada<ada@secret.example> a.py +5 reviewed-by=bob<bob@secret.example>
        2024-01-02 bob<bob@secret.example> a.py +5 -2
        2024-01-03 ada<ada@secret.example> answer -> bob<bob@secret.example>
        """
    )
    assert "@" not in json.dumps(attrs.asdict(run(model, known)))
