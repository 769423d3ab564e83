"""What is switched on: one master switch, and one for each capability."""

from collections.abc import Mapping
from typing import Any

import attrs


def _switch(means: str, *, on: bool = True) -> Any:
    return attrs.field(default=on, metadata={"means": means})


@attrs.frozen(kw_only=True)
class Switches:
    """The settings of the section ``influencekit`` that an editor sends."""

    enabled: bool = _switch("The master switch: off, nothing is shown and nothing is read.")
    hover: bool = _switch("Who knows these lines, their age and history, notes, cards.")
    code_lens: bool = _switch("Who knows a file, function or class, above it.")
    inlay_hints: bool = _switch("Who wrote a block and when, at its end.", on=False)
    diagnostics: bool = _switch("Open and orphaned notes, at Information and Hint.")
    knowledge_risk: bool = _switch("A hint where one person alone knows a file.", on=False)
    code_actions: bool = _switch("Add, answer, resolve, move and re-attach notes; ask whom.")
    document_links: bool = _switch("From commit ids and paths in posts and notes.")
    workspace_symbols: bool = _switch("Notes, posts and people by name.")
    completion: bool = _switch("People and front-matter keys in notes and posts.")

    @classmethod
    def of(cls, given: Any, before: "Switches | None" = None) -> "Switches":
        """Return what an editor's settings say; what they do not say stays as `before`.

        Keys are accepted as ``codeLens`` and ``code_lens``, and each may be a table with
        ``enabled``. What is no boolean changes nothing.

        Examples
        --------
        >>> Switches.of({"codeLens": False, "hover": {"enabled": False}}).code_lens
        False
        """
        found = before or cls()
        if not isinstance(given, Mapping):
            return found
        table = given.get("influencekit", given)
        changed = {}
        for name in attrs.fields_dict(cls):
            value = _value(table, name)
            if isinstance(value, bool):
                changed[name] = value
        return attrs.evolve(found, **changed)

    def on(self, name: str) -> bool:
        """Whether a capability is on, the master switch too."""
        return self.enabled and bool(getattr(self, name))


def camel(name: str) -> str:
    """Return how editors spell a switch.

    Examples
    --------
    >>> camel("inlay_hints")
    'inlayHints'
    """
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _value(table: Any, name: str) -> Any:
    if not isinstance(table, Mapping):
        return None
    value = table.get(camel(name), table.get(name))
    return value.get("enabled") if isinstance(value, Mapping) else value
