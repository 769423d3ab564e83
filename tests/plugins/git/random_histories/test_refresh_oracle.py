"""What is read in steps is what is read at once: every column, and the origin of every line."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.protocols import ReadRequest
from influencekit_git.source import file_origins


def lines(repo, tree, **options):
    with file_origins(repo.path, ReadRequest(jobs=1, **options)) as origins:
        return {path: origins.of(os.fsdecode(path)).runs for path, it in tree.items() if it.is_text}


@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_reading_in_any_steps_tells_what_reading_from_scratch_tells(data, stories, write, told_of):
    story = data.draw(stories())
    repo = write(story)
    cache = repo.path / "cache"
    heads = data.draw(st.lists(st.integers(0, len(story) - 1), min_size=1, max_size=3))
    for head in [*heads, len(story) - 1]:
        revision = repo.oids[head]
        wanted = data.draw(st.booleans())  # a run that is stopped early, or asks for no lines
        in_steps = told_of(repo.path, revision=revision, cache=cache, lines=wanted)
        at_once = told_of(repo.path, revision=revision, lines=wanted)
        assert in_steps == at_once
    tree = story.trees[-1]
    assert lines(repo, tree, cache=cache) == lines(repo, tree)


@settings(max_examples=settings.default.max_examples // 4)
@given(data=st.data())
def test_a_history_that_grows_and_is_rewritten_is_told_as_if_read_for_the_first_time(
    data, stories, write, told_of
):
    first, second = data.draw(stories(most=6)), data.draw(stories(most=6))
    repo = write(first)
    cache = repo.path / "cache"
    told_of(repo.path, cache=cache)
    repo = write(second, repo.path)  # over the same branches
    assert told_of(repo.path, cache=cache) == told_of(repo.path)
