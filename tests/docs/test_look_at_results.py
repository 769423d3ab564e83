"""What the page on looking at results tells is done."""

from pathlib import Path

from influencekit.testing import write_repo

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "look-at-results.md"
APP = """
    2023-01-10 ada server/main.py +60, server/tokens.py +40 "Serve"
    2023-03-15 bob web/page.py +50 "A page"
    2024-01-12 cyd web/page.py +10 -5 "Explain pages"
"""


def test_the_page_does_what_it_says(carry_out, shell):
    write_repo(shell.folder / "app", APP)
    ran = carry_out(PAGE)
    assert [(command, done.stderr) for command, done in ran if done.returncode] == []
    written = {"report.html", "map.svg", "out/influencekit.sqlite"}
    assert {name for name in written if (shell.folder / name).is_file()} == written
