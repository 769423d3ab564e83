"""A history that is told as text and the same history read back from git are the same evidence."""

import attrs
import pytest

import influencekit
from influencekit.testing import evidence

STORIES = {
    "one file": "2024-01-03 ada a.py +3",
    "edits, a rename, a merge, a file that goes": """
        2024-01-03 ada src/a.py +10, src/b.py +1 reviewed-by=bob "Start"
        2024-01-04 bob src/a.py => lib/a.py +1 -2, logo.png binary "Move"
        2024-01-05 cyd src/c.py +3 on=topic co-authored-by=ada "Beside"
        2024-01-05T12:00 bob lib/a.py +2 -1
        2024-01-06 ada merge=topic "Merge topic"
        2024-01-07T10:20+02:00 ada src/b.py deleted, "my file" +2 committer=bob
        2024-01-08 dan lib/a.py +4 -9
    """,
    "a file that comes back": """
        2024-01-03 ada a.py +5, b.py +1
        2024-01-04 ada a.py deleted
        2024-01-05 bob a.py +7
        2024-01-06 cyd a.py +1 -3
    """,
    "two branches and an octopus": """
        2024-01-01 ada a.py +6, b.py +6
        2024-01-02 bob a.py +2 on=one
        2024-01-03 cyd b.py +2 -1 on=two
        2024-01-04 dan c.py +1
        2024-01-05 ada merge=one,two
        2024-01-06 bob b.py +1 -4
    """,
}


def spelled_out(found):
    """Return each table, sorted, with names instead of indices; commits by their time."""
    when = found.commits.authored_at.tolist()
    path = list(found.paths)
    file = [path[at] for at in found.files.path]
    who = [person.name for person in found.people]

    def rows(*columns):
        return sorted(zip(*columns, strict=True))

    return {
        "commits": rows(
            when,
            [who[at] for at in found.commits.author],
            [who[at] for at in found.commits.committer],
            found.commits.author_offset.tolist(),
            found.commits.subject,
            found.commits.merge.tolist(),
        ),
        "parents": [
            sorted(when[at] for at in found.commits.parents[start:end])
            for start, end in zip(
                found.commits.parent_starts[:-1], found.commits.parent_starts[1:], strict=True
            )
        ],
        "touches": rows(
            [when[at] for at in found.touches.commit],
            [path[at] for at in found.touches.path],
            [path[at] if at >= 0 else "" for at in found.touches.old_path],
            map(chr, found.touches.status),
            found.touches.added.tolist(),
            found.touches.deleted.tolist(),
        ),
        "credits": rows(
            [when[at] for at in found.credits.commit],
            [who[at] for at in found.credits.person],
            [found.credits.roles[at] for at in found.credits.role],
        ),
        "files": rows(file, found.files.lines.tolist()),
        "lines": rows(
            [file[at] for at in found.lines.file],
            [when[at] for at in found.lines.commit],
            found.lines.count.tolist(),
        ),
        "replacements": rows(
            [when[at] for at in found.replacements.commit],
            [when[at] for at in found.replacements.of],
            [path[at] for at in found.replacements.path],
            found.replacements.count.tolist(),
        ),
        "kinds": rows(path, found.path_kind.tolist()),
        "areas": rows(path, [found.areas[at].name for at in found.path_area]),
        "people": [attrs.evolve(person, identities=()) for person in found.people],
        "as_of": found.as_of,
    }


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_what_is_told_is_what_is_read(repo, story):
    told, read = spelled_out(evidence(story)), spelled_out(influencekit.read(repo(story)))
    for table, rows in told.items():
        assert read[table] == rows, table
