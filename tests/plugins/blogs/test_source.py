"""What the engine relies on."""

import subprocess
import sys

import pytest

from influencekit.errors import Cancelled
from influencekit.protocols import Source, Task
from influencekit.registry import Registry
from influencekit_blogs.source import BlogSource


def test_the_source_is_registered_under_its_name():
    import influencekit_blogs  # noqa: PLC0415 - what is tested

    registry = Registry()
    registry.add(influencekit_blogs, "blogs")
    source: Source = registry.collect("sources")["blogs"]
    assert isinstance(source, BlogSource)
    assert not registry.problems
    assert "**/*.md" in source.watch


def test_registering_loads_no_parser():
    script = (
        "import sys, influencekit_blogs\n"
        "influencekit_blogs.influencekit_register_sources(lambda source: None)\n"
        "print(*sorted(name for name in sys.modules if name.startswith('influencekit_blogs')))\n"
        "print(*{'yaml', 'tomllib', 'numpy', 'git'} & sys.modules.keys())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "influencekit_blogs influencekit_blogs.source\n\n"


def test_reading_says_how_far_it_is_and_stops_when_asked(folder, read):
    class Told(Task):
        def __init__(self, patience):
            self.patience = patience
            self.told = []

        def progress(self, what, done, total):
            self.told.append((what, done, total))

        @property
        def cancelled(self):
            return len(self.told) >= self.patience

    root = folder({f"{number}.md": "Text" for number in range(130)})
    task = Told(patience=9)
    assert len(read(root, explicit=True, task=task).posts) == 130
    assert task.told == [("posts", done, 130) for done in (0, 64, 128, 130)]
    with pytest.raises(Cancelled):
        read(root, explicit=True, task=Told(patience=1))
