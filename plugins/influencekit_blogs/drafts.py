"""What a draft is called in somebody's blog, and how it begins: one table; pure.

The engine says which keys there are; the other posts of the blog say which of several ways is in use
there.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath

import attrs

from influencekit.protocols import Draft
from influencekit_blogs.fences import FENCES, Field
from influencekit_blogs.files import join
from influencekit_blogs.frontmatter import take_apart
from influencekit_blogs.selection import below
from influencekit_blogs.sites import Site

LONGEST_NAME = 160
"""Bytes of a title that a file's name keeps: systems allow 255 in all."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
"""Names that no file can have on Windows, whatever its suffix."""


@attrs.frozen(kw_only=True)
class Form:
    """How a draft is written for one engine."""

    folder: str = ""
    """Below the site's base; empty: where most posts of the blog are, or its first folder."""
    name: str = "{slug}.md"
    fences: tuple[str, ...] = ("yaml",)
    """Keys of `FENCES` that the engine reads: that of most other posts is taken, else the first."""
    fields: tuple[tuple[str, str], ...]
    """Keys, and what goes there: a text after ``=``, or what `_values` has under that name. A key
    with ``?`` is for blogs only whose other posts have it; of a key ``one|two`` the one that they
    have, else the first."""


_TITLED = ("title", "title")
_TAGGED = ("tags", "tags")
_DRAFT = ("draft", "=true")
FORMS: Mapping[str, Form] = {
    "jekyll": Form(
        folder="_drafts", fields=(("layout", "=post"), _TITLED, ("author?", "author"), _TAGGED)
    ),
    "_posts": Form(
        name="{day}-{slug}.md",
        fields=(
            ("layout", "=post"),
            _TITLED,
            ("author?", "author"),
            _TAGGED,
            ("published", "=false"),
        ),
    ),
    "hexo": Form(folder="source/_drafts", fields=(_TITLED, ("date", "moment"), _TAGGED)),
    "hugo": Form(
        fences=("yaml", "toml"),
        fields=(_TITLED, ("date", "moment"), _DRAFT, ("authors?", "authors"), _TAGGED),
    ),
    "zola": Form(
        fences=("toml", "yaml"),
        fields=(
            _TITLED,
            ("date", "day"),
            _DRAFT,
            ("authors?", "authors"),
            ("taxonomies.tags?", "tags"),
        ),
    ),
    "pelican": Form(
        fences=("header", "yaml"),
        fields=(_TITLED, ("date", "moment"), ("author", "author"), _TAGGED, ("status", "=draft")),
    ),
    "mkdocs": Form(
        fields=(_TITLED, ("date", "day"), _DRAFT, ("authors", "author ids"), ("tags?", "tags")),
    ),
    "docusaurus": Form(
        name="{day}-{slug}.md",
        fields=(_TITLED, ("authors", "author ids or names"), _TAGGED, _DRAFT),
    ),
    "astro": Form(
        fields=(
            _TITLED,
            ("description", "="),
            ("pubDate|date|pubDatetime|publishDate|published|publishedAt|created", "day"),
            ("author?", "author"),
            _TAGGED,
            _DRAFT,
        ),
    ),
    "obsidian": Form(name="{title}.md", fields=(("created|date|published", "day"), _TAGGED)),
    "dev.to": Form(
        fields=(_TITLED, ("published", "=false"), ("description", "="), ("tags", "few tags")),
    ),
    "plain": Form(
        name="{day}-{slug}.md",
        fields=(_TITLED, ("date", "day"), ("author", "author"), _TAGGED, _DRAFT),
    ),
    "ledger": Form(
        folder="blogs/{project}/{author}",
        name="{title}.md",
        fields=(_TITLED, ("date", "day"), ("author", "author")),
    ),
}
"""By `influencekit_blogs.layouts.Layout.name`; ``"_posts"`` is Jekyll's folder of that name alone."""


@attrs.frozen(kw_only=True)
class Habits:
    """How the posts that a blog has are written."""

    fence: str = ""
    """What most of those with a fence begin with; empty where there are none."""
    keys: Collection[str] = frozenset()
    """Keys of front matter that some post has, ``table.key`` among them."""
    folder: str = ""
    """Of most posts, relative to the root; empty where there are none."""


_OPENINGS = (("---", "yaml"), ("+++", "toml"))


def habits_of(posts: Iterable[tuple[str, str]]) -> Habits:
    """Return the habits that pairs of path and text show."""
    fences: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    keys: set[str] = set()
    for path, text in posts:
        pure = PurePosixPath(path)
        fences.update(name for mark, name in _OPENINGS if text.startswith(mark))
        folders["" if str(pure.parent) == "." else str(pure.parent)] += 1
        fields = take_apart(text.replace("\r\n", "\n"), pure.suffix.lower()).fields
        keys.update(_keys(fields))
    return Habits(
        fence=max(fences, key=lambda it: (fences[it], it), default=""),
        keys=frozenset(keys),
        folder=max(folders, key=lambda it: (folders[it], it), default=""),
    )


def _keys(fields: Mapping[str, object]) -> Iterator[str]:
    for key, value in fields.items():
        yield key
        if isinstance(value, Mapping):
            yield from (f"{key}.{inner}" for inner in value)


def compose(draft: Draft, site: Site, habits: Habits) -> tuple[str, str]:
    """Return the path of a draft, relative to the root, and the text of its file.

    Parameters
    ----------
    draft
        What to write.
    site
        Where; its settings read.
    habits
        Of the posts that are there.
    """
    alone = site.folders == ("",)
    form = FORMS["_posts" if alone and site.layout.named_by_day else site.layout.name]
    when = datetime.fromtimestamp(draft.at, site.zone)
    names = {
        "slug": slug(draft.title),
        "title": file_name(draft.title),
        "day": when.date().isoformat(),
        "project": file_name(draft.project or "project"),
        "author": file_name(draft.author or "me"),
    }
    folder = form.folder.format_map(names)
    place = join(site.base, folder) if folder and not alone else _home(site, habits)
    fields = dict(_filled(form, habits, _values(draft, site, when)))
    fence = FENCES[habits.fence if habits.fence in form.fences else form.fences[0]]
    body = draft.body.strip("\n")
    text = f"{fence(fields)}\n{body}\n" if body else fence(fields)
    return join(place, form.name.format_map(names)), text


def _home(site: Site, habits: Habits) -> str:
    """Return the folder that posts of the site go to."""
    if habits.folder:
        holders = [
            it
            for it in site.folders
            if habits.folder == it or not it or habits.folder.startswith(f"{it}/")
        ]
        inner = below(habits.folder, site).parts if holders else ()
        # Folders of years, or one for each post, are no place for the next one.
        if holders and not any(re.fullmatch(r"\d{2,4}|\d{4}-.*", part) for part in inner):
            return habits.folder
    return site.folders[0]


def _values(draft: Draft, site: Site, when: datetime) -> Mapping[str, Field]:
    ids = [key for key, who in site.authors.items() if who.name == draft.author]
    tags = list(draft.tags)
    named = [{"name": draft.author}] if draft.author else []
    return {
        "title": draft.title,
        "moment": when,
        "day": when.date(),
        "author": draft.author,
        "authors": [draft.author] if draft.author else [],
        "author ids": ids[:1],
        "author ids or names": ids[:1] or named,
        "tags": tags,
        "few tags": list(filter(None, (re.sub(r"\W|_", "", tag.lower()) for tag in tags)))[:4],
    }


_LITERALS: Mapping[str, Field] = {"true": True, "false": False}


def _filled(form: Form, habits: Habits, values: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    """Yield the keys of the front matter; those that nothing is to be said under are left out."""
    for spelled, what in form.fields:
        keys = spelled.rstrip("?").split("|")
        key = next((key for key in keys if key in habits.keys), keys[0])
        value = _LITERALS.get(what[1:], what[1:]) if what[0] == "=" else values[what]
        wanted = not spelled.endswith("?") or key in habits.keys
        if wanted and (what[0] == "=" or value not in ("", [])):
            yield key, value


def slug(title: str) -> str:
    """Return a title as the name of a file in an address: lower-case words with hyphens.

    Letters of any script stay. Never empty, never a name that a system keeps for itself.

    Examples
    --------
    >>> slug("../A faster Reader?"), slug("Über Git"), slug("🎉"), slug("con")
    ('a-faster-reader', 'über-git', 'post', 'con-post')
    """
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", title).casefold())
    return _allowed(_cut(words).strip("-"), "-")


def file_name(title: str) -> str:
    """Return a title as the name of a file, without its suffix, as people read it.

    Examples
    --------
    >>> file_name("../A faster: Reader?"), file_name("..."), file_name("NUL")
    ('A faster Reader', 'post', 'NUL post')
    """
    normal = unicodedata.normalize("NFC", title)
    kept = "".join(it if unicodedata.category(it)[0] not in "CZ" else " " for it in normal)
    words = " ".join(re.sub(r"[\[\]#^|\\/:*?\"<>]+", " ", kept).split())
    return _allowed(_cut(words).strip(" ."), " ")


def _cut(name: str) -> str:
    return name.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore")


def _allowed(name: str, between: str) -> str:
    if not name:
        return "post"
    return f"{name}{between}post" if _RESERVED.fullmatch(name) else name
