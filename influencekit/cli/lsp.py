"""``influencekit lsp``: the language server is a package of its own, found by its entry point."""

from importlib.metadata import entry_points

import click

from influencekit.errors import MachineError


def _load() -> click.Command:
    try:
        (entry,) = entry_points(group="influencekit.commands", name="lsp")
        found: click.Command = entry.load()
    except (ImportError, ValueError):
        raise MachineError(
            "The language server is not installed: pip install 'influencekit[lsp]'."
        ) from None
    return found


command = _load()
