"""The pages of docs/reference about the command line, held to the code.

``python tests/cli/test_reference_pages.py`` writes the generated parts anew.
"""

import inspect
import json
import re
from importlib import resources
from pathlib import Path

import click
import pytest

from influencekit import errors
from influencekit.cli import COMMANDS, DEBUG, commands
from influencekit.cli.options import Options
from influencekit.errors import ExitCode

PAGES = Path(__file__).parents[2] / "docs" / "reference"
BEGIN, END = "<!-- generated: below -->\n", "<!-- generated: above -->\n"


def help_of(command, name):
    """Return what ``--help`` prints on a terminal of 80 columns."""
    context = click.Context(command, info_name=name, terminal_width=80, max_content_width=80)
    context.help_option_names = ["-h", "--help"]
    return command.get_help(context)


def every_command():
    """Yield (name, command) of each, the commands of a group after it."""
    parent = click.Context(commands)
    for name in COMMANDS:
        command = commands.get_command(parent, name)
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", it) for inner, it in command.commands.items())


def cli_part():
    parts = [f"## influencekit\n\n```text\n{help_of(commands, 'influencekit')}\n```\n"]
    for name, command in every_command():
        text = help_of(command, f"influencekit {name}")
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def rows_of(schema, prefix=""):
    """Yield (key, type, meaning) of each property of a JSON Schema, inner ones below outer ones."""
    for key, value in schema.get("properties", {}).items():
        inner, kind = value, value.get("type", "")
        if kind == "array":
            inner = value["items"]
            kind = f"array of {inner.get('type', '')}"
        if "additionalProperties" in inner and isinstance(inner["additionalProperties"], dict):
            inner = inner["additionalProperties"]
        if isinstance(kind, list):
            kind = " or ".join(kind)
        if "const" in value or "enum" in value:
            kind = " or ".join(f"`{one}`" for one in value.get("enum", [value.get("const")]))
        yield f"{prefix}{key}", kind, value.get("description", "")
        if key not in {"problems", "reasons", "subject", "scores", "tables"}:
            yield from rows_of(inner, f"{prefix}{key}.")


def json_part():
    parts = []
    for name in COMMANDS:
        file = resources.files("influencekit.render") / "schemas" / f"{name}.json"
        if not file.is_file():  # of a server, which prints no result
            continue
        schema = json.loads(file.read_text(encoding="utf-8"))
        rows = "\n".join(f"| `{key}` | {kind} | {text} |" for key, kind, text in rows_of(schema))
        parts.append(f"## {name}\n\n| key | type | meaning |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


GENERATED = {"cli.md": cli_part, "json.md": json_part}


def split(page):
    text = (PAGES / page).read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    generated, end, after = rest.partition(END)
    assert begin, f"{page} has no {BEGIN.strip()}"
    assert end, f"{page} has no {END.strip()}"
    return before + begin, generated, end + after


@pytest.mark.parametrize("page", GENERATED)
def test_the_generated_part_of_a_page_is_what_the_code_says(page):
    _, generated, _ = split(page)
    assert generated == f"\n{GENERATED[page]()}\n", f"stale: run python {Path(__file__).name}"


def test_the_exit_codes_are_those_of_the_code_with_its_words():
    page = (PAGES / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \| (.+) \|$", page, re.MULTILINE)
    assert [(int(code), name) for code, name, _ in rows] == [(it.value, it.name) for it in ExitCode]
    source = inspect.getsource(errors.ExitCode).replace("``", "`")
    meanings = dict(re.findall(r"#: (.+)\n +(\w+) =", source))
    told = {name: text for _, name, text in rows}
    assert [name for words, name in meanings.items() if words not in told[name]] == []
    assert len(meanings) == len(ExitCode) - 1  # OK needs no words


def test_each_command_is_told_in_the_group_as_in_its_own_help():
    parent = click.Context(commands)
    for name, short in COMMANDS.items():
        command = commands.get_command(parent, name)
        assert command.help.splitlines()[0] == short
        assert command.name == "command"


def test_each_option_says_what_it_is_for():
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in every_command()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_the_page_names_what_the_environment_can_say():
    page = (PAGES / "cli.md").read_text(encoding="utf-8")
    for variable in (DEBUG, "NO_COLOR", "TERM", "COLUMNS"):
        assert f"`{variable}`" in page


def test_an_option_that_is_not_given_leaves_the_settings_alone():
    given = {"since": None, "path": (), "show_emails": False, "author": ("bob",), "jobs": 0}
    assert Options.of(given).settings == {"filters": {"authors": ("bob",)}, "sources": {"jobs": 0}}


if __name__ == "__main__":
    for page, part in GENERATED.items():
        before, _, after = split(page)
        (PAGES / page).write_text(f"{before}\n{part()}\n{after}", encoding="utf-8")
