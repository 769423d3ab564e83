"""Tables into files: one format each, all or nothing."""

import csv
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from influencekit.cli.files import umask
from influencekit.errors import InputError, MachineError
from influencekit.frames import Frame
from influencekit.render.escape import spreadsheet

SQLITE = "influencekit.sqlite"
"""The one file of the format ``sqlite``."""
_SQL = {"int64": "INTEGER", "float64": "REAL", "bool": "INTEGER", "object": "TEXT"}


def write_tables(frames: Iterable[Frame], form: str, folder: Path) -> list[tuple[str, int]]:
    """Write `frames` into `folder`, which is made; return (table, rows) of each.

    They are written beside it and moved there when all are whole.

    Raises
    ------
    InputError
        The folder holds something already.
    MachineError
        It cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"{folder} is there already; name a folder that is new or empty.")
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", dir=folder.resolve().parent))
        try:
            written = [(it.name, it.size) for it in WRITE[form](frames, beside)]
            beside.chmod(0o777 & ~umask())
            beside.replace(folder.resolve())
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise MachineError(f"Cannot write {folder}: {why}.") from error
    return written


def _csv(frames: Iterable[Frame], folder: Path) -> Iterable[Frame]:
    for frame in frames:
        with (folder / f"{frame.name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(frame)
            out.writerows(
                [spreadsheet(cell) if isinstance(cell, str) else cell for cell in row]
                for row in frame.rows()
            )
        yield frame


def _jsonl(frames: Iterable[Frame], folder: Path) -> Iterable[Frame]:
    for frame in frames:
        with (folder / f"{frame.name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(
                json.dumps(dict(zip(frame, row, strict=True)), allow_nan=False) + "\n"
                for row in frame.rows()
            )
        yield frame


def _parquet(frames: Iterable[Frame], folder: Path) -> Iterable[Frame]:
    for frame in frames:
        table = frame.to_arrow()
        import pyarrow.parquet as pq  # type: ignore[import-untyped] # noqa: PLC0415 - an extra; there is a table, so it is there

        pq.write_table(table, folder / f"{frame.name}.parquet")
        yield frame


def _sqlite(frames: Iterable[Frame], folder: Path) -> Iterable[Frame]:
    with sqlite3.connect(folder / SQLITE) as base:
        for frame in frames:
            columns = [f'"{name}" {_SQL[str(values.dtype)]}' for name, values in frame.items()]
            base.execute(f'CREATE TABLE "{frame.name}" ({", ".join(columns)})')
            marks = ", ".join("?" * len(columns))
            base.executemany(f'INSERT INTO "{frame.name}" VALUES ({marks})', frame.rows())  # noqa: S608 - our own names
            yield frame
    base.close()


WRITE: Mapping[str, Callable[[Iterable[Frame], Path], Iterable[Frame]]] = {
    "parquet": _parquet,
    "csv": _csv,
    "jsonl": _jsonl,
    "sqlite": _sqlite,
}
"""By what ``--format`` calls them."""
