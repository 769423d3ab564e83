"""Every root is read by every source that knows it; what fails costs only itself."""

from pathlib import Path

import attrs
import numpy as np
import pytest

from influencekit import hookimpl
from influencekit.domain import Commit, Credit, Identity, Interaction, Post, Touch
from influencekit.errors import Cancelled, InputError, MachineError
from influencekit.fold import fold
from influencekit.gather import gather
from influencekit.protocols import ReadRequest, Task
from influencekit.registry import Registry
from influencekit.report import Problem
from influencekit.testing import FakeSource, history

STORY = """
2024-01-03 ada src/a.py +10
2024-01-04 bob src/a.py +1 -2
"""
ADA, BOB = Identity("ada", "ada@example.org"), Identity("bob", "bob@example.org")


@attrs.define
class Yielding:
    """A source that yields what it is given, and remembers how it was asked."""

    items: list
    name: str = "yielding"
    gives: frozenset = frozenset({"interactions"})
    asked: list = attrs.field(factory=list)

    def detect(self, root):
        return True

    def read(self, root, request):
        self.asked.append((root, request))
        for item in self.items:
            if isinstance(item, BaseException):
                raise item
            yield item


def registry(*sources):
    class Plugin:
        @hookimpl
        def influencekit_register_sources(self, register):
            for source in sources:
                register(source)

    made = Registry()
    made.add(Plugin(), "test")
    assert made.collect("sources")
    assert made.problems == []
    return made


def review(giver=ADA, taker=BOB):
    return Interaction(kind="review", giver=giver, taker=taker, at=1_704_326_400, locator="x:1")


def commit(oid, at, who=ADA, parents=(), **fields):
    return Commit(
        oid=oid * 40,
        author=who,
        authored_at=at,
        committer=who,
        committed_at=at,
        parents=tuple(parent * 40 for parent in parents),
        **fields,
    )


def evidence(gathered):
    return fold(gathered.histories, gathered.records)


def messages(gathered):
    return [(problem.kind, problem.name, problem.message) for problem in gathered.problems]


def test_each_root_is_read_by_each_source_that_detects_it():
    known = registry(
        FakeSource(STORY, name="one", below="app"),
        FakeSource("2024-02-01 cyd lib.c +3", name="two", below="lib"),
        Yielding([review()]),
    )
    gathered = gather([Path("app"), Path("lib")], known)
    assert evidence(gathered).repositories == ("app", "lib")
    assert list(evidence(gathered).paths) == ["app/src/a.py", "lib/lib.c"]
    assert len(evidence(gathered).interactions) == 2
    assert [(it.name, it.root, it.records) for it in gathered.sources] == [
        ("one", "app", 2),
        ("yielding", "app", 1),
        ("two", "lib", 1),
        ("yielding", "lib", 1),
    ]
    assert gathered.problems == ()


def test_a_summary_says_from_when_to_when_and_what_tells_whether_it_changed():
    class Fingerprinted(Yielding):
        def fingerprint(self, root):
            return f"{root} as it was"

    gathered = gather(
        [Path("app")], registry(FakeSource(STORY), Fingerprinted([review()], name="other"))
    )
    first, other = gathered.sources
    assert (first.first_at, first.last_at) == (1_704_240_000, 1_704_326_400)
    assert first.fingerprint == history(STORY).head
    assert other.fingerprint == "app as it was"


def test_a_broken_clock_does_not_tell_when_a_source_ends():
    broken = STORY + "2106-02-07 bob src/a.py +1"
    (summary,) = gather([Path("app")], registry(FakeSource(broken))).sources
    assert (summary.records, summary.last_at) == (3, 1_704_326_400)
    (summary,) = gather([Path("app")], registry(FakeSource("2106-02-07 bob a.py +1"))).sources
    assert (summary.first_at, summary.last_at) == (None, None)


def test_a_folder_named_twice_is_read_once():
    source = Yielding([review()])
    gathered = gather([Path("app"), Path("app")], registry(source))
    assert len(source.asked) == len(gathered.sources) == 1


def test_a_root_that_nobody_knows_is_refused_with_what_would_be_readable():
    known = registry(FakeSource(STORY, below="app"), Shy([], name="shy"))
    with pytest.raises(InputError) as caught:
        gather([Path("elsewhere")], known)
    assert str(caught.value) == (
        "elsewhere: there is nothing to analyse. fake reads any folder; shy reads reviews.csv."
    )


class Shy(Yielding):
    """Detects nothing by itself."""

    reads = "reviews.csv"

    def detect(self, root):
        return False


class Clumsy(Yielding):
    def detect(self, root):
        raise OSError("cannot look")


def test_a_source_that_fails_to_detect_costs_only_itself():
    gathered = gather([Path("app")], registry(Clumsy([], name="clumsy"), FakeSource(STORY)))
    assert evidence(gathered).repositories == ("app",)
    assert messages(gathered) == [("source", "clumsy", "OSError: cannot look")]


def test_where_the_only_source_fails_to_detect_the_refusal_says_so():
    with pytest.raises(InputError, match="clumsy failed: OSError: cannot look"):
        gather([Path("app")], registry(Clumsy([], name="clumsy")))


def test_what_a_source_yielded_before_it_failed_is_kept():
    broken = Yielding([review(), ValueError("line 3 is torn"), review()], name="broken")
    gathered = gather([Path("app")], registry(broken, FakeSource(STORY)))
    assert len(evidence(gathered).interactions) == 1
    assert len(evidence(gathered).commits) == 2
    assert messages(gathered) == [("source", "broken", "ValueError: line 3 is torn")]
    assert "Traceback" in gathered.problems[0].trace


def test_a_source_whose_read_returns_nothing_to_go_through_costs_only_itself():
    class Forgetful(Yielding):
        def read(self, root, request):
            return None

    gathered = gather([Path("app")], registry(Forgetful([], name="forgetful"), FakeSource(STORY)))
    assert len(evidence(gathered).commits) == 2
    ((_, name, message),) = messages(gathered)
    assert (name, message) == ("forgetful", "TypeError: 'NoneType' object is not iterable")


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"kind": "review"}, "It yielded 'dict', which is no record."),
        (review(giver="ada"), "It yielded a Interaction whose giver is 'ada', not Identity."),
        (
            review(giver=Identity(7)),
            "It yielded a Interaction whose giver's name is 7, not str.",
        ),
        (
            commit("a", 1, credits=(Credit(role="reviewed-by", who="bob"),)),
            "It yielded a Commit whose credit is 'bob', not Identity.",
        ),
        (
            attrs.evolve(history(STORY), identities=("ada", "bob")),
            "Its history has identities that are none, or whose name is no text.",
        ),
        (
            Post(path="p.md", authors=(ADA,), published_at="2024"),
            "It yielded a Post whose published_at is '2024', not numbers.Integral | None.",
        ),
        (
            attrs.evolve(history(STORY), commit_author=np.array([0, 2], np.int32)),
            "The commit_author of its history holds 0 to 2; there is only 0 to 1.",
        ),
        (
            attrs.evolve(history(STORY), touch_added=np.zeros(5, np.int32)),
            (
                "The columns touch_commit, touch_path, touch_old_path, touch_status, touch_added, "
                "touch_deleted of its history differ in length."
            ),
        ),
        (
            attrs.evolve(history(STORY), parent_starts=np.zeros(3, np.int64)),
            "The parent_starts of its history do not fit its parents.",
        ),
        (
            attrs.evolve(history(STORY), touch_commit=np.array([1, 0], np.int32)),
            "The touch_commit of its history does not ascend.",
        ),
    ],
)
def test_what_is_no_good_record_is_left_out_and_the_next_one_kept(item, message):
    gathered = gather([Path("app")], registry(Yielding([item, review()])))
    assert messages(gathered) == [("source", "yielding", message)]
    assert len(evidence(gathered).interactions) == 1


def test_problems_that_a_source_tells_are_passed_on():
    problem = Problem(kind="source", name="yielding", message="odd", locator="a.csv:3")
    gathered = gather([Path("app")], registry(Yielding([problem, review()])))
    assert gathered.problems == (problem,)


def test_single_commits_become_a_history_in_order():
    unsorted = [
        commit("c", 300, BOB, parents="ab", subject="join"),
        commit("b", 200, BOB, parents="a", touches=(Touch(path="x", added=2, deleted=1),)),
        commit("a", 250, touches=(Touch(path="x", added=None, deleted=None, status="A"),)),
    ]
    found = evidence(gather([Path("app")], registry(Yielding(unsorted))))
    assert found.repositories == ("app",)
    assert [oid[0] for oid in found.commits.oid] == ["a", "b", "c"]
    assert found.commits.merge.tolist() == [False, False, True]
    assert [found.people[who].name for who in found.commits.author] == ["ada", "bob", "bob"]
    assert found.touches.added.tolist() == [-1, 2]
    assert found.touches.status.tobytes() == b"AM"


def test_commits_that_are_their_own_ancestors_are_a_problem():
    circle = [commit("a", 1, parents="b"), commit("b", 2, parents="a"), review()]
    gathered = gather([Path("app")], registry(Yielding(circle)))
    assert messages(gathered) == [("source", "yielding", f"Commit {'a' * 40} is its own ancestor.")]
    assert len(evidence(gathered).interactions) == 1


def test_where_nothing_at_all_can_be_read_the_first_failure_is_raised():
    no_git = MachineError("There is no git.")
    with pytest.raises(MachineError, match="There is no git"):
        gather([Path("app")], registry(Yielding([no_git]), Yielding([], name="empty")))


def test_a_failure_beside_something_read_is_a_problem():
    no_git = MachineError("There is no git.")
    gathered = gather([Path("app")], registry(Yielding([no_git]), FakeSource(STORY)))
    assert messages(gathered) == [("source", "yielding", "There is no git.")]


def test_a_first_view_is_shown_and_then_replaced():
    views = []
    source = FakeSource(STORY, first_view=True)
    gathered = gather([Path("app")], registry(source), on_first=lambda *view: views.append(view))
    (((first,), records),) = views
    assert (first.complete, len(first.line_count), len(first.commit_oid)) == (False, 0, 2)
    assert records == []
    (whole,) = gathered.histories
    assert (whole.complete, len(whole.line_count)) == (True, 2)


def test_an_error_in_the_callers_own_code_is_no_plugins_problem():
    def wrong(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        gather([Path("app")], registry(FakeSource(STORY, first_view=True)), on_first=wrong)


def test_a_first_view_is_kept_where_reading_is_stopped():
    class Stopping(FakeSource):
        def read(self, root, request):
            yield next(iter(super().read(root, request)))
            raise Cancelled("Stopped. What was finished is kept.")

    late = Yielding([review()], name="late")
    gathered = gather([Path("app")], registry(Stopping(STORY, first_view=True), late))
    assert not evidence(gathered).complete
    assert len(evidence(gathered).commits) == 2
    assert late.asked == []
    assert messages(gathered) == [("source", "fake", "Stopped. What was finished is kept.")]


def test_stopping_before_anything_is_read_is_told_to_the_caller():
    class Stopped(Task):
        cancelled = True

    with pytest.raises(Cancelled):
        gather([Path("app")], registry(FakeSource(STORY)), request=ReadRequest(task=Stopped()))


def test_a_keyboard_interrupt_passes():
    with pytest.raises(KeyboardInterrupt):
        gather([Path("app")], registry(Yielding([KeyboardInterrupt()])))


def test_a_source_gets_its_own_options_and_knows_the_repositories():
    commits = FakeSource(STORY, below="app")
    notes = Yielding([], name="notes")
    gather(
        [Path("app"), Path("other")],
        registry(commits, notes),
        options={"notes": {"depth": 3}, "fake": {"depth": 4}},
    )
    assert [(root, dict(request.options)) for root, request in notes.asked] == [
        (Path("app"), {"depth": 3}),
        (Path("other"), {"depth": 3}),
    ]
    assert {request.repositories for _, request in notes.asked} == {(Path("app"),)}


def test_what_the_user_calls_a_blog_is_read_by_the_sources_of_posts_alone():
    post = Post(path="a.md", authors=(ADA,), published_at=1_706_745_600)
    posts = Shy([post], name="posts", gives=frozenset({"posts"}))
    gathered = gather([Path("app")], registry(FakeSource(STORY), posts), blogs=[Path("notes")])
    assert [(it.name, it.root) for it in gathered.sources] == [("fake", "app"), ("posts", "notes")]
    ((root, request),) = posts.asked
    assert (root, dict(request.options)) == (Path("notes"), {"explicit": True})
    assert evidence(gathered).posts[0].authors == (ADA,)


def test_a_root_that_is_called_a_blog_too_is_read_once_with_that_in_mind():
    posts = Yielding([], name="posts", gives=frozenset({"posts"}))
    gather([Path("app")], registry(FakeSource(STORY), posts), blogs=[Path("app")])
    ((_, request),) = posts.asked
    assert request.options["explicit"] is True


def test_without_any_root_there_is_nothing_to_read():
    with pytest.raises(InputError, match="Nothing to analyse was named"):
        gather([], registry(FakeSource(STORY)))
