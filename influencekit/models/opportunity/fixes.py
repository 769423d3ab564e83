"""Which commits mend something, as their subjects plainly say."""

import re

import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.evidence import Evidence
from influencekit.models.contribution.rules import CLASSES, kind_of

_QUOTED = re.compile(r"`[^`]*`|\w+\(\)")
_PLAINLY = re.compile(
    r"""\b(?: (?:bug|hot)?fix(?:e[sd]|ing)? | bugs? | (?:crash|deadlock|leak|overflow|race|regression)(?:e?[sd])?
    | broken | corrupt(?:s|ed|ion)? | incorrect(?:ly)? | repair(?:s|ed)? | revert(?:s|ed)? | segfaults?
    | wrong(?:ly)? )\b""",
    re.VERBOSE | re.IGNORECASE,
)


def fixes(evidence: Evidence, commits: Ints) -> Flags:
    """Return one flag for each of `commits` (indices): its subject says that it is corrective.

    By the rules for kinds of contributions, and by a word that stands for nothing else: those rules
    take any word about errors for one, which is right for counting kinds and too much where somebody is
    sent to explain a fix.
    """
    subjects = (evidence.commits.subject[at] for at in commits.tolist())
    return np.fromiter(map(_mends, subjects), np.bool_, len(commits))


def _mends(subject: str) -> bool:
    told = kind_of(subject)
    plainly = told.rule == "type" or _PLAINLY.search(_QUOTED.sub("", subject[:600]))
    return CLASSES.get(told.kind) == "corrective" and bool(plainly)
