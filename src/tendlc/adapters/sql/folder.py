"""The data folder: where ledger and key lie, and which process may write there.

One process at a time holds it, by a lock that the system takes back when the process ends, however
it ends. Reading commands need no lock.
"""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from tendlc.errors import Advice, ConfigurationError, FolderInUse


class DataFolder:
    """A folder for one installation; as a context manager it holds the folder's lock.

    Raises on entering:
        FolderInUse: another process holds it; the message names its process id.
        ConfigurationError: the path is no folder, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ledger = path / "ledger.db"
        self._lock_file = path / "lock"
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        self._make()
        self._descriptor = self._take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def check_readable(self) -> None:
        """Say clearly why a command that only looks cannot look; a missing folder is empty.

        Raises:
            ConfigurationError: the path is no folder, or may not be read.
        """
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise ConfigurationError(
                f"The data folder {self.path} is not a folder.", advice=Advice.NAME_WRITABLE_FOLDER
            )
        if not os.access(self.path, os.R_OK | os.X_OK):
            raise ConfigurationError(
                f"The data folder {self.path} cannot be read.", advice=Advice.NAME_WRITABLE_FOLDER
            )

    def release(self) -> None:
        """Give the folder back; the lock file stays, since removing it would race."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def _make(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise ConfigurationError(
                f"The data folder {self.path} is not a folder.", advice=Advice.NAME_WRITABLE_FOLDER
            ) from error
        except OSError as error:
            raise ConfigurationError(
                f"The data folder {self.path} cannot be made ({error.strerror}).",
                advice=Advice.NAME_WRITABLE_FOLDER,
            ) from error

    def _take(self) -> int:
        try:
            descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode(errors="replace").strip()
            os.close(descriptor)
            raise FolderInUse(
                f"Another tendlc process{f' ({holder})' if holder else ''} "
                f"uses the data folder {self.path}."
            ) from error
        try:
            length = os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            os.ftruncate(descriptor, length)
        except OSError as error:
            os.close(descriptor)
            raise _unwritable(self.path, error) from error
        return descriptor


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return ConfigurationError(
        f"The data folder {path} cannot be written ({error.strerror}).",
        advice=Advice.FREE_SPACE_OR_OTHER_DISK if full else Advice.NAME_WRITABLE_FOLDER,
    )
