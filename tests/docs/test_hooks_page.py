"""The pages on hooks and units say what the code says."""

import inspect
import re
from pathlib import Path

import pytest

from influencekit import engine, evidence, hookspecs, protocols
from influencekit import history as histories
from influencekit.registry import KINDS

DOCS = Path(__file__).parents[2] / "docs" / "reference"
HOOKS = (DOCS / "hooks.md").read_text(encoding="utf-8")
UNITS = (DOCS / "units.md").read_text(encoding="utf-8")


def hooks():
    return {
        name: value
        for name, value in vars(hookspecs).items()
        if hasattr(value, f"{hookspecs.PROJECT}_spec")
    }


def sections():
    parts = re.split(r"^## ", HOOKS, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].strip("`"): part for part in parts}


def rows(section):
    """Return the first cells of a section's table rows, split at 'and'."""
    cells = re.findall(r"^\| (`[^|]+) \|", section, flags=re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def signature(function):
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    return f"({', '.join(names)})"


def test_each_hook_has_a_section_with_its_exact_signature_and_there_is_no_other():
    documented = [title for title in sections() if title.startswith("influencekit_")]
    assert documented == [f"{name}{signature(hook)}" for name, hook in hooks().items()]
    assert len(documented) == len(KINDS)


@pytest.mark.parametrize(
    ("kind", "protocol"),
    [
        ("sources", protocols.Source),
        ("models", protocols.Model),
        ("renderers", protocols.Renderer),
        ("encoders", protocols.Encoder),
    ],
)
def test_each_section_lists_exactly_what_its_protocol_has(kind, protocol):
    methods = {
        f"{name}{signature(value)}"
        for name, value in vars(protocol).items()
        if name[0] != "_" and inspect.isfunction(value)
    }
    properties = {name for name, value in vars(protocol).items() if isinstance(value, property)}
    expected = methods | properties | set(protocol.__annotations__)
    section = sections()[f"influencekit_register_{kind}(register)"]
    assert set(rows(section.partition("These attributes are optional")[0])) == expected


def test_each_optional_protocol_of_a_source_is_listed_with_its_methods():
    section = sections()["influencekit_register_sources(register)"]
    optional = section.partition("These attributes are optional")[2]
    for protocol in (
        protocols.LineSource,
        protocols.DraftSource,
        protocols.IndexedSource,
        protocols.CheckedSource,
        protocols.UserSource,
    ):
        assert f"`protocols.{protocol.__name__}`" in optional
        for name, value in vars(protocol).items():
            if name[0] != "_" and inspect.isfunction(value):
                assert f"`{name}{signature(value)}`" in optional
    source = inspect.getsource(protocols.Source)
    for name in ("gives", "reads", "watch"):
        assert f"`{name}:" in source
        assert f"| `{name}` |" in optional
    assert "`fingerprint(root)" in source
    assert "| `fingerprint(root)` |" in optional


def test_what_a_model_can_need_is_what_the_engine_knows():
    listed = re.search(r"`needs` is made of (.*?)\.", HOOKS, flags=re.DOTALL)[1]
    assert set(re.findall(r"`(\w+)`", listed)) == set(engine._PRESENT)


def test_the_numbers_that_are_no_amounts_have_these_values():
    told = dict(re.findall(r"^\| `(\w+\.\w+)` \| (-\d+) \|", UNITS, flags=re.MULTILINE))
    assert told == {
        "history.BINARY": str(histories.BINARY),
        "history.UNREAD": str(histories.UNREAD),
        "evidence.NOBODY": str(evidence.NOBODY),
    }
