"""What a site's own settings change: time zones, folders, who authors are."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import PurePosixPath
from typing import Any

import attrs

from influencekit.domain import Identity
from influencekit_blogs.authors import identity, known_authors
from influencekit_blogs.dates import zone_named
from influencekit_blogs.files import Folder, UnreadableError
from influencekit_blogs.layouts import FALLBACK
from influencekit_blogs.sites import SETTINGS_LARGEST, Site, existing
from influencekit_blogs.values import (
    MalformedError,
    lookup,
    parse_json,
    parse_toml,
    parse_yaml,
    texts,
)


def configured(site: Site, folder: Folder) -> Site:
    """Return `site` with what its settings and its files of authors say.

    Settings that cannot be read are as good as none: they are not what is analysed.
    """
    layout = site.layout
    settings = next(_read_all(site, folder, layout.settings), {})
    authors: dict[str, Identity] = {}
    for said in _read_all(site, folder, layout.authors_files):
        authors |= known_authors(said)
    zone = _text(settings, layout.zone_key) if layout.zone_key else ""
    site = attrs.evolve(
        site,
        zone=zone_named(zone) if zone else UTC,
        dates=tuple(dict.fromkeys((*layout.dates, *FALLBACK))),
        authors=authors,
    )
    adjust = _ADJUST.get(layout.name)
    return adjust(site, folder, settings) if adjust else site


def _hugo(site: Site, folder: Folder, settings: Mapping[str, Any]) -> Site:
    order: list[str] = []
    for token in texts(lookup(settings, "frontmatter.date")):
        order += site.layout.dates if token.lower() == ":default" else [token.lower()]
    languages = lookup(settings, "languages")
    each = languages.values() if isinstance(languages, Mapping) else ()
    named = [lookup(it, "contentdir") for it in (settings, *each) if isinstance(it, Mapping)]
    folders = tuple(existing(folder, site.base, _paths(named)))
    sections = frozenset(texts(lookup(settings, "params.mainsections")))
    return attrs.evolve(
        site,
        layout=attrs.evolve(site.layout, sections=sections or site.layout.sections),
        dates=tuple(dict.fromkeys((*order, *site.dates))),
        folders=folders or site.folders,
    )


def _pelican(site: Site, folder: Folder, settings: Mapping[str, Any]) -> Site:
    folders = tuple(existing(folder, site.base, _paths([_text(settings, "PATH")])))
    author = _text(settings, "AUTHOR")
    return attrs.evolve(
        site,
        layout=attrs.evolve(site.layout, pages_too="DEFAULT_DATE" not in settings),
        folders=folders or site.folders,
        author=identity(author) if author else None,
    )


_ADJUST: Mapping[str, Callable[[Site, Folder, Mapping[str, Any]], Site]] = {
    "hugo": _hugo,
    "pelican": _pelican,
}


def _text(settings: Mapping[str, Any], key: str) -> str:
    return next(texts(lookup(settings, key)), "")


def _paths(values: Iterable[Any]) -> Iterator[str]:
    """Yield the texts among `values` that are paths below where they stand."""
    for text in texts(list(values)):
        path = PurePosixPath(text)
        if not path.is_absolute() and ".." not in path.parts and "*" not in text:
            yield "" if str(path) == "." else str(path)


def _read_all(site: Site, folder: Folder, patterns: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for path in (path for pattern in patterns for path in folder.glob(site.base, pattern)):
        parse = _PARSERS.get(PurePosixPath(path).suffix.lower())
        if parse:
            try:
                yield parse(folder.read(path, SETTINGS_LARGEST).decode("utf-8-sig", "replace"))
            except (UnreadableError, MalformedError):
                yield {}


def _python_literals(text: str) -> dict[str, Any]:
    """Return the texts that lines such as ``TIMEZONE = "Europe/Rome"`` set; nothing is executed."""
    found = {}
    line = re.compile(r"^([A-Z_]+)[ \t]*=[ \t]*([urb]*[\"'][^\n]{0,300})$", re.MULTILINE)
    for name, value in line.findall(text):
        try:
            literal = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(literal, str):
            found[name] = literal
    return found


_PARSERS: Mapping[str, Callable[[str], Mapping[str, Any]]] = {
    ".toml": parse_toml,
    ".json": lambda text: parse_json(text)[0],
    ".py": _python_literals,
    ".yml": parse_yaml,
    ".yaml": parse_yaml,
}
