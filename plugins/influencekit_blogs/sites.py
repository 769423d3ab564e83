"""Finds the sites below a root and what their settings say."""

import ast
import glob
import os.path
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any

import attrs

from influencekit.domain import Identity
from influencekit_blogs.authors import identity, known_authors
from influencekit_blogs.dates import zone_named
from influencekit_blogs.files import Folder, Unreadable
from influencekit_blogs.layouts import BASES, FALLBACK, LAYOUTS, PLAIN, USUAL_SECTIONS, Layout
from influencekit_blogs.values import (
    Malformed,
    lookup,
    parse_json,
    parse_toml,
    parse_yaml,
    texts,
)

_SETTINGS_LARGEST = 256 * 1024


@attrs.frozen(kw_only=True)
class Site:
    """One blog: an engine's rules at a place."""

    layout: Layout
    base: str
    """Of the site, relative to the root; empty for the root itself."""
    folders: tuple[str, ...]
    """With posts, relative to the root."""
    dates: tuple[str, ...] = ()
    """Where a post's date is looked for, in order: front-matter keys, then tokens."""
    zone: tzinfo = UTC
    """Of clock times that name none."""
    sections: frozenset[str] = USUAL_SECTIONS
    """Folders of posts, where pages share the tree."""
    authors: Mapping[str, Identity] = attrs.field(factory=dict)
    """Who the ids in front matter are."""
    author: Identity | None = None
    """Of posts that name nobody, where the engine has such a setting."""


def find_sites(root: Path, *, explicit: bool = False) -> Iterator[Site]:
    """Yield the blogs at `root` and in a repository's usual places; reads no post.

    Parameters
    ----------
    root
        A folder.
    explicit
        The user says that it is a blog: where nothing is recognised, it is a plain one.
    """
    taken: set[str] = set()
    named = _named_posts(root)
    if named:
        taken.add("")
        yield named
    for base in BASES if not named else ():
        if base and not os.path.isdir(root / base):
            continue
        for layout in LAYOUTS:
            if not _marked(root / base, layout):
                continue
            folders = [f for f in _folders(root, base, layout.folders) if f not in taken]
            if folders:
                taken.update(folders)
                yield Site(layout=layout, base=base, folders=tuple(folders), dates=layout.dates)
    if explicit and not taken:
        yield Site(layout=PLAIN, base="", folders=("",), dates=PLAIN.dates)


def _named_posts(root: Path) -> Site | None:
    """Return the site that `root` is the folder of posts of, told by its own name alone."""
    if root.name != "_posts":
        return None
    engine = "hexo" if root.parent.name == "source" else "jekyll"
    layout = next(layout for layout in LAYOUTS if layout.name == engine)
    return Site(layout=layout, base="", folders=("",), dates=layout.dates)


def _marked(base: Path, layout: Layout) -> bool:
    return any(_marker_found(base, *marker.partition("=")) for marker in layout.markers)


def _marker_found(base: Path, pattern: str, _: str, word: str) -> bool:
    found = glob.glob(pattern, root_dir=base)
    if not word or not found:
        return bool(found)
    try:
        text = Folder(base).read(found[0], _SETTINGS_LARGEST).decode("utf-8", "replace")
    except Unreadable:
        return False
    return bool(re.search(rf"^[ \t{{]*[\"']?{word}\b", text, re.MULTILINE | re.IGNORECASE))


def _folders(root: Path, base: str, patterns: Iterable[str]) -> Iterator[str]:
    """Yield the folders that `patterns` name below `base`; none below another, hidden or linked out."""
    inside = Folder(root).inside
    for pattern in patterns:
        names = glob.glob(pattern, root_dir=root / base) if "*" in pattern else [pattern]
        for name in sorted(names):
            path = "/".join(filter(None, (base, PurePosixPath(name).as_posix() if name else "")))
            if os.path.isdir(root / path) and inside(path):
                yield path


def configured(site: Site, folder: Folder) -> Site:
    """Return `site` with what its settings and its files of authors say.

    Settings that cannot be read are as good as none: they are not what is analysed.
    """
    layout = site.layout
    settings = _first_settings(site, folder)
    zone = (
        zone_named(next(texts(lookup(settings, layout.zone_key)), "")) if layout.zone_key else UTC
    )
    authors: dict[str, Identity] = {}
    for path in _files(site, folder, layout.authors_files):
        authors |= known_authors(_parsed(folder, path))
    site = attrs.evolve(
        site,
        zone=zone,
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
    named = [lookup(settings, "contentdir")]
    if isinstance(languages, Mapping):
        named += [lookup(each, "contentdir") for each in languages.values() if each]
    folders = tuple(_folders(folder.root, site.base, _plain_paths(named))) or site.folders
    sections = frozenset(texts(lookup(settings, "params.mainsections")))
    return attrs.evolve(
        site,
        dates=tuple(dict.fromkeys((*order, *site.dates))) if order else site.dates,
        folders=tuple(f for f in folders if not _below_another(f, folders)),
        sections=sections or site.sections,
    )


def _pelican(site: Site, folder: Folder, settings: Mapping[str, Any]) -> Site:
    folders = tuple(_folders(folder.root, site.base, _plain_paths([lookup(settings, "path")])))
    author = next(texts(lookup(settings, "author")), "")
    return attrs.evolve(
        site, folders=folders or site.folders, author=identity(author) if author else None
    )


_ADJUST = {"hugo": _hugo, "pelican": _pelican}


def _plain_paths(values: Iterable[Any]) -> Iterator[str]:
    """Yield the texts among `values` that are paths below where they stand."""
    for text in texts(list(values)):
        path = PurePosixPath(text.strip("/"))
        if not path.is_absolute() and ".." not in path.parts and "*" not in text:
            yield "" if str(path) == "." else str(path)


def _below_another(path: str, paths: Iterable[str]) -> bool:
    return any(
        path != other and f"{path}/".startswith(f"{other}/" if other else "") for other in paths
    )


def _files(site: Site, folder: Folder, patterns: Iterable[str]) -> Iterator[str]:
    base = folder.root / site.base
    for pattern in patterns:
        for name in sorted(glob.glob(pattern, root_dir=base)):
            yield "/".join(filter(None, (site.base, PurePosixPath(name).as_posix())))


def _first_settings(site: Site, folder: Folder) -> Mapping[str, Any]:
    return next((_parsed(folder, path) for path in _files(site, folder, site.layout.settings)), {})


def _parsed(folder: Folder, path: str) -> Mapping[str, Any]:
    parse = {
        ".toml": parse_toml,
        ".json": lambda text: parse_json(text)[0],
        ".py": _python_literals,
    }.get(PurePosixPath(path).suffix.lower(), parse_yaml)
    try:
        return parse(folder.read(path, _SETTINGS_LARGEST).decode("utf-8-sig", "replace"))
    except (Unreadable, Malformed):
        return {}


def _python_literals(text: str) -> dict[str, Any]:
    """Return the texts that lines such as ``TIMEZONE = "Europe/Rome"`` set; nothing is executed."""
    found = {}
    for name, value in re.findall(
        r"^([A-Z_]+)[ \t]*=[ \t]*([urb]*[\"'][^\n]{0,300})$", text, re.MULTILINE
    ):
        try:
            literal = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(literal, str):
            found[name] = literal
    return found
