"""The built-in models, registered through the public hook like a stranger's."""

from typing import Any

from influencekit.hookspecs import hookimpl


@hookimpl
def influencekit_register_models(register: Any) -> None:
    """Offer every built-in model."""
