"""Columns: texts and groups kept in a few arrays instead of a great many objects."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

import attrs
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Array = TypeVar("Array", bound=npt.NDArray[Any])


def frozen(array: Array) -> Array:
    """Return `array`, no longer writable."""
    array.flags.writeable = False
    return array


@attrs.frozen(eq=False)
class Texts(Sequence[str]):
    """A sequence of strings in one buffer of bytes: UTF-8 with surrogate escapes.

    Examples
    --------
    >>> Texts.of(["src/a.c", "", "naïve"])[2]
    'naïve'
    """

    data: bytes = b""
    starts: Times = attrs.field(factory=lambda: np.zeros(1, np.int64))
    """n + 1 offsets into `data`."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        """Pack `texts`."""
        return cls.of_bytes([text.encode("utf-8", "surrogateescape") for text in texts])

    @classmethod
    def of_bytes(cls, parts: Sequence[bytes]) -> "Texts":
        """Pack byte strings as they are."""
        starts = np.zeros(len(parts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=starts[1:])
        return cls(b"".join(parts), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        part = self.data[self.starts[index] : self.starts[index + 1]]
        return part.decode("utf-8", "surrogateescape")

    def __iter__(self) -> Iterator[str]:
        data, bounds = self.data, self.starts.tolist()
        for start, end in itertools.pairwise(bounds):
            yield data[start:end].decode("utf-8", "surrogateescape")

    def __repr__(self) -> str:
        return f"<Texts: {len(self)} strings, {len(self.data)} bytes>"


def group_starts(sorted_keys: npt.NDArray[np.integer], groups: int) -> Times:
    """Return n + 1 offsets: group g is ``sorted_keys[starts[g]:starts[g + 1]]``.

    Examples
    --------
    >>> group_starts(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    return np.searchsorted(sorted_keys, np.arange(groups + 1)).astype(np.int64)
