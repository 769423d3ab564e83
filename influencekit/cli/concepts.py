"""``influencekit concepts``."""

from collections.abc import Sequence
from pathlib import Path

import click

from influencekit.cli.call import Call
from influencekit.cli.options import BLOGS, COMMON, FILTERS, HISTORY, PATHS, Options, shared
from influencekit.cli.survey import person_called, survey
from influencekit.cli.target import enclosing_root
from influencekit.models.contribution.channels import Advice, advice
from influencekit.models.contribution.concepts import (
    EDGES,
    Station,
    named,
    stations,
    subjects,
    told_next,
)
from influencekit.models.contribution.deeds import deeds_of
from influencekit.render.graphs import Node, dot, mermaid
from influencekit.render.page import Page, Section, short
from influencekit.report import Subject, Table
from influencekit.words import count


@click.command
@PATHS
@BLOGS
@click.option(
    "--for",
    "whom",
    metavar="PERSON",
    help="What they reached, by name, login or address. Default: what the whole project reached.",
)
@shared(*FILTERS, *HISTORY, "as_of", *COMMON)
def command(
    options: Options, *, paths: tuple[Path, ...], blogs: tuple[Path, ...], whom: str | None
) -> int:
    """Show how far contributions led in the concept graph, and through which channel to go next.

    The graph has sixteen nodes, from technical contribution to technical innovation. --format mermaid
    and --format dot draw it; json has nodes and edges. Each PATH is a folder, as for analyze; without
    any, the repository around the working directory is read.
    """
    roots = paths or (() if blogs else (enclosing_root(),))
    call = Call.of(options, roots)
    found = survey(call, *roots, blogs=blogs, lines=False)
    deeds = deeds_of(found.evidence)
    everybody = list(subjects(deeds))
    subject, rows = everybody[1 + person_called(found, whom) if whom else 0]
    graph, told = stations(deeds, rows), advice(deeds, rows)
    nodes = [
        Node(id=it.concept.id, label=f"{named(it.concept)}: {_state(it)}", group=_group(it))
        for it in graph
    ]
    title = call.clean(f"Concept graph of {subject.label}")
    data = {
        "as_of": found.evidence.as_of,
        "subject": subject,
        "nodes": [
            {
                "id": it.concept.id,
                "title": it.concept.title,
                "acts": it.acts,
                "next": it.next,
                "locators": it.locators,
            }
            for it in graph
        ],
        "edges": [{"from": one, "to": other} for one, other in EDGES],
        "advice": told
        and {"channel": told.channel.name, "text": told.text, "locators": told.locators},
        "problems": call.found(),
        "layers": found.evidence.layers,
    }
    return call.finish(
        "concepts",
        data,
        lambda: _page(subject, graph, told),
        mermaid=lambda: mermaid(nodes, EDGES, title),
        dot=lambda: dot(nodes, EDGES, title),
    )


def _group(station: Station) -> str:
    return "reached" if station.acts else "next" if station.next else ""


def _state(station: Station) -> str:
    return count(station.acts, "act") if station.acts else "next" if station.next else "not yet"


def _page(subject: Subject, graph: Sequence[Station], told: Advice | None) -> Page:
    table = Table(
        name="concepts",
        title="",
        columns=("node", "state", "leads to", "latest"),
        rows=tuple(
            (
                named(it.concept),
                _state(it),
                " ".join(it.concept.after),
                ", ".join(map(short, it.locators)),
            )
            for it in graph
        ),
    )
    following = told_next(graph)
    sentences = [f"{sum(bool(it.acts) for it in graph)} of {len(graph)} nodes reached."]
    sentences += [f"Next nodes: {following}."] if following else []
    advised = (told.text, f"Latest: {', '.join(map(short, told.locators))}.") if told else ()
    return Page(
        sections=(
            Section(
                heading=f"Concept graph of {subject.label}", sentences=tuple(sentences), table=table
            ),
            Section(
                heading="Through which channel next",
                sentences=advised or ("No channel has more to carry than it carried already.",),
                notes=("A rule of thumb; what is recorded nowhere is not seen.",),
            ),
        )
    )
