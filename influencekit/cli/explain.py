"""``influencekit explain``."""

import difflib
from pathlib import Path

import attrs
import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, shared
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.errors import InputError
from influencekit.explain import explain
from influencekit.people.identity import find
from influencekit.render.page import of_explanation
from influencekit.report import Subject


@click.command
@click.argument("subject", metavar="PERSON|PATH|AREA")
@click.option(
    "--in",
    "roots",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to look, instead of the repository around PATH or the working directory.",
)
@shared("me", *FILTERS, *HISTORY, "as_of", *COMMON)
def command(options: Options, *, subject: str, roots: tuple[Path, ...]) -> int:
    """Explain a person, path or area in sentences, with the commits behind them.

    A file or folder that exists is a path; else an area of that name is meant, else the person whose
    name, login or address it is.
    """
    if roots or not Path(subject).exists():
        roots = roots or (enclosing_root(),)
        call = Call.of(options, roots)
        found = survey(call, *roots)
        about = _subject(found, subject)
    else:
        call, target = Call.at(options, subject)
        found = survey(call, target.root)
        about = Subject("path", target.path, target.path or target.root.name)
    report = found.report()
    call.task.hide()
    call.problems.extend(report.problems)
    explanation = explain(found.evidence, report.results, about)
    data = {
        "as_of": report.as_of,
        **attrs.asdict(explanation, recurse=False),
        "problems": call.found(),
    }
    return call.finish("explain", data, lambda: of_explanation(explanation))


def _subject(found: _api.Survey, text: str) -> Subject:
    """Return the path, area or person that `text` names.

    Raises
    ------
    InputError
        There is none, or several people go by it.
    """
    evidence = found.evidence
    path = text.strip("/")
    if any(known == path or known.startswith(f"{path}/") for known in evidence.paths):
        return Subject("path", path, path)
    areas = [area.name for area in evidence.areas]
    if text in areas:
        return Subject("area", text, text)
    number = find(found.people, text)
    if number is not None:
        return found.people.persons[number].subject
    names = [*areas, *(person.name for person in found.people.persons)]
    near = difflib.get_close_matches(text, names, 3)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise InputError(f"{text!r} is no path, area or person of this history.{hint}")
