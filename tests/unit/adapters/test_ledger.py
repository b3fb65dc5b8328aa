"""The ledger as a file: private, sealed, migrated, and clear about what is wrong with it."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.event import listen

from tendlc.adapters.sql.migrations.upgrade import newest, revisions, upgrade
from tendlc.adapters.sql.sqlite import open_ledger, open_ledger_for_reading
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.sql.tables import HEAD
from tendlc.adapters.vault import FernetVault
from tendlc.domain.onboarding import Stage
from tendlc.errors import (
    Advice,
    ConfigurationError,
    SchemaTooNew,
    SealBroken,
    StaleWrite,
    StoreError,
)
from tendlc.ports import Filter, Page
from tests import cast
from tests.contract.store.onboardings import SANDBOX, attempt, event, full, onboarding
from tests.property.test_plan_ends import Life


@pytest.fixture
def ledger(path: Path, vault: FernetVault) -> Iterator[Engine]:
    engine = open_ledger(path, vault)
    yield engine
    engine.dispose()


@pytest.fixture
def store(ledger: Engine, vault: FernetVault) -> SqlStore:
    return SqlStore(ledger, vault)


def _schema(engine: Engine) -> set[tuple[str, str]]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    with engine.connect() as connection:
        return {(name, " ".join(sql.split())) for name, sql in connection.execute(text(query))}


def test_the_tables_are_what_all_migrations_make(ledger: Engine, tmp_path: Path) -> None:
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    with migrated.begin() as connection:
        upgrade(connection)
    made, grown = _schema(ledger), _schema(migrated)
    migrated.dispose()
    assert made == grown


def test_the_known_head_is_the_newest_migration() -> None:
    assert newest() == HEAD
    assert HEAD in revisions()


def test_only_the_owner_may_read_the_ledger(store: SqlStore, path: Path) -> None:
    store.add(onboarding())
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("ledger.db*")}
    assert modes == {0o600}


def test_nothing_personal_stands_open_in_the_file(store: SqlStore, path: Path) -> None:
    customer = full().customer
    added = store.add(full(), [event(text="met jane@acme.test")])
    store.save(added, replace(added, retry_round=3))
    content = b"".join(file.read_bytes() for file in path.parent.glob("ledger.db*"))
    person = customer.authorized_representatives[0]
    private = [person.last_name, person.email, person.phone_number, "jane@acme.test"]
    assert [word for word in private if word.encode() in content] == []


def test_a_ledger_opened_again_holds_what_was_stored(path: Path, tmp_path: Path) -> None:
    for expected in (0, 1):
        vault = FernetVault.open(tmp_path)
        engine = open_ledger(path, vault)
        store = SqlStore(engine, vault)
        assert len(store.page(Filter()).rows) == expected
        if not expected:
            store.add(full())
        engine.dispose()


def test_a_commit_survives_a_process_that_never_closes(store: SqlStore, path: Path) -> None:
    store.add(onboarding())
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT key FROM customers").fetchall() == [("acme",)]
    other.close()


def test_the_database_itself_refuses_a_second_intent(store: SqlStore, ledger: Engine) -> None:
    store.add(onboarding().with_attempt(attempt()))
    copy = "INSERT INTO attempts SELECT NULL, customer_id, step, ordinal, number, action, digest,"
    copy += " retry_round, noted_at, send_by, result, result_at, sid, twilio_code, http_status,"
    copy += " message, absences, page_token FROM attempts"
    with pytest.raises(Exception, match="UNIQUE"), ledger.begin() as connection:
        connection.execute(text(copy))


def test_two_stores_on_one_file_guard_each_pass(
    store: SqlStore, path: Path, vault: FernetVault
) -> None:
    seen = store.add(onboarding())
    engine = open_ledger(path, vault)
    other = SqlStore(engine, vault)
    other.save(other.load(SANDBOX, "acme"), seen)
    with pytest.raises(StaleWrite):
        store.save(seen, seen)
    engine.dispose()


def test_reading_goes_on_while_another_writes(
    ledger: Engine, path: Path, vault: FernetVault
) -> None:
    SqlStore(ledger, vault).add(onboarding())
    reading = open_ledger_for_reading(path, vault)
    with ledger.begin() as connection:
        connection.execute(text("UPDATE customers SET passes = 9"))
        seen = SqlStore(reading, vault).load(SANDBOX, "acme")
    reading.dispose()
    assert seen.passes == 0


def test_reading_makes_no_ledger_where_there_is_none(
    path: Path, vault: FernetVault, tmp_path: Path
) -> None:
    engine = open_ledger_for_reading(path, vault)
    assert SqlStore(engine, vault).page(Filter(search="acme")) == Page(rows=())
    engine.dispose()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opening", [open_ledger, open_ledger_for_reading])
def test_a_ledger_of_a_newer_version_is_left_alone(
    opening: Callable[..., Engine], path: Path, vault: FernetVault
) -> None:
    open_ledger(path, vault).dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(SchemaTooNew, match="newer version"):
        opening(path, vault)


def test_a_file_that_is_no_database_is_said_so(path: Path, vault: FernetVault) -> None:
    path.write_bytes(b"not a database at all, but long enough to look at" * 100)
    with pytest.raises(StoreError, match="damaged or is not a ledger") as raised:
        open_ledger(path, vault)
    assert raised.value.advice is Advice.RESTORE_LEDGER


def test_a_database_of_another_program_is_left_alone(path: Path, vault: FernetVault) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="not a ledger"):
        open_ledger(path, vault)


def test_a_ledger_that_cannot_be_made_names_its_path(tmp_path: Path, vault: FernetVault) -> None:
    missing = tmp_path / "no such folder" / "ledger.db"
    with pytest.raises(ConfigurationError, match="no such folder"):
        open_ledger(missing, vault)


def test_a_full_disk_is_one_sentence_and_loses_nothing(store: SqlStore, ledger: Engine) -> None:
    added = store.add(onboarding())
    with ledger.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"disk .* is full"):
        store.save(added, added, [event(text="x" * 100_000)])
    assert store.load(SANDBOX, "acme") == added


@pytest.mark.parametrize("opening", [open_ledger, open_ledger_for_reading])
def test_a_second_key_opens_no_ledger_to_write_or_to_read(
    opening: Callable[..., Engine], ledger: Engine, path: Path
) -> None:
    with pytest.raises(SealBroken, match="a different key"):
        opening(path, FernetVault(key=Fernet.generate_key().decode()))


@pytest.mark.parametrize("opening", [open_ledger, open_ledger_for_reading])
def test_a_lost_key_is_said_so_and_no_other_is_made(
    opening: Callable[..., Engine], ledger: Engine, path: Path, tmp_path: Path
) -> None:
    (tmp_path / "vault.key").unlink()
    with pytest.raises(ConfigurationError, match="missing"):
        opening(path, FernetVault.open(tmp_path))
    assert not (tmp_path / "vault.key").exists()


def test_a_happy_customer_takes_at_most_a_hundred_and_ninety_statements(
    store: SqlStore, ledger: Engine
) -> None:
    statements: list[str] = []
    listen(ledger, "before_cursor_execute", lambda *told: statements.append(told[2]))
    life = Life(cast.acme(), [], [], wait_for_approval=True)
    life.engine = replace(life.engine, store=store)
    assert life.play().stage is Stage.REGISTERED
    assert sum(not one.startswith("BEGIN") for one in statements) <= 190
    assert statements.count("BEGIN IMMEDIATE") <= 38
