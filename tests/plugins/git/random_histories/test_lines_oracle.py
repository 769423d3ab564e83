"""The origin of every line of every file is git's own: ``git blame``, over random histories."""

import os

from hypothesis import given
from hypothesis import strategies as st

from influencekit.protocols import ReadRequest
from influencekit_git.source import file_origins


@given(data=st.data())
def test_every_line_of_every_file_is_from_where_git_blame_says(data, stories, write):
    story = data.draw(stories())
    repo = write(story)
    heads = data.draw(st.lists(st.integers(0, len(story) - 1), max_size=2))
    binary = any(
        not entry.is_text and entry.mode != b"160000"
        for tree in story.trees
        for entry in tree.values()
    )
    for head in [*heads, len(story) - 1]:
        rev = repo.oids[head]
        with file_origins(
            repo.path, ReadRequest(cache=repo.path / "cache", jobs=1, revision=rev)
        ) as origins:
            for path, entry in story.trees[head].items():
                if entry.is_text:
                    found = origins.of(path.decode("utf8", "surrogateescape"))
                    if not binary:  # else an earlier version may have no hunks
                        assert found.origin == "index"
                    assert [
                        (run.commit, os.fsencode(run.source_path), run.source_line + place)
                        for run in found.runs
                        for place in range(run.lines)
                    ] == repo.blame(rev, path)
