"""The page about the language server names every switch and command, and no other."""

import re
from pathlib import Path

import attrs

from influencekit_lsp.commands import COMMANDS
from influencekit_lsp.features import CAPABILITIES
from influencekit_lsp.switches import Switches, camel

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "language-server.md"


def _rows(heading):
    text = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([\w.]+)` \|(.*?)\|(.*)\|$", text, re.MULTILINE)
    return {name: (first.strip(), last.strip()) for name, first, last in rows}


def test_each_switch_is_on_the_page_with_its_default_and_meaning():
    expected = {
        camel(field.name): ("on" if field.default else "off", field.metadata["means"])
        for field in attrs.fields(Switches)
    }
    assert _rows("Switches") == expected
    assert {it.switch for it in CAPABILITIES} <= set(attrs.fields_dict(Switches))


def test_each_command_is_on_the_page():
    assert set(_rows("Commands")) == {"toggle", *COMMANDS}
