"""Who a post says that it is by; pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from influencekit.domain import Identity
from influencekit_blogs.values import lookup, texts

_WITH_ADDRESS = re.compile(r"(.*?)[ \t]*<([^<>\s]+@[^<>\s]+)>", re.DOTALL)
_LINKED = re.compile(r"\[([^\]\[]{1,100})\]\([^()]{0,500}\)")
_KEYS = ("authors", "author", "extra.authors", "extra.author", "taxonomies.authors")


def identity(text: str, email: str = "") -> Identity:
    """Return the person that `text` names, perhaps with an address: ``Ada <ada@example.org>``.

    Examples
    --------
    >>> identity("Ada  L <ada@example.org>")
    Identity(name='Ada L', email='ada@example.org')
    """
    if found := _WITH_ADDRESS.fullmatch(text.strip()):
        text, email = found[1], found[2]
    return Identity(" ".join(re.sub(r"<[^<>]*>", " ", text).split()), email)


def authors_of(fields: Mapping[str, Any], known: Mapping[str, Identity]) -> tuple[Identity, ...]:
    """Return the authors that front matter names, each once; ids become who `known` says they are.

    ``authors`` goes before ``author``. Only ``authors`` may name several in one text, separated by
    semicolons, else by commas: a single name may hold a comma.

    Examples
    --------
    >>> authors_of({"authors": "ada, Ben"}, {"ada": Identity("Ada L")})
    (Identity(name='Ada L', email=''), Identity(name='Ben', email=''))
    """
    for key in _KEYS:
        value = lookup(fields, key)
        if isinstance(value, str) and key.endswith("authors"):
            value = value.split(";" if ";" in value else ",")
        found = tuple(dict.fromkeys(_named(value, known)))
        if found:
            return found
    return ()


def _named(value: Any, known: Mapping[str, Identity]) -> Iterator[Identity]:
    if isinstance(value, Mapping):
        name = next(texts(lookup(value, "name")), "") or next(texts(lookup(value, "key")), "")
        email = next(texts(lookup(value, "email")), "")
        if name:
            yield known.get(name.lower()) or identity(name, email)
    elif isinstance(value, str):
        for text in texts(value):
            for name in _LINKED.findall(text) or [text]:
                who = known.get(name.lower().lstrip("@")) or identity(name)
                if who.name or who.email:
                    yield who
    else:
        for each in value:
            yield from _named(each, known)


def known_authors(fields: Mapping[str, Any]) -> dict[str, Identity]:
    """Return who the ids in a file of authors are, by the id in lower case.

    The ids are the file's keys, or those below ``authors`` (Material for MkDocs).
    """
    inner = lookup(fields, "authors")
    known = {}
    for key, value in (inner if isinstance(inner, Mapping) else fields).items():
        name = next(texts(lookup(value, "name") if isinstance(value, Mapping) else value), "")
        email = next(texts(lookup(value, "email") if isinstance(value, Mapping) else ""), "")
        if name:
            known[str(key).lower()] = identity(name, email)
    return known
