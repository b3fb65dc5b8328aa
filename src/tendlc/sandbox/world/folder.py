"""The data folder: one process at a time, and plain words when it cannot be used.

The lock is held by the operating system, so that it goes with the process however that ends.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO


class SandboxUnavailable(Exception):
    """The sandbox cannot be started here; `message` says why, `next_step` what helps."""

    def __init__(self, message: str, next_step: str) -> None:
        self.message = message
        self.next_step = next_step
        super().__init__(message)


def lock_folder(folder: Path) -> IO[str]:
    """Make the folder, lock it, and return the open lock: keep it as long as the folder is used.

    Raises:
        SandboxUnavailable: it cannot be written, or another process has it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise SandboxUnavailable(
            f"The data folder {folder} cannot be written: {error.strerror or error}.",
            "Name another one with --data.",
        ) from None
    if not _take(lock):
        lock.close()
        raise SandboxUnavailable(
            f"Another sandbox is using the data folder {folder}.",
            "Stop it, or name another folder with --data.",
        )
    return lock


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _take(lock: IO[str]) -> bool:
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(lock: IO[str]) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
