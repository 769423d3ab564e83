"""What stands in the front matter of a note: YAML without surprises, and where each key stands."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import yaml

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_DEEPEST = 5
"""Mappings and lists within one another."""


class Malformed(Exception):  # noqa: N818 - private to this package, always answered with a problem
    """Text that is not what it should be."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line
        """Where in the text, counted from 1."""


@attrs.frozen
class Fields:
    """A mapping as it was written: each value a text, a list of texts or such a mapping."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    """Where each key stands, counted from 1."""

    def text(self, key: str) -> str:
        """Return the text of `key`, without blanks around it; empty where there is none."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise Malformed(f"{key}: expected a text", self.line(key))
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of the list `key`; none where it is missing."""
        value = self.values.get(key, ())
        if isinstance(value, str | Fields) or not all(isinstance(it, str) for it in value):
            raise Malformed(f"{key}: expected a list of texts", self.line(key))
        return tuple(value)

    def fields(self, key: str) -> "Fields":
        """Return the mapping `key`."""
        value = self.values.get(key)
        if not isinstance(value, Fields):
            raise Malformed(f"{key}: expected keys with values", self.line(key))
        return value

    def line(self, key: str) -> int:
        """Return where `key` stands, or the first line."""
        return self.lines.get(key, 1)


def parse(text: str) -> Fields:
    r"""Return the mapping that `text` is; nothing in it is taken for a number, a date or an object.

    Raises
    ------
    Malformed
        It is no YAML, no mapping, names a key twice, is nested too deeply or uses YAML's aliases.

    Examples
    --------
    >>> parse("kind: question\nstep: 1").values
    {'kind': 'question', 'step': '1'}
    """
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                line = getattr(event.start_mark, "line", 0) + 1
                raise Malformed("YAML aliases mean nothing here", line)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(getattr(mark, "line", 0), text.count("\n")) + 1
        raise Malformed(error.problem or "not YAML", line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Malformed(f"a character that YAML does not allow ({error.reason})", line) from error
    except (RecursionError, ValueError) as error:
        raise Malformed("not YAML that can be read") from error
    if not isinstance(node, yaml.MappingNode):
        raise Malformed("expected keys with values")
    return _mapping(node, 1)


def _mapping(node: yaml.MappingNode, depth: int) -> Fields:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or depth > _DEEPEST:
            raise Malformed("keys must be words, and not nested so deeply", line)
        if key.value in values:
            raise Malformed(f"the key {key.value!r} stands there twice", line)
        values[key.value] = _value(value, depth)
        lines[key.value] = line
    return Fields(values, lines)


def _value(node: yaml.Node, depth: int) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, depth + 1)
    if depth > _DEEPEST:
        raise Malformed("nested too deeply", node.start_mark.line + 1)
    return [_value(item, depth + 1) for item in node.value]


def write(values: Mapping[str, Any]) -> str:
    """Return `values` as YAML; what is empty is left out."""
    return str(
        yaml.dump(
            dict(_filled(values)),
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=False,
            width=1 << 30,
        )
    )


def _filled(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield key, dict(_filled(value))
        elif value not in ("", 0, ()):
            yield key, list(value) if isinstance(value, tuple) else value
