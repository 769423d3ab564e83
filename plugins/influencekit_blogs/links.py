"""Where links between posts lead; pure."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from influencekit_blogs.pages import Page, slug_of


class Links:
    """The posts of one reading, to be found by what links call them."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._paths: set[str] = set()
        self._names: dict[str, set[str]] = {}
        for page in pages:
            self._paths.add(page.path)
            stem = PurePosixPath(page.path).stem
            for name in (stem, slug_of(page.path), page.slug):
                self._names.setdefault(name.lower(), set()).add(page.path)

    def of(self, page: Page) -> tuple[str, ...]:
        """Return the paths of the other posts that `page` links to, each once, in order."""
        found = dict.fromkeys(self._find(target, page) for target in page.targets)
        return tuple(path for path in found if path not in ("", page.path))

    def leads(self, target: str, page: Page) -> bool:
        """Whether a link on `page` that calls `target` leads to a post."""
        return bool(self._find(target, page))

    def _find(self, target: str, page: Page) -> str:
        """Return the path that `target` leads to, else the only post of that name, else nothing."""
        target = re.sub(r"^(?:@|\{\w+\}|\|\w+\|)", "", unquote(target))
        found = next((path for path in tried(target, page) if path in self._paths), "")
        name = PurePosixPath(target).name.lower()
        for called in (name, PurePosixPath(name).stem):
            paths = self._names.get(called, ())
            if not found and len(paths) == 1:
                (found,) = paths
        return found


def tried(target: str, page: Page) -> Iterator[str]:
    """Yield the paths that `target` may mean: from the post's folder, the site's, with a suffix."""
    suffix = PurePosixPath(page.path).suffix
    near = "" if target.startswith("/") else posixpath.dirname(page.path)
    for folder in dict.fromkeys((near, *page.site.folders, page.site.base)):
        path = posixpath.normpath(posixpath.join(folder, target.strip("/")))
        yield from (path, path + suffix, f"{path}/index{suffix}")
