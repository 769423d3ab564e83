"""Which commits say that they mend something: by the words of their subject, nothing else."""

import re

import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.evidence import Evidence

_FIX = re.compile(
    r"\b(?:hot)?fix(?:e[sd]|ing|up)?\b"
    r"|\b(?:bugs?|regressions?|crash(?:e[sd]|ing)?|segfaults?|leak(?:s|ed|ing)?|overflows?"
    r"|races?|deadlocks?|broken|breakage|off[- ]by[- ]one|use[- ]after[- ]free)\b"
    r"|\brevert(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
_NO_FIX = re.compile(r"\b(?:typos?|whitespace|spelling|indent\w*|lint)\b", re.IGNORECASE)
"""What is mended there needs no explanation."""


def is_fix(subject: str) -> bool:
    """Whether a commit with this subject says that it mends something which was wrong.

    Examples
    --------
    >>> is_fix("fix(parser): do not crash on empty input"), is_fix("Revert the cache")
    (True, True)
    >>> is_fix("Add a prefix"), is_fix("Fix typos in the README"), is_fix("")
    (False, False, False)
    """
    return bool(_FIX.search(subject)) and not _NO_FIX.search(subject)


def fixes(evidence: Evidence, commits: Ints) -> Flags:
    """Return one flag for each of `commits` (indices): it says that it mends something."""
    subject = evidence.commits.subject
    return np.fromiter((is_fix(subject[at]) for at in commits.tolist()), np.bool_, len(commits))
