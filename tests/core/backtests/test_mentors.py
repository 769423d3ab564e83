"""The back-test of mentors: the plainest ranking, by hand, and that it looks at nothing later."""

from influencekit.backtests import Given
from influencekit.backtests.mentors import backtest, by_commits
from influencekit.models.mentoring.matching import Dealings
from influencekit.testing import evidence

HISTORY = """
    2020-01-01 moe a.py +1
    2023-01-01 mia a.py +1
    2023-01-02 mia a.py +1
    2023-01-03 cyd a.py +1
    2023-01-04 ned a.py +1 mentored-by=cyd
    2023-01-05 mia a.py +1
"""


def test_commits_of_the_last_two_years_before_are_counted_without_the_newcomers_own():
    known = evidence(HISTORY)
    keys = [it.key for it in known.people]
    at = int(known.commits.committed_at[4])
    found = by_commits(Dealings(known))(keys.index("ned"), known.path_counts, at)
    assert [keys[who] for who in found] == ["mia", "cyd"]


def test_each_way_has_a_row():
    [table] = backtest(Given(read=evidence(HISTORY)))
    rows = {row[0]: row[1] for row in table.rows}
    assert rows == {
        "most commits": 1 / 2,
        "helped most": 0.0,
        "knows the files best": 1 / 2,
        "past mentees": 0.0,
        "influencekit": 1 / 2,
    }
    assert table.notes[0] == "1 newcomer, 2023-01-04 to 2023-01-04."
