"""``docs/reference/models.md`` says what the code says."""

import ast
import inspect
import textwrap
from pathlib import Path

import attrs
import pytest

from influencekit.registry import Registry
from influencekit.testing import evidence

PAGE = Path(__file__).parents[3] / "docs/reference/models.md"
MODELS = Registry.discover(entry_points=[]).collect("models")


def said_of_fields(params):
    """Return the text under each field of an attrs class."""
    (cls,) = ast.parse(textwrap.dedent(inspect.getsource(params))).body
    said = {}
    for node, after in zip(cls.body, cls.body[1:], strict=False):
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr):
            said[node.target.id] = " ".join(after.value.value.split())
    return said


def rows(model):
    """Return the lines that the page must have about `model`."""
    needs = ", ".join(sorted(model.needs)) or "nothing"
    after = ", ".join(sorted(model.after)) or "no other model"
    yield f"## `{model.name}`: {model.title[0].lower()}{model.title[1:]}"
    yield f"Unit: {model.unit}. Version {model.version}. Needs {needs}; comes after {after}."
    said = said_of_fields(model.Params)
    for field in attrs.fields(model.Params):
        yield f"| `{field.name}` | {field.default} | {said[field.name]} |"


@pytest.mark.parametrize("name", MODELS)
def test_the_page_has_every_model_with_its_unit_and_parameters(name):
    page = PAGE.read_text(encoding="utf-8").splitlines()
    missing = [row for row in rows(MODELS[name]) if row not in page]
    assert not missing, "\n".join(["docs/reference/models.md lacks:", *missing])


def test_the_page_has_no_model_and_no_parameter_that_the_code_lacks():
    page = PAGE.read_text(encoding="utf-8").splitlines()
    known = [row for model in MODELS.values() for row in rows(model)]
    told = [line for line in page if line.startswith(("## `", "| `", "Unit: "))]
    assert sorted(told) == sorted(known)


def long_story():
    """Return a history that is long enough for whatever is fitted."""
    return "\n".join(
        f"{2020 + month // 12}-{month % 12 + 1:02}-0{who + 1} p{who} f{turn}.py +2 -1"
        for month in range(24)
        for who in range(6)
        for turn in range((who * 5 + month * 3) % 4)
    )


@pytest.mark.parametrize("name", MODELS)
def test_every_figure_in_the_details_is_explained(name):
    known = evidence(
        """
        2023-01-01 ada a.py +5, b.py +1
        2024-01-02 bob a.py +5 -4 reviewed-by=ada
        """
    )
    people = tuple(attrs.evolve(who, organisation="Acme") for who in known.people)
    model = MODELS[name]
    results = [
        model.run(it, model.Params(), {})
        for it in (attrs.evolve(known, people=people), evidence(long_story()))
    ]
    figures = {it for result in results for score in result.scores for it in score.details}
    page = PAGE.read_text(encoding="utf-8")
    section = page.split(f"\n## `{name}`")[1].split("\n## ")[0]
    assert figures
    assert {figure for figure in figures if f"`{figure}`" not in section} == set()
