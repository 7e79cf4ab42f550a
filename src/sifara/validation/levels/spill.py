"""Rows that are grouped by key in memory that does not grow with their number.

Rows are pairs of 64-bit integers. They gather in a buffer, go to a temporary file when it is full,
and are grouped at the end in as many passes over the file as it takes to keep each pass small.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from typing import IO

_BUFFER = 1 << 17  # integers, two a row, before the buffer goes to the file
_PASS = 1 << 18  # rows that one pass sorts
_ROW = 16  # bytes


class Spill:
    """A multiset of ``(key, value)`` rows; both are signed 64-bit integers."""

    def __init__(self) -> None:
        self._buffer = array("q")
        self._file: IO[bytes] | None = None
        self._rows = 0

    def add(self, rows: array[int]) -> None:
        """Adds rows, given as key, value, key, value and so on."""
        self._buffer.extend(rows)
        if len(self._buffer) >= _BUFFER:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="sifara-")  # noqa: SIM115
            self._flush(self._file)

    def _flush(self, file: IO[bytes]) -> None:
        self._rows += len(self._buffer) // 2
        file.write(self._buffer.tobytes())
        self._buffer = array("q")

    def groups(self) -> Iterator[list[int]]:
        """Yields the sorted values of each key that has more than one."""
        if self._file is None:
            yield from self._groups_in_memory()
        else:
            self._flush(self._file)
            yield from self._groups_in_file(self._file)

    def _groups_in_memory(self) -> Iterator[list[int]]:
        values: dict[int, list[int]] = {}
        for key, value in zip(self._buffer[::2], self._buffer[1::2], strict=True):
            values.setdefault(key, []).append(value)
        for group in values.values():
            if len(group) > 1:
                yield sorted(group)

    def _groups_in_file(self, file: IO[bytes]) -> Iterator[list[int]]:
        import numpy as np

        passes = -(-self._rows // _PASS)
        for number in range(passes):
            file.seek(0)
            parts = []
            while data := file.read(_PASS * _ROW):
                rows = np.frombuffer(data, dtype=np.int64).reshape(-1, 2)
                parts.append(rows[rows[:, 0] % passes == number])
            rows = np.concatenate(parts)
            rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
            same = rows[1:, 0] == rows[:-1, 0]
            starts = np.flatnonzero(np.concatenate(([True], ~same)))
            ends = np.append(starts[1:], len(rows))
            several = ends - starts > 1
            for start, end in zip(starts[several], ends[several], strict=True):
                yield rows[start:end, 1].tolist()

    def close(self) -> None:
        """Gives the temporary file back."""
        if self._file is not None:
            self._file.close()
