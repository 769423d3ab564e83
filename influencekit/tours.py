"""CodeTour's ``.tour`` files (https://github.com/microsoft/codetour), read and written. Pure.

A step of a tour is a note with a place in an order. Steps that are on no line of a file (an
introduction, a folder, another file's contents) cannot be noted: their text is put before that of
the next step, or behind the last one. Patterns are somebody's regular expressions: none is ever
run; those that CodeTour's recorder writes stand for one line, and that line is looked for.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from influencekit.errors import InputError

SCHEMA = "https://aka.ms/codetour-schema"
_LEAD = re.compile(r"\^?(?:\[\^\\S\\n\]\*|\\s\*)?")
_ESCAPED = re.compile(r"\\([^a-zA-Z0-9])")
_SPECIAL = re.compile(r"(?<!\\)[.*+?^${}()|\[\]]|\\[a-zA-Z0-9]")


@attrs.frozen(kw_only=True)
class Step:
    """One stop of a tour."""

    path: str
    text: str
    """Markdown."""
    first: int = 0
    """First line, counted from 1; 0: `line` says it, or the file as a whole is meant."""
    last: int = 0
    line: str = ""
    """The text of the line, without blanks around it, where no number is given."""


@attrs.frozen(kw_only=True)
class Tour:
    """A tour through a repository."""

    title: str
    ref: str = ""
    """The revision that its lines are of; empty: whatever is checked out."""
    steps: tuple[Step, ...]
    left_out: tuple[str, ...] = ()
    """What of it could not be kept, a sentence each."""


def read(text: str) -> Tour:
    """Return the tour that the content of a ``.tour`` file describes.

    Raises
    ------
    InputError
        It is no tour.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"no tour: not JSON ({error})") from error
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list):
        raise InputError("no tour: expected an object with 'title' and 'steps'")
    title = " ".join(_text(data, "title").split())
    if not title:
        raise InputError("no tour: it has no title")
    left_out: list[str] = []
    steps: list[Step] = []
    waiting = [_text(data, "description")]
    for number, raw in enumerate(data["steps"], 1):
        step = _step(raw if isinstance(raw, dict) else {}, f"step {number}", left_out)
        said = "\n\n".join(filter(None, [*waiting, step.text]))
        waiting = [] if step.path else [said]
        if step.path:
            steps.append(attrs.evolve(step, text=said or title))
    if any(waiting) and steps:
        steps[-1] = attrs.evolve(steps[-1], text="\n\n".join([steps[-1].text, *waiting]))
    if not steps:
        raise InputError("no tour: none of its steps is in a file")
    ref = _text(data, "ref")
    return Tour(title=title, ref=ref, steps=tuple(steps), left_out=tuple(left_out))


def _step(raw: Mapping[str, Any], name: str, left_out: list[str]) -> Step:
    title = " ".join(_text(raw, "title").split())
    text = "\n\n".join(filter(None, [f"**{title}**" if title else "", _text(raw, "description")]))
    path = _text(raw, "file").replace("\\", "/")
    if not path:
        left_out.append(f"{name} is in no file; its text went to the next one")
        return Step(path="", text=text)
    selection = raw.get("selection") or {}
    line = raw.get("line")
    try:
        first, last = (int(selection[end]["line"]) for end in ("start", "end"))
    except (KeyError, TypeError, ValueError):
        first = last = line if isinstance(line, int) and line > 0 else 0
    if 1 <= first <= last:
        return Step(path=path, text=text, first=first, last=last)
    pattern = _text(raw, "pattern")
    literal = _literal(pattern)
    if pattern and not literal:
        left_out.append(f"{name} has a pattern of its own, which is not run: {pattern}")
    return Step(path=path, text=text, line=literal)


def _literal(pattern: str) -> str:
    r"""Return the line that a recorded pattern stands for; empty where it is more than one line.

    Examples
    --------
    >>> _literal(r"^[^\S\n]*def f\(\):"), _literal("(a+)+$")
    ('def f():', '')
    """
    rest = pattern[len(found[0]) :] if (found := _LEAD.match(pattern)) else pattern
    rest = rest.removesuffix("$") if not rest.endswith("\\$") else rest
    return "" if _SPECIAL.search(rest) else _ESCAPED.sub(r"\1", rest).strip()


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return value.strip() if isinstance(value, str) else ""


def write(title: str, steps: Sequence[Step], ref: str = "") -> str:
    """Return the content of a ``.tour`` file."""
    shown = []
    for step in steps:
        raw: dict[str, Any] = {"file": step.path, "description": step.text}
        if step.first:
            raw["line"] = step.first
        if step.last > step.first:
            ends = {"start": step.first, "end": step.last}
            raw["selection"] = {
                end: {"line": line, "character": 1 if end == "start" else 1000}
                for end, line in ends.items()
            }
        shown.append(raw)
    data = {"$schema": SCHEMA, "title": title, **({"ref": ref} if ref else {}), "steps": shown}
    return json.dumps(data, indent=2, ensure_ascii=False)
