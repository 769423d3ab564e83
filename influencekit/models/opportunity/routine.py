"""Which commits and files are routine: version numbers, formatting, changelogs. They tell no story.

What nobody would explain, review with care or ask about is no opportunity however often it happens. The
rules look at subjects alone, and take only what says so plainly.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from influencekit.columns import Flags
from influencekit.evidence import Evidence
from influencekit.kinds import KINDS

DOCUMENTATION = KINDS.index("documentation")
LONGEST = 300
"""Characters of a subject that are looked at."""
_TOOL = r"""(?:actions?|autopep8|black|checkstyle|clang-format|codespell|eslint|flake8|github\ actions|gofmt
    |isort|lint(?:er|ers|ing)?|mypy|pep-?8|prettier|pre-?commit|pyflakes|pylint|pyupgrade|rubocop|ruff|rustfmt)"""
_ROUTINE = re.compile(
    rf"""
    ^(?:build|chore|ci|deps|style)(?:\([^()]*\))?!?:\s
    | ^\[(?:automated|automatic|bot|ci|{_TOOL})\b
    | ^(?:(?:auto-?)?(?:bump|updat|upgrad)(?:e|es|ed|ing|s)?|pin|lock|sync|refresh|regenerate)\b.*
      \b(?:authors|changelog|copyright|dependenc(?:y|ies)|deps|hooks?|licen[cs]e|lock\ ?files?
        |release\ notes?|relnotes|requirements|submodules?|translations?|version|years?|{_TOOL}
        |(?:from|to)\s+v?\d+(?:\.\d+)*)\b
    | ^bump\s
    | ^(?:apply|run|re-?run|fix|fixes|fixed|satisfy|enable|use|drop|remove|appease)\b.{{0,30}}\b{_TOOL}\b
    | \b(?:auto)?-?(?:re)?format(?:ted|ting)?\ (?:code|files?|imports?|with)\b | \bwhite-?space\b
    | \b(?:re)?order(?:ed|ing)?\ imports\b | \bsort(?:ed|ing)?\ imports\b
    | \b(?:fix(?:e[sd]|ing)?|correct(?:s|ed)?|more)\b.{{0,40}}\b(?:grammar|indentation|spelling
        |type\ (?:annotations?|hints?)|typing|typos?)\b
    | ^(?:minor\ |some\ |small\ )?(?:grammar|indentation|spelling|typos?)\b
    | ^(?:(?:begin|cut|post|prep|prepare|release|start|tag)(?:\ (?:for\ |the\ )?(?:new\ |next\ )?(?:release|version))?[ :-]*
        |version\ |git\ )?v?\d+\.\d+(?:\.\d+)*[-.\w]*\W*$
    | ^(?:prepar(?:e|ing)|releas(?:e|ing)|start)\ (?:for\ )?(?:release|version)\b
    | ^(?:the\ )?\w+\ batch\b | ^merge\ (?:branch|commit|pull\ request|remote|tag)\b
    | \btypos?\b\S*\ fix(?:es)?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:^|/)(?:authors|change(?:s|log)|contributors|history|news(?:fragments)?|rel(?:ease)?[-_]?notes"
    r"|whats[-_]?new)(?:[-_.][^/]*)?(?:/|$)",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"\.(?:azure-pipelines|buildkite|circleci|github|gitlab)/")


def is_aside(path: str, *, prose: bool) -> bool:
    """Whether a file is changed along with others: a changelog, a list of people, what runs the tests.

    Parameters
    ----------
    prose
        It is documentation: no code is called a changelog for its name.

    Examples
    --------
    >>> is_aside("changelog/123.bugfix.rst", prose=True), is_aside("src/changes.py", prose=False)
    (True, False)
    """
    return bool(_SERVICE.match(path) or (prose and _NOTICE.search(path)))


def asides(evidence: Evidence) -> Flags:
    """Return one flag a path of `evidence`: see `is_aside`."""
    prose = (evidence.path_kind == DOCUMENTATION).tolist()
    found = (is_aside(path, prose=it) for path, it in zip(evidence.paths, prose, strict=True))
    return np.fromiter(found, np.bool_, len(prose))


@lru_cache(maxsize=1 << 16)
def is_routine(subject: str) -> bool:
    """Whether a commit with this subject is routine.

    Examples
    --------
    >>> is_routine("Bump actions/checkout from 4 to 5"), is_routine("release version 3.1.2")
    (True, True)
    >>> is_routine("Fix typo in a comment"), is_routine("Fix a race when two fetches end at once")
    (True, False)
    """
    return bool(_ROUTINE.search(subject[:LONGEST]))


def routine(subjects: Iterable[str], size: int) -> Flags:
    """Return one flag for each of `size` subjects: it is routine."""
    return np.fromiter(map(is_routine, subjects), np.bool_, size)
