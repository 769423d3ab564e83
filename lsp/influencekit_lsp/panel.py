"""The insight panel: all that is known about a file or a subject, as data and as Markdown."""

from typing import Any

import attrs

from influencekit.explain import explain
from influencekit.render.data import plain
from influencekit.render.markdown import MarkdownRenderer
from influencekit.render.page import Page, Section, of_explanation
from influencekit.render.privacy import hide_addresses
from influencekit.report import Subject, Table
from influencekit.words import date
from influencekit_lsp.knowledge import Knowledge
from influencekit_lsp.noted import Mark, title


def panel(
    knowledge: Knowledge, subject: Subject, marks: list[Mark], remark: str = ""
) -> dict[str, Any]:
    """Return the panel of a subject: its title, its sections, and the same as Markdown.

    Raises
    ------
    InputError
        The history knows no such subject.
    """
    explained = explain(knowledge.evidence, knowledge.results(subject), subject)
    page = of_explanation(explained)
    more = [*_notes(marks), *_limits(knowledge, remark)]
    page = hide_addresses(attrs.evolve(page, sections=(*page.sections, *more)))
    return {
        "subject": plain(subject),
        "title": subject.label,
        "as_of": knowledge.evidence.as_of,
        "sections": [plain(section) for section in page.sections],
        "markdown": MarkdownRenderer().page(page),
    }


def only(text: str, heading: str) -> dict[str, Any]:
    """Return a panel that says one thing."""
    page = Page(title=heading, sections=(Section(sentences=(text,)),))
    return {
        "subject": None,
        "title": heading,
        "as_of": None,
        "sections": [plain(section) for section in page.sections],
        "markdown": MarkdownRenderer().page(page),
    }


def _notes(marks: list[Mark]) -> list[Section]:
    if not marks:
        return []
    table = Table(
        name="notes",
        title="Notes",
        columns=("lines", "kind", "by", "date", "state", "says"),
        rows=tuple(
            (
                f"{mark.first + 1}-{mark.last + 1}" if mark.here else mark.placed.state,
                mark.note.kind,
                mark.note.author.name,
                date(mark.note.at),
                f"{mark.note.state}, {mark.placed.state}",
                title(mark.note),
            )
            for mark in marks
        ),
    )
    return [Section(heading=table.title, table=table)]


def _limits(knowledge: Knowledge, remark: str) -> list[Section]:
    told = [remark] if remark else []
    told += [str(problem) for problem in knowledge.snapshot.problems]
    told += knowledge.evidence.layers
    return [Section(heading="What is not known", sentences=tuple(told))] if told else []
