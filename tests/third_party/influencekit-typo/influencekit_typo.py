"""Misspells a hook."""

from influencekit import hookimpl


@hookimpl
def influencekit_register_modles(register):
    """Is never called."""
