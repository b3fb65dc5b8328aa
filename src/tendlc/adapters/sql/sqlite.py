"""The ledger in one SQLite file: how it is opened, and brought up to this version.

Write-ahead logging lets `status` read while a run writes; a commit is on the disk when it returns,
because an intent that a power cut forgets could be paid twice.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from tendlc.adapters.sql.canary import prove_key
from tendlc.adapters.sql.failures import translated
from tendlc.adapters.sql.tables import HEAD, ledger_version, metadata
from tendlc.errors import Advice, ConfigurationError, SchemaTooNew, StoreError
from tendlc.ports import Vault

_BUSY_MILLISECONDS: Final = 10_000
_SETTINGS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
)


def open_ledger(path: Path, vault: Vault) -> Engine:
    """Open the ledger at `path`, and make or migrate it where it must be.

    The file is readable by its owner alone. Only a process that holds the data folder may call it.

    Raises:
        SchemaTooNew: a newer version of tendlc wrote it.
        SealBroken: the vault's key is not the one that sealed it.
        StoreError, ConfigurationError: it is damaged, or cannot be read or written.
    """
    _make_private(path)
    engine = _engine(str(path))
    try:
        with translated(path), engine.begin() as connection:
            _bring_up(connection, path, vault)
    except BaseException:
        engine.dispose()
        raise
    return engine


def open_ledger_for_reading(path: Path, vault: Vault) -> Engine:
    """Open the ledger without touching its tables; one that is not there is empty.

    For commands that only look, while another process may hold the data folder.

    Raises:
        SchemaTooNew: a newer version of tendlc wrote it.
        SealBroken: the vault's key is not the one that sealed it.
        StoreError, ConfigurationError: it is damaged, cannot be read, or is of an older version.
    """
    if not path.exists():
        return _empty_ledger()
    engine = _engine(str(path))
    with translated(path), engine.connect() as connection:
        stored = _revision(connection.execution_options(reading=True), path)
        if stored == HEAD:
            prove_key(connection, vault)
    if stored is None:
        return _empty_ledger()
    if stored != HEAD:
        _refuse_newer(stored, path)
        raise StoreError(
            f"The ledger {path} was written by an older version of tendlc.",
            advice=Advice.MIGRATE,
        )
    return engine


def _empty_ledger() -> Engine:
    """Open a ledger of nobody: each connection, in whatever thread, has one of its own."""
    engine = _engine(":memory:", poolclass=NullPool)
    tables = [CreateTable(table).compile(engine) for table in metadata.sorted_tables]
    script = ";".join(map(str, tables))
    event.listen(engine, "connect", lambda connection, _: connection.executescript(script))
    return engine


def _make_private(path: Path) -> None:
    """Create the file with owner's rights; SQLite gives its side files the same."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"The ledger {path} cannot be written ({error.strerror}).",
            advice=Advice.WRITE_PERMISSION,
        ) from error


def _engine(database: str, **options: Any) -> Engine:
    engine = create_engine(URL.create("sqlite", database=database), **options)
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _settle(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for setting in _SETTINGS:
        connection.execute(setting)


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that a transaction never fails half-way through."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _bring_up(connection: Connection, path: Path, vault: Vault) -> None:
    stored = _revision(connection, path)
    if stored is None:
        metadata.create_all(connection)
        connection.execute(ledger_version.insert().values(version_num=HEAD))
    elif stored != HEAD:
        _migrate(connection, stored, path, vault)
    prove_key(connection, vault, may_begin=True)


def _revision(connection: Connection, path: Path) -> str | None:
    """Return the stored revision, or None for a file without any table."""
    known = inspect(connection).get_table_names()
    if ledger_version.name in known:
        stored: Any = connection.scalar(select(ledger_version.c.version_num))
        return str(stored)
    if known:
        raise StoreError(
            f"The file {path} is a database, but not a ledger of tendlc.",
            advice=Advice.NAME_OTHER_FOLDER,
        )
    return None


def _migrate(connection: Connection, stored: str, path: Path, vault: Vault) -> None:
    _refuse_newer(stored, path)
    from tendlc.adapters.sql.migrations.upgrade import upgrade
    from tendlc.adapters.sql.reindex import reindex

    upgrade(connection)
    reindex(connection, vault)


def _refuse_newer(stored: str, path: Path) -> None:
    from tendlc.adapters.sql.migrations.upgrade import revisions

    if stored not in revisions():
        raise SchemaTooNew(f"The ledger {path} was written by a newer version of tendlc.")
