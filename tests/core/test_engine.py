"""Models run in order, over what sources gathered, and each failure is told and contained."""

from typing import ClassVar

import attrs
import pytest
from attrs import validators

from influencekit.engine import run
from influencekit.errors import SettingsError
from influencekit.protocols import Task
from influencekit.report import ModelResult, Reason, Score, Subject
from influencekit.testing import evidence

STORY = """
2024-01-03 ada src/a.py +10
2024-01-04 bob src/a.py +1 -2
"""


@attrs.frozen(kw_only=True)
class Params:
    half_life: float = attrs.field(default=365.0, validator=validators.gt(0))
    """Days."""
    top: int = 5
    role: str | None = None
    strict: bool = False
    words: tuple[str, ...] = ()


@attrs.define
class Model:
    """Scores the project with whatever it is told to."""

    name: str
    value: float = 1.0
    needs: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    answer: object = None
    seen: dict = attrs.field(factory=dict)
    title = "A model"
    unit = "share"
    version = 1
    Params: ClassVar[type] = Params

    def run(self, evidence, params, upstream):
        self.seen = {"params": params, "upstream": dict(upstream)}
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer or result(self.name, Score(subject=PROJECT, value=self.value))


class Slow(Model):
    """One that few ask for."""

    on_request = True


PROJECT = Subject("project", "", "the project")


def result(model, *scores):
    return ModelResult(
        model=model, title="A model", version=1, unit="share", params={}, scores=scores
    )


def models(*given):
    return {model.name: model for model in given}


def test_results_come_in_the_order_of_the_models_whatever_the_order_of_running():
    late, early = Model("late", after=frozenset({"early"})), Model("early")
    results, problems = run(evidence(STORY), models(late, early))
    assert list(results) == ["late", "early"]
    assert problems == ()
    assert late.seen["upstream"] == {"early": results["early"]}
    assert early.seen["upstream"] == {}


def test_a_chain_runs_from_its_start():
    chain = models(
        Model("c", after=frozenset({"b"})), Model("b", after=frozenset({"a"})), Model("a")
    )
    assert list(run(evidence(STORY), chain)[0]) == ["c", "b", "a"]


def test_a_model_on_request_is_run_where_it_is_wanted_or_built_upon():
    usual, slow, above = Model("usual"), Slow("slow"), Slow("above", after=frozenset({"slow"}))
    models = {it.name: it for it in (above, slow, usual)}
    known = evidence(STORY)
    assert [*run(known, models)[0]] == ["usual"]
    assert [*run(known, models, wanted=["slow"])[0]] == ["slow"]
    assert [*run(known, models, wanted=["above"])[0]] == ["above", "slow"]
    assert run(known, models, wanted=[]) == ({}, ())


def test_what_runs_in_a_circle_is_told_and_the_rest_runs():
    circle = models(
        Model("a", after=frozenset({"b"})),
        Model("b", after=frozenset({"a"})),
        Model("on-top", after=frozenset({"a"})),
        Model("free"),
    )
    results, problems = run(evidence(STORY), circle)
    assert list(results) == ["free"]
    assert {problem.name for problem in problems} == {"a", "b", "on-top"}
    told = {problem.name: problem.message for problem in problems}
    assert told["a"] in {
        "It waits for itself: a waits for b waits for a.",
        "It waits for itself: b waits for a waits for b.",
    }
    assert told["on-top"] == "It builds on a, without a result."


def test_a_model_that_waits_for_itself_is_told():
    results, problems = run(evidence(STORY), models(Model("a", after=frozenset({"a"}))))
    assert results == {}
    assert [problem.message for problem in problems] == ["It waits for itself: a waits for a."]


def test_a_missing_upstream_is_told():
    _, (problem,) = run(evidence(STORY), models(Model("a", after=frozenset({"nowhere", "else"}))))
    assert (problem.kind, problem.name) == ("model", "a")
    assert problem.message == "It builds on else and nowhere, without a result."


@pytest.mark.parametrize(
    ("needs", "message"),
    [
        ({"posts"}, "It needs posts: no source found any."),
        (
            {"posts", "credits", "lines"},
            "It needs credits and posts: no source found any.",
        ),
        (
            {"posts", "magic"},
            (
                "It needs magic; what a model can need is commits, credits, interactions, lines, "
                "notes, posts, replacements and touches."
            ),
        ),
    ],
)
def test_what_is_absent_is_named_instead_of_counted_as_zero(needs, message):
    results, (problem,) = run(evidence(STORY), models(Model("a", needs=frozenset(needs))))
    assert results == {}
    assert (problem.name, problem.message) == ("a", message)


def test_what_is_there_is_enough():
    story = (
        STORY
        + """
        2024-01-05 ada src/b.py +1 reviewed-by=bob
        2024-02-01 ada post "On a.py"
        2024-02-02 bob review -> ada
    """
    )
    needs = frozenset(
        {"commits", "touches", "lines", "replacements", "credits", "posts", "interactions"}
    )
    results, problems = run(evidence(story), models(Model("a", needs=needs)))
    assert (list(results), problems) == (["a"], ())


def test_lines_that_are_still_being_read_are_told_apart_from_none():
    unread = attrs.evolve(evidence("2024-01-03 ada a.py +0"), complete=False)
    _, (problem,) = run(unread, models(Model("a", needs=frozenset({"lines"}))))
    assert problem.message == "It needs lines: line history has not been read to the end."


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (SystemExit(2), "It tried to end the program (exit code 2)."),
        ({"a": 1.0}, "It returned 'dict' instead of a ModelResult."),
        (result("another"), "Its result says that it is of the model 'another'."),
        (
            result("a", Score(subject=PROJECT, value=float("nan"))),
            "The score of 'the project': its value is nan.",
        ),
        (
            result("a", Score(subject=PROJECT, value=1.0, high=float("inf"))),
            "The score of 'the project': its high is inf.",
        ),
        (
            result("a", Score(subject=PROJECT, value=1.0, reasons=(Reason(text="so", share=0.4),))),
            "The score of 'the project': the shares of its reasons sum to 0.4, not to 1.",
        ),
        (
            result(
                "a",
                Score(
                    subject=PROJECT,
                    value=1.0,
                    reasons=(Reason(text="so", share=1.5), Reason(text="less", share=-0.5)),
                ),
            ),
            "The score of 'the project': a reason has the share 1.5; shares lie in [0, 1].",
        ),
    ],
)
def test_a_model_that_breaks_its_promise_costs_only_its_own_result(answer, message):
    broken, fine = Model("a", answer=answer), Model("fine")
    results, (problem,) = run(evidence(STORY), models(broken, fine))
    assert list(results) == ["fine"]
    assert (problem.kind, problem.name, problem.message) == ("model", "a", message)


def test_an_attribute_that_is_no_set_is_the_models_own_problem():
    results, (problem,) = run(evidence(STORY), models(Model("a", needs=None), Model("fine")))
    assert list(results) == ["fine"]
    assert problem.name == "a"


def test_params_that_cannot_be_made_are_the_models_own_problem():
    class NoDefault(Model):
        Params = attrs.make_class("Params", ["days"])

    results, (problem,) = run(evidence(STORY), models(NoDefault("a"), Model("fine")))
    assert list(results) == ["fine"]
    assert "missing 1 required positional argument: 'days'" in problem.message


def test_a_keyboard_interrupt_passes():
    with pytest.raises(KeyboardInterrupt):
        run(evidence(STORY), models(Model("a", answer=KeyboardInterrupt())))


def test_defaults_hold_where_the_settings_say_nothing():
    model = Model("a")
    run(evidence(STORY), models(model))
    assert model.seen["params"] == Params()


def test_settings_override_what_they_name():
    model = Model("a")
    given = {"half_life": 90, "role": "author", "strict": True, "words": ["x", "y"]}
    run(evidence(STORY), models(model), params={"a": given})
    assert model.seen["params"] == Params(
        half_life=90.0, role="author", strict=True, words=("x", "y")
    )


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("half_live", 90, "expected one of half_life, top, role, strict, words, found 'half_live'"),
        ("half_life", "90", "expected float, found '90'"),
        ("half_life", True, "expected float, found True"),
        ("top", 5.5, "expected int, found 5.5"),
        ("strict", 1, "expected bool, found 1"),
        ("role", 3, "expected str | None, found 3"),
        ("words", [1], "expected tuple[str, ...], found [1]"),
        (
            "half_life",
            -1,
            "expected what its model accepts ('half_life' must be > 0: -1.0), found -1",
        ),
    ],
)
def test_a_wrong_setting_names_file_key_what_was_expected_and_what_was_found(key, value, message):
    with pytest.raises(SettingsError) as caught:
        run(
            evidence(STORY),
            models(Model("a")),
            params={"a": {key: value}},
            origins={"models.a": ".influencekit.toml"},
        )
    assert str(caught.value) == f".influencekit.toml: models.a.{key}: {message}."


def test_settings_for_a_model_that_nobody_supplies_are_told():
    _, (problem,) = run(evidence(STORY), {}, params={"gone": {"top": 1}})
    assert problem.name == "gone"
    assert problem.message == "The settings have parameters for it, but no plugin supplies it."


def test_once_cancelled_no_further_model_is_started():
    class Impatient(Task):
        started = 0

        def progress(self, what, done, total):
            self.started += 1

        @property
        def cancelled(self):
            return self.started == 1

    results, (problem,) = run(evidence(STORY), models(Model("a"), Model("b")), task=Impatient())
    assert list(results) == ["a"]
    assert (problem.name, problem.message) == ("b", "Stopped before it was run.")
