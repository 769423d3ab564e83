"""Random histories that git finds hard."""

import difflib
from collections.abc import Sequence

import attrs
import pytest
from hypothesis import strategies as st

FILE, EXECUTABLE, SYMLINK, SUBMODULE = b"100644", b"100755", b"120000", b"160000"
PATHS = (
    b"a",
    b"b",
    b"c",
    b"d/a",
    b"d/b",
    b"sub/a",
    b"sub/d/a",
    b"d",
    b"-x",
    b'q"q\\',
    b"n\nl\tt",
    b" sp ",
    b"\xff\xfe\xc3\xa9",
)
LINES = (
    b"",
    b"a",
    b"b",
    b"c",
    b"}",
    b"\tindented",
    b"the same line in many files",
    b"@@ -1,2 +3 @@",
    b"diff --git a/00001 b/00001",
    b"Binary files differ",
    b"-",
    b"\xff caf\xe9",
    b"long " * 60,
    b"longer and longer " * 30,
)


@attrs.frozen
class Entry:
    """What stands at a path: content, or for a submodule the commit that it names."""

    mode: bytes
    data: bytes

    @property
    def lines(self) -> list[bytes]:
        return self.data.splitlines(keepends=True) if self.is_text else []

    @property
    def is_text(self) -> bool:
        return self.mode != SUBMODULE and b"\0" not in self.data[:8000]


Tree = dict[bytes, Entry]


@attrs.define
class Story:
    """A history: commits by number, parents before children; the last one is HEAD."""

    parents: list[tuple[int, ...]] = attrs.field(factory=list)
    trees: list[Tree] = attrs.field(factory=list)
    times: list[int] = attrs.field(factory=list)

    def __len__(self) -> int:
        return len(self.parents)

    def add(self, parents: Sequence[int], tree: Tree, time: int | None = None) -> int:
        self.parents.append(tuple(parents))
        self.trees.append(dict(tree))
        self.times.append(1_700_000_000 + 100 * len(self.times) if time is None else time)
        return len(self.parents) - 1

    def put(self, number: int, path: bytes, data: bytes) -> None:
        """Set a file in commit `number`."""
        put(self.trees[number], path, Entry(FILE, data))

    def behind(self, head: int) -> set[int]:
        """Return the commits that `head` has behind it, itself among them."""
        found, stack = set(), [head]
        while stack:
            at = stack.pop()
            if at not in found:
                found.add(at)
                stack += self.parents[at]
        return found

    def stream(self) -> bytes:
        """Return the history as ``git fast-import`` reads it; commit n is branch ``c<n>``."""
        out = []
        for number, (parents, tree, time) in enumerate(
            zip(self.parents, self.trees, self.times, strict=True)
        ):
            who = b"P%d <p%d@example.org> %d +0100" % (number % 3, number % 3, time)
            out.append(b"commit refs/heads/c%d\nmark :%d" % (number, number + 1))
            out.append(b"author " + who + b"\ncommitter " + who)
            out.append(b"data <<END\ncommit %d\nEND\n" % number)
            out += [
                b"%s :%d" % (b"merge" if place else b"from", parent + 1)
                for place, parent in enumerate(parents)
            ]
            out.append(b"deleteall")
            for path, entry in tree.items():
                if entry.mode == SUBMODULE:
                    out.append(b"M 160000 %s %s" % (entry.data, _quoted(path)))
                else:
                    out.append(b"M %s inline %s" % (entry.mode, _quoted(path)))
                    out.append(b"data %d\n%s" % (len(entry.data), entry.data))
        return b"\n".join([*out, b"done\n"])


def _quoted(path: bytes) -> bytes:
    escaped = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'


def put(tree: Tree, path: bytes, entry: Entry) -> None:
    """Set `path`; a file takes the place of a folder of its name, and the other way round."""
    for other in list(tree):
        if other.startswith(path + b"/") or path.startswith(other + b"/"):
            del tree[other]
    tree[path] = entry


# Contents -----------------------------------------------------------------------------------

_some_lines = st.integers(0, 12).flatmap(
    lambda size: st.lists(st.sampled_from(LINES), min_size=size, max_size=size)
)
_oids = st.sampled_from([b"1" * 40, b"2" * 40])


@st.composite
def _text(draw, lines=_some_lines):
    """Draw a file's content: mostly plain, sometimes CRLF, without a last newline, or binary."""
    chosen = draw(lines)
    form = draw(st.sampled_from(["plain"] * 8 + ["crlf", "open", "binary"]))
    end = b"\r\n" if form == "crlf" else b"\n"
    data = b"".join(line + end for line in chosen)
    if form == "open":
        data = data.removesuffix(b"\n")
    return b"\0" + data if form == "binary" else data


@st.composite
def _edited(draw, data):
    """Draw a content that differs from `data` in a few places."""
    lines = data.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines)))
        upto = min(at + draw(st.integers(0, 3)), len(lines))
        how = draw(st.sampled_from(["insert", "insert", "replace", "drop", "twice", "move"]))
        block = lines[at:upto]
        if how in ("replace", "drop"):
            lines[at:upto] = []
        if how in ("insert", "replace"):
            new = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=3))
            lines[at:at] = [line + b"\n" for line in new]
        elif how == "twice":
            lines[at:at] = block
        elif how == "move":
            del lines[at:upto]
            to = draw(st.integers(0, len(lines)))
            lines[to:to] = block
    form = draw(st.sampled_from(["same"] * 9 + ["crlf", "open", "binary", "text"]))
    whole = b"".join(lines)
    if form == "crlf":
        return whole.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if form == "open":
        return whole.removesuffix(b"\n")
    return b"\0" + whole if form == "binary" else whole.replace(b"\0", b"")


@st.composite
def _woven(draw, one, two):
    """Draw what a merge makes of two contents: conflicts resolved in any way, or by new lines."""
    a, b = one.splitlines(keepends=True), two.splitlines(keepends=True)
    merged = []
    for tag, a0, a1, b0, b1 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        ours, theirs = a[a0:a1], b[b0:b1]
        if tag == "equal":
            merged += ours
        else:
            choices = [ours, theirs, ours + theirs, theirs + ours, [], [b"resolved\n"]]
            merged += draw(st.sampled_from(choices))
    return b"".join(merged)


# What commits do ----------------------------------------------------------------------------


@st.composite
def _changed(draw, tree, earlier):
    """Draw a tree that differs from `tree` by one deed."""
    new = dict(tree)
    deed = draw(st.sampled_from(_DEEDS if tree else [_add, _restore]))
    deed(draw, new, earlier)
    return new


def _pick(draw, tree):
    return draw(st.sampled_from(sorted(tree)))


def _edit(draw, tree, earlier):
    path = _pick(draw, tree)
    if tree[path].mode == SUBMODULE:
        tree[path] = Entry(SUBMODULE, draw(_oids))
    else:
        tree[path] = attrs.evolve(tree[path], data=draw(_edited(tree[path].data)))


def _place(draw, tree):
    """Draw a path, mostly a free one."""
    free = [path for path in PATHS if path not in tree]
    return draw(st.sampled_from([*free, *free, *free, *PATHS]))


def _add(draw, tree, earlier):
    put(tree, _place(draw, tree), Entry(FILE, draw(_text())))


def _rename(draw, tree, earlier):
    entry = tree.pop(_pick(draw, tree))
    put(tree, _place(draw, tree), entry)


def _rename_edited(draw, tree, earlier):
    entry = tree.pop(_pick(draw, tree))
    if entry.mode != SUBMODULE:
        entry = attrs.evolve(entry, data=draw(_edited(entry.data)))
    put(tree, _place(draw, tree), entry)


def _swap(draw, tree, earlier):
    one, two = _pick(draw, tree), _pick(draw, tree)
    tree[one], tree[two] = tree[two], tree[one]


def _split(draw, tree, earlier):
    entry = tree.pop(_pick(draw, tree))
    if entry.mode != SUBMODULE:
        lines = entry.data.splitlines(keepends=True)
        at = draw(st.integers(0, len(lines)))
        for part in (lines[:at], lines[at:]):
            put(tree, _place(draw, tree), attrs.evolve(entry, data=b"".join(part)))


def _copy(draw, tree, earlier):
    put(tree, _place(draw, tree), tree[_pick(draw, tree)])


def _copies(draw, tree, earlier):
    """One file goes, two alike take its lines."""
    entry = tree.pop(_pick(draw, tree))
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=2, max_size=3, unique=True)):
        data = entry.data if entry.mode == SUBMODULE else draw(_edited(entry.data))
        put(tree, path, attrs.evolve(entry, data=data))


def _join(draw, tree, earlier):
    one, two = tree.pop(_pick(draw, tree)), tree[_pick(draw, tree)] if tree else None
    if two and SUBMODULE not in (one.mode, two.mode):
        put(tree, _place(draw, tree), attrs.evolve(one, data=one.data + two.data))


def _delete(draw, tree, earlier):
    del tree[_pick(draw, tree)]


def _restore(draw, tree, earlier):
    old = draw(st.sampled_from(earlier)) if earlier else {}
    for path in draw(st.lists(st.sampled_from(sorted(old)), max_size=3)) if old else []:
        put(tree, path, old[path])


def _change_mode(draw, tree, earlier):
    path = _pick(draw, tree)
    mode = draw(st.sampled_from([FILE, EXECUTABLE, SYMLINK, SUBMODULE]))
    data = tree[path].data
    if mode == SUBMODULE:
        data = draw(_oids)
    elif mode == SYMLINK:
        data = data.replace(b"\0", b"") or b"target"
    tree[path] = Entry(mode, data)


def _move_folder(draw, tree, earlier):
    to = draw(st.sampled_from([b"d/", b"sub/", b"sub/d/", b""]))
    moved = {to + path.rpartition(b"/")[2]: tree.pop(path) for path in list(tree)}
    for path, entry in moved.items():
        put(tree, path, entry)


def _clear(draw, tree, earlier):
    tree.clear()


def _nothing(draw, tree, earlier):
    pass


_DEEDS = (
    [_edit] * 12
    + [_add, _rename_edited, _restore] * 3
    + [_rename, _swap, _split, _copy, _copies, _move_folder] * 2
    + [_join, _delete, _change_mode, _clear, _nothing]
)


@st.composite
def _first_tree(draw):
    tree: Tree = {}
    for _ in range(draw(st.integers(0, 5))):
        _add(draw, tree, [])
    return tree


@st.composite
def _joined(draw, trees, earlier):
    """Draw the tree of a merge of `trees`."""
    how = draw(st.sampled_from(["mixed"] * 5 + ["ours", "theirs", "subtree"]))
    if how in ("ours", "theirs"):
        return dict(trees[0 if how == "ours" else -1])
    merged: Tree = {}
    if how == "subtree":
        trees = [*trees[:-1], {b"sub/" + path: entry for path, entry in trees[-1].items()}]
    for path in sorted({path for tree in trees for path in tree}):
        choices = list(dict.fromkeys(tree.get(path) for tree in trees))
        chosen = draw(st.sampled_from(choices)) if len(choices) > 1 else choices[0]
        texts = [one.data for one in choices if one and one.mode not in (SYMLINK, SUBMODULE)]
        if len(texts) > 1 and draw(st.booleans()):
            chosen = Entry(FILE, draw(_woven(texts[0], texts[-1])))
        elif how == "subtree":
            chosen = next(one for one in choices if one)
        if chosen:
            put(merged, path, chosen)
    return merged


_SHAPES = (
    ("next",) * 4
    + ("fork",) * 4
    + ("merge",) * 5
    + ("criss", "criss", "octopus", "octopus", "root")
)


@st.composite
def _parents(draw, made):
    """Draw the parents of the commit after `made` others."""
    shape = draw(st.sampled_from(_SHAPES)) if made else "root"
    if shape == "root":
        return ()
    if shape == "next":
        return (made - 1,)
    some = {"fork": 1, "merge": 1, "criss": 2, "octopus": 3}[shape]
    drawn = draw(st.lists(st.integers(0, made - 1), min_size=some, max_size=some))
    return tuple(dict.fromkeys([made - 1, *drawn] if shape == "merge" else drawn))


@st.composite
def _stories(draw, *, most=12, merges=True):
    """Draw a history that git finds hard: little content, much done to it."""
    story = Story()
    for number in range(draw(st.integers(1, most))):
        parents = draw(_parents(number)) if merges else (number - 1,) if number else ()
        befores = [story.trees[parent] for parent in parents]
        if len(befores) > 1:
            tree = draw(_joined(befores, story.trees))
            deeds = draw(st.sampled_from([0, 0, 0, 1, 2]))
        else:
            tree = dict(befores[0]) if befores else draw(_first_tree())
            deeds = draw(st.integers(1, 3)) if befores else 0
        for _ in range(deeds):
            tree = draw(_changed(tree, story.trees))
        late = draw(st.sampled_from([0] * 6 + [-250, 150]))
        story.add(parents, tree, 1_700_000_000 + 100 * number + late)
    return story


@pytest.fixture(scope="session")
def stories():
    return _stories
