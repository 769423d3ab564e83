"""What went through which channel, and which is next."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.contribution.channels import CHANNELS, Channels, ChannelsParams, advice
from influencekit.models.contribution.deeds import ACTS, OFFER, RECOGNITION, SORTS, deeds_of
from influencekit.testing import evidence


def run(text):
    found = Channels().run(evidence(text), ChannelsParams(), {})
    return {one.subject.key: one for one in found.scores}


def told(text):
    deeds = deeds_of(evidence(text))
    return advice(deeds, np.arange(len(deeds.person)))


def history(*subjects, start=1):
    return "".join(
        f'2024-01-{day:02} ada a.py +1 "{subject}"\n' for day, subject in enumerate(subjects, start)
    )


def test_there_are_the_eight_channels_of_the_article_and_every_act_goes_through_one():
    assert list(CHANNELS) == [
        *("code", "docs", "blog", "answers", "talks", "papers", "training", "social")
    ]
    through = [act for channel in CHANNELS.values() for act in channel.acts]
    assert len(through) == len(set(through))
    assert set(ACTS) - set(through) == {RECOGNITION, OFFER, "standard", "innovation"}


def test_the_worked_example_types_each_act_by_channel_and_kind():
    scores = run(
        history("feat: a", "fix: b", "feat: c")
        + '2024-02-01 ada docs/a.md +1 "More"\n'
        + '2024-02-02 bob a.py +1 reviewed-by=ada "fix: d"\n'
    )
    ada = scores["ada"]
    assert {reason.text: reason.share for reason in ada.reasons} == {
        "2 commits of new features (code)": pytest.approx(2 / 5),
        "1 commit of fixes (code)": pytest.approx(1 / 5),
        "1 documentation commit (documentation)": pytest.approx(1 / 5),
        "1 review (questions, answers and reviews)": pytest.approx(1 / 5),
    }
    figures = {name: ada.details[name] for name in CHANNELS}
    assert figures == dict.fromkeys(CHANNELS, 0) | {"code": 3, "docs": 1, "answers": 1}
    # A blog: 3 / 1; documentation: 2 / 2; answers: 1 / 2; training: 1 / 1.
    assert ada.details["next"] == (
        "Next: a blog, for readers who want the story and its reasons. 2 commits of new features and "
        "1 commit of fixes, and nothing there yet."
    )


def test_with_posts_enough_the_features_want_documentation():
    posts = "".join(f'2024-02-0{day} ada post "{day}"\n' for day in (1, 2, 3))
    shares = "".join(
        f"2024-03-0{day} ada {kind} -> bob\n" for day, kind in enumerate(("talk", "share") * 3, 1)
    )
    found = told(history("feat: a", "feat: b", "feat: c") + posts + shares)
    assert (found.channel.name, found.material, found.carried) == ("docs", 3, 0)
    assert len(found.locators) == 3


def test_nothing_to_carry_is_no_advice():
    assert told(history("chore: a")) is None
    assert "next" not in run(history("chore: a"))["ada"].details


def test_as_much_as_was_carried_already_is_no_advice():
    answers = "".join(f"2024-02-0{day} ada answer -> bob\n" for day in (1, 2))
    posts = "".join(f'2024-03-0{day} ada post "{day}"\n' for day in (1, 2))
    more = "2024-04-01 ada talk -> bob\n2024-04-02 ada talk -> bob\n"
    more += "2024-05-01 ada share -> bob\n2024-05-02 ada share -> bob\n"
    more += "2024-06-01 ada paper -> bob\n2024-06-02 ada paper -> bob\n"
    more += "2024-07-01 ada training -> bob\n2024-07-02 ada training -> bob\n"
    assert told(history("fix: a") + answers + posts + more) is None


@settings(max_examples=40)
@given(data=st.data())
def test_the_advice_is_the_largest_need_by_a_plain_count(kit, data):
    deeds = deeds_of(kit.evidence_of(data.draw(kit.worlds())))
    rows = np.arange(len(deeds.person))
    sorts = [SORTS[sort] for sort in deeds.sort.tolist()]
    needs = {
        name: sum(sort in channel.fed_by for sort in sorts)
        / (1 + sum(act in channel.acts for act, _ in sorts))
        for name, channel in CHANNELS.items()
    }
    found = advice(deeds, rows)
    best = max(needs.values())
    assert (found is None) == (best < 1)
    if found:
        assert needs[found.channel.name] == best
