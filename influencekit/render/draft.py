"""An outline as the Markdown that a draft begins with: what is to be told, with its evidence.

What is quoted from a repository is escaped, so that no template engine, no HTML and no Markdown of
a blog takes it for anything else; it is the writer who makes it a text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from influencekit.models.opportunity.outline import Outline
from influencekit.render.escape import markdown, visible
from influencekit.render.page import short
from influencekit.report import Cited
from influencekit.words import date, people

TEMPLATES = re.compile(r"\{[{%#<]")
"""What engines of blogs take for a tag even inside of code."""
FROM = re.compile(
    r"From `(?P<path>[^`\n]+)` at `(?P<commit>[0-9a-f]{7,64})`, lines? (?P<first>\d+)(?:-(?P<last>\d+))?:"
)
"""The line before a block of code that says where it is from."""


@attrs.frozen(kw_only=True)
class Excerpt:
    """Some lines of a file at one commit."""

    path: str
    commit: str
    """Full object id."""
    first: int
    """Line number, counted from 1."""
    lines: tuple[str, ...]


def body(outline: Outline, cited: Mapping[str, Cited], excerpts: Sequence[Excerpt] = ()) -> str:
    """Return the text of a draft.

    Parameters
    ----------
    outline
        What to write.
    cited
        What the commits of its points stand for, by object id.
    excerpts
        Code to show, below the first point that is about its file.
    """
    blocks = [f"*{markdown(note)}*" for note in outline.notes]
    left = list(excerpts)
    for point in outline.points:
        head, _, rest = point.text.rstrip(".").partition(": ")
        blocks.append(f"## {markdown(head)}")
        if rest:
            blocks.append(f"{markdown(rest)}.")
        if point.commits:
            blocks.append("\n".join(_evidence(point.commits, cited)))
        shown = [it for it in left if point.paths == (it.path,)]
        left = [it for it in left if it not in shown]
        blocks += map(excerpt, shown)
    if outline.thanks:
        blocks += ["## Thanks", *_thanks(outline)]
    if outline.reading:
        blocks += [
            "## Further reading",
            "\n".join(f"- {markdown(path)}" for path in outline.reading),
        ]
    return "\n\n".join(blocks) + "\n"


def _thanks(outline: Outline) -> Iterator[str]:
    """Yield those whose work the points cite, and how many others there are."""
    cited = {oid for point in outline.points for oid in point.commits}
    named = {it.name: it.text for it in outline.thanks if not cited.isdisjoint(it.commits)}
    if named:
        yield "\n".join(f"- {markdown(name)} ({markdown(text)})" for name, text in named.items())
    others = len({it.name for it in outline.thanks} - named.keys())
    if others:
        yield f"{people(others, 'other')} took part."


def _evidence(commits: Sequence[str], cited: Mapping[str, Cited]) -> Iterator[str]:
    for oid in commits:
        known = cited.get(oid)
        told = (
            f", {date(known.at)}: {markdown(known.text)}" if known and known.at is not None else ""
        )
        yield f"- `{short(oid)}`{told}"


def excerpt(shown: Excerpt) -> str:
    """Return a block of code, with where it is from before it."""
    last = shown.first + len(shown.lines) - 1
    span = f"lines {shown.first}-{last}" if last > shown.first else f"line {shown.first}"
    path = visible(shown.path).replace("`", "")
    longest = max((len(it) for line in shown.lines for it in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    language = re.sub(r".*\.|\W", "", shown.path.rpartition("/")[2]) if "." in shown.path else ""
    code = "\n".join(map(_code, shown.lines))
    return (
        f"From `{path}` at `{short(shown.commit)}`, {span}:\n\n{fence}{language}\n{code}\n{fence}"
    )


def _code(line: str) -> str:
    return visible(line.replace("\t", "\0")).replace("\\x00", "\t")


def quotable(line: str) -> bool:
    r"""Whether a line of code can stand in a post of any engine as it is.

    Examples
    --------
    >>> quotable("x = {}"), quotable("{{ site.secret }}"), quotable("a\x1b[1m")
    (True, False, False)
    """
    return not TEMPLATES.search(line) and _code(line) == line
