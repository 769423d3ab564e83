"""The four hooks. They only register; nothing is read and nothing is computed in them."""

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from influencekit.protocols import Encoder, Model, Register, Renderer, Source

PROJECT = "influencekit"
"""Name of the marker, the project and the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def influencekit_register_sources(register: "Register[Source]") -> None:
    """Offer data sources: call ``register(source)`` once for each.

    Must be cheap: do not touch the disk here; ``source.read`` is called later.
    """


@hookspec
def influencekit_register_models(register: "Register[Model]") -> None:
    """Offer models: call ``register(model)`` once for each."""


@hookspec
def influencekit_register_renderers(register: "Register[Renderer]") -> None:
    """Offer output formats for ``--format``: call ``register(renderer)`` once for each."""


@hookspec
def influencekit_register_encoders(register: "Register[Encoder]") -> None:
    """Offer encoders for ``classify train --encoder``: call ``register(encoder)`` once for each.

    Must be cheap: do not load a model here.
    """
