"""From a file's bytes to what it says; pure."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import attrs

from influencekit.domain import Identity, Reference
from influencekit_blogs.authors import authors_of
from influencekit_blogs.dates import is_index, moment, moment_in_address, moment_in_name
from influencekit_blogs.frontmatter import Document, Fault, take_apart
from influencekit_blogs.notebooks import as_markdown
from influencekit_blogs.references import Tracked, references
from influencekit_blogs.sites import Site
from influencekit_blogs.text import addresses, count_words, first_heading, separate, targets
from influencekit_blogs.values import lookup, text_of, texts

_TAGS = (
    *("tags", "tag", "taxonomies.tags", "filetags"),
    *("categories", "category", "taxonomies.categories"),
)
_READ = frozenset(
    (
        *("title", "author", "authors", "slug", "draft", "published", "publish", "status"),
        *("tags", "tag", "filetags", "categories", "category", "taxonomies"),
    )
)
_FALSE = frozenset(("false", "no", "off", "0"))
_TRUE = frozenset(("true", "yes", "on", "1"))


@attrs.frozen(kw_only=True)
class Page:
    """What one file says, before git is asked and other posts are known."""

    path: str
    """Relative to the root."""
    site: Site
    title: str
    slug: str
    authors: tuple[Identity, ...]
    said: Mapping[str, int]
    """Times that the page itself says, by which of `Site.dates` says them."""
    draft: bool
    words: int
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    addresses: tuple[str, ...]
    """Absolute ones that it links to."""
    targets: tuple[str, ...]
    """What its other links call other pages."""
    references: tuple[Reference, ...]
    extra: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]


def read_page(data: bytes, path: str, site: Site, tracked: Tracked) -> Page:
    """Return what the file at `path` says; never raises, whatever `data` is."""
    suffix = PurePosixPath(path).suffix.lower()
    document, header = _document(data, suffix)
    fields = document.fields
    said, unread = _said(fields, path, site)
    text = separate(document.body, suffix)
    title = well_formed(next(texts(lookup(fields, "title")), "") or first_heading(text.prose))
    slug = next(texts(lookup(fields, "slug")), "") or slug_of(path)
    read = _READ | {key.split(".")[0] for key in site.dates}
    return Page(
        path=path,
        site=site,
        title=" ".join(title.split()) or re.sub("[-_]", " ", slug_of(path)),
        slug=slug,
        authors=tuple(
            Identity(well_formed(who.name), well_formed(who.email))
            for who in authors_of(fields, site.authors)
        ),
        said=said,
        draft=_is_draft(fields, path),
        words=count_words(text.prose),
        tags=tuple(map(well_formed, _tags(fields, site.layout.split_tags))),
        languages=text.languages,
        addresses=tuple(dict.fromkeys(address for _, address in addresses(text.prose))),
        targets=tuple(dict.fromkeys(targets(text.prose))),
        references=references(
            text.prose, tracked, 0 if suffix == ".ipynb" else document.first_line
        ),
        extra=tuple(
            (well_formed(key), well_formed(text_of(value)))
            for key, value in fields.items()
            if key.lower() not in read
        ),
        faults=(*document.faults, *(_no_date(key, value, header) for key, value in unread)),
    )


def slug_of(path: str) -> str:
    """Return a post's name without its day and its suffix; of an index page the folder's name.

    Examples
    --------
    >>> slug_of("_posts/2024-01-03-how-to.md"), slug_of("blog/how-to/index.fr.md")
    ('how-to', 'how-to')
    """
    pure = PurePosixPath(path)
    stem = pure.parent.name if is_index(pure.name) and pure.parent.name else pure.stem
    return re.sub(r"^\d{2,4}-\d{1,2}-\d{1,2}[-_ ]+", "", stem) or stem


def _document(data: bytes, suffix: str) -> tuple[Document, str]:
    """Return the document and what stands before its body."""
    faults: list[Fault] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.append(Fault(line, f"the text is not UTF-8: byte 0x{data[error.start]:02x}"))
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if suffix == ".ipynb":
        try:
            text = as_markdown(text)
        except ValueError as error:
            faults.append(Fault(getattr(error, "lineno", 1), f"no notebook: {error}"))
            text = ""
    document = take_apart(well_formed(text), suffix)
    faults += document.faults
    return attrs.evolve(document, faults=tuple(faults)), text[: len(text) - len(document.body)]


def well_formed(text: str) -> str:
    """Return `text` without halves of surrogate pairs, which escapes in JSON and YAML can make."""
    return text.encode("utf-8", "replace").decode()


def _said(
    fields: Mapping[str, Any], path: str, site: Site
) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return the times that the page says, and the keys and values that are no times."""
    said: dict[str, int] = {}
    unread = []
    for key in site.dates:
        when = None
        if key == ":filename":
            when = moment_in_name(path, jekyll=site.layout.named_by_day)
        elif key == ":address":
            written = (*texts(lookup(fields, "path")), *texts(lookup(fields, "url")))
            when = next((it for it in map(moment_in_address, written) if it is not None), None)
        elif not key.startswith(":") and isinstance(value := lookup(fields, key), str):
            text = next(texts(value), "")
            when = moment(text, site.zone)
            if text and when is None and text.lower() not in _TRUE | _FALSE:
                unread.append((key, text))
        if when is not None:
            said[key] = when
    return said, unread


def _no_date(key: str, value: str, header: str) -> Fault:
    found = re.search(rf"^\W{{0,9}}{re.escape(key)}\b", header, re.MULTILINE | re.IGNORECASE)
    line = header.count("\n", 0, found.start()) + 1 if found else 1
    shown = well_formed(value if len(value) <= 40 else f"{value[:39]}…")
    return Fault(line, f"the {key} {shown!r} is no date that can be read; write YYYY-MM-DD")


def _is_draft(fields: Mapping[str, Any], path: str) -> bool:
    def one(key: str) -> str:
        return next(texts(lookup(fields, key)), "").lower()

    return (
        one("draft") in _TRUE
        or one("published") in _FALSE
        or one("publish") in _FALSE
        or one("status") in ("draft", "skip")
        or "_drafts" in PurePosixPath(path).parts
    )


def _tags(fields: Mapping[str, Any], separator: str) -> Iterator[str]:
    found: dict[str, None] = {}
    for key in _TAGS:
        value = lookup(fields, key)
        if isinstance(value, str) and key != "category":
            value = re.split(":" if key == "filetags" else separator, value)
        for text in texts(value):
            found[text.strip(" \t,\"'[]#")] = None
    return filter(None, found)
