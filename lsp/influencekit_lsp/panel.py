"""The insight panel: all that is known about a file or a subject, as data and as Markdown."""

from collections.abc import Sequence
from typing import Any

import attrs

from influencekit.errors import InputError
from influencekit.explain import Explanation, explain
from influencekit.knowers import Knower
from influencekit.render.data import plain
from influencekit.render.html.document import HOSTED, of_page
from influencekit.render.markdown import MarkdownRenderer
from influencekit.render.page import Page, Section, of_explanation, own_numbers
from influencekit.render.privacy import hide_addresses
from influencekit.report import Sentence, Subject, Table
from influencekit.words import date, number
from influencekit_lsp.knowledge import Knowledge
from influencekit_lsp.noted import Mark, title


def panel(
    knowledge: Knowledge,
    subject: Subject,
    marks: list[Mark],
    *,
    lines: tuple[str, Sequence[Knower]] | None = None,
    remark: str = "",
) -> dict[str, Any]:
    """Return the panel of a subject: its title, its sections, and the same as Markdown and as a page.

    Parameters
    ----------
    lines
        What to call the lines that somebody looks at, and who knows them.
    remark
        What is not known yet.

    Raises
    ------
    InputError
        The history knows no such subject.
    """
    explained = explain(knowledge.evidence, knowledge.results(subject), subject)
    page = of_explanation(explained)
    told, *tables = page.sections
    here = [_lines(*lines)] if lines else []
    more = [*_notes(marks), *_limits(knowledge, remark)]
    page = hide_addresses(attrs.evolve(page, sections=(told, *here, *tables, *more)))
    return _answer(page, subject, knowledge.evidence.as_of)


def told(knowledge: Knowledge, path: str) -> Explanation:
    """Return what a report's page says of a file that an editor shows."""
    subject = Subject("path", path, path)
    try:
        found = explain(knowledge.evidence, knowledge.results(subject), subject)
    except InputError as error:
        found = Explanation(subject=subject, sentences=(Sentence(text=str(error)),))
    cleaned: Explanation = hide_addresses(found)
    return cleaned


def only(text: str, heading: str) -> dict[str, Any]:
    """Return a panel that says one thing."""
    return _answer(Page(title=heading, sections=(Section(sentences=(text,)),)), None, None)


def _answer(page: Page, subject: Subject | None, as_of: int | None) -> dict[str, Any]:
    return {
        "subject": plain(subject) if subject else None,
        "title": page.title,
        "as_of": as_of,
        "sections": [plain(section) for section in page.sections],
        "markdown": MarkdownRenderer().page(page),
        "html": of_page(page, script=HOSTED),
    }


def _lines(name: str, known: Sequence[Knower]) -> Section:
    rows = tuple(
        (it.person.name, number(it.share, "share"), "; ".join(why.text for why in it.reasons))
        for it in known
    )
    if not rows:
        return Section(heading=name, sentences=("Nobody who is known wrote them.",))
    columns = ("person", "share", "why")
    return Section(heading=name, table=Table(name="lines", title=name, columns=columns, rows=rows))


def _notes(marks: list[Mark]) -> list[Section]:
    if not marks:
        return []
    table = Table(
        name="notes",
        title="Notes",
        columns=("lines", "kind", "by", "date", "state", "says"),
        rows=tuple(
            (
                _span(mark) if mark.here else mark.placed.state,
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


def _span(mark: Mark) -> str:
    first, last = mark.first + 1, mark.last + 1
    return str(first) if first == last else f"{first}-{last}"


def _limits(knowledge: Knowledge, remark: str) -> list[Section]:
    told = [remark] if remark else []
    told += [str(problem) for problem in knowledge.snapshot.problems]
    unknown = [Section(heading="What is not known", sentences=tuple(told))] if told else []
    numbers = own_numbers(knowledge.evidence.layers)
    return [*unknown, Section(heading="About these numbers", sentences=(numbers,))]
