"""The encoder all-MiniLM-L6-v2, with something small in the place of the model and its library."""

import hashlib
import os
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from influencekit.errors import Cancelled, MachineError
from influencekit.protocols import Task
from influencekit.registry import Registry
from influencekit_transformer import encoder
from influencekit_transformer.encoder import MiniLM

OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")
CONTENT = b"weights"


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Put the model's package on the path, and a library that tells what it was asked; return both."""
    for name in OFFLINE:
        monkeypatch.setenv(name, "")
    package = tmp_path / encoder.PACKAGE
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('the code of the package was run')")
    (package / "model" / "model.safetensors").write_bytes(CONTENT)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(encoder, "WEIGHTS", hashlib.sha256(CONTENT).hexdigest())
    asked = SimpleNamespace(folder="", texts=[], options={}, environ={})

    class SentenceTransformer:
        def __init__(self, folder, **options):
            asked.folder, asked.options = folder, options

        def encode(self, texts, **options):
            asked.texts.append(texts)
            asked.options |= options
            return np.array([[len(text), 1.0] for text in texts])

    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = SentenceTransformer
    utils = ModuleType("transformers.utils")
    utils.logging = SimpleNamespace(
        disable_progress_bar=lambda: asked.environ.update({it: os.environ[it] for it in OFFLINE}),
        set_verbosity_error=lambda: None,
    )
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    monkeypatch.setitem(sys.modules, "transformers", ModuleType("transformers"))
    monkeypatch.setitem(sys.modules, "transformers.utils", utils)
    for cached in (encoder._checked, encoder._loaded):
        cached.cache_clear()
    yield package, asked
    for cached in (encoder._checked, encoder._loaded):
        cached.cache_clear()


def test_it_is_offered_without_loading_anything(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    assert isinstance(Registry.discover().collect("encoders")["all-minilm-l6-v2"], MiniLM)


def test_texts_go_through_the_installed_model_a_few_at_a_time_and_without_a_network(installed):
    package, asked = installed
    texts = ["a" * number for number in range(encoder.AT_ONCE)] + ["lone \udc80"]
    found = np.array(MiniLM().encode(texts, Task()))
    assert found[:, 0].tolist() == [*range(encoder.AT_ONCE), 6]
    assert [len(part) for part in asked.texts] == [encoder.AT_ONCE, 1]
    assert asked.texts[1] == ["lone ?"]
    assert asked.folder == str(package / "model")
    assert asked.options["local_files_only"] is True
    assert asked.options["device"] == "cpu"
    assert asked.environ == dict.fromkeys(OFFLINE, "1")


def test_it_stands_for_the_published_weights_alone(installed):
    package, _ = installed
    assert MiniLM().digest() == hashlib.sha256(CONTENT).hexdigest()
    encoder._checked.cache_clear()
    (package / "model" / "model.safetensors").write_bytes(b"other")
    for ask in (MiniLM().digest, lambda: MiniLM().encode(["a"], Task())):
        with pytest.raises(MachineError, match="not the weights that were published"):
            ask()


def test_weights_that_are_missing_are_named(installed):
    package, _ = installed
    (package / "model" / "model.safetensors").unlink()
    with pytest.raises(MachineError, match=r"model\.safetensors: cannot be read"):
        MiniLM().digest()


@pytest.mark.parametrize("missing", ["model", "library"])
def test_what_is_not_installed_is_told_with_the_extra(installed, monkeypatch, missing):
    if missing == "model":
        monkeypatch.setattr(encoder, "PACKAGE", "nobody_has_this_package")
    else:
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MachineError, match=r"pip install 'influencekit\[transformer\]'"):
        MiniLM().encode(["a"], Task())


def test_it_stops_when_it_is_asked_to(installed):
    class Impatient(Task):
        cancelled = True

    with pytest.raises(Cancelled):
        MiniLM().encode(["a"], Impatient())
