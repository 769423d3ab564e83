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
from influencekit.errors import InputError, MachineError
from influencekit.models.contribution.bags import BLOCKS
from influencekit.models.contribution.classifier import Classifier
from influencekit.models.contribution.encoded import MOST, Encoded, asked
from influencekit.protocols import Encoder

FORMAT = "influencekit/contribution-classifier"
VERSION = 1
"""Up whenever an older file would be read wrongly: other keys, other terms of the same message."""
LARGEST = 64 << 20
"""Characters; a larger file is refused."""
_MOST_CLASSES, _LONGEST_HEADER = 100, 1000
_DIGITS = 6
"""Significant digits of a weight: what is left out moves no probability by more than 1e-4."""


def to_text(classifier: Classifier | Encoded) -> str:
    """Return `classifier` as the text of a model file; of an encoder there is name and digest."""
    body = json.dumps(
        {
            "classes": classifier.classes,
            **_seen(classifier),
            "weights": [_short(row) for row in classifier.weights],
            "intercepts": _short(classifier.intercepts),
            "trained": dict(classifier.trained),
        },
        separators=(",", ":"),
    )
    header = {"format": FORMAT, "version": VERSION, "characters": len(body), "sha256": _sum(body)}
    return f"{json.dumps(header)}\n{body}\n"


def _seen(classifier: Classifier | Encoded) -> dict[str, Any]:
    """Return what messages are seen by."""
    if isinstance(classifier, Encoded):
        return {"encoder": {"name": classifier.encoder.name, "digest": classifier.digest}}
    return {"vocabulary": classifier.vocabulary, "idf": _short(classifier.idf)}


def of_text(
    text: str, name: str, encoders: Mapping[str, Encoder] | None = None
) -> Classifier | Encoded:
    """Return the classifier in the `text` of a model file.

    Parameters
    ----------
    name
        What errors call the file.
    encoders
        Those there are, by name.

    Raises
    ------
    InputError
        It is no model file, of another version, cut short, damaged, or does not add up; or it was
        trained on what the encoder of its name was then.
    MachineError
        No plugin offers its encoder, or what that needs is not installed.
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
        if isinstance(found, dict) and "encoder" in found:
            return _encoded(found, name, encoders or {})
        return _classifier(found)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        what = (
            error.args[0] if isinstance(error, ValueError) and error.args else "a part is missing"
        )
        raise InputError(f"{name}: this model does not add up ({what}). Train it anew.") from None


def _classifier(found: Any) -> Classifier:
    classes, vocabulary = _classes(found), _texts(found["vocabulary"], "vocabulary")
    if any(term[:1] not in BLOCKS for term in vocabulary):
        raise ValueError("a term is of no known block")
    return Classifier(
        classes=classes,
        vocabulary=vocabulary,
        idf=_numbers(found["idf"], len(vocabulary), "idf"),
        weights=_weights(found, len(classes), len(vocabulary)),
        intercepts=_numbers(found["intercepts"], len(classes), "intercepts"),
        trained=_facts(found["trained"]),
    )


def _encoded(found: Any, name: str, encoders: Mapping[str, Encoder]) -> Encoded:
    classes = _classes(found)
    wanted, digest = found["encoder"]["name"], found["encoder"]["digest"]
    if not isinstance(wanted, str) or not isinstance(digest, str):
        raise TypeError
    size = len(found["weights"][0]) if classes and found["weights"] else 0
    if not 0 < size <= MOST:
        raise ValueError(f"a vector of {size:,} numbers")
    weights = _weights(found, len(classes), size)
    intercepts = _numbers(found["intercepts"], len(classes), "intercepts")
    trained = _facts(found["trained"])
    encoder = encoders.get(wanted)
    if encoder is None:
        raise MachineError(
            f"{name}: this model needs the encoder {wanted[:100]!r}, and no plugin offers it. Install "
            "one that does, or train the model anew without it."
        )
    if asked(encoder, encoder.digest) != digest:
        raise InputError(
            f"{name}: this model was trained on another version of the encoder {wanted!r}. Train it "
            "anew, or install that version."
        )
    return Encoded(
        classes=classes,
        encoder=encoder,
        digest=digest,
        weights=weights,
        intercepts=intercepts,
        trained=trained,
    )


def _classes(found: Any) -> tuple[str, ...]:
    classes = _texts(found["classes"], "classes")
    if not 2 <= len(classes) <= _MOST_CLASSES:
        raise ValueError(f"it has {len(classes)} classes")
    return classes


def _weights(found: Any, rows: int, columns: int) -> Floats:
    if not isinstance(found["weights"], list) or len(found["weights"]) != rows:
        raise ValueError("it has not one row of weights for each class")
    return np.stack([_numbers(row, columns, "weights") for row in found["weights"]])


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
