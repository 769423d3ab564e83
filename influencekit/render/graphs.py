"""Directed graphs as text for programs that draw them: Mermaid and Graphviz's DOT.

Labels may hold whatever somebody once committed: every one of their characters that could mean more than
itself is written as a number, so that none can end a label or begin a command.
"""

import re
from collections.abc import Iterable, Sequence

import attrs

from influencekit.render.escape import visible

_PLAIN = re.compile(r"[^A-Za-z0-9 .,:()/+-]")


@attrs.frozen(kw_only=True)
class Node:
    """One node."""

    id: str
    """ASCII letters and digits, other than Mermaid's word ``end``."""
    label: str
    group: str = ""
    """Nodes of one group look alike; one of `GROUPS`."""


GROUPS = {
    "reached": ("fill:#1f6f43,color:#ffffff,stroke:#1f6f43", 'style="filled,bold" fillcolor="#cfe8d8"'),
    "next": ("fill:#fff3cd,color:#4d3b00,stroke:#b58900,stroke-dasharray:5 3", 'style="filled,dashed" fillcolor="#fff3cd"'),
}  # fmt: skip
"""How nodes of a group look: for Mermaid and for DOT; by colour and by border, for whoever sees no colour."""


def mermaid(nodes: Sequence[Node], edges: Iterable[tuple[str, str]], title: str) -> str:
    r"""Return a graph for https://mermaid.js.org, which Markdown on most forges draws.

    Examples
    --------
    >>> print(mermaid([Node(id="A", label='a "b"'), Node(id="B", label="c")], [("A", "B")], "t"))
    ---
    title: "t"
    ---
    flowchart TD
        A["a #34;b#34;"]
        B["c"]
        A --> B
    """
    lines = ["---", f'title: "{_numbered(title)}"', "---", "flowchart TD"]
    lines += [f'    {node.id}["{_numbered(node.label)}"]' for node in nodes]
    lines += [f"    {one} --> {other}" for one, other in edges]
    for group, (look, _) in GROUPS.items():
        if members := [node.id for node in nodes if node.group == group]:
            lines += [f"    classDef {group} {look}", f"    class {','.join(members)} {group}"]
    return "\n".join(lines)


def dot(nodes: Sequence[Node], edges: Iterable[tuple[str, str]], title: str) -> str:
    r"""Return a graph for https://graphviz.org.

    Examples
    --------
    >>> print(dot([Node(id="A", label='a "b"'), Node(id="B", label="c")], [("A", "B")], "t"))
    digraph {
        label="t";
        node [shape=box];
        A [label="a &#34;b&#34;"];
        B [label="c"];
        A -> B;
    }
    """
    lines = ["digraph {", f'    label="{_numbered(title, "&#")}";', "    node [shape=box];"]
    for node in nodes:
        look = GROUPS[node.group][1] if node.group else ""
        lines.append(
            f'    {node.id} [label="{_numbered(node.label, "&#")}"{" " * bool(look)}{look}];'
        )
    lines += [f"    {one} -> {other};" for one, other in edges]
    return "\n".join([*lines, "}"])


def _numbered(text: str, mark: str = "#") -> str:
    return _PLAIN.sub(lambda found: f"{mark}{ord(found.group())};", visible(text))
