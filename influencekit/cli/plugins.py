"""``influencekit plugins``."""

import click

from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, Options, shared
from influencekit.registry import KINDS, PluginInfo
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
        columns=("plugin", "from", "registered"),
        rows=tuple(
            (plugin.name, plugin.distribution or "influencekit", _registered(plugin))
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


def _registered(plugin: PluginInfo) -> str:
    """Return what a plugin registered, kind by kind."""
    names = {kind: [name for of, name in plugin.registered if of == kind] for kind in KINDS}
    return "; ".join(f"{kind}: {', '.join(found)}" for kind, found in names.items() if found)
