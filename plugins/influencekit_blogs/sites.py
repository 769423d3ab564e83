"""Finds the sites below a root."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, tzinfo

import attrs

from influencekit.domain import Identity
from influencekit_blogs.files import Folder, UnreadableError, join
from influencekit_blogs.layouts import BASES, LAYOUTS, PLAIN, Layout

SETTINGS_LARGEST = 256 * 1024
"""Bytes of a settings file; more is not read."""


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
    authors: Mapping[str, Identity] = attrs.field(factory=dict)
    """Who the ids in front matter are."""
    author: Identity | None = None
    """Of posts that name nobody, where the engine has such a setting."""


def find_sites(folder: Folder, *, explicit: bool = False) -> Iterator[Site]:
    """Yield the blogs in `folder` and in a repository's usual places; reads no post.

    Parameters
    ----------
    folder
        The root.
    explicit
        The user says that it is a blog: where nothing is recognised, it is a plain one.
    """
    if folder.root.name == "_posts":
        engine = "hexo" if folder.root.parent.name == "source" else "jekyll"
        yield next(_site(layout, "", [""]) for layout in LAYOUTS if layout.name == engine)
        return
    taken: set[str] = set()
    for base in filter(folder.has_folder, BASES):
        for layout in LAYOUTS:
            if any(_has(folder, base, marker) for marker in layout.markers):
                found = list(existing(folder, base, layout.folders))
                folders = [it for it in found or [base] * layout.elsewhere if it not in taken]
                taken.update(folders)
                if folders:
                    yield _site(layout, base, folders)
    if explicit and not taken:
        yield _site(PLAIN, "", [""])


def _site(layout: Layout, base: str, folders: list[str]) -> Site:
    return Site(layout=layout, base=base, folders=tuple(folders), dates=layout.dates)


def _has(folder: Folder, base: str, marker: str) -> bool:
    """Whether `marker` is there: a glob, or ``glob=word`` for a file with a line that begins so."""
    pattern, _, word = marker.partition("=")
    found = folder.glob(base, pattern)
    if not word or not found:
        return bool(found)
    try:
        text = folder.read(found[0], SETTINGS_LARGEST).decode("utf-8", "replace")
    except UnreadableError:
        return False
    return bool(re.search(rf"^[ \t{{]*[\"']?{word}\b", text, re.MULTILINE | re.IGNORECASE))


def existing(folder: Folder, base: str, patterns: Iterable[str]) -> Iterator[str]:
    """Yield the folders that `patterns` name below `base`, relative to the root."""
    for pattern in patterns:
        found = folder.glob(base, pattern) if "*" in pattern else [join(base, pattern)]
        yield from filter(folder.has_folder, found)
