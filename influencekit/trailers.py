"""Trailers that name people: ``Reviewed-by: Ada Lovelace <ada@x.org>`` and every other ``…-by``."""

import re

from influencekit.domain import Identity

_KEY = r"[ \t]*([A-Za-z][A-Za-z0-9-]{0,60}-[Bb][Yy])[ \t]*:[ \t]*"
_TRAILER = re.compile(_KEY)
_IN_NAME = r"[^<>,\"'(\x00-\x1f\x7f]"
_PLAIN = re.compile(rf"{_KEY}((?! ){_IN_NAME}{{1,100}}(?<! )) <([^\s<>@]+@[^\s<>@]+)>\s*")
"""Nearly every trailer there is; the others take longer to read."""
_CONTACT = re.compile(r"([^<>]*)<([^<>]*)>?")
_ADDRESS = re.compile(r"[^\s<>()\[\]@,;\"']+@[^\s<>()\[\]@,;\"']+\.\w+")
_AT = re.compile(r"\s+(?:at|AT)\s+")
_BRACKETED_AT = re.compile(r"\s*<at>\s*", re.IGNORECASE)
_REMARK = re.compile(r"\s[(\[].*", re.DOTALL)
_NEXT = re.compile(r".*(?:[,;&+/]|\band\b)", re.DOTALL | re.IGNORECASE)
_SEVERAL = re.compile(r"\s(?:and|&|\+|/)\s", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(r"\w+://|(?:n/?a|none|nobody|[0-9a-f]{7,64})$|#\d", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\s<>]+")
_LONGEST, _LONGEST_NAME = 500, 60
"""Characters after the colon that are read, and those of a name without an address."""


def parse_trailers(line: str) -> list[tuple[str, Identity]]:
    """Return the role and each person whom one trailer names; nothing where it names nobody.

    Any key that ends in ``-by`` counts. Several people in one line are told apart where each has an
    address; what follows an address (``(maintainer)``, ``# for the docs``) is left out. A name may
    stand without an address; a number, an object id or a link is no name.

    Examples
    --------
    >>> parse_trailers("Co-Authored-By: Ada <ada@x.org>, Bob <bob@x.org> and Eve <eve@x.org>")[2]
    ('co-authored-by', Identity(name='Eve', email='eve@x.org'))
    >>> parse_trailers("Suggested-by: Grace Hopper")
    [('suggested-by', Identity(name='Grace Hopper', email=''))]
    >>> parse_trailers("Link: https://example.org"), parse_trailers("Fixed-by: #123")
    ([], [])
    """
    if plain := _PLAIN.fullmatch(line):
        return [(plain[1].lower(), Identity(plain[2], plain[3]))]
    if key := _TRAILER.match(line):
        people = _people(line[key.end() : key.end() + _LONGEST])
        return [(key[1].lower(), person) for person in people]
    return []


def parse_trailer(line: str) -> tuple[str, Identity] | None:
    """Return the role and the first person whom one trailer names, or None.

    Examples
    --------
    >>> parse_trailer("Signed-off-by: Junio C Hamano <gitster@pobox.com>")
    ('signed-off-by', Identity(name='Junio C Hamano', email='gitster@pobox.com'))
    """
    return next(iter(parse_trailers(line)), None)


def _people(text: str) -> list[Identity]:
    if "<" in text:
        return _contacts(_BRACKETED_AT.sub("@", text))
    if bare := _ADDRESS.search(text):
        return [Identity(_clean(text[: bare.start()]), bare[0])]
    name = _clean(_REMARK.sub("", text))
    no_name = not _LETTER.search(name) or _NO_NAME.match(name) or _SEVERAL.search(name)
    return [] if no_name or len(name) > _LONGEST_NAME else [Identity(name)]


def _contacts(text: str) -> list[Identity]:
    """Return those who have an address in angle brackets, closed or not."""
    found: list[Identity] = []
    for at, (before, inside) in enumerate(_CONTACT.findall(text)):
        address = _AT.sub("@", inside.strip())
        # Behind the first one there may be remarks; a further person follows a comma or an "and".
        named = _clean(_NEXT.sub("", before, count=1) if at else before)
        if (at and not _NEXT.match(before)) or not (named or "@" in address):
            continue
        found.append(Identity(named, _CONTROL.sub("", address) if "@" in address else ""))
    return found


def _clean(name: str) -> str:
    return _CONTROL.sub(" ", name).lstrip(" \"'-:,;").rstrip(" \"'-:,;([")
