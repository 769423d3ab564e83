"""Tables of columns, for programs: what was read and found, as numpy arrays under names.

A missing value is masked (`numpy.ma`), which pandas, polars and pyarrow take for what it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.errors import MachineError
from influencekit.words import count

Column = npt.NDArray[Any]
MISSING = "This needs the package pyarrow: pip install 'influencekit[tables]'."
TYPES: Mapping[str, Any] = {"int": np.int64, "float": np.float64, "bool": np.bool_, "text": object}
"""What a column can hold, and numpy's type for it."""


@attrs.frozen(eq=False)
class Frame(Mapping[str, Column]):
    """Columns of equal length under names.

    ``pandas.DataFrame(dict(frame))``, ``polars.DataFrame(dict(frame))`` and, where pyarrow is
    installed, whatever takes Arrow's PyCapsule interface: ``polars.DataFrame(frame)``,
    ``pyarrow.table(frame)``.

    Examples
    --------
    >>> frame = Frame("areas", {"area": column("text", ["src/"]), "lines": column("int", [None])})
    >>> len(frame["lines"]), list(frame.rows())
    (1, [('src/', None)])
    """

    name: str
    columns: Mapping[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values()), ()))

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as Python's own values, None where a value is missing."""
        return zip(*(values.tolist() for values in self.columns.values()), strict=True)

    def to_arrow(self) -> Any:
        """Return a ``pyarrow.Table``.

        Raises
        ------
        MachineError
            The extra ``tables`` is not installed.
        """
        try:
            import pyarrow as pa  # type: ignore[import-untyped] # noqa: PLC0415 - an extra
        except ImportError:
            raise MachineError(MISSING) from None
        types = {np.int64: pa.int64(), np.float64: pa.float64(), np.bool_: pa.bool_()}
        return pa.table(
            {
                name: pa.array(values.tolist(), types.get(values.dtype.type, pa.string()))
                for name, values in self.columns.items()
            }
        )

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand the columns over to whatever knows Arrow's PyCapsule interface."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"<Frame {self.name}: {count(self.size, 'row')} of {', '.join(self.columns)}>"


def column(kind: str, values: Iterable[Any], missing: npt.ArrayLike | None = None) -> Column:
    """Return `values` as a column that cannot be written to.

    Parameters
    ----------
    kind
        A key of `TYPES`.
    values
        None is a missing value.
    missing
        One flag a value, where the values are numbers throughout and some of them stand for nothing.

    Examples
    --------
    >>> column("int", [3, None]).tolist(), column("int", np.array([3, -1]), [False, True]).tolist()
    ([3, None], [3, None])
    """
    if missing is None and isinstance(values, np.ndarray):
        missing = np.ma.getmaskarray(values)
    elif missing is None:
        values = list(values)
        missing = [value is None for value in values]
        values = [("" if kind == "text" else 0) if value is None else value for value in values]
    array: Column = np.array(values, TYPES[kind])
    flags = np.asarray(missing, np.bool_)
    if flags.any():
        array = np.ma.masked_array(array, flags)
    array.flags.writeable = False
    return array
