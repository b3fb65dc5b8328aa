"""The bodies of the journal: what was sent and answered, in two files that take turns.

They are most of what a request leaves behind, and nobody searches them by index: a plain file takes
them for a fraction of what a database does. When one file is full, the other is emptied and goes
on; entries older than that keep their line and lose their bodies.
"""

from __future__ import annotations

import errno
import os
from io import FileIO
from pathlib import Path
from typing import Final

_FILE_BYTES: Final = 64 * 1024 * 1024


class Bodies:
    """Bodies by place: a number that only grows. `end` is where the newest stored one ends."""

    def __init__(self, folder: Path, end: int) -> None:
        self._written = self._end = end
        self._waiting: list[bytes] = []
        self._files = [_opened(folder / f"journal-{number}") for number in (1, 2)]

    def add(self, request: bytes, answer: bytes) -> int:
        """Take two bodies and return the place of the first; `write` makes them last.

        Raises:
            OSError: the disk is full, or broken.
        """
        size = len(request) + len(answer)
        if self._end % _FILE_BYTES + size > _FILE_BYTES:
            self.write()
            self._written = self._end = (self._end // _FILE_BYTES + 1) * _FILE_BYTES
            self._file_of(self._end).truncate(0)
        place = self._end
        self._waiting += (request, answer)
        self._end += size
        return place

    @property
    def waiting_bytes(self) -> int:
        """How much is not written yet."""
        return self._end - self._written

    def write(self) -> None:
        """Write what waits.

        Raises:
            OSError: the disk is full, or broken.
        """
        bodies, file = b"".join(self._waiting), self._file_of(self._written)
        file.seek(self._written % _FILE_BYTES)
        if file.write(bodies) != len(bodies):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.drop_waiting()

    def drop_waiting(self) -> None:
        """Forget what waits, if it was not written."""
        self._waiting = []
        self._written = self._end

    def read(self, place: int, size: int) -> bytes:
        """Return the bytes at a place; nothing where they have been written over."""
        if place // _FILE_BYTES < self._end // _FILE_BYTES - 1:
            return b""
        file = self._file_of(place)
        file.seek(place % _FILE_BYTES)
        return file.read(size)

    def close(self) -> None:
        """Give the files free."""
        for file in self._files:
            file.close()

    def _file_of(self, place: int) -> FileIO:
        return self._files[place // _FILE_BYTES % 2]


def _opened(path: Path) -> FileIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
