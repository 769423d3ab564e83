"""Reports for programs: JSON with a versioned schema, and one long table of CSV."""

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import singledispatch
from typing import Any

import attrs

from influencekit.render.escape import spreadsheet, well_formed
from influencekit.report import ModelResult, Report, Table

COLUMNS = ("set", "row", "kind", "key", "label", "measure", "value", "unit")
"""Of the CSV: one line a figure."""


def schema(command: str) -> str:
    """Return the schema's name for the output of `command`.

    Examples
    --------
    >>> schema("lines")
    'influencekit/lines/1'
    """
    return f"influencekit/{command}/1"


_LEFT_OUT = frozenset(
    {"trace", "behind", "charts", "cited", "opening", "persons", "series", "unnamed"}
)
"""Fields that JSON does not show."""


@singledispatch
def plain(value: Any) -> Any:
    r"""Return `value` as what JSON knows: attrs instances as objects, paths as texts.

    A figure that is not finite is None. Bytes that were not UTF-8 are shown as in ``\xe9``, since
    JSON has no place for them. `Problem.trace` is left out: it tells of the machine; and so is what
    makes a report a picture: the same figures again.
    """
    if attrs.has(type(value)):
        fields = (it.name for it in attrs.fields(type(value)) if it.name not in _LEFT_OUT)
        return {name: plain(getattr(value, name)) for name in fields}
    if hasattr(value, "item"):  # a numpy scalar
        return plain(value.item())
    return well_formed(str(value))


@plain.register(int)
@plain.register(type(None))
def _(value: int | None) -> int | None:
    return value


@plain.register
def _(value: float) -> float | None:
    return value if math.isfinite(value) else None


@plain.register
def _(value: str) -> str:
    return well_formed(value)


@plain.register
def _(value: Mapping) -> dict[str, Any]:  # type: ignore[type-arg]  # dispatch takes bare classes
    return {plain(str(key)): plain(item) for key, item in value.items()}


@plain.register(list)
@plain.register(tuple)
def _(value: Sequence[Any]) -> list[Any]:
    return [plain(item) for item in value]


@plain.register(set)
@plain.register(frozenset)
def _(value: AbstractSet[Any]) -> list[Any]:
    return sorted(map(plain, value), key=str)


def to_json(command: str, value: Mapping[str, Any]) -> str:
    """Return `value` as ASCII JSON, the schema's name first.

    Short answers are indented, since people look at them too; a long one stands on one line, for it
    would take longer to indent than to find.
    """
    data = {"schema": schema(command), **plain(value)}
    text = json.dumps(data, allow_nan=False)
    return text if len(text) > _SHORT else json.dumps(data, indent=2, allow_nan=False)


_SHORT = 64_000
"""Characters."""


@attrs.frozen(kw_only=True)
class JsonRenderer:
    """The stable interface for programs; ``docs/reference/json.md`` describes it."""

    name = "json"

    def render(self, report: Report) -> str:
        """Return `report` as JSON."""
        return to_json("analyze", plain(report))


@attrs.frozen(kw_only=True)
class CsvRenderer:
    """One long table, one figure a line, so that tables of any shape fit into one file."""

    name = "csv"

    def render(self, report: Report) -> str:
        """Return `report` as CSV (RFC 4180) that no spreadsheet takes for formulas."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for table in report.tables:
            writer.writerows(map(_safe, _of_table(table)))
        for result in report.results.values():
            writer.writerows(map(_safe, _of_result(result)))
        return out.getvalue().removesuffix("\r\n")


def _safe(row: tuple[Any, ...]) -> list[Any]:
    return [spreadsheet(cell) if isinstance(cell, str) else plain(cell) for cell in row]


def _of_table(table: Table) -> Iterator[tuple[Any, ...]]:
    kind = table.columns[0]
    for number, row in enumerate(table.rows, start=1):
        for measure, value in zip(table.columns[1:], row[1:], strict=True):
            yield table.name, number, kind, row[0], row[0], measure, value, ""


def _of_result(result: ModelResult) -> Iterator[tuple[Any, ...]]:
    for number, score in enumerate(result.scores, start=1):
        about = (result.model, number, score.subject.kind, score.subject.key, score.subject.label)
        for measure in ("value", "low", "high"):
            if (value := getattr(score, measure)) is not None:
                yield *about, measure, value, result.unit
        for measure, detail in score.details.items():
            yield *about, measure, detail, ""
