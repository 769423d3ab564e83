"""``influencekit plugins``."""

import click

from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, Options, shared
from influencekit.registry import KINDS
from influencekit.render.page import Page, Section
from influencekit.report import Table


@click.command
@shared(*COMMON)
def command(options: Options) -> int:
    """List plugins, what each registered, and what is wrong with them."""
    call = Call.of(options)
    plugins = call.registry.plugins()
    table = Table(
        name="plugins",
        title="Plugins",
        columns=("plugin", "from", *KINDS),
        rows=tuple(
            (
                plugin.name,
                plugin.distribution or "influencekit",
                *(
                    ", ".join(name for kind, name in plugin.registered if kind == wanted)
                    for wanted in KINDS
                ),
            )
            for plugin in plugins
        ),
    )
    data = {
        "plugins": [
            {
                "name": plugin.name,
                "distribution": plugin.distribution,
                "registered": [{"kind": kind, "name": name} for kind, name in plugin.registered],
            }
            for plugin in plugins
        ],
        "problems": call.found(),
    }
    section = Section(heading=table.title, table=table)
    return call.finish("plugins", data, lambda: Page(sections=(section,)))
