"""Every example in a docstring does what it shows."""

import doctest
import importlib
import pkgutil

import pytest

PACKAGES = ("influencekit", "influencekit_blogs", "influencekit_git", "influencekit_lsp")
MODULES = sorted(
    {
        found.name
        for package in PACKAGES
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
    }
    | set(PACKAGES)
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_there_are_examples():
    counts = [doctest.testmod(importlib.import_module(name)).attempted for name in MODULES]
    assert sum(counts) > len(MODULES)
