"""What if somebody leaves."""

from influencekit.departures import departures
from influencekit.testing import evidence


def test_it_names_the_files_that_nobody_else_knows_in_the_order_of_names():
    found = departures(
        evidence("""
2024-01-03 cyd src/a.py +10
2024-01-04 cyd src/b.py +20, docs/c.md +5
2024-01-05 ada src/d.py +30
2024-01-06 bob src/a.py +1
""")
    )
    # Both cyd, who made it, and bob are authors of src/a.py: nobody leaves it behind.
    assert found.rows == (("ada", 1, 30, "src/", ""), ("cyd", 2, 25, "src/", ""))
    assert found.behind[0] == ("src/d.py",)


def test_whoever_changed_the_files_too_is_named_with_how_often():
    story = "2024-01-03 ada a.py +10\n" + "\n".join(
        f"2024-02-{day:02} ada a.py +1" for day in range(1, 20)
    )
    found = departures(evidence(f"{story}\n2024-03-01 bob a.py +1\n2024-03-02 bob a.py +1"))
    [row] = found.rows
    assert row == ("ada", 1, 31, "(top level)", "bob (2 changes)")


def test_bots_are_no_persons():
    assert departures(evidence('2024-01-03 "dependabot[bot]" a.py +10')).rows == ()
