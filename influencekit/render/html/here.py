"""What is known of the file that an editor shows: the part of a live page that changes."""

from urllib.parse import quote

from influencekit.explain import Explanation
from influencekit.render.html.citations import Citations
from influencekit.render.html.markup import Markup, joined, tag
from influencekit.render.html.tables import facts
from influencekit.report import Report

EDITORS = {
    "vscode": "vscode://file{path}:{line}",
    "vscodium": "vscodium://file{path}:{line}",
    "cursor": "cursor://file{path}:{line}",
    "zed": "zed://file{path}:{line}",
    "idea": "idea://open?file={path}&line={line}",
    "pycharm": "pycharm://open?file={path}&line={line}",
    "sublime": "subl://open?url=file://{path}&line={line}",
    "textmate": "txmt://open?url=file://{path}&line={line}",
    "emacs": "org-protocol://open-file?url=file://{path}&line={line}",
}
"""Addresses that open a file: those that the editors themselves register."""


def edit_link(template: str, file: str, line: int = 1) -> Markup | None:
    """Return a link that opens `file`, an absolute path; None without a template."""
    if not template:
        return None
    address = template.replace("{path}", quote(file, errors="surrogateescape")).replace(
        "{line}", str(line)
    )
    return tag("a", "Open in the editor", href=address)


def here(explanation: Explanation, report: Report, edit: Markup | None = None) -> Markup:
    """Return `explanation` with links to what the page of `report` shows."""
    citations = Citations.of(report)
    sentences = (tag("li", it.text, citations.links(it.locators)) for it in explanation.sentences)
    return joined(
        [
            tag("h2", explanation.subject.label, id="here-title"),
            tag("p", edit) if edit else None,
            tag("ul", *sentences),
            *(facts(table, citations) for table in explanation.tables),
        ]
    )
