"""What a database's complaints mean for the person at the command line.

Kept apart from the store, so that its methods read as SQL alone. Only drivers' errors are
translated here; a lost race is the store's own business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tendlc.errors import Advice, ConfigurationError, StoreError, TendlcError


@dataclass(frozen=True, slots=True)
class _Meaning:
    kind: type[TendlcError]
    message: str
    advice: Advice


_DAMAGED: Final = _Meaning(
    StoreError,
    "The ledger {ledger} is damaged or is not a ledger.",
    Advice.RESTORE_LEDGER,
)
_UNWRITABLE: Final = _Meaning(
    ConfigurationError,
    "The ledger {ledger} cannot be written.",
    Advice.WRITE_PERMISSION,
)
_FULL: Final = _Meaning(
    StoreError,
    "The disk that holds the ledger {ledger} is full; nothing was lost.",
    Advice.FREE_SPACE,
)
_BUSY: Final = _Meaning(
    StoreError,
    "Another process kept the ledger {ledger} locked for too long.",
    Advice.WAIT_FOR_LOCK,
)
_SICK: Final = _Meaning(
    StoreError,
    "The disk that holds the ledger {ledger} fails to read or write.",
    Advice.CHECK_DISK,
)
_OTHER: Final = _Meaning(
    StoreError,
    "The ledger {ledger} could not do what was asked ({reason}).",
    Advice.REPEAT_OR_RESTORE,
)

_MEANINGS: Final[Mapping[int, _Meaning]] = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_READONLY: _UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: _UNWRITABLE,
    sqlite3.SQLITE_PERM: _UNWRITABLE,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_IOERR: _SICK,
}
"""SQLite's primary result codes, as documented at sqlite.org/rescode.html."""


@contextmanager
def translated(ledger: object) -> Iterator[None]:
    """Turn errors of the database into ours, naming the ledger.

    Raises:
        StoreError, ConfigurationError: with one sentence and what to do next.
    """
    try:
        yield
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise _ours(error, ledger) from error


def _ours(error: sqlite3.Error | SQLAlchemyError, ledger: object) -> TendlcError:
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", -1) & 0xFF
    meaning = _MEANINGS.get(code, _OTHER)
    message = meaning.message.format(ledger=ledger, reason=type(origin).__name__)
    return meaning.kind(message, advice=meaning.advice)
