"""Posts and notes while they are written: links in them, names and front-matter keys to complete."""

import re
from collections.abc import Iterator, Mapping, Sequence

from influencekit.domain import Post
from influencekit.evidence import Person
from influencekit_lsp.subjects import resolved
from influencekit_lsp.values import Link, Offer

NOTES = ".mentoring/notes/"
LANGUAGES = frozenset({"markdown", "restructuredtext", "rst", "asciidoc", "plaintext"})
_OID = re.compile(r"(?<![\w./-])[0-9a-f]{7,64}(?![\w-])")
_PATH = re.compile(r"(?<![\w/.:-])(?:[\w.+-]+/)*[\w+-]+\.\w+(?![\w/])")
_NAME = re.compile(r"@([\w .'-]{0,40})$")
_KEY = re.compile(r"\s*([\w-]*)$")
_WHO = re.compile(
    r"\s*(?:authors?|to|reviewers?|editors?)\s*[:=]\s*\[?(?:.*,)?\s*[\"']?([^,\"'\]]*)$"
)
WIDEST = 300
"""Characters before the cursor that are looked at."""
MOST = 50
"""People that are offered at once."""
_NOTE_KEYS: Mapping[str, str] = {
    "kind": "question, explanation, praise, exercise or risk",
    "author": "who wrote the note",
    "to": "whom it is for",
    "goal": "what the reader is to learn",
    "tour": "the tour that it is a step of",
    "step": "its place in the tour, counted from 1",
}
_POST_KEYS: Mapping[str, str] = {
    "title": "the post's title",
    "date": "when it is published",
    "author": "who writes it",
    "tags": "a list of words",
    "draft": "true: not published yet",
    "description": "a sentence for lists of posts",
}


def links(lines: Sequence[str], oids: Sequence[str], paths: Mapping[str, int]) -> Iterator[Link]:
    """Yield the commits and files that a text names."""
    for number, line in enumerate(lines):
        for match in _OID.finditer(line):
            if oid := resolved(oids, match[0]):
                yield Link(number, match.start(), match.end(), "commit", oid)
        for match in _PATH.finditer(line):
            if match[0] in paths:
                yield Link(number, match.start(), match.end(), "file", match[0])


def offers(
    lines: Sequence[str], line: int, index: int, people: Sequence[Person], keys: Mapping[str, str]
) -> list[Offer]:
    """Return what can be completed at a place: people, or keys inside front matter.

    Parameters
    ----------
    keys
        Of front matter, each with what it means.
    """
    if not 0 <= line < len(lines):
        return []
    before = lines[line][:index][-WIDEST:]
    fence = lines[0].strip() if lines else ""
    inside = fence in {"---", "+++"} and 0 < line < _end(lines, fence)
    if name := _NAME.search(before) or (_WHO.match(before) if inside else None):
        typed = name[1]
        fitting = [person for person in people if _fits(person, typed) and not person.bot]
        logins = {person.name: person.login and f"@{person.login}" for person in fitting}
        return [Offer(*known, "person", len(typed)) for known in list(logins.items())[:MOST]]
    if inside and (key := _KEY.fullmatch(before)):
        present = {text.partition(":")[0].strip() for text in lines[1 : _end(lines, fence)]}
        return [
            Offer(known, means, "key", len(key[1]))
            for known, means in keys.items()
            if known not in present - {key[1]} and known.startswith(key[1])
        ]
    return []


def keys_of(path: str, posts: Sequence[Post]) -> Mapping[str, str]:
    """Return the front-matter keys of the file `path`: a note's, or those of the blog's posts."""
    if path.startswith(NOTES):
        return _NOTE_KEYS
    used: dict[str, int] = {}
    for post in posts:
        for key, _ in post.extra:
            used[key] = used.get(key, 0) + 1
    own = sorted(used, key=lambda key: (-used[key], key))[:20]
    return {**_POST_KEYS, **{key: f"in {used[key]} posts here" for key in own}}


def _fits(person: Person, typed: str) -> bool:
    wanted = typed.casefold().strip()
    name = person.name.casefold()
    return (
        name.startswith(wanted)
        or any(part.startswith(wanted) for part in name.split())
        or bool(wanted and person.login.casefold().startswith(wanted))
    )


def _end(lines: Sequence[str], fence: str) -> int:
    return next((at for at in range(1, len(lines)) if lines[at].strip() == fence), len(lines))
