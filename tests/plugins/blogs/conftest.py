"""Folders of posts written by a test, and what is read from them."""

from collections.abc import Mapping

import attrs
import pytest

from influencekit.domain import Interaction, Post
from influencekit.protocols import ReadRequest
from influencekit.report import Problem
from influencekit_blogs.source import BlogSource
from influencekit_git.source import GitSource


@attrs.frozen
class Read:
    posts: Mapping[str, Post]
    interactions: list[Interaction]
    problems: list[Problem]

    @property
    def post(self):
        (only,) = self.posts.values()
        return only

    @property
    def locators(self):
        return [problem.locator for problem in self.problems]


def write(root, files):
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files, by path, into a folder of its own and returns that."""
    return lambda files, name="site": write(tmp_path / name, files)


@pytest.fixture
def read():
    """Return a function that reads a folder."""

    def run(root, *, explicit=False, **request):
        asked = ReadRequest(options={"explicit": explicit}, files=GitSource(), **request)
        found = list(BlogSource().read(root, asked))
        posts = [it for it in found if isinstance(it, Post)]
        assert len({post.path for post in posts}) == len(posts)
        return Read(
            {post.path: post for post in posts},
            [it for it in found if isinstance(it, Interaction)],
            [it for it in found if isinstance(it, Problem)],
        )

    return run


@pytest.fixture
def blog(folder, read):
    """Return a function that writes files and reads them as a plain blog."""
    return lambda files: read(folder(files), explicit=True)


@pytest.fixture
def note(blog):
    """Return a function that reads one text as a plain post, and the post it gives."""
    return lambda text, name="note.md": blog({name: text}).post
