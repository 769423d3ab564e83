"""The names that others may rely on are there, and no others are offered."""

import ast
import importlib
import importlib.metadata
import inspect
import json
import re
from pathlib import Path

import pytest

import influencekit
from influencekit._api import Options

ROOT = Path(__file__).parents[1]
PUBLIC = [
    "Alias",
    "Commit",
    "Credit",
    "Evidence",
    "History",
    "Identity",
    "InfluenceKitError",
    "Interaction",
    "ModelResult",
    "Post",
    "Problem",
    "Reason",
    "Reference",
    "Registry",
    "Report",
    "Score",
    "Subject",
    "Touch",
    "analyze",
    "hookimpl",
    "read",
]
"""To take one away breaks somebody's plugin: it needs a line in the changelog."""


def test_the_public_names_are_these():
    assert set(influencekit.__all__) == {"__version__", *PUBLIC}
    assert sorted(dir(influencekit)) == sorted(influencekit.__all__)


@pytest.mark.parametrize("name", PUBLIC)
def test_each_name_is_there_and_documented(name):
    value = getattr(influencekit, name)
    assert inspect.getdoc(value)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert value.__name__ == name
        assert value.__module__.startswith("influencekit.")


def test_the_page_on_python_has_each_name_and_each_option():
    page = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    rows = " ".join(re.findall(r"^\| (.*?) \|", page, flags=re.MULTILINE))
    listed = re.findall(r"`(\w+)", rows)
    assert sorted(listed) == sorted([*PUBLIC, *Options.__annotations__])


def test_type_checkers_see_the_names_that_are_fetched_on_demand():
    tree = ast.parse((ROOT / "influencekit/__init__.py").read_text(encoding="utf-8"))
    (checked,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {alias.asname: node.module for node in checked.body for alias in node.names}
    fetched = {name: f"influencekit.{home}" for name, home in influencekit._HOME.items()}
    assert seen == fetched


def test_a_name_that_is_not_there_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        influencekit.analyse  # noqa: B018 - to ask for it is the test


def test_the_version_is_that_of_the_installed_package_and_of_the_changelog():
    assert influencekit.__version__ == importlib.metadata.version("influencekit")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{influencekit.__version__}]" in changelog


def test_what_modules_say_they_offer_is_there():
    for file in (ROOT / "influencekit").rglob("*.py"):
        if "\n__all__ = " not in file.read_text(encoding="utf-8") or file.stem == "__init__":
            continue
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        assert [it for it in module.__all__ if not hasattr(module, it)] == []


def test_names_of_the_core_that_pages_mention_are_there():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    mentioned = {
        (page.name, name)
        for page in pages
        for name in re.findall(r"`(influencekit(?:\.\w+)+)", page.read_text(encoding="utf-8"))
    }
    assert mentioned
    told = json.loads((ROOT / "lsp/editors/vscode/package.json").read_text(encoding="utf-8"))
    in_editors = {
        *(it["command"] for it in told["contributes"]["commands"]),
        *told["contributes"]["configuration"]["properties"],
    }
    absent = {it for it in mentioned if not _exists(it[1]) and it[1] not in in_editors}
    assert absent == set()


def _exists(name):
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(value, part) and part not in getattr(value, "__annotations__", {}):
                return False
            value = getattr(value, part, None)
        return True
    return False
