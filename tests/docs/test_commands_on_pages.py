"""Every command and option that a page tells of exists, and so does every target of make."""

import importlib
import re
from pathlib import Path

from influencekit.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
CODE = re.compile(r"^```(?:sh|console|yaml)\n(.*?)^```$|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^(?:\$ |.*(?:run:|-m) )?influencekit ([a-z]+)\b([^|>\n]*)", re.MULTILINE)
MAKE = re.compile(r"^make ([a-z]+)\b", re.MULTILINE)


def told(pattern):
    """Return (page, match) for each place where the code on a page says what `pattern` finds."""
    return [
        (page.relative_to(ROOT).as_posix(), found)
        for page in PAGES
        for code in CODE.findall(page.read_text(encoding="utf-8"))
        for found in pattern.findall("".join(code))
    ]


def options(command, rest):
    """Return every option of a command, or of the one that `rest` names in a group, as written."""
    click = importlib.import_module(f"influencekit.cli.{command}").command
    inner = getattr(click, "commands", {}).get(rest.strip().partition(" ")[0], click)
    return {name for parameter in inner.params for name in parameter.opts} | {"--help"}


def test_every_command_on_a_page_exists_and_has_its_options():
    calls = told(CALL)
    assert {command for _, (command, _) in calls} >= {"analyze", "who", "people", "index"}
    wrong = [
        (page, command, option)
        for page, (command, rest) in calls
        for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest) or [""]
        if command not in COMMANDS or (option and option not in options(command, rest))
    ]
    assert wrong == []


def test_every_target_of_make_on_a_page_exists():
    targets = re.findall(
        r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = told(MAKE)
    assert {name for _, name in named} >= {"analyze", "test", "slow"}
    assert [(page, name) for page, name in named if name not in targets] == []
