"""What a writer wants to know about a post before it goes out; pure but for the look at files."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import unquote

from influencekit.protocols import Quote, Remark
from influencekit_blogs.files import Folder, UnreadableError, join
from influencekit_blogs.frontmatter import take_apart
from influencekit_blogs.links import Links, tried
from influencekit_blogs.pages import Page
from influencekit_blogs.quotes import quotes
from influencekit_blogs.readability import reading
from influencekit_blogs.text import plain_prose, separate, targets

LONG_SENTENCE = 40
"""Words from which on a sentence is hard to read at one go."""
_LATIN = re.compile(r"[A-Za-z]+")
_FEW = 100
"""Words of a text below which its reading ease says nothing."""
_FILES = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")


def remarks(folder: Folder, page: Page, links: Links) -> Iterator[Remark | Quote]:
    """Yield what there is to say about one post, and the code in it that says where it is from."""
    try:
        text = folder.read(page.path).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except UnreadableError:
        return
    for fault in page.faults:
        yield Remark(path=page.path, line=fault.line, kind="front matter", text=fault.message)
    document = take_apart(text, PurePosixPath(page.path).suffix.lower())
    before = document.first_line - 1
    prose = separate(document.body, PurePosixPath(page.path).suffix.lower()).prose
    for target in dict.fromkeys(targets(prose)):
        if _is_dead(folder, page, links, target):
            line = before + 1 + prose.count("\n", 0, max(prose.find(target), 0))
            yield Remark(
                path=page.path,
                line=line,
                kind="link",
                text=f"nothing is at {target!r} in this folder",
            )
    yield from _readability(page.path, prose)
    at = max(page.said.values(), default=None)
    yield from quotes(page.path, document.body, at=at, first_line=before + 1)


def _is_dead(folder: Folder, page: Page, links: Links, target: str) -> bool:
    """Whether a link to a page or file of the site leads nowhere.

    Addresses that only the finished site has (``/about/``) cannot be judged here and pass.
    """
    if links.leads(target, page):
        return False
    named = unquote(target)
    if not _FILES.search(named) or named.startswith(("{", "<", "$")):
        return False
    roots = (
        "",
        page.site.base,
        *(join(page.site.base, it) for it in ("static", "public", "assets", "docs")),
    )
    near = (path for path in tried(named, page))
    return not any(
        folder.inside(path) and (folder.root / path).exists()
        for path in chain(near, (join(root, named.lstrip("/")) for root in roots))
    )


def _readability(path: str, prose: str) -> Iterator[Remark]:
    """Yield Flesch's reading ease of English text, and its longest sentence if it is long."""
    text = plain_prose(prose)
    found = reading(text)
    letters = sum(character.isalpha() for character in text)
    if found.words < _FEW or sum(map(len, _LATIN.findall(text))) < 0.9 * letters:
        return  # too short to say, or not in Latin letters
    yield Remark(
        path=path,
        kind="readability",
        text=f"reading ease {found.ease:.0f} (Flesch; 60 is plain English, below 30 hard), "
        f"{found.words / found.sentences:.0f} words a sentence",
    )
    longest = found.longest.split()
    if len(longest) > LONG_SENTENCE:
        start = " ".join(longest[:6])
        yield Remark(
            path=path,
            kind="readability",
            text=f"a sentence of {len(longest)} words: “{start} …”",
        )
