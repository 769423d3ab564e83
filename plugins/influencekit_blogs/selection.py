"""Which files are posts; pure."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from influencekit_blogs.dates import is_index, moment_in_name
from influencekit_blogs.pages import Page
from influencekit_blogs.sites import Site

NO_POSTS = frozenset(
    (
        *(
            "README",
            "LICENSE",
            "LICENCE",
            "COPYING",
            "CONTRIBUTING",
            "CODE_OF_CONDUCT",
            "CHANGELOG",
        ),
        *("SECURITY", "AGENTS", "CLAUDE", "SUMMARY", "404"),
    )
)
"""Names of files, without suffix, that stand beside posts and are none; README in any case."""

_FOLDERS_OF_POSTS = frozenset(("_posts", "_drafts", "_notebooks"))


def below(path: str, site: Site) -> PurePosixPath:
    """Return `path` relative to the longest of the site's folders that it is in."""
    holders = [folder for folder in site.folders if not folder or path.startswith(f"{folder}/")]
    return PurePosixPath(path).relative_to(max(holders, key=len, default=""))


def may_be_post(path: str, site: Site) -> bool:
    """Whether a file of that name can be a post of `site`.

    It is none if its name or a folder on the way begins with ``_`` (as section pages do), if it is
    the index page of the whole folder, if it is a README or one of its kind, or if the engine wants
    a day in the name and there is none.
    """
    *folders, name = below(path, site).parts
    stem = name.split(".", 1)[0]
    if name.startswith("_") or stem in NO_POSTS or stem.lower() == "readme":
        return False
    if is_index(name) and not folders:
        return False
    if any(part.startswith("_") and part not in _FOLDERS_OF_POSTS for part in folders):
        return False
    if site.layout.no_posts_in & {part.lower() for part in folders}:
        return False
    if site.layout.named_by_day and "_drafts" not in PurePosixPath(path).parts:
        return moment_in_name(name, jekyll=True) is not None
    return True


def posts_among(pages: Sequence[Page], site: Site, *, explicit: bool) -> Sequence[Page]:
    """Return the pages that are posts, where an engine keeps pages and posts in one tree.

    Those in folders with a usual name for posts, if there are any. Else those that say a date;
    but where the user named the folder as a blog and most pages say none, all of them.
    """
    if not site.layout.pages_too:
        return pages
    filed = [
        page for page in pages if site.layout.sections & set(below(page.path, site).parent.parts)
    ]
    if filed:
        return filed
    dated = [page for page in pages if page.said]
    return pages if explicit and 2 * len(dated) < len(pages) else dated
