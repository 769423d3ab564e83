"""What a report opens with: plain findings, each with what is behind it, and nobody's name."""

import attrs

from influencekit.engine import run
from influencekit.opening import opening
from influencekit.registry import Registry
from influencekit.testing import evidence

STORY = """
2022-01-03 ada src/a.py +10, docs/a.md +4
2022-02-04 bob src/a.py +1 -2, src/b.py +5
2023-11-07 cyd src/c.py +30
2024-01-07 ada docs/b.md +2
"""


def told(story):
    found = evidence(story)
    results, _ = run(found, Registry.discover(entry_points=()).collect("models"))
    return found, opening(found, results)


def test_it_says_where_work_is_how_old_the_lines_are_who_is_missed_and_what_to_do():
    found, sentences = told(STORY)
    texts = [sentence.text for sentence in sentences]
    assert texts[:4] == [
        "2 commits in the last year: 1 in docs/ and 1 in src/.",
        "Half of today's lines were written by 2023-11-07; of new lines 96.0 % outlive their first year.",
        "82.0 % of the lines are in files that one person alone knows.",
        "If the 2 people who know most of it left, more than half of the code would have no author here.",
    ]
    assert sentences[0].locators == (found.commits.oid[3], found.commits.oid[2])
    assert sentences[2].locators == ("src/c.py", "src/b.py", "docs/a.md")


def test_nobody_is_named():
    found, sentences = told(STORY)
    text = " ".join(sentence.text for sentence in sentences)
    assert not [person.name for person in found.people if person.name in text.split()]


def test_without_results_it_says_what_the_evidence_does():
    texts = [sentence.text for sentence in opening(evidence(STORY), {})]
    assert len(texts) == 3
    assert texts[1] == "Half of today's lines were written by 2023-11-07."


def test_posts_are_counted_with_those_that_name_something():
    _, sentences = told(
        STORY + '2024-01-08 ada post "On a.py" refs=src/a.py\n2024-01-09 ada post "Other"\n'
    )
    assert sentences[-1].text == (
        "2 posts published, the latest on 2024-01-09; 1 of them names a file or a commit."
    )


def test_a_year_without_work_is_told_and_nothing_is_said_of_nothing():
    found = evidence(STORY)
    later = attrs.evolve(found, as_of=found.as_of + 400 * 86_400)
    assert opening(later, {})[0].text == (
        "Nobody changed a file in the last year; the latest was on 2024-01-07."
    )
    assert opening(evidence('2024-02-01 ada post "On parsing" words=500'), {}) == ()
