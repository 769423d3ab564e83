"""Trained classifiers as text that cannot run code: a line that says what follows, and JSON.

The first line names format and version, and tells length and SHA-256 of the rest. Both are checked before
anything of the rest is parsed, and every size before anything is made of it.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from influencekit.columns import Floats
from influencekit.errors import InputError
from influencekit.models.contribution.bags import BLOCKS
from influencekit.models.contribution.classifier import Classifier

FORMAT = "influencekit/contribution-classifier"
VERSION = 1
"""Up whenever an older file would be read wrongly: other keys, other terms of the same message."""
LARGEST = 64 << 20
"""Characters; a larger file is refused."""
_MOST_CLASSES, _LONGEST_HEADER = 100, 1000
_DIGITS = 6
"""Significant digits of a weight: what is left out moves no probability by more than 1e-4."""


def to_text(classifier: Classifier) -> str:
    """Return `classifier` as the text of a model file."""
    body = json.dumps(
        {
            "classes": classifier.classes,
            "vocabulary": classifier.vocabulary,
            "idf": _short(classifier.idf),
            "weights": [_short(row) for row in classifier.weights],
            "intercepts": _short(classifier.intercepts),
            "trained": dict(classifier.trained),
        },
        separators=(",", ":"),
    )
    header = {"format": FORMAT, "version": VERSION, "characters": len(body), "sha256": _sum(body)}
    return f"{json.dumps(header)}\n{body}\n"


def of_text(text: str, name: str) -> Classifier:
    """Return the classifier in the `text` of a model file.

    Parameters
    ----------
    name
        What errors call the file.

    Raises
    ------
    InputError
        It is no model file, of another version, cut short, damaged, or does not add up.
    """
    head, _, body = text.partition("\n")
    header = _parsed(head) if len(head) <= _LONGEST_HEADER else None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InputError(
            f"{name}: this is no trained model. Make one with: influencekit classify train DATA -o MODEL"
        )
    if header.get("version") != VERSION:
        raise InputError(
            f"{name}: this model is of format version {str(header.get('version'))[:20]}, and this "
            f"influencekit reads version {VERSION}. Train it anew."
        )
    body = body.removesuffix("\n")
    if len(body) != header.get("characters"):
        raise InputError(
            f"{name}: this model is cut short or added to: {len(body):,} characters after the first "
            f"line where it says {str(header.get('characters'))[:20]}. Copy it again, or train it anew."
        )
    if _sum(body) != header.get("sha256"):
        raise InputError(f"{name}: this model is damaged: its checksum is another. Train it anew.")
    found = _parsed(body)
    try:
        return _classifier(found)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        what = (
            error.args[0] if isinstance(error, ValueError) and error.args else "a part is missing"
        )
        raise InputError(f"{name}: this model does not add up ({what}). Train it anew.") from None


def _classifier(found: Any) -> Classifier:
    classes, vocabulary = (_texts(found[key], key) for key in ("classes", "vocabulary"))
    if not 2 <= len(classes) <= _MOST_CLASSES:
        raise ValueError(f"it has {len(classes)} classes")
    if any(term[:1] not in BLOCKS for term in vocabulary):
        raise ValueError("a term is of no known block")
    if not isinstance(found["weights"], list) or len(found["weights"]) != len(classes):
        raise ValueError("it has not one row of weights for each class")
    return Classifier(
        classes=classes,
        vocabulary=vocabulary,
        idf=_numbers(found["idf"], len(vocabulary), "idf"),
        weights=np.stack([_numbers(row, len(vocabulary), "weights") for row in found["weights"]]),
        intercepts=_numbers(found["intercepts"], len(classes), "intercepts"),
        trained=_facts(found["trained"]),
    )


def _texts(values: Any, key: str) -> tuple[str, ...]:
    """Return texts that ascend: each occurs once."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{key} are no texts")
    if any(one >= other for one, other in pairwise(values)):
        raise ValueError(f"{key} do not ascend")
    return tuple(values)


def _numbers(values: Any, size: int, key: str) -> Floats:
    if not isinstance(values, list) or len(values) != size:
        raise ValueError(f"{key} are not {size:,} numbers")
    if not all(type(value) in (int, float) and math.isfinite(value) for value in values):
        raise ValueError(f"{key} are not all finite numbers")
    return np.array(values, np.float64)


def _facts(values: Any) -> Mapping[str, int | float | str]:
    if not isinstance(values, dict) or not all(
        isinstance(value, int | float | str) for value in values.values()
    ):
        raise ValueError("trained is no table")
    return values


def _short(values: Floats) -> list[float]:
    return [float(f"{value:.{_DIGITS}g}") for value in values.tolist()]


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
