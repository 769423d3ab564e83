"""Are notes still on their lines? Lines of an old commit, found again at HEAD.

    python benchmarks/notes.py REPOSITORY [--back 400] [--anchors 600] [--suffix .py] [--wrong]

What is true is found another way than by influencekit: commit by commit along the first parents,
with the hunks of ``git log -p -U0 -M50%``. A line outside of all hunks *survives*; of the lines of
its hunk the likeliest (difflib, blanks at both ends left out) is the same line *edited* where the
likeness is at least 0.6; else it is *deleted*. A line whose text is the same again in the same hunk
was moved in it, and counts as surviving; one that differs only in blanks is *indented*.
"""

import argparse
import random
import re
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import attrs
from measure import machine

from influencekit.domain import Anchor
from influencekit.linediff import lines_of
from influencekit.notes import Placed, anchor_at, place
from influencekit.protocols import ReadRequest
from influencekit_git.source import GitSource

LIKE = 0.6
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@attrs.define
class Line:
    """One line that is followed."""

    path: str
    number: int
    """Counted from 1; 0: gone."""
    became: str = "survived"


@attrs.define
class Change:
    """What one commit did to one file."""

    old: str = ""
    new: str = ""
    hunks: list[tuple[int, list[str], int, list[str]]] = attrs.field(factory=list)
    """First old line, old lines, first new line, new lines; numbers from 1."""


def git(repository: Path, *words: str) -> str:
    """Return what git prints."""
    command = ["git", "-C", str(repository), "-c", "core.quotePath=false", *words]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def changes(repository: Path, base: str) -> Iterator[list[Change]]:
    """Yield what each commit after `base` did, along the first parents, oldest first."""
    log = ("log", "--first-parent", "-m", "--reverse", "--format=%x00", "-p", "-U0", "-M50%")
    plain = ("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=", "--dst-prefix=")
    for commit in git(repository, *log, *plain, f"{base}..HEAD").split("\0")[1:]:
        found: list[Change] = []
        left = right = 0
        for line in commit.split("\n"):
            if left or right:
                _, old, _, new = found[-1].hunks[-1]
                if line.startswith("-"):
                    old.append(line[1:])
                    left -= 1
                elif line.startswith("+"):
                    new.append(line[1:])
                    right -= 1
            elif line.startswith("diff --git "):
                found.append(Change())
            elif found and line.startswith(("rename from ", "--- ")):
                found[-1].old = line.removeprefix("rename from ").removeprefix("--- ").rstrip("\t")
            elif found and line.startswith(("rename to ", "+++ ")):
                found[-1].new = line.removeprefix("rename to ").removeprefix("+++ ").rstrip("\t")
            elif found and (head := _HUNK.match(line)):
                a, b, c, d = (1 if it is None else int(it) for it in head.groups())
                found[-1].hunks.append((a if b else a + 1, [], c if d else c + 1, []))
                left, right = b, d
        yield found


def follow(line: Line, change: Change) -> None:
    """Carry `line` through one change of its file."""
    if change.new == "/dev/null":
        line.number, line.became = 0, "deleted"
        return
    line.path = change.new
    shift = 0
    for first, old, to, new in change.hunks:
        if line.number < first:
            break
        if line.number < first + len(old):
            text = old[line.number - first]
            same = [at for at, it in enumerate(new) if it == text]
            likeness, at = (1.0, same[0]) if same else likest(text, new)
            if likeness < LIKE:
                line.number, line.became = 0, "deleted"
                return
            line.number = to + at
            if not same:
                bare = new[at].split() == text.split()
                line.became = "indented" if bare and line.became != "edited" else "edited"
            return
        shift = to + len(new) - first - len(old)
    line.number += shift


def likest(text: str, lines: Sequence[str]) -> tuple[float, int]:
    """Return the likeness and the place of the line that is most like `text`."""
    ratios = [SequenceMatcher(None, text.strip(), it.strip()).ratio() for it in lines]
    best = max(ratios, default=0.0)
    return best, ratios.index(best) if ratios else 0


def sample(repository: Path, base: str, suffix: str, wanted: int) -> list[Line]:
    """Return lines of `base`, twelve of a file at most, none shorter than four characters."""
    chance = random.Random(7)
    files = git(repository, "ls-tree", "-r", "--name-only", base).splitlines()
    files = [path for path in files if path.endswith(suffix)]
    chance.shuffle(files)
    found: list[Line] = []
    for path in files:
        lines = lines_of(git(repository, "show", f"{base}:{path}"))
        some = [at for at, it in enumerate(lines, 1) if len(it.strip()) >= 4]
        found += [Line(path, at) for at in chance.sample(some, min(12, len(some)))]
        if len(found) >= wanted:
            break
    return found


def judged(
    then: Sequence[Line], anchors: Sequence[Anchor], placed: Sequence[Placed], *, tell: bool
) -> Counter[tuple[str, str]]:
    """Count what became of lines and what was said of them; tell what is wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    for line, anchor, it in zip(then, anchors, placed, strict=True):
        if it.state == "orphaned":
            verdict = "orphaned"
        else:
            verdict = "right" if (it.path, it.first) == (line.path, line.number) else "wrong"
        counts[line.became, verdict] += 1
        if tell and verdict == "wrong":
            print(f"  {line.became} {anchor.path}:{anchor.first} {anchor.text[0].strip()[:60]!r}")
            print(f"    true {line.path}:{line.number}, told {it.path}:{it.first} ({it.by})")
    return counts


def main() -> None:
    """Measure one repository."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--back", type=int, default=400, help="first parents to go back")
    parser.add_argument("--anchors", type=int, default=600)
    parser.add_argument("--suffix", default=".py")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    asked = parser.parse_args()
    repository = asked.repository
    base = git(repository, "rev-parse", f"HEAD~{asked.back}").strip()
    then = sample(repository, base, asked.suffix, asked.anchors)
    source, now = GitSource(), ReadRequest()
    versions = {
        path: source.version(repository, path, ReadRequest(revision=base))
        for path in dict.fromkeys(line.path for line in then)
    }
    anchors = [anchor_at(it.path, it.number, it.number, versions[it.path]) for it in then]
    live = defaultdict(list)
    for change_set in changes(repository, base):
        live.clear()
        for line in then:
            if line.number:
                live[line.path].append(line)
        for change in change_set:
            for line in live[change.old]:
                follow(line, change)
    started = time.perf_counter()
    carried = source.carry(repository, anchors, now)
    followed = time.perf_counter() - started
    placed = [place(*pair) for pair in zip(anchors, carried, strict=True)]
    took = time.perf_counter() - started - followed
    counts = judged(then, anchors, placed, tell=asked.wrong)
    print(machine())
    print(
        f"{repository.name}: {len(anchors)} lines of {base[:10]}, {asked.back} first parents back"
    )
    for kind in ("survived", "indented", "edited", "deleted"):
        total = sum(counts[kind, it] for it in ("right", "wrong", "orphaned"))
        told = (
            f"{it} {100 * counts[kind, it] / max(1, total):5.1f} %"
            for it in ("right", "wrong", "orphaned")
        )
        print(f"{kind:10} {total:5}   {'   '.join(told)}")
    each = 1000 / max(1, len(anchors))
    print(f"following {followed * each:.1f} ms a note, placing {took * each:.2f} ms a note")


if __name__ == "__main__":
    main()
