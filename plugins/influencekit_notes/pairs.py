"""Reads the records of mentoring pairs, ``.mentoring/pairs/*.md``; never writes."""

from pathlib import Path

from influencekit.domain import Identity
from influencekit.mentoring import Pair, day, entries_of
from influencekit.report import Problem
from influencekit_notes.files import NoteFolder, UnreadableError
from influencekit_notes.frontmatter import Fields, Malformed, parse

FOLDER = (".mentoring", "pairs")
"""Where a repository keeps the records of its pairs."""


def pairs(root: Path) -> tuple[list[Pair], list[Problem]]:
    """Return the pairs that the repository `root` keeps records of, by id, and what cannot be read.

    Raises
    ------
    InputError
        A part of the folder is a link, or no folder.
    """
    folder = NoteFolder(root, FOLDER)
    found: list[Pair] = []
    problems: list[Problem] = []
    for name in folder.names():
        locator = "/".join((*FOLDER, name))
        try:
            text = folder.read(name).decode("utf-8-sig")
            pair, faults = _pair(text, name.removesuffix(".md"), locator)
        except UnreadableError as error:
            problems.append(_problem(str(error), locator))
        except UnicodeDecodeError:
            problems.append(_problem("is not text in UTF-8", locator))
        except Malformed as error:
            problems.append(_problem(str(error), f"{locator}:{error.line}"))
        else:
            found.append(pair)
            problems += [_problem(said, f"{locator}:{line}") for line, said in faults]
    return found, problems


def _pair(text: str, name: str, locator: str) -> tuple[Pair, list[tuple[int, str]]]:
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), 0)
    if not end or lines[0].rstrip() != "---":
        raise Malformed("expected front matter between two lines '---'")
    try:
        fields = parse("\n".join(lines[1:end]) + "\n")
        told = {
            "mentor": _who(fields, "mentor"),
            "mentee": _who(fields, "mentee"),
            "since": _day(fields, "since"),
            "until": _day(fields, "until"),
            "area": fields.text("area"),
            "needs": fields.texts("needs"),
            "goals": fields.texts("goals"),
        }
    except Malformed as error:
        raise Malformed(f"front matter: {error}", error.line + 1) from error
    body, entries, faults = entries_of("\n".join(lines[end + 1 :]))
    pair = Pair(id=name, text=body, entries=entries, locator=locator, **told)  # type: ignore[arg-type]
    return pair, [(line + end + 1, said) for line, said in faults]


def _who(fields: Fields, key: str) -> Identity:
    name, _, rest = fields.text(key).partition("<")
    if not name.strip():
        raise Malformed(f"{key}: expected a name", fields.line(key))
    return Identity(name.strip(), rest.rstrip("> "))


def _day(fields: Fields, key: str) -> int | None:
    text = fields.text(key)
    if not text:
        return None
    try:
        return day(text)
    except ValueError:
        raise Malformed(
            f"{key}: expected a day, YYYY-MM-DD, found {text!r}", fields.line(key)
        ) from None


def _problem(message: str, locator: str) -> Problem:
    return Problem(
        kind="source", name="notes", message=f"A pair's record: {message}.", locator=locator
    )
