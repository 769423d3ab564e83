"""``influencekit lsp``."""

import logging
import sys

import click

from influencekit.errors import MachineError


@click.command
@click.option(
    "--stdio",
    "transport",
    flag_value="stdio",
    default=True,
    help="Over stdin and stdout (default).",
)
@click.option("--tcp", "transport", flag_value="tcp", help="Listen for one client over TCP.")
@click.option("--ws", "transport", flag_value="ws", help="Listen for one client over a WebSocket.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: any that is free.")
@click.option(
    "--log",
    "level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    default="warning",
    show_default=True,
    help="What goes to stderr.",
)
def command(*, transport: str, host: str, port: int, level: str) -> None:
    """Serve an editor: who knows this code, notes, insights.

    It speaks the language server protocol; docs/how-to/use-in-an-editor.md says how to set one up.
    """
    logging.basicConfig(
        stream=sys.stderr, level=level.upper(), format="%(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("pygls").setLevel("CRITICAL" if level != "debug" else "DEBUG")
    try:
        from influencekit_lsp import server  # noqa: PLC0415 - the protocol's types take 200 ms
    except ModuleNotFoundError as error:
        raise MachineError(
            f"{error.name} is missing: pip install 'influencekit[lsp]' brings the language server."
        ) from None
    server.serve(transport, host, port)
