"""What is known of the file that an editor shows: the part of a live page that changes."""

from influencekit.explain import Explanation
from influencekit.render.html.citations import Citations
from influencekit.render.html.markup import Markup, joined, tag
from influencekit.render.html.tables import facts

PLACE = Markup("<!-- here -->")
"""Where it comes in a page that is drawn once. No text can hold this: in texts ``<`` is escaped."""


def here(explanation: Explanation, citations: Citations) -> Markup:
    """Return `explanation` with links to what a page shows, and into the editor that is followed."""
    subject = explanation.subject
    sentences = (tag("li", it.text, citations.links(it.locators)) for it in explanation.sentences)
    known = citations.editor if subject.kind == "path" and subject.key else None
    return joined(
        [
            tag("h2", subject.label, id="here-title"),
            tag("p", known.link(subject.key)) if known else None,
            tag("ul", *sentences),
            *(facts(table, citations) for table in explanation.tables),
        ]
    )
