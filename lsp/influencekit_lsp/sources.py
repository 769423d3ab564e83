"""Asks the sources that are installed about single files; runs in threads, not in the event loop."""

import functools
from pathlib import Path
from typing import Any

from influencekit.cli.layers import cache_folder
from influencekit.errors import InfluenceKitError
from influencekit.protocols import ReadRequest, VersionSource
from influencekit.registry import Registry


@functools.cache
def registry() -> Registry:
    """Return the plugins that are installed."""
    return Registry.discover()


def request(head: str) -> ReadRequest:
    """Return how to ask about the revision `head`."""
    return ReadRequest(revision=head, cache=cache_folder(), jobs=1)


def committed(root: Path, path: str, head: str) -> list[str] | None:
    """Return the lines of `path` at `head`; None where no source has them."""
    for source in having(VersionSource, root):
        try:
            return list(source.version(root, path, request(head)).lines)
        except InfluenceKitError:
            continue
    return None


def having(capability: type, root: Path) -> list[Any]:
    """Return the sources that know `root` and have the optional `capability`, a protocol."""
    sources = registry().collect("sources").values()
    return [it for it in sources if it.detect(root) and isinstance(it, capability)]
