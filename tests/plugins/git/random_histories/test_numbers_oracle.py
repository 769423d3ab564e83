"""Who changed what, by how many lines, and what became of them, is what git says."""

import os
from collections import Counter

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.people.mailmap import Mailmap
from influencekit.protocols import ReadRequest
from influencekit_git.source import file_origins

few = settings(max_examples=settings.default.max_examples // 3)
"""For what starts git many times."""


def changes(repo, **how):
    """Return (commit, path) → (status, old path, added, deleted), as ``git log`` says.

    With ``-U0``, as ``git blame`` compares, too; without it git leaves the common end of two large
    versions in, and now and then finds a change that is a line or two longer on both sides.
    """
    found = {}
    for table in ("--raw", "--numstat"):
        words = ("log", "--no-merges", "-M", "-U0", "-z", "--format=%x01%H", "--no-abbrev")
        for block in repo.git(*words, table, **how).split(b"\x01")[1:]:
            oid, _, rest = block.partition(b"\0")
            fields = iter(rest.lstrip(b"\n").split(b"\0"))
            while field := next(fields):  # an empty one stands before the patch
                if table == "--raw":
                    status = field.rpartition(b" ")[2][:1].decode()
                    old = next(fields) if status in "RC" else None
                    found[oid.decode(), next(fields)] = (status, old)
                else:
                    added, deleted, path = field.split(b"\t", 2)
                    if not path:
                        next(fields)
                        path = next(fields)
                    counts = (-1 if it == b"-" else int(it) for it in (added, deleted))
                    found[oid.decode(), path] += tuple(counts)
    return found


@given(data=st.data())
def test_what_is_told_of_a_history_is_what_git_tells(data, stories, write, told_of):
    story = data.draw(stories())
    repo = write(story)
    told, problems = told_of(repo.path, cache=repo.path / "cache")
    assert not problems
    assert told.touches == changes(repo)
    files = {path: it for path, it in story.trees[-1].items() if it.mode != b"160000"}
    counts = {path: len(it.lines) if it.is_text else -1 for path, it in files.items()}
    assert {path: lines for path, (lines, _) in told.files.items()} == counts
    origins = origins_of(repo.path, [path for path, it in files.items() if it.is_text])
    assert told.lines == Counter(
        (path, commit) for path, lines in origins.items() for commit, _, _ in lines
    )
    if text_only(story):
        assert_conserved(story, repo, told, {line for it in origins.values() for line in it})


def text_only(story):
    """Return whether git has lines for every version: what is binary for a while forgets them."""
    return all(it.is_text or it.mode == b"160000" for tree in story.trees for it in tree.values())


def origins_of(folder, paths):
    """Return path → the (commit, path then, line then) of each line."""
    with file_origins(folder, ReadRequest(jobs=1, cache=folder / "cache")) as origins:
        return {
            path: [
                (run.commit, os.fsencode(run.source_path), run.source_line + place)
                for run in origins.of(os.fsdecode(path)).runs
                for place in range(run.lines)
            ]
            for path in paths
        }


def assert_conserved(story, repo, told, alive):
    """Check that of the lines of a commit no more live and went than it wrote."""
    wrote, ends = Counter(), Counter(commit for commit, _, _ in alive)
    for (commit, _), (_, _, added, _) in told.touches.items():
        wrote[commit] += added
    # A file that becomes a link is compared by ``git log``, and begins anew for ``git blame``, which
    # may also know another old name than the one that ``git log`` gave a renamed file.
    anew = {commit for (commit, _), (status, *_) in told.touches.items() if status in "TR"}
    for (_, commit, _), count in told.replaced.items():
        ends[commit] += count
    for commit, parents in zip(repo.oids, story.parents, strict=True):
        if len(parents) < 2 and commit not in anew:  # what a merge writes is in no numstat
            assert ends[commit] <= wrote[commit]


@few
@given(data=st.data())
def test_the_lines_that_lived_at_any_time_are_those_that_git_blame_counted_then(
    data, stories, write, told_of
):
    """Without merges nothing is lost: what lives now and what went later was there then."""
    story = data.draw(stories(merges=False).filter(text_only))
    repo = write(story)
    told, _ = told_of(repo.path)
    alive = {
        line
        for path, it in story.trees[-1].items()
        if it.is_text
        for line in repo.blame(repo.oids[-1], path)
    }
    for then in data.draw(st.lists(st.integers(0, len(story) - 1), max_size=3, unique=True)):
        until = set(repo.oids[: then + 1])
        counted = {
            line
            for path, it in story.trees[then].items()
            if it.is_text
            for line in repo.blame(repo.oids[then], path)
        }
        lived = Counter(commit for commit, _, _ in alive if commit in until)
        for (by, commit, _), count in told.replaced.items():
            lived[commit] += count * (commit in until and by not in until)
        assert +lived == Counter(commit for commit, _, _ in counted)


# What stands beside -------------------------------------------------------------------------

ATTRIBUTES = st.lists(
    st.tuples(
        st.sampled_from(["*", "a", "b", "d/*", "sub/**", "/c", "[ab]", "-x", '" sp "', "[attr]x"]),
        st.sampled_from(["-diff", "binary", "!diff", "diff=python", "x", "-binary", "diff=none"]),
    ),
    min_size=1,
    max_size=4,
)


@few
@given(data=st.data())
def test_a_file_that_gitattributes_denies_a_diff_has_no_lines_as_in_git_log(
    data, stories, write, told_of
):
    story = data.draw(stories())
    where = data.draw(st.sampled_from([[b""], [b"", b"sub/"], [b"d/"]]))
    texts = {
        folder: "".join(f"{pattern} {value}\n" for pattern, value in data.draw(ATTRIBUTES)).encode()
        for folder in where
    }
    for folder, text in texts.items():
        story.put(len(story) - 1, folder + b".gitattributes", text)
    repo = write(story)
    for folder, text in texts.items():
        (repo.path / "tree" / folder.decode()).mkdir(parents=True)
        (repo.path / "tree" / folder.decode() / ".gitattributes").write_bytes(text)
    told, problems = told_of(repo.path)
    assert not problems
    tree = {"GIT_DIR": str(repo.path), "GIT_WORK_TREE": str(repo.path / "tree")}
    beside = attrs.evolve(repo, path=repo.path / "tree")
    assert told.touches == changes(beside, env=os.environ | tree)
    with_lines = {path for path, (lines, _) in told.files.items() if lines >= 0}
    texts = {path for path, it in story.trees[-1].items() if it.is_text and it.mode != b"160000"}
    assert with_lines == texts


@few
@given(data=st.data())
def test_people_are_those_that_git_names_by_the_mailmap(data, stories, write, told_of):
    people = st.sampled_from(["P0", "P1", "P2", "p1", "Ada", ""])
    addresses = st.sampled_from([f"{it}@example.org" for it in ("p0", "p1", "P2", "ada")])
    lines = st.one_of(
        st.builds("{} <{}>".format, people, addresses),
        st.builds("{} <{}> {} <{}>".format, people, addresses, people, addresses),
        st.builds("<{}> <{}>".format, addresses, addresses),
    )
    story = data.draw(stories(most=4))
    text = "".join(f"{line}\n" for line in data.draw(st.lists(lines, max_size=4)))
    story.put(len(story) - 1, b".mailmap", text.encode())
    repo = write(story)
    told, _ = told_of(repo.path, lines=False)
    canonical = Mailmap.of(told.beside[2]).canonical
    said = repo.git("log", "--format=%H%x00%aN%x00%aE%x00%cN%x00%cE").decode().splitlines()
    for line in said:
        oid, *names = line.split("\0")
        shown = [name for who in told.commits[oid][:2] for name in attrs.astuple(canonical(who))]
        assert [name.lower() for name in shown] == [name.lower() for name in names]
