"""The back-test of bots, on made-up accounts."""

import pytest

from influencekit.backtests import Given
from influencekit.backtests.bots import backtest
from influencekit.errors import InputError

WORKED = """contributor,bot
renovate[bot],1
k8s-ci-robot,1
gert-helper,1
talbot,0
ada,0
"""


def test_the_worked_example_has_the_figures_counted_by_hand():
    [table] = backtest(Given(files={"a.csv": WORKED}))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["influencekit"] == (1.0, pytest.approx(2 / 3), pytest.approx(0.8), 0.8)
    assert rows["marked [bot]"] == (1.0, pytest.approx(1 / 3), pytest.approx(0.5), 0.6)
    # "talbot" ends so and is a person; "k8s-ci-robot" ends so and is a bot.
    assert rows["the name says bot"][0] == pytest.approx(2 / 3)
    assert table.notes[0] == "3 bots and 2 people, told by name and address alone."


def test_an_address_is_looked_at_and_an_account_counts_once():
    text = "name,email,bot\nAda,support@dependabot.com,true\nAda,support@dependabot.com,1\nBo,,0\n"
    [table] = backtest(Given(files={"a.csv": text}))
    assert table.rows[0][1:] == (1.0, 1.0, 1.0, 1.0)
    assert table.rows[1][1:] == (None, 0.0, 0.0, 0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must name the columns"),
        ("a,b\n", "must name the columns"),
        ("name,bot\nada,maybe\n", r"a\.csv:2: expected 1 or 0"),
        ("name,bot\nada,1\nada,0\n", r"a\.csv:3: expected 1 or 0 under bot, the same"),
        ("name,bot\nada,0\n", "0 of 1 account are bots"),
        ("name,bot\n", "both bots and people are needed"),
        (f"name,bot\n{'x' * 200_000},1\n", "this is no CSV"),
    ],
)
def test_what_cannot_be_judged_is_refused(text, said):
    with pytest.raises(InputError, match=said):
        backtest(Given(files={"a.csv": text}))
