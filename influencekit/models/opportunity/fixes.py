"""Which commits mend something, by the rules for kinds of contributions."""

import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.evidence import Evidence
from influencekit.models.contribution.rules import CLASSES, kind_of


def fixes(evidence: Evidence, commits: Ints) -> Flags:
    """Return one flag for each of `commits` (indices): its subject says that it is corrective."""
    subject = evidence.commits.subject
    kinds = (kind_of(subject[at]).kind for at in commits.tolist())
    return np.fromiter(
        (CLASSES.get(kind) == "corrective" for kind in kinds), np.bool_, len(commits)
    )
