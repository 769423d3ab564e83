"""The commit behind each line of an unsaved text, held to ``git blame --contents``."""

import random
import re
import subprocess

import pytest

import influencekit
from influencekit.protocols import ReadRequest, Task
from influencekit.testing import write_repo
from influencekit_git.source import GitSource
from influencekit_lsp.documents import NEW, Document
from influencekit_lsp.knowledge import Knowledge
from influencekit_lsp.partial import Blamed
from influencekit_lsp.snapshot import Snapshot
from influencekit_lsp.sources import blame

SCRIPT = """
    2024-01-01 ada a.py +30
    2024-01-02 bob a.py +12 -4
    2024-01-03 cyd a.py => lib/a.py +6 -2
    2024-01-04 ada lib/a.py +5 on=topic
    2024-01-05 bob lib/b.py +9
    2024-01-06 ada merge=topic
    2024-01-07 cyd lib/a.py +3 -9
"""


def blamed(root, path, text):
    """Return what git says of each line: a full object id, zeros for what is not committed."""
    command = ["git", "-C", root, "blame", "--porcelain", "--contents", "-", "--", path]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return re.findall(r"^([0-9a-f]{40}) \d+ \d+(?: \d+)?$", done.stdout, re.MULTILINE)


@pytest.fixture
def knowledge(repo, tmp_path):
    root = repo(SCRIPT)
    cache = tmp_path / "cache"
    origins = GitSource().origins(root, ReadRequest(cache=cache))
    return root, Knowledge(Snapshot(evidence=influencekit.read(root, cache=cache), origins=origins))


@pytest.mark.parametrize("path", ["lib/a.py", "lib/b.py"])
def test_the_lines_of_a_file_are_from_the_commits_that_git_names(knowledge, path):
    root, known = knowledge
    place = known.place(path)
    text = (root / path).read_text()
    found = [place.evidence.commits.oid[row] for row in place.lines.tolist()]
    assert found == blamed(root, path, text)
    document = Document.of("file:///x", "python", 1, text, "utf-16")
    assert document.content_id("0" * 40) == known.content_id(path)


@pytest.mark.parametrize("seed", range(12))
def test_the_lines_of_an_unsaved_text_are_from_the_commits_that_git_names(knowledge, seed):
    root, known = knowledge
    place, chosen = known.place("lib/a.py"), random.Random(seed)
    text = (root / "lib" / "a.py").read_text()
    document = Document.of("file:///x", "python", 1, text, "utf-16")
    document.compare("base", text.splitlines())
    for number in range(chosen.randrange(1, 12)):
        first = chosen.randrange(len(document.lines) + 1)
        last = min(len(document.lines), first + chosen.randrange(4))
        new = "".join(f"new {seed} {number} {line}\n" for line in range(chosen.randrange(4)))
        document.change((first, 0), (last, 0), new)
    found = [
        "0" * 40 if at == NEW else place.evidence.commits.oid[int(place.lines[at])]
        for at in document.mapped.where
    ]
    assert found == blamed(root, "lib/a.py", document.text)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A file of which nothing is known but what git tells of it alone."""
    root = write_repo(tmp_path_factory.mktemp("asked") / "repo", SCRIPT)
    version, runs = blame(root, "lib/a.py", Task())
    found = Blamed("lib/a.py", version)
    for run in runs:
        found.runs[run.line] = run
    found.ended = True
    return root, found


@pytest.mark.parametrize("seed", range(12))
def test_before_there_is_an_index_they_are_from_those_commits_too(asked, seed):
    root, found = asked
    chosen = random.Random(seed)
    document = Document.of(
        "file:///x", "python", 1, "\n".join(found.version.lines) + "\n", "utf-16"
    )
    document.compare(found.version.blob, found.version.lines)
    for number in range(chosen.randrange(12)):
        first = chosen.randrange(len(document.lines) + 1)
        last = min(len(document.lines), first + chosen.randrange(4))
        new = "".join(f"new {seed} {number} {line}\n" for line in range(chosen.randrange(4)))
        document.change((first, 0), (last, 0), new)
    lines = found.lines()
    assert found.whole
    told = ["0" * 40 if at == NEW else lines[at].commit for at in document.mapped.where]
    assert told == blamed(root, "lib/a.py", document.text)


def test_a_first_view_learns_from_it_who_knows_which_lines(asked, tmp_path):
    root, found = asked
    views = []
    whole = influencekit.read(root, cache=tmp_path / "cache", on_first=views.append)
    known = Knowledge(Snapshot(evidence=views[0]))
    assert known.place("lib/a.py").lines is None
    known.learn(found.version, found.lines())
    place = known.place("lib/a.py")
    text = (root / "lib" / "a.py").read_text()
    told = [place.evidence.commits.oid[row] for row in place.lines.tolist()]
    assert told == blamed(root, "lib/a.py", text)
    assert known.content_id("lib/a.py") == found.version.blob
    origins = GitSource().origins(root, ReadRequest(cache=tmp_path / "cache"))
    later = Knowledge(Snapshot(evidence=whole, origins=origins)).place("lib/a.py")
    for one, other in zip(place.knowers(), later.knowers(), strict=True):
        assert (one.person, round(one.share, 9)) == (other.person, round(other.share, 9))


def test_a_first_view_learns_nothing_from_what_is_not_whole(asked, tmp_path):
    root, found = asked
    known = Knowledge(Snapshot(evidence=influencekit.read(root, cache=tmp_path / "cache")))
    known.learn(found.version, [None, *found.lines()[1:]])
    assert not known.learned
