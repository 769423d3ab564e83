"""Fixtures for those who test plugins of their own.

pytest loads this wherever influencekit is installed, so nothing of it is imported before a fixture
is asked for.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from influencekit.evidence import Evidence
    from influencekit.registry import Registry


@pytest.fixture
def influencekit_registry() -> "Registry":
    """Return an empty registry: ``influencekit_registry.add(my_plugin, "mine")``."""
    from influencekit.registry import Registry  # noqa: PLC0415 - see above

    return Registry()


@pytest.fixture
def influencekit_evidence() -> "Callable[..., Evidence]":
    """Return `influencekit.testing.evidence`, which makes evidence of a history told as text."""
    from influencekit.testing import evidence  # noqa: PLC0415 - see above

    return evidence
