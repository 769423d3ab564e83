"""The page on blog layouts says what the code says."""

import re
from pathlib import Path

import pytest

from influencekit_blogs import files, headers, values
from influencekit_blogs.layouts import BASES, LAYOUTS, USUAL_SECTIONS
from influencekit_blogs.selection import NO_POSTS

PAGE = (Path(__file__).parents[3] / "docs/reference/blog-layouts.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip("` "): " | ".join(cells[1:])
    for line in PAGE.splitlines()
    if len(cells := line.strip("|").split(" | ")) == 4 and "`" in cells[0]
}


def quoted(text):
    return set(re.findall(r"`([^`\n]+)`", text))


def test_every_layout_has_a_row_and_every_row_is_a_layout():
    assert ROWS.keys() == {layout.name for layout in LAYOUTS}


@pytest.mark.parametrize("layout", [it for it in LAYOUTS if it.name not in ("astro", "plain")])
def test_a_row_names_markers_folders_and_date_keys(layout):
    row = ROWS[layout.name]
    markers = [marker.partition("=")[0] for marker in layout.markers]
    named = [it for it in quoted(row) if it in markers or any(Path(m).match(it) for m in markers)]
    assert named, f"none of {markers} in {row}"
    for folder in layout.folders:
        assert not folder or folder.split("*/")[-1] in row.replace("/<project>/<writer>", "")
    if layout.name != "obsidian":
        keys = {key for key in layout.dates if not key.startswith(":")}
        assert keys <= {it.lower() for it in quoted(row)}


@pytest.mark.parametrize(
    "name",
    [*filter(None, BASES), *sorted(USUAL_SECTIONS), *sorted(NO_POSTS)],
)
def test_every_name_that_decides_something_is_on_the_page(name):
    assert name in quoted(PAGE)


def test_the_limits_are_those_of_the_code():
    assert f"more than {files.LARGEST >> 20} MiB" in PAGE
    assert f"{headers.LARGEST >> 10} KiB of front matter" in PAGE
    assert f"{values.MOST_ALIASES} YAML aliases" in PAGE
    assert f"{values.DEEPEST} lists" in PAGE
