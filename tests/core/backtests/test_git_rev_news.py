"""The back-test of what Git Rev News covers: what it reads, that it looks ahead nowhere, what it refuses."""

import attrs
import numpy as np
import pytest

from influencekit.backtests import Given
from influencekit.backtests.editions import Parts, editions_of
from influencekit.backtests.git_rev_news import (
    BASELINE,
    FITTED,
    backtest,
    forecast,
    panel,
    precision_at,
)
from influencekit.errors import InputError
from influencekit.testing import evidence

MONTHS = [(year, month) for year in (2020, 2021) for month in range(1, 13)]
PLACES = {
    "rebase": "builtin/rebase.c",
    "log": "builtin/log.c",
    "send-email": "git-send-email.perl",
    "refs": "refs/files.c",
    "po": "po/de.po",
}


def history(months=MONTHS):
    """Return a history in which every part changes each month, some twice, by different people."""
    lines = ["2019-01-01 ada " + ", ".join(f"{path} +1" for path in PLACES.values())]
    for year, month in months:
        for day, (part, path) in enumerate(PLACES.items(), start=1):
            lines.append(f"{year}-{month:02}-{day:02} ada {path} +1")
            if part in {"rebase", "refs"}:
                lines.append(f"{year}-{month:02}-{day + 10:02} bob {path} +1")
    return evidence("\n".join(lines))


def edition(*named, elsewhere=""):
    discussed = "\n".join(f"We talk about {name} at length." for name in named)
    return f"## Discussions\n\n### Reviews\n\n{discussed}\n\n## Other News\n\n{elsewhere}\n"


def files(months=MONTHS):
    """Return editions on the last day but three: rebase in all, refs in every other one."""
    return {
        f"_posts/{year}-{month:02}-25-edition.markdown": edition(
            "`git rebase`", *(["refs/"] if month % 2 else []), elsewhere="git log"
        )
        for year, month in months
    }


def given(**changes):
    whole = Given(read=history(), files=files(), split=1_625_097_600)  # 2021-07-01
    return attrs.evolve(whole, **changes)


def test_an_edition_is_a_file_with_a_day_and_a_section_on_discussions():
    found = editions_of(
        {
            "b/2020-02-01-two.md": "x\n## Discussions\ntwo <!-- not -->\n## Releases\nGit 2.25\n",
            "a/2020-01-01-one.md": "## Discussions\n[one](https://git.example/git-log)\n",
            "2020-13-01-no-such-month.md": "## Discussions\n",
            "2020-03-01-no-section.md": "Discussions\n",
            "about.md": "## Discussions\n",
        }
    )
    assert [it.at for it in found] == [1577836800, 1580515200]
    assert found[0].discussed.strip() == "[one]"
    assert found[1].discussed.strip() == "two"
    assert "Git 2.25" in found[1].elsewhere


def named(text, *paths, moment=2_000_000_000):
    known = evidence("2020-01-01 ada " + ", ".join(f"{path} +1" for path in paths))
    parts = Parts.of(known)
    return [parts.names[at] for at in np.flatnonzero(parts.named(text, moment))]


@pytest.mark.parametrize(
    ("text", "paths", "parts"),
    [
        ("we ran `git log -p` today", ["builtin/log.c"], ["log"]),
        ("we ran `log -p` today", ["builtin/log.c"], ["log"]),
        ("git-log was slow", ["Documentation/git-log.adoc"], ["log"]),
        ("a log of what was said", ["builtin/log.c"], []),
        ("* [A better log](x)", ["builtin/log.c"], ["log"]),
        ("the catalog/log", ["builtin/log.c"], []),
        ("in pack-bitmap.c", ["pack-bitmap.c", "pack-check.c"], ["pack"]),
        ("see refs/ for it", ["refs/files.c"], ["refs"]),
        ("the format-patch command", ["builtin/format-patch.c"], ["format-patch"]),
        ("* [ref-filter: mend it](x)", ["ref-filter.c"], ["ref"]),
        ("git and git.c", ["git.c", "git-compat-util.h"], []),
        ("", ["builtin/log.c"], []),
    ],
)
def test_a_part_is_named_by_its_own_names_alone(text, paths, parts):
    assert named(text, *paths) == parts


def test_what_was_not_there_yet_is_not_named():
    assert named("`git log`", "builtin/log.c", moment=1_500_000_000) == []


def test_a_panel_looks_at_nothing_after_the_embargo():
    editions = editions_of(files())
    whole = panel(history(), editions, given())
    for at in (3, 14):  # a month's commits are before the embargo of its edition
        early = panel(history(MONTHS[: at + 1]), editions[: at + 1], given())
        assert early.candidates[at].tolist() == whole.candidates[at].tolist()
        for name, scores in whole.ways.items():
            assert scores[at].any()
            assert early.ways[name][at].tolist() == scores[at].tolist(), (name, at)


def test_a_forecast_does_not_see_what_it_is_judged_on():
    known = panel(history(), editions_of(files()), given())
    other = attrs.evolve(known, covered=known.covered.copy())
    other.covered[20:] = ~other.covered[20:]
    assert forecast(known, [20])[20].tolist() == forecast(other, [20])[20].tolist()


def test_what_is_covered_every_time_is_foretold():
    (table,) = backtest(given())
    rows = {row[0]: row for row in table.rows}
    # rebase in each of six editions, refs in three: both are ahead of the three others each time
    # that both are covered; where refs is not, rebase still is.
    assert rows[BASELINE][1] == 1.0
    assert rows[FITTED][1] == 1.0
    assert rows[BASELINE][3] == pytest.approx((3 * 2 / 5 + 3 * 1 / 5) / 6)
    assert rows[BASELINE][5] == rows[BASELINE][6] == "+0.000 (+0.000 to +0.000)"
    assert "6 editions, 2021-07-25 to 2021-12-25" in table.notes[0]
    # The best fixed order is the same here: rebase, then refs, then the others.
    assert "AUC of 1 and a P@10 of 0.3." in table.notes[3]


def test_precision_counts_ties_by_their_share():
    score, truth = np.array([1.0, 1.0, 1.0, 0.0]), np.array([True, False, False, True])
    assert precision_at(score, truth, 2) == pytest.approx(1 / 3)
    assert precision_at(score, truth, 99) == 0.5
    assert precision_at(score[:0], truth[:0], 2) == 0.0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"files": {}}, "There are 0 editions"),
        ({"split": None}, "There are 24 editions"),
        ({"split": 4_000_000_000}, "There are 24 editions"),
        ({"split": 0}, "No edition before"),
        ({"files": {name: edition("nothing") for name in files()}}, "names a part of git"),
        ({"read": evidence("2024-01-01 ada a.txt +1")}, "names a part of git"),
    ],
)
def test_what_cannot_be_judged_is_refused(changes, said):
    with pytest.raises(InputError, match=said):
        backtest(given(**changes))
