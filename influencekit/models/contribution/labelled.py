"""Messages that people have sorted into classes: what a classifier learns from and is judged by."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

import attrs

from influencekit.errors import InputError
from influencekit.models.contribution.classifier import UNKNOWN
from influencekit.words import count, listed

COLUMNS = ("label", "message")
_LONGEST_LABEL = 60
_MOST_LABELS = 100
_ISSUE = re.compile(r"\b([A-Z][A-Z0-9]+)-\d+")
_SUBVERSION = re.compile(r"/repos/asf/([\w-]+)")


def project_of(message: str) -> str:
    """Return the project that a message tells of, folded, by an issue's key or a Subversion address.

    Examples
    --------
    >>> project_of("HBASE-8703 Fix it"), project_of("Fix it")
    ('hbase', '')
    """
    found = _ISSUE.search(message) or _SUBVERSION.search(message)
    return found[1].lower() if found else ""


@attrs.frozen(kw_only=True)
class Labelled:
    """Messages, each once, in ascending order; three columns of equal length."""

    messages: tuple[str, ...]
    labels: tuple[str, ...]
    projects: tuple[str, ...]
    """Empty where it is not known."""
    notes: tuple[str, ...] = ()
    """What was left out."""

    def __len__(self) -> int:
        return len(self.messages)

    @property
    def classes(self) -> tuple[str, ...]:
        """The different labels, ascending."""
        return tuple(sorted(set(self.labels)))

    @classmethod
    def of_csv(cls, text: str, name: str) -> "Labelled":
        """Read CSV with the columns ``label`` and ``message``, and perhaps ``project``.

        Rows without a label or labelled ``unknown`` are left out, and so are messages that stand there
        under several labels; a message that stands there several times counts once.

        Parameters
        ----------
        name
            What errors call it.

        Raises
        ------
        InputError
            It is no such CSV, or nothing is left.
        """
        labels: dict[str, str] = {}
        projects: dict[str, str] = {}
        doubtful: set[str] = set()
        rows = unlabelled = 0
        for row in _rows(text, name):
            rows += 1
            label, message = (row[column].strip() for column in COLUMNS)
            if label in ("", UNKNOWN) or not message:
                unlabelled += 1
            elif labels.setdefault(message, label) != label:
                doubtful.add(message)
            projects[message] = row.get("project") or project_of(message)
        kept = sorted(labels.keys() - doubtful)
        if not kept:
            raise InputError(f"{name}: none of its {count(rows, 'row')} has a label and a message.")
        found = cls(
            messages=tuple(kept),
            labels=tuple(labels[message] for message in kept),
            projects=tuple(projects[message] for message in kept),
            notes=tuple(_left_out(rows, unlabelled, len(doubtful), len(kept))),
        )
        if len(found.classes) > _MOST_LABELS:
            raise InputError(
                f"{name}: it has {len(found.classes):,} different labels, more than {_MOST_LABELS}; "
                "are the columns the right way round?"
            )
        return found


def _rows(text: str, name: str) -> Iterator[Mapping[str, str]]:
    reader = csv.DictReader(io.StringIO(text.replace("\0", " "), newline=""), restval="")
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise InputError(
                f"{name}: the first line of the CSV must name the columns label and message; "
                f"missing: {listed(missing)}."
            )
        for row in reader:
            if len(row["label"]) > _LONGEST_LABEL:
                raise InputError(
                    f"{name}:{reader.line_num}: the label has more than {_LONGEST_LABEL} characters."
                )
            yield row
    except csv.Error as error:
        where = f"{name}, after line {reader.line_num:,}"
        raise InputError(f"{where}: this is no CSV: {error}.") from None


def _left_out(rows: int, unlabelled: int, doubtful: int, kept: int) -> Iterator[str]:
    yield f"{count(kept, 'different message')} of {count(rows, 'row')}."
    if unlabelled:
        yield f"Left out: {count(unlabelled, 'row')} without a label or a message, or unknown."
    if doubtful:
        yield f"Left out: {count(doubtful, 'message')} with several labels."
