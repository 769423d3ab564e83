"""Back-tests: a model's numbers held to what came later, or to what somebody else found out.

Each is a module here, imported when it is called for. To add one, add a row to `BACKTESTS` and a
module of that name (``-`` written ``_``) with

``NEEDS``
    a frozenset of what it looks at: words of `Model.needs`, which the folders in DATA have to
    hold, and ``"files"`` where it reads files;
``DATA``
    a phrase that says what to name as DATA: it follows "give it";
``backtest(given: Given) -> Sequence[Table]``
    a pure function. It raises `InputError` where the data cannot be judged at all, and says in the notes
    of its tables what else the numbers do not say.

The first table has a row for each way to predict, baselines among them, and a column for each measure;
its notes say on how many cases, from when to when, and what was fitted on what. Nothing that was fitted
or chosen may have seen what it is judged on. What computes the figures is a function of its own with
plain arguments, so that a script or a test can call it.
"""

from collections.abc import Mapping

import attrs

from influencekit.errors import InputError
from influencekit.evidence import Evidence
from influencekit.protocols import Task

BACKTESTS: Mapping[str, str] = {
    "attention": "Does alpha·C + beta·F order people by the attention that they received next?",
    "bots": "Are bots told from people by name and address alone?",
    "growth-loop": "Do attention and collaboration help to foretell the next month's contributions?",
    "kinds": "Is the kind of work that rules and training tell what people said of the commits?",
    "mentors": "Would the ranking of mentors have named whom newcomers then had?",
    "reviewers": "Would the ranking of reviewers have named who then reviewed?",
    "reviews": "Would the ranking of reviewers have named who reviewed, in a file of code reviews?",
    "next-author": "Would the ranking of a file's next author have named who then changed it?",
    "bkt": "Does knowledge tracing foretell the attempts of learners whom it has not seen?",
    "git-rev-news": "Would history and past editions have foretold what Git Rev News then covered?",
}
"""Each name with the question that it answers."""


@attrs.frozen(eq=False, kw_only=True)
class Given:
    """What a back-test is given."""

    read: Evidence | None = None
    """Of the folders in DATA, read together; None where there was none."""
    files: Mapping[str, str] = attrs.field(factory=dict)
    """Text of the files in DATA by name, in their order; bytes that are not UTF-8 as surrogates."""
    split: int | None = None
    """Fit on what is before, judge on what is later; seconds since 1970-01-01T00:00:00Z. None: the
    back-test's own choice, which it tells."""
    task: Task = attrs.field(factory=Task)
    """Told of progress, and asked whether to stop."""

    @property
    def evidence(self) -> Evidence:
        """What was read of the folders in DATA.

        Raises
        ------
        InputError
            There was none. Does not happen where `NEEDS` has more than ``"files"``.
        """
        if self.read is None:
            raise InputError("No folder was given that could be judged.")
        return self.read
