"""The tables of an export and their columns; ``docs/reference/tables.md`` is made of this."""

from collections.abc import Mapping

import attrs


@attrs.frozen
class Field:
    """One column."""

    name: str
    kind: str
    """A key of `frames.TYPES`."""
    meaning: str
    personal: bool = False
    """Only there where persons were asked for."""


@attrs.frozen
class Layout:
    """One table."""

    meaning: str
    fields: tuple[Field, ...]
    personal: bool = False
    """Only there where persons were asked for."""


_OF = (Field("model", "text", "The model's name."),)
_ROW = (
    *_OF,
    Field("score", "int", "Which of the model's scores, from 0 in the order of the report."),
)
_SECONDS = "seconds since 1970-01-01T00:00:00Z"

TABLES: Mapping[str, Layout] = {
    "sources": Layout(
        "What was read.",
        (
            Field("source", "text", "Which source read it."),
            Field("root", "text", "What it read, as the command line names it."),
            Field("records", "int", "Commits, posts or other records."),
            Field("first_at", "int", f"The oldest; {_SECONDS}."),
            Field("last_at", "int", f"The newest; {_SECONDS}."),
            Field("fingerprint", "text", "Of git: the head commit's id."),
        ),
    ),
    "results": Layout(
        "One row a model.",
        (
            *_OF,
            Field("title", "text", "A line for a heading."),
            Field("version", "int", "Goes up when the same evidence gives other numbers."),
            Field("unit", "text", "Of the values; a share lies in [0, 1]."),
        ),
    ),
    "scores": Layout(
        "One row a score.",
        (
            *_ROW,
            Field("kind", "text", "What it is about: project, area, path, person, pair or topic."),
            Field("key", "text", "Stable within a report."),
            Field("label", "text", "What to show."),
            Field("value", "float", "In the unit of the model."),
            Field("low", "float", "Lower end of a 90 % interval, where there is one."),
            Field("high", "float", "Upper end of a 90 % interval, where there is one."),
        ),
    ),
    "details": Layout(
        "One row a figure that a score was made of.",
        (
            *_ROW,
            Field("name", "text", "What it is, with its unit."),
            Field("value", "float", "A number; missing where it is a text."),
            Field("text", "text", "A text; missing where it is a number."),
        ),
    ),
    "reasons": Layout(
        "One row a reason of a score.",
        (
            *_ROW,
            Field("reason", "int", "Which of the score's reasons, from 0."),
            Field("text", "text", "Why, in words."),
            Field("share", "float", "Its part of the value, in [0, 1]."),
        ),
    ),
    "locators": Layout(
        "One row a commit, post or line behind a reason.",
        (
            *_ROW,
            Field("reason", "int", "Which of the score's reasons, from 0."),
            Field("locator", "text", "An object id, a path, or a path with a line."),
        ),
    ),
    "notes": Layout(
        "What the numbers do not say.",
        (*_OF, Field("text", "text", "A limit, or what was left out.")),
    ),
    "problems": Layout(
        "What went wrong without stopping.",
        (
            Field("kind", "text", "plugin, source, model, renderer or settings."),
            Field("name", "text", "Of what went wrong."),
            Field("message", "text", "What happened, and what to do."),
            Field("locator", "text", "File and line; may be empty."),
        ),
    ),
    "commits": Layout(
        "One row a commit, oldest first.",
        (
            Field("commit", "int", "Its number, which the other tables name it by."),
            Field("oid", "text", "Its object id."),
            Field("repository", "text", "Name of the repository."),
            Field("author", "int", "Number of a person; missing: left out.", personal=True),
            Field("committer", "int", "Number of a person; missing: left out.", personal=True),
            Field("authored_at", "int", f"{_SECONDS.capitalize()}."),
            Field("committed_at", "int", f"{_SECONDS.capitalize()}."),
            Field("subject", "text", "First line of its message."),
            Field("merge", "bool", "Whether it has several parents."),
        ),
    ),
    "parents": Layout(
        "One row a commit and parent.",
        (
            Field("commit", "int", "Number of a commit."),
            Field("parent", "int", "Number of a commit."),
        ),
    ),
    "touches": Layout(
        "One row a file that a commit changed; merges have none.",
        (
            Field("commit", "int", "Number of a commit."),
            Field("path", "int", "Number of a path."),
            Field("old_path", "int", "Number of the path before a rename; missing: none."),
            Field("status", "text", "As git says it: A, M, D, R or T."),
            Field("added", "int", "Lines; missing in binary files."),
            Field("deleted", "int", "Lines; missing in binary files."),
        ),
    ),
    "paths": Layout(
        "One row a path that there was at any time.",
        (
            Field("path", "int", "Its number, which the other tables name it by."),
            Field("name", "text", "With several repositories the repository's name comes first."),
            Field("kind", "text", "code, tests, documentation, data, generated or vendored."),
            Field("language", "text", "Missing: none is known."),
            Field("area", "text", "The part of the code that it belongs to."),
            Field("counted", "bool", "Whether models count it."),
            Field("lines", "int", "At the revision read; missing: binary, or not there."),
            Field("present", "bool", "Whether it is there at the revision read."),
        ),
    ),
    "lines": Layout(
        "Surviving lines: one row a file and commit.",
        (
            Field("path", "int", "Number of a path."),
            Field("commit", "int", "Number of the commit that the lines are from."),
            Field("lines", "int", "How many."),
        ),
    ),
    "replacements": Layout(
        "Whose lines a commit changed or removed: one row a commit, earlier commit and path.",
        (
            Field("commit", "int", "Number of the commit that changed or removed them."),
            Field("of", "int", "Number of the commit that they were from."),
            Field("path", "int", "Number of a path."),
            Field("lines", "int", "How many."),
        ),
    ),
    "posts": Layout(
        "One row a blog post.",
        (
            Field("post", "text", "Its path."),
            Field("title", "text", "As its front matter has it."),
            Field("published_at", "int", f"{_SECONDS.capitalize()}; missing: not known."),
            Field("draft", "bool", "Whether it is one."),
            Field("words", "int", "Of prose, code left out."),
            Field("layout", "text", "The blog engine whose rules were applied."),
        ),
    ),
    "people": Layout(
        "One row a person; whoever opted out is not among them.",
        (
            Field("person", "int", "Their number, which the other tables name them by."),
            Field("key", "text", "Stable within a report."),
            Field("name", "text", "The name to show."),
            Field("bot", "bool", "Whether it is no human."),
            Field("organisation", "text", "Missing: not known, or of fewer than three people."),
        ),
        personal=True,
    ),
    "credits": Layout(
        "One row a trailer that names a person.",
        (
            Field("commit", "int", "Number of a commit."),
            Field("person", "int", "Number of a person."),
            Field("role", "text", "The trailer's key, lower-case."),
        ),
        personal=True,
    ),
}
"""By name, in the order of the reference."""
SMALLEST = 3
"""People of whom a group has to be made to be named: fewer could be told apart."""
