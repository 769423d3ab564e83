"""Offers a small pretrained transformer as an encoder of messages; what it needs is an extra."""

from typing import TYPE_CHECKING

from influencekit import hookimpl
from influencekit_transformer.encoder import MiniLM

if TYPE_CHECKING:
    from influencekit.protocols import Encoder, Register


@hookimpl
def influencekit_register_encoders(register: "Register[Encoder]") -> None:
    """Offer all-MiniLM-L6-v2. Nothing is loaded before it is used."""
    register(MiniLM())
