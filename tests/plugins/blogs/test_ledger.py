"""The ledger layout, read back."""

import pytest

from influencekit.domain import Identity

ADA = Identity("Ada L")


@pytest.fixture
def ledger(folder):
    def write(**changed):
        files = {
            "blogs/flask/Ada L/How routes work.md": "---\ndate: 2024-01-03\n---\nThree short words\n",
            "contributions/flask/Ada L_flask.txt": "Contributions: 5\n",
            "influences/flask/Ada L_flask.txt": "Feedback: 3\nInteractions: 4\n",
            "influences/git/Ada L_git.txt": "feedback = 2\n\ninteractions = 0\n",
            "total_influences/Ada L.txt": "Total influence: 9\n",
        }
        return folder(files | {path: text for path, text in changed.items() if text is not None})

    return write


def test_posts_are_by_the_folder_s_writer_and_of_the_folder_s_project(ledger, read):
    post = read(ledger()).post
    assert (post.title, post.authors, post.words) == ("How routes work", (ADA,), 3)
    assert (post.layout, post.extra) == ("ledger", (("project", "flask"),))


def test_counts_become_interactions_weighted_by_how_many(ledger, read):
    found = read(ledger())
    assert [(it.kind, it.about, it.weight, it.locator) for it in found.interactions] == [
        ("contribution", "flask", 5.0, "contributions/flask/Ada L_flask.txt:1"),
        ("feedback", "flask", 3.0, "influences/flask/Ada L_flask.txt:1"),
        ("interaction", "flask", 4.0, "influences/flask/Ada L_flask.txt:2"),
        ("feedback", "git", 2.0, "influences/git/Ada L_git.txt:1"),
    ]
    assert (
        {it.giver for it in found.interactions} == {it.taker for it in found.interactions} == {ADA}
    )
    assert not found.problems


def test_a_number_alone_counts_as_the_folder_s_first_kind(ledger, read):
    found = read(ledger(**{"contributions/flask/Ben_flask.txt": "12\n"}))
    (ben,) = [it for it in found.interactions if it.giver == Identity("Ben")]
    assert (ben.kind, ben.weight) == ("contribution", 12.0)


def test_a_total_that_is_no_sum_is_a_problem(ledger, read):
    found = read(ledger(**{"total_influences/Ada L.txt": "Total: 10\n"}))
    assert found.locators == ["total_influences/Ada L.txt:1"]
    assert "the total is 10" in found.problems[0].message.lower()
    assert "sum to 9" in found.problems[0].message


@pytest.mark.parametrize(
    "text", ["Feedback: -3\n", "Feedback: many\n", "Likes: 3\n", "3.5\n", "\x00\n"]
)
def test_a_line_that_is_no_count_is_a_problem_with_its_line(ledger, read, text):
    found = read(ledger(**{"influences/x/Ben_x.txt": f"Interactions: 1\n{text}"}))
    assert found.locators == ["influences/x/Ben_x.txt:2"]
    assert [it.weight for it in found.interactions if it.about == "x"] == [1.0]
