"""Mentoring notes as a table."""

import attrs

from influencekit.domain import Anchor, Identity, Note
from influencekit.noted import LONGEST, notes_table
from influencekit.testing import evidence


def note(day, text, **more):
    given = {"author": Identity("Ada", "a@example.org"), "placed": Anchor(path="src/a.py", first=3)}
    return Note(
        id=f"n{day}", at=86_400 * day, text=text, locator=f".mentoring/n{day}.md", **given | more
    )


def test_the_latest_stands_first_with_where_it_is_and_nobody_is_named():
    found = attrs.evolve(
        evidence("2024-01-03 ada src/a.py +10"),
        notes=(
            note(1, "\n# Why\n\nBecause.", to=Identity("Bob", "b@example.org")),
            note(2, "w" * 500, placed=Anchor(path="src/b.py")),
        ),
    )
    table = notes_table(found)
    assert table.rows == (
        ("src/b.py", f"{'w' * LONGEST}…", "explanation", "open", "1970-01-03"),
        ("src/a.py:3", "# Why", "explanation", "open", "1970-01-02"),
    )
    assert table.behind == ((".mentoring/n2.md",), (".mentoring/n1.md",))
    assert "Ada" not in str(table)
    assert "Bob" not in str(table)
