"""Files of 100 MB and of five million lines: right answers, and memory that does not grow with them."""

import json
import subprocess
import sys
from itertools import chain

import pytest

pytestmark = pytest.mark.slow

MILLION = 1_000_000
SHAPES = {
    "100 MB": (MILLION, 100),
    "five million lines": (5 * MILLION, 0),
    "100 MB in ten lines": (10, 10 * MILLION),
}
"""Lines, and bytes in each besides its number."""
READ = """
import json, resource, sys
from pathlib import Path
from influencekit.protocols import ReadRequest
from influencekit_git.source import GitSource
root, cache = map(Path, sys.argv[1:])
request = ReadRequest(cache=cache, jobs=1)
*_, known = GitSource().read(root, request)
runs = GitSource().lines(root, "b", request).runs
print(json.dumps({
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "added": known.touch_added.tolist(),
    "deleted": known.touch_deleted.tolist(),
    "files": known.file_lines.tolist(),
    "alive": known.line_count.tolist(),
    "went": known.replaced_count.tolist(),
    "runs": [[run.line, run.lines, run.summary, run.source_path, run.source_line] for run in runs],
}))
"""


ALONE = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', *sys.argv[1:]]))"
"""A small process between: a process is told the memory of the one that started it as its own."""


def versions(lines, width):
    """Return (path, function that yields its lines) for each commit.

    A line is its number and some filling.
    """
    filling, half = b"x" * width, lines // 2

    def part(start, end):
        return (b"%d%s\n" % (number, filling) for number in range(start, end))

    def changed():
        return chain([b"first\n"], part(0, half), [b"middle\n"], part(half + 1, lines))

    return (
        (b"a", lambda: part(0, lines)),
        (b"a", changed),
        (b"b", lambda: chain(changed(), [b"last\n"])),
    )


def write(folder, lines, width):
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", folder], check=True)
    command = ["git", "-C", folder, "-c", "core.compression=0", "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        for number, (path, content) in enumerate(versions(lines, width)):
            who = b"A <a@x> %d +0000" % (1_700_000_000 + number)
            head = b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata 1\n%d\ndeleteall\n"
            process.stdin.write(head % (who, who, number))
            size = sum(map(len, content()))
            process.stdin.write(b"M 100644 inline %s\ndata %d\n" % (path, size))
            process.stdin.writelines(content())
            process.stdin.write(b"\n")
    assert process.returncode == 0


@pytest.mark.parametrize("shape", SHAPES)
def test_a_very_large_file_is_read_rightly_and_in_bounded_memory(shape, tmp_path):
    lines, width = SHAPES[shape]
    write(tmp_path / "repo", lines, width)
    command = [sys.executable, "-c", ALONE, READ, tmp_path / "repo", tmp_path / "cache"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    half = lines // 2
    assert told["added"] == [lines, 2, 1]
    assert told["deleted"] == [0, 1, 0]
    assert told["files"] == [lines + 2]
    assert told["alive"] == [lines - 1, 2, 1]
    assert told["went"] == [1]
    assert told["runs"] == [
        [1, 1, "1", "a", 1],
        [2, half, "0", "a", 1],
        [half + 2, 1, "1", "a", half + 2],
        [half + 3, lines - half - 1, "0", "a", half + 2],
        [lines + 2, 1, "2", "b", lines + 2],
    ]
    assert told["memory"] < 400
