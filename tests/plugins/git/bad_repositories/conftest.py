"""Reads repositories that something is wrong with, and leaves them as they were, byte for byte."""

import shutil

import attrs
import pytest

from influencekit.history import History
from influencekit.protocols import ReadRequest
from influencekit.testing import write_repo
from influencekit_git.source import GitSource

TOLD = """
    2024-01-03 ada src/a.py +10, src/b.py +3 "Start"
    2024-01-04 bob src/a.py +2 -3 "Change"
    2024-01-05 cyd src/c.py +4, src/b.py +1 "More"
    """


@attrs.frozen
class Whole:
    """All numbers of a history."""

    touches: dict
    """(subject, path) → (added, deleted)."""
    files: dict
    """Path → lines."""
    alive: dict
    """(path, subject of the commit that wrote them) → lines."""


WHOLE = Whole(
    touches={
        ("Start", "src/a.py"): (10, 0),
        ("Start", "src/b.py"): (3, 0),
        ("Change", "src/a.py"): (2, 3),
        ("More", "src/c.py"): (4, 0),
        ("More", "src/b.py"): (1, 0),
    },
    files={"src/a.py": 9, "src/b.py": 4, "src/c.py": 4},
    alive={
        ("src/a.py", "Start"): 7,
        ("src/a.py", "Change"): 2,
        ("src/b.py", "Start"): 3,
        ("src/b.py", "More"): 1,
        ("src/c.py", "More"): 4,
    },
)
"""Of `TOLD`, counted by hand."""


@attrs.frozen
class Told:
    """What reading a repository came to."""

    history: History | None
    problems: list[str]

    @property
    def is_whole(self):
        """Whether it is all that there is to tell of `TOLD`."""
        return Whole(self.touches, self.files, self.alive) == WHOLE

    @property
    def touches(self):
        """Return {(subject, path): (added, deleted)}."""
        known = self.history
        return {
            (known.commit_subject[commit], known.paths[path]): (added, deleted)
            for commit, path, added, deleted in zip(
                known.touch_commit.tolist(),
                known.touch_path.tolist(),
                known.touch_added.tolist(),
                known.touch_deleted.tolist(),
                strict=True,
            )
        }

    @property
    def files(self):
        """Return {path: lines}."""
        paths = [self.history.paths[path] for path in self.history.file_path.tolist()]
        return dict(zip(paths, self.history.file_lines.tolist(), strict=True))

    @property
    def alive(self):
        """Return {(path, subject of the commit that wrote them): lines}."""
        known = self.history
        paths = list(self.files)
        return {
            (paths[file], known.commit_subject[commit]): count
            for file, commit, count in zip(
                known.line_file.tolist(),
                known.line_commit.tolist(),
                known.line_count.tolist(),
                strict=True,
            )
        }


@pytest.fixture(scope="session")
def _sound(tmp_path_factory):
    return write_repo(tmp_path_factory.mktemp("sound") / "repo", TOLD)


@pytest.fixture
def whole():
    """What there is to tell of `sound`."""
    return WHOLE


@pytest.fixture
def sound(_sound, tmp_path):
    """A repository that nothing is wrong with, and a place to put others beside it."""
    shutil.copytree(_sound, tmp_path / "sound", symlinks=True)
    return tmp_path / "sound"


@pytest.fixture
def clone(sound, git, tmp_path):
    """Return a function that clones it."""

    def make(*options):
        git(sound, "config", "uploadpack.allowFilter", "true")
        git(tmp_path, "clone", "--quiet", *options, f"file://{sound}", "clone")
        return tmp_path / "clone"

    return make


@pytest.fixture
def read(listing):
    """Return a function that reads a repository, which must stay as it is."""

    def reading(root, **options):
        before = listing(root)
        try:
            found = list(GitSource().read(root, ReadRequest(**{"jobs": 1} | options)))
        finally:
            assert listing(root) == before
        histories = [it for it in found if isinstance(it, History)]
        problems = [it.message for it in found if not isinstance(it, History)]
        return Told(histories[-1] if histories else None, problems)

    return reading
