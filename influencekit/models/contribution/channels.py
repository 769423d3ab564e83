"""Channels of contribution, S4: what went through which, and through which there is more to carry.

The advice is a rule of thumb that nothing was fitted to: through a channel goes what feeds it (features
want documentation, repairs answer questions, posts make talks), and the channel with most of that for
each act that already went through it is next.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Ints
from influencekit.evidence import Evidence
from influencekit.models.contribution.concepts import subjects
from influencekit.models.contribution.deeds import (
    COMMIT,
    DOCUMENTATION,
    NOTE,
    POST,
    SORTS,
    Deeds,
    deeds_of,
    say,
)
from influencekit.models.scoring import LOCATORS, Numbers, Part, parts, reasons, result
from influencekit.report import ModelResult, Score, Subject
from influencekit.words import count, listed


@attrs.frozen
class Channel:
    """A way by which contributions reach people."""

    name: str
    title: str
    audience: str
    """Whom it reaches, after "for"."""
    acts: frozenset[str]
    """The acts of `deeds.ACTS` that go through it."""
    fed_by: frozenset[tuple[str, str]]
    """Acts and, for commits, kinds of work that there is more to carry of."""


def _channel(
    name: str, title: str, audience: str, acts: Sequence[str], *fed_by: tuple[str, str]
) -> Channel:
    return Channel(name, title, audience, frozenset(acts), frozenset(fed_by))


_DONE = tuple((COMMIT, kind) for kind in ("feat", "fix", "perf"))
CHANNELS: Mapping[str, Channel] = {
    channel.name: channel
    for channel in (
        _channel("code", "code", "users of the project", [COMMIT, "shared authorship"]),
        _channel(
            "docs",
            "documentation",
            "users who look something up",
            [DOCUMENTATION],
            (COMMIT, "feat"),
        ),
        _channel("blog", "a blog", "readers who want the story and its reasons", [POST], *_DONE),
        _channel(
            "answers",
            "questions, answers and reviews",
            "people who are stuck now",
            ["review", "help", "report"],
            (COMMIT, "fix"),
        ),
        _channel("talks", "talks", "people who meet", ["talk"], (POST, "")),
        _channel("papers", "papers", "researchers", ["paper"], ("talk", ""), ("innovation", "")),
        _channel(
            "training",
            "training and mentoring",
            "learners",
            ["mentoring", NOTE, "training"],
            ("review", ""),
            ("help", ""),
        ),
        _channel(
            "social", "social media", "people who do not know the project", ["share"], (POST, "")
        ),
    )
}
"""The channels by name. Recognition, offers, standards and innovation go through none of them."""
_LIKELY = (
    "The advice is a rule of thumb and was not fitted to anything: the channel with most to carry for "
    "each act that went through it. What is recorded nowhere is not seen."
)
_KINDS = "Kinds of work are told by rules; see contribution-kinds for how."


@attrs.frozen(kw_only=True)
class Advice:
    """Through which channel to go next."""

    channel: Channel
    carried: int
    """Acts that went through it."""
    material: int
    """Acts that there is to carry."""
    text: str
    """The advice with its reason."""
    locators: tuple[str, ...]
    """The latest of what there is to carry."""


def advice(deeds: Deeds, rows: Numbers) -> Advice | None:
    """Return the channel with the largest need, the first of equals; None where none has one of 1.

    The need is m / (1 + c): m acts there are to carry through the channel, and c went through it.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> known = deeds_of(evidence('2024-01-01 ada a.py +1 "Add a sieve"'))
    >>> advice(known, np.arange(1)).text
    'Next: documentation, for users who look something up. 1 commit of new features, and nothing there yet.'
    """
    counts = np.bincount(deeds.sort[rows], minlength=len(SORTS)).tolist()
    found = [
        (sum(counts[sort] for sort in fed), sum(counts[sort] for sort in through), channel)
        for channel, fed, through in _SORTS_OF
    ]
    material, carried, channel = max(found, key=lambda one: one[0] / (1 + one[1]))
    if material < 1 + carried:
        return None
    fed = [sort for sort, pair in enumerate(SORTS) if pair in channel.fed_by and counts[sort]]
    of = listed([say(sort, counts[sort]) for sort in fed])
    there = f"{count(carried, 'act')} there so far" if carried else "nothing there yet"
    places = np.unique(deeds.place[rows[np.isin(deeds.sort[rows], fed)]])
    return Advice(
        channel=channel,
        carried=carried,
        material=material,
        text=f"Next: {channel.title}, for {channel.audience}. {of}, and {there}.",
        locators=deeds.locate(places[::-1][:LOCATORS].tolist()),
    )


_SORTS_OF = [
    (
        channel,
        [number for number, sort in enumerate(SORTS) if sort in channel.fed_by],
        [number for number, (act, _) in enumerate(SORTS) if act in channel.acts],
    )
    for channel in CHANNELS.values()
]
"""Each channel with the sorts that feed it and those that go through it."""
_THROUGH: Ints = np.full(len(SORTS), -1, np.int32)
"""The channel of each sort, -1 for those that go through none."""
for _index, _row in enumerate(_SORTS_OF):
    _THROUGH[_row[2]] = _index


@attrs.frozen(kw_only=True)
class ChannelsParams:
    """`Channels` can be told nothing."""


class Channels:
    """How much went through which channel, by kind, for the project and each person; and what is next.

    One act counts once, however large it is. The detail ``next`` is the advice in words.
    """

    name = "channels"
    title = "What was contributed through which channel"
    unit = "acts"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = ChannelsParams

    def run(
        self,
        evidence: Evidence,
        params: ChannelsParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project and people."""
        deeds = deeds_of(evidence)
        return result(self, params, _scores(deeds, list(subjects(deeds))), [_LIKELY, _KINDS])


def _scores(deeds: Deeds, everybody: Sequence[tuple[Subject, Numbers]]) -> Iterator[Score]:
    """Yield a score for each subject of whom anything went through a channel."""
    rows = np.concatenate([rows for _, rows in everybody])
    of = np.repeat(np.arange(len(everybody)), [len(rows) for _, rows in everybody])
    through = _THROUGH[deeds.sort[rows]]
    counts = np.zeros((len(everybody), len(CHANNELS)), np.int64)
    np.add.at(counts, (of[through >= 0], through[through >= 0]), 1)
    of, rows = of[through >= 0], rows[through >= 0]
    columns = (of, deeds.sort[rows], deeds.place[rows], np.ones(len(rows)))
    for who, found in parts(*columns, tie=np.arange(len(SORTS))):
        subject, theirs = everybody[who]
        told = advice(deeds, theirs)
        yield Score(
            subject=subject,
            value=float(counts[who].sum()),
            reasons=reasons(found, _say, deeds.locate),
            details=dict(zip(CHANNELS, counts[who].tolist(), strict=True))
            | ({"next": told.text} if told else {}),
        )


def _say(part: Part, _: float) -> str:
    channel = list(CHANNELS.values())[_THROUGH[part.what]]
    return f"{say(part.what, part.rows)} ({channel.title})"
