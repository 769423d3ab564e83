"""What the blog source makes of real blogs.

    python benchmarks/blogs.py FOLDER...

Each folder is read twice: as a PATH, where the source has to recognise it, and as the user's word
that it is a blog (``--blog``). At least 99 % of the published posts should have a date of their own,
which is any but the file's time on disk.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from measure import machine

from influencekit.domain import Post
from influencekit.protocols import ReadRequest
from influencekit.report import Problem
from influencekit_blogs.source import BlogSource
from influencekit_git.source import GitSource

SHOWN = 5
"""Problems of one folder that are printed."""


def dated(posts: list[Post]) -> float:
    """Return the share of the posts that have a date of their own."""
    own = sum(post.published_at is not None and post.date_from != "file time" for post in posts)
    return own / len(posts) if posts else 0.0


def read(folder: Path, *, explicit: bool) -> None:
    """Print what is found in one folder."""
    source = BlogSource()
    named = f"{folder.name:22} {'--blog' if explicit else 'PATH':6}"
    started = time.perf_counter()
    if not explicit and not source.detect(folder):
        print(f"{named} not recognised")
        return
    request = ReadRequest(repositories=(folder,), files=GitSource(), options={"explicit": explicit})
    found = list(source.read(folder, request))
    took = time.perf_counter() - started
    posts = [item for item in found if isinstance(item, Post)]
    problems = [item for item in found if isinstance(item, Problem)]
    published = [post for post in posts if not post.draft]
    layouts = Counter(post.layout for post in posts)
    sources = Counter(post.date_from or "none" for post in posts)
    print(
        f"{named} {len(posts):5} posts, "
        f"{len(posts) - len(published)} drafts, {100 * dated(published):.1f} % dated "
        f"({', '.join(f'{what} {many}' for what, many in sources.most_common())}); "
        f"{', '.join(layouts)}; {len(problems)} problems, {took:.1f} s",
        flush=True,
    )
    for problem in problems[:SHOWN]:
        print(f"    {problem.locator}: {problem.message}")


def main() -> None:
    """Print two lines a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    print(f"{machine()}\n")
    for folder in parser.parse_args().folders:
        for explicit in (False, True):
            read(folder.resolve(), explicit=explicit)


if __name__ == "__main__":
    main()
