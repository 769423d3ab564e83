"""Begins a post about a file: what there is to tell of it, with the commits behind each point."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from influencekit.citations import named
from influencekit.errors import InputError
from influencekit.evidence import NOBODY
from influencekit.explain import paths_of
from influencekit.knowers import touching
from influencekit.models.opportunity.outline import outline
from influencekit.protocols import Draft, DraftSource
from influencekit.render.draft import body
from influencekit.report import Subject
from influencekit_lsp.knowledge import Knowledge
from influencekit_lsp.sources import having


def begin(knowledge: Knowledge, root: Path, path: str, now: int) -> Mapping[str, Any]:
    """Return the text of a draft about the file `path`; where there is a blog, also its new file.

    Raises
    ------
    InputError
        There is nothing to tell, or the blog has such a file.
    MachineError
        The file cannot be written.
    """
    evidence = knowledge.evidence
    subject = Subject("path", path, path)
    commits = np.flatnonzero(touching(evidence, paths_of(evidence, subject))).astype(np.int32)
    try:
        told = outline(evidence, subject, commits, writer=evidence.me)
    except ValueError as error:
        raise InputError(f"{error}") from None
    text = body(told, named(evidence, (oid for point in told.points for oid in point.commits)))
    answer = {"title": told.title, "markdown": f"# {told.title}\n\n{text}"}
    author = "" if evidence.me == NOBODY else evidence.people[evidence.me].name
    draft = Draft(title=told.title, body=text, author=author, at=now)
    for source in having(DraftSource, root):
        files = source.draft(root, draft)
        return {**answer, "open": files[0].as_uri()}
    return answer
