"""``influencekit lsp``: the language server is a package of its own, found by its entry point."""

from importlib.metadata import entry_points

import click

(_entry,) = entry_points(group="influencekit.commands", name="lsp")
command: click.Command = _entry.load()
