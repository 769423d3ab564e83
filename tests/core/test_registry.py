"""Plugins: found, refused with a reason, and kept from harming one another."""

from importlib.metadata import EntryPoint

import attrs
import pytest

from influencekit import hookimpl
from influencekit.errors import Cancelled, PluginError
from influencekit.registry import KINDS, Registry, guarded
from influencekit.report import ModelResult
from influencekit.testing import FakeSource


@attrs.frozen
class Params:
    pass


class Model:
    title, unit, version, Params = "A model", "share", 1, Params
    needs = after = frozenset()

    def __init__(self, name):
        self.name = name

    def run(self, evidence, params, upstream):
        return ModelResult(
            model=self.name, title=self.title, version=1, unit="share", params={}, scores=()
        )


def offering(*models):
    class Plugin:
        @hookimpl
        def influencekit_register_models(self, register):
            for model in models:
                register(model)

    return Plugin()


class Misspelt:
    @hookimpl
    def influencekit_register_modles(self, register):
        pass


class WrongArgument:
    @hookimpl
    def influencekit_register_models(self, regsiter):
        pass


class Raising:
    @hookimpl
    def influencekit_register_models(self, register):
        register(Model("before"))
        raise RuntimeError("no\nluck")


class Speechless(Exception):  # noqa: N818 - it says nothing
    def __str__(self):
        raise ValueError("not even that")


class RaisingWorse:
    @hookimpl
    def influencekit_register_models(self, register):
        raise Speechless


class Exiting:
    @hookimpl
    def influencekit_register_models(self, register):
        raise SystemExit(7)


def entry(name, module):
    return EntryPoint(name=name, value=module, group="influencekit")


def test_what_a_plugin_offers_is_found_by_name():
    registry = Registry()
    one, other = Model("one"), Model("other")
    registry.add(offering(one, other), "mine")
    assert registry.collect("models") == {"one": one, "other": other}
    assert registry.collect("sources") == {}
    assert registry.problems == []
    (info,) = registry.plugins()
    assert (info.name, info.distribution) == ("mine", "")
    assert info.registered == (("models", "one"), ("models", "other"))


def test_a_plugin_may_offer_sources_models_and_renderers():
    class Renderer:
        name = "shout"

        def render(self, report):
            return "!"

    class Plugin:
        @hookimpl
        def influencekit_register_sources(self, register):
            register(FakeSource(""))

        @hookimpl
        def influencekit_register_renderers(self, register):
            register(Renderer())

    registry = Registry()
    registry.add(Plugin(), "mine")
    assert {kind: list(registry.collect(kind)) for kind in KINDS} == {
        "sources": ["fake"],
        "models": [],
        "renderers": ["shout"],
        "encoders": [],
    }


def test_a_misspelt_hook_is_refused_with_the_right_one():
    with pytest.raises(PluginError, match="Did you mean 'influencekit_register_models'"):
        Registry().add(Misspelt(), "typo")


def test_a_hook_that_resembles_none_is_refused_with_all_of_them():
    class Strange:
        @hookimpl
        def compute(self):
            pass

    with pytest.raises(PluginError, match="The hooks are influencekit_register_sources, "):
        Registry().add(Strange(), "strange")


def test_a_wrong_argument_is_refused_by_its_name():
    with pytest.raises(
        PluginError, match=r"^Plugin 'wrong' for hook .*\{'regsiter'\} are declared"
    ):
        Registry().add(WrongArgument(), "wrong")


def test_a_refused_plugin_is_not_half_registered():
    registry = Registry()
    for plugin in (Misspelt(), WrongArgument()):
        with pytest.raises(PluginError):
            registry.add(plugin, "broken")
    registry.add(offering(Model("good")), "broken")
    assert list(registry.collect("models")) == ["good"]
    assert [info.name for info in registry.plugins()] == ["broken"]


def test_a_name_of_a_plugin_can_be_taken_once():
    registry = Registry()
    registry.add(offering(), "mine")
    with pytest.raises(PluginError, match="A plugin called 'mine' is registered already"):
        registry.add(offering(), "mine")


@pytest.mark.parametrize(
    ("plugin", "message", "left"),
    [
        (Raising(), "RuntimeError: no luck", ["before", "good"]),
        (RaisingWorse(), f"{__name__}.Speechless: <exception str() failed>", ["good"]),
        (Exiting(), "It tried to end the program (exit code 7).", ["good"]),
    ],
)
def test_a_hook_that_fails_costs_what_it_had_not_yet_offered(plugin, message, left):
    registry = Registry()
    registry.add(plugin, "bad")
    registry.add(offering(Model("good")), "fine")
    assert list(registry.collect("models")) == left
    (problem,) = registry.problems
    assert (problem.kind, problem.name, problem.message) == ("plugin", "bad", message)
    assert "Traceback" in problem.trace


def test_of_two_owners_of_a_name_the_first_is_kept_and_both_are_named():
    first, second, extra = Model("same"), Model("same"), Model("extra")
    registry = Registry()
    registry.add(offering(first), "ann")
    registry.add(offering(second, extra), "ben")
    assert registry.collect("models") == {"same": first, "extra": extra}
    (problem,) = registry.problems
    assert problem.name == "ben"
    assert problem.message == (
        "'same' is registered by both 'ann' and 'ben'; the first is used. "
        "Block one of the two by name."
    )


def test_what_lacks_a_part_of_its_protocol_is_refused_and_the_rest_kept():
    class Bare:
        name = "bare"

        def run(self, evidence):
            return None

    nameless = Model("")
    registry = Registry()
    registry.add(offering(Bare(), nameless, Model("good")), "mine")
    assert list(registry.collect("models")) == ["good"]
    first, second = registry.problems
    assert "lacks Params, after, needs, title, unit, version" in first.message
    assert "The name of what it offers in influencekit_register_models is ''" in second.message


def test_collecting_twice_offers_and_complains_once():
    registry = Registry()
    registry.add(offering(Model("same")), "ann")
    registry.add(offering(Model("same")), "ben")
    assert registry.collect("models") is registry.collect("models")
    registry.plugins()
    assert len(registry.problems) == 1
    assert [info.registered for info in registry.plugins()] == [(("models", "same"),), ()]


def test_adding_a_plugin_later_is_seen():
    registry = Registry()
    registry.add(offering(Model("one")), "ann")
    assert list(registry.collect("models")) == ["one"]
    registry.add(offering(Model("two")), "ben")
    assert list(registry.collect("models")) == ["one", "two"]


def test_entry_points_are_taken_by_name_and_a_broken_one_costs_only_itself(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "ik_test_broken.py").write_text("import does_not_exist_anywhere\n")
    (tmp_path / "ik_test_leaves.py").write_text("raise SystemExit(3)\n")
    (tmp_path / "ik_test_fine.py").write_text(
        "from influencekit import hookimpl\n"
        "from influencekit.testing import FakeSource\n"
        "@hookimpl\n"
        "def influencekit_register_sources(register):\n"
        "    register(FakeSource(''))\n"
    )
    registry = Registry.discover(
        entry_points=[
            entry("zeta", "ik_test_fine"),
            entry("broken", "ik_test_broken"),
            entry("leaves", "ik_test_leaves"),
            entry("absent", "ik_test_absent"),
            entry("blocked", "ik_test_blocked"),
        ],
        block=["blocked"],
    )
    assert [info.name for info in registry.plugins()][-1] == "zeta"
    assert list(registry.collect("sources")) == ["fake"]
    assert [(problem.name, problem.message) for problem in registry.problems] == [
        ("absent", "ModuleNotFoundError: No module named 'ik_test_absent'"),
        ("broken", "ModuleNotFoundError: No module named 'does_not_exist_anywhere'"),
        ("leaves", "It tried to end the program (exit code 3)."),
    ]


def test_the_built_in_models_come_through_the_public_hook():
    (builtin, *_) = Registry.discover(entry_points=[]).plugins()
    assert builtin.name == "builtin"


def test_an_interruption_and_a_wish_to_stop_are_nobodys_failure():
    problems = []

    def interrupted():
        raise KeyboardInterrupt

    def stopped():
        raise Cancelled("Stopped.")

    with pytest.raises(KeyboardInterrupt):
        guarded("model", "m", interrupted, problems)
    with pytest.raises(Cancelled):
        guarded("model", "m", stopped, problems)
    assert problems == []


def test_the_fixtures_for_authors_are_there(influencekit_registry, influencekit_evidence):
    influencekit_registry.add(offering(Model("mine")), "mine")
    assert list(influencekit_registry.collect("models")) == ["mine"]
    found = influencekit_evidence("2024-01-03 ada src/a.py +10")
    assert [person.name for person in found.people] == ["ada"]
