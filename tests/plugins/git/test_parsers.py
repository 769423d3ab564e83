"""What git prints is read as it is meant, whatever names and contents look like."""

import re
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from influencekit_git import blame, hunks, log

OID = st.binary(min_size=20, max_size=20).map(lambda it: it.hex().encode())
FIELD = st.one_of(
    st.binary(max_size=12).map(lambda it: it.replace(b"\0", b"")),
    st.sampled_from([b"", b":100644 100644", b"\n:0", b":0", b"R100", b"\xff\xfe", b"a b\n"]),
)
PATH = FIELD.filter(bool)
MODE = st.sampled_from([b"000000", b"100644", b"100755", b"120000", b"160000"])


@st.composite
def _changes(draw):
    status = draw(st.sampled_from([b"A", b"M", b"D", b"T", b"R100", b"R050"]))
    path = draw(PATH)
    old_path = draw(PATH) if status[:1] == b"R" else path
    modes, blobs = (draw(MODE), draw(MODE)), (draw(OID), draw(OID))
    return status, log.Change(status[0], *modes, *blobs, path, old_path)


ROWS = st.builds(
    lambda oid, parents, texts, moments, trailers, changes: (
        log.CommitRow(
            oid=oid,
            parents=parents,
            author=(texts[0], texts[1]),
            authored=moments[0],
            committer=(texts[2], texts[3]),
            committed=moments[1],
            subject=texts[4],
            trailers=trailers,
            changes=[change for _, change in changes],
        ),
        [status for status, _ in changes],
    ),
    OID,
    st.lists(OID, max_size=3),
    st.tuples(FIELD, FIELD, FIELD, FIELD, FIELD),
    st.tuples(*[st.sampled_from([b"0 +0000", b"1700000000 -0930"])] * 2),
    st.lists(FIELD.filter(bool), max_size=3),
    st.lists(_changes(), max_size=3),
)


def printed(row, statuses):
    """Return a commit as ``git log -z --raw`` prints it in our format."""
    fields = [row.oid, b" ".join(row.parents), *row.author, row.authored, *row.committer]
    fields += [row.committed, row.subject, *(row.trailers or [b""]), b""]
    text = b"".join(field + b"\0" for field in fields)
    for number, (change, status) in enumerate(zip(row.changes, statuses, strict=True)):
        start = b"\n" * (number == 0)
        ids = (change.old_mode, change.mode, change.old_blob, change.blob, status)
        names = [change.old_path, change.path] if status[:1] == b"R" else [change.path]
        text += start + b":" + b" ".join(ids) + b"\0" + b"".join(name + b"\0" for name in names)
    return text


@given(st.lists(ROWS, max_size=4))
def test_commits_are_read_as_they_were_printed(rows):
    output = b"".join(printed(*row) for row in rows)
    assert list(log.parse(output)) == [row for row, _ in rows]


CONTENT = st.sampled_from(
    [
        b"",
        b"a",
        b"@@ -1 +1 @@",
        b"diff --git a/00001 b/00001",
        b"Binary files differ",
        b"-",
        b"+",
        b"\xff",
        b"--- a/00000",
        b"\\ No newline at end of file",
        b"index 1..2",
        b"x" * 300,
    ]
)
HUNKS = st.tuples(
    st.integers(0, 10**6), st.lists(CONTENT, max_size=4), st.lists(CONTENT, max_size=4)
).filter(lambda it: it[1] or it[2])
PAIRS = st.lists(st.one_of(st.none(), st.just("binary"), st.lists(HUNKS, min_size=1, max_size=3)))


def patch(pairs):
    """Return the patch that ``git diff-tree -p -U0`` prints; None: the two are equal."""
    text = b""
    for number, pair in enumerate(pairs):
        if pair is not None:
            text += b"diff --git a/%05d b/%05d\nindex 1..2 100644\n" % (number, number)
        if pair == "binary":
            text += b"Binary files a/%05d and b/%05d differ\n" % (number, number)
        elif pair is not None:
            text += b"--- a/%05d\n+++ b/%05d\n" % (number, number)
            for at, old, new in pair:
                text += b"@@ -%s +%s @@ def f():\n" % (
                    _range(at, len(old)),
                    _range(at, len(new)),
                )
                text += b"".join(b"-" + line + b"\n" for line in old)
                text += b"".join(b"+" + line + b"\n" for line in new)
                text += b"\\ No newline at end of file\n"
    return text


def _range(at, size):
    return b"%d" % (at + 1) if size == 1 else b"%d,%d" % (at + (size > 0), size)


@given(PAIRS, st.lists(st.integers(0, 10**4), max_size=4))
@example([], [])
@example([[(0, [], [b"x"])], None, "binary"], [])
def test_hunks_are_read_as_they_were_printed_in_blocks_of_any_size(pairs, cuts):
    lines = patch(pairs).splitlines(keepends=True)
    bounds = [0, *sorted(min(cut % 50, len(lines)) for cut in cuts), len(lines)]
    blocks = [b"".join(lines[start:end]) for start, end in pairwise(bounds)]
    found = hunks.parse(blocks, len(pairs), first=7)
    counts = [len(it) if isinstance(it, list) else -1 if it else 0 for it in pairs]
    assert found.pair.tolist() == list(range(7, 7 + len(pairs)))
    assert found.count.tolist() == counts
    rows = [hunk for it in pairs if isinstance(it, list) for hunk in it]
    assert found.start.tolist() == [at for at, _, _ in rows]
    assert found.old.tolist() == [len(old) for _, old, _ in rows]
    assert found.new.tolist() == [len(new) for _, _, new in rows]


RUNS = st.lists(
    st.tuples(OID, st.integers(1, 10**6), st.integers(1, 99), PATH, FIELD), min_size=1, max_size=5
)


@given(RUNS, st.randoms(use_true_random=False))
def test_runs_of_blame_are_read_in_the_order_of_lines(runs, random):
    line, texts, wanted = 1, [], []
    for oid, source, count, path, subject in runs:
        name = blame_name(path)
        head = b"%s %d %d %d\n" % (oid, source, line, count)
        summary = re.sub(rb"\n.*", b"", subject, flags=re.DOTALL)
        about = b"author A\nsummary " + summary + b"\nboundary\n"
        texts.append(head + about * random.randint(0, 1) + b"filename " + name + b"\n")
        wanted.append(blame.BlameRun(line, count, oid, path, source))
        line += count
    random.shuffle(texts)
    assert blame.parse(b"".join(texts)) == wanted


def blame_name(path):
    """Return a path as git quotes it."""
    if not re.search(rb'[\x00-\x1f\x7f-\xff"\\]', path):
        return path
    return b'"' + b"".join(_QUOTED.get(byte) or b"\\%03o" % byte for byte in path) + b'"'


_QUOTED = {byte: bytes([byte]) for byte in range(32, 127)} | {34: b'\\"', 92: b"\\\\", 10: b"\\n"}
