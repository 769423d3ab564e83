"""How well a person fits a repository, an area or a topic."""

import json
import math

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.opportunity.fit import FitParams, fits
from influencekit.models.opportunity.scopes import SCOPES, Window
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "web": ("web/",)}))
STORY = """
    2024-06-01 ada core/a.py +1 "Parse trees"
    2024-06-01 bob core/a.py +1 "Parse numbers"
    2024-06-01 cyd web/a.js +1 "Paint pages"
    2024-06-01 cyd web/a.js +1, core/b.py +1 "Paint trees"
"""


def fitted(name, text=STORY, scope="areas", **params):
    known = evidence(text, settings=FOLDERS)
    window = Window(end=known.as_of, days=100)
    keys = [person.key for person in known.people]
    found = SCOPES[scope](known, window)
    told = fits(known, found, window, keys.index(name), params=FitParams(**params))
    return {it.label: fit for it, fit in zip(found.subjects, told, strict=True)}, known


def test_languages_are_alike_by_the_cosine_of_commits():
    # core: 3 commits with Python, 1 with JavaScript; ada: 1 with Python: 3/(10**.5).
    # web: 1 with Python, 2 with JavaScript; ada: 1/(5**.5).
    found, _ = fitted("ada", areas=0, words=0)
    assert found["core"].value == pytest.approx(3 / 10**0.5)
    assert found["web"].value == pytest.approx(1 / 5**0.5)


def test_areas_are_alike_where_the_same_areas_are_changed():
    # cyd: 2 commits in web, 1 in core. core: 3 in core, 1 in web: (1·3 + 2·1)/((5·10)**.5).
    found, _ = fitted("cyd", languages=0, words=0)
    assert found["core"].value == pytest.approx(5 / 50**0.5)


def test_words_are_alike_by_the_cosine_with_rare_words_counting_more():
    # Commits with alpha: 2, beta: 2, gamma: 1; a word weighs ln((2 + 1)/(n + 1)) + 1.
    # ada: alpha 1, beta 1. All of core: alpha 2, beta 2, gamma 1·(ln 1.5 + 1).
    text = """
        2024-06-01 ada core/a.py +1 "Alpha beta"
        2024-06-01 bob core/a.py +1 "Alpha"
        2024-06-01 bob core/a.py +1 "Beta gamma"
    """
    gamma = math.log(1.5) + 1
    expected = 4 / (2**0.5 * (8 + gamma**2) ** 0.5)
    assert fitted("ada", text)[0]["core"].likeness["words"] == pytest.approx(expected)
    only = gamma**2 / ((1 + gamma**2) ** 0.5 * (8 + gamma**2) ** 0.5) + 2 / (
        (1 + gamma**2) ** 0.5 * (8 + gamma**2) ** 0.5
    )
    text = text.replace('bob core/a.py +1 "Beta', 'cyd core/a.py +1 "Beta')
    assert fitted("cyd", text)[0]["core"].likeness["words"] == pytest.approx(only)


def test_the_parts_are_weighted_and_the_reasons_are_the_parts():
    found, known = fitted("ada")
    core = found["core"]
    assert core.value == pytest.approx(sum(core.likeness.values()) / 3)
    assert [reason.text for reason in core.reasons] == [
        "Languages in common: Python",
        "Areas in common: core",
        "Words in common: trees",
    ]
    assert sum(reason.share for reason in core.reasons) == pytest.approx(1)
    assert core.reasons[0].locators == (known.commits.oid[0],)


def test_old_work_counts_less():
    text = "2020-01-01 ada web/a.js +1\n2024-06-01 ada core/a.py +1\n2024-06-02 bob core/a.py +1"
    new = fitted("ada", text, areas=0, words=0, half_life=100)[0]["core"].value
    old = fitted("ada", text, areas=0, words=0, half_life=100_000)[0]["core"].value
    assert new > 0.99 > old


def test_who_shares_nothing_fits_nothing_and_has_no_reason():
    found, _ = fitted(
        "ada", areas=0, languages=0, text='2024-06-01 ada a/a.py +1 "Zip"\n' + STORY[1:]
    )
    assert found["web"].likeness["words"] > 0  # trees
    nothing, _ = fitted("ada", languages=0, areas=0, words=0)
    assert (nothing["web"].value, nothing["web"].reasons) == (0.0, ())


def test_somebody_without_a_commit_is_told_so():
    text = "2024-06-01 ada core/a.py +1 reviewed-by=bob"
    with pytest.raises(ValueError, match="bob has no commit in this history"):
        fitted("bob", text)


@pytest.mark.parametrize("wrong", [-1, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="words"):
        FitParams(words=wrong)


@pytest.mark.parametrize("scope", SCOPES)
@settings(max_examples=30)
@given(data=st.data())
def test_order_time_and_names_leave_no_trace(kit, scope, data):
    world = data.draw(kit.worlds())

    def told(name="person-{}".format, **options):
        known = kit.evidence_of(world, as_of=1000, name=name, **options)
        window = Window(end=known.as_of, days=365)
        person = [it.key for it in known.people].index(name(0))
        found = SCOPES[scope](known, window)
        try:
            fit = fits(known, found, window, person)
        except ValueError:
            return "nothing"
        assert all(0 <= it.value <= 1 + 1e-12 for it in fit)
        rows = zip(found.subjects, map(attrs.asdict, fit), strict=True)
        return json.dumps(sorted((it.key, json.dumps(row)) for it, row in rows))

    assert told() == told(seed=data.draw(st.integers(0, 99)))
    assert told() == told(shift=data.draw(st.integers(-(10**9), 10**9)))
    assert told() == told(name=lambda old: f"somebody-{9 - old}")
