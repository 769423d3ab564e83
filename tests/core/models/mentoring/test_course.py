"""The course of a newcomer: worked by hand, and against plain loops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.course import REWRITTEN, STEP, History, course
from influencekit.testing import evidence

DAY = 86_400
HISTORY = """
    2024-01-01 ned src/a.py +10 reviewed-by=mia
    2024-02-01 mia src/a.py +3 -4
    2024-03-15 mia src/a.py +1 -1
    2024-03-30 ned lib/b.py +5
    2024-04-10 ned lib/b.py +1 -2
    2024-05-01 mia lib/b.py +1 reviewed-by=ned
    2024-06-30 ned docs/c.md +9
"""


def test_the_steps_are_those_worked_by_hand():
    known = evidence(HISTORY)
    keys = [it.key for it in known.people]
    first, second = course(History.of(known), keys.index("ned"))
    # Of the ten lines mia replaced four after a month and one after 74 days; ned's own two do not count.
    assert (first.commits, first.lines, first.rewritten) == (2, 15, 5)
    assert (second.commits, second.lines, second.rewritten) == (2, 0, 0)
    assert [known.areas[it].name for it in first.entered] == ["lib/", "src/"]
    assert (first.areas, second.areas) == (2, 3)
    assert (first.reviewed, first.reviews, second.reviews) == (1, 0, 1)


def test_lines_that_are_younger_than_the_window_are_not_judged_yet():
    known = evidence(HISTORY, as_of=1_704_067_200 + (REWRITTEN - 1) * DAY)
    steps = course(History.of(known), [it.key for it in known.people].index("ned"))
    assert [(step.lines, step.rewritten) for step in steps] == [(0, 0)]


def test_whoever_wrote_nothing_has_no_course():
    known = evidence("2024-01-01 ned a.py +1 reviewed-by=mia")
    assert course(History.of(known), [it.key for it in known.people].index("mia")) == []


@pytest.mark.parametrize("person", [-1, 9])
def test_a_person_who_is_not_there_is_refused(person):
    with pytest.raises(ValueError, match="person must be"):
        course(History.of(evidence(HISTORY)), person)


@given(data=st.data())
def test_plain_loops_count_the_same(kit, data):
    world = data.draw(kit.worlds())
    person = data.draw(st.integers(0, world.people - 1))
    known = kit.evidence_of(
        world, seed=data.draw(st.integers(0, 99)), shift=data.draw(st.integers(-(10**8), 10**8))
    )
    found = course(History.of(known), [it.key for it in known.people].index(f"person-{person}"))
    mine = [at for at, made in enumerate(world.commits) if made.author == person]
    if not mine or not world.counts(person):
        assert found == []
        return
    start = world.commits[mine[0]].day
    step = {at: (world.commits[at].day - start) // STEP for at in mine}
    assert len(found) == (4000 - start) // STEP + 1
    for number, one in enumerate(found):
        here = [at for at in mine if step[at] == number]
        assert one.commits == len(here)
        lines = {
            at: sum(world.paths[path].counts for path, _, _ in world.commits[at].touches)
            for at in here
        }
        gone = {
            at: sum(
                count
                for by, of, path, count in world.replaced
                if of == at
                and world.paths[path].counts
                and world.counts(world.commits[by].author)
                and world.commits[by].author != person
                and 0 <= world.commits[by].day - world.commits[at].day <= REWRITTEN
            )
            for at in here
        }
        assert one.lines == sum(lines.values())
        assert one.rewritten == sum(min(gone[at], lines[at]) for at in here)
        areas = {
            world.paths[path].area
            for at in mine
            if step[at] <= number
            for path, _, _ in world.commits[at].touches
            if world.paths[path].counts
        }
        assert one.areas == len(areas)
