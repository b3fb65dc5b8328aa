"""A ledger of version 0.1 opens in this version and has lost nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.event import listen

from tendlc.adapters.sql.sqlite import open_ledger, open_ledger_for_reading
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.vault import FernetVault
from tendlc.domain.onboarding import Onboarding, Target, TargetKind
from tendlc.domain.steps import StepName
from tendlc.errors import SealBroken, StoreError
from tendlc.ports import Filter
from tendlc.rules import quotes
from tendlc.rules.same_business import fingerprints
from tests.unit.adapters.older_ledgers import Rows, held_by_version_0_1, write_version_0_1

COLUMNS = ("passes", "retry_round")
TIMES = ("enrolled_at", "due_at")
OF_A_SERVICE = ("use_cases", "campaign")
AGREED_LATER = ("approvals", "another_of", "same_business")


def opened(path: Path, vault: FernetVault) -> SqlStore:
    return SqlStore(open_ledger(path, vault), vault)


def of_each(held: dict[str, Rows]) -> Iterator[tuple[dict[str, Any], Target]]:
    """Give each customer that was held with its target."""
    targets = {row["id"]: row for row in held["targets"]}
    for row in held["onboardings"]:
        of = targets[row["target_id"]]
        kind, account = TargetKind(of["kind"]), of["account_sid"]
        yield row, Target(kind=kind, account_sid=account, world_id=of["world_id"] or None)


def assert_same_record(row: dict[str, Any], held: dict[str, Rows], loaded: Onboarding) -> None:
    """Compare a loaded record with every column and every sealed field that was held."""
    assert json.loads(loaded.customer.model_dump_json()) == row["document"]
    assert {name: getattr(loaded, name) for name in COLUMNS} == {
        name: row[name] for name in COLUMNS
    }
    for name in TIMES:
        assert getattr(loaded, name) == (row[name] and datetime.fromisoformat(row[name]))
    assert str(loaded.stage) == row["stage"]
    hints = get_type_hints(Onboarding)
    known = {field.name for field in fields(Onboarding)}
    for name in row["state"].keys() & known - {"place", "observed"}:
        plain = json.loads(TypeAdapter(hints[name]).dump_json(getattr(loaded, name)))
        if name == "tasks":  # sentences are kept apart from what a task is today
            both = zip(plain, row["state"][name], strict=True)
            plain = [{key: (new | (new["stored"] or {}))[key] for key in old} for new, old in both]
        assert plain == row["state"][name], name
    assert_same_seen(row["state"].get("observed") or {}, loaded)
    tries = [tried for tried in held["attempts"] if tried["onboarding_id"] == row["id"]]
    assert [plain_attempt(tried) for tried in loaded.attempts] == [
        {name: tried[name] for name in tried.keys() - {"id", "onboarding_id"}} for tried in tries
    ]


def assert_same_seen(slots: dict[str, Any], loaded: Onboarding) -> None:
    """Find all that the slots of version 0.1 hold among what is seen of subjects.

    What is seen of a messaging service needs one that was made.
    """
    observed = loaded.observed.values()
    seen = [json.loads(TypeAdapter(type(one)).dump_json(one)) for one in observed]
    if loaded.sid_of(StepName.MESSAGING_SERVICE) is None:
        slots = {name: slot for name, slot in slots.items() if name not in OF_A_SERVICE}
    held = [one for slot in slots.values() for one in (slot if isinstance(slot, list) else [slot])]
    for one in filter(None, held):
        one.pop("post_approval", None)
        assert any(one.items() <= each.items() for each in seen), one


def plain_attempt(tried: Any) -> dict[str, Any]:
    """Return an attempt as version 0.1 wrote its row."""

    def written(moment: datetime | None) -> str | None:
        return moment.isoformat(timespec="microseconds") if moment else None

    names = ("number", "action", "digest", "retry_round", "sid", "twilio_code", "http_status")
    plain = {name: getattr(tried, name) for name in (*names, "message", "page_token")}
    times = {name: written(getattr(tried, name)) for name in ("noted_at", "send_by", "result_at")}
    return {
        **plain,
        **times,
        "step": str(tried.step.name),
        "ordinal": tried.step.ordinal,
        "result": tried.result and str(tried.result),
        "absences": json.dumps([moment.isoformat() for moment in tried.absences]),
    }


def test_every_field_of_every_customer_comes_back(path: Path, vault: FernetVault) -> None:
    held = held_by_version_0_1()
    write_version_0_1(path, vault, held)
    store = opened(path, vault)
    for row, target in of_each(held):
        loaded = store.load(target, row["key"])
        assert_same_record(row, held, loaded)
        told = [event for event in held["history"] if event["onboarding_id"] == row["id"]]
        assert [
            (event.at.isoformat(timespec="microseconds"), event.name, event.step, event.sid)
            for event in store.history(target, row["key"])
        ] == [(event["at"], event["name"], event["step"], event["sid"]) for event in told]
        assert [event.text for event in store.history(target, row["key"])] == [
            event["text"] or "" for event in told
        ]


def test_lists_search_and_the_same_business_know_the_old_customers(
    path: Path, vault: FernetVault
) -> None:
    held = held_by_version_0_1()
    write_version_0_1(path, vault, held)
    store = opened(path, vault)
    rows = store.page(Filter()).rows
    assert [(row.key, str(row.stage)) for row in rows] == [
        (row["key"], row["stage"])
        for row in sorted(held["onboardings"], key=lambda row: (row["target_id"], row["key"]))
    ]
    full = next(row for row in rows if row.code == "brand_failed")
    assert (full.name, str(full.owner), full.tasks) == ("Acme Outfitters LLC", "business", 1)
    assert {row.key for row in store.page(Filter(search="outf ACM")).rows} == {"acme"}
    known = store.load(full.target, "acme")
    assert known.place == "http://127.0.0.1:4010"
    assert store.same_business(full.target, fingerprints(known.customer).items()) == ["acme"]
    sid = known.attempts[0].sid
    assert sid is not None
    assert store.find_by_sid(full.target, sid) == ["acme"]


def test_an_older_ledger_that_says_ready_is_read_as_registered(
    path: Path, vault: FernetVault
) -> None:
    held = held_by_version_0_1()
    done = next(row for row in held["onboardings"] if row["stage"] == "registered")
    done["stage"] = "ready"
    for event in held["history"]:
        if event["name"] == "customer_registered":
            event["name"] = "customer_ready"
    write_version_0_1(path, vault, held)
    store = opened(path, vault)
    target = next(target for row, target in of_each(held) if row is done)
    assert str(store.load(target, done["key"]).stage) == "registered"
    assert "customer_registered" in [event.name for event in store.history(target, done["key"])]


def test_a_time_of_an_approval_from_before_quotes_is_no_quote(
    path: Path, vault: FernetVault
) -> None:
    held = held_by_version_0_1()
    live = next(row for row, target in of_each(held) if target.world_id is None)
    for name in AGREED_LATER:
        live["state"].pop(name)
    live["spending_approved_at"] = "2026-03-02T09:15:00.000000+00:00"
    write_version_0_1(path, vault, held)
    target = next(target for row, target in of_each(held) if row is live)
    loaded = opened(path, vault).load(target, live["key"])
    assert (loaded.approvals, loaded.another_of, loaded.same_business) == ((), (), ())
    assert quotes.unapproved(loaded) == quotes.due(loaded) != ()


def test_a_damaged_record_is_kept_and_named_and_keeps_no_other_up(
    path: Path, vault: FernetVault
) -> None:
    write_version_0_1(path, vault, held_by_version_0_1())
    with sqlite3.connect(path) as ledger:
        ledger.execute("UPDATE onboardings SET document = x'00' WHERE key = 'borealis'")
    ledger.close()
    store = opened(path, vault)
    codes = {row.key: row.code for row in store.page(Filter()).rows}
    assert codes.pop("borealis") == "unreadable_record"
    assert "unreadable_record" not in codes.values()


def test_another_key_does_not_migrate_anything(path: Path, vault: FernetVault) -> None:
    write_version_0_1(path, vault, held_by_version_0_1())
    before = path.read_bytes()
    with pytest.raises(SealBroken):
        open_ledger(path, FernetVault(key="A" * 43 + "="))
    assert path.read_bytes()[100:] == before[100:]
    opened(path, vault)


def test_who_only_reads_is_told_to_run_once(path: Path, vault: FernetVault) -> None:
    write_version_0_1(path, vault, held_by_version_0_1())
    with pytest.raises(StoreError, match="older version"):
        open_ledger_for_reading(path, vault)


def killed_at(statement: int, path: Path, vault: FernetVault) -> bool:
    """Migrate in a process that dies before its nth statement; say whether it came to that."""
    child = os.fork()
    if not child:
        left = statement

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        listen(Engine, "before_cursor_execute", count)
        listen(Engine, "commit", count)
        try:
            open_ledger(path, vault)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as ledger:
        return str(ledger.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def assert_nothing_lost(held: dict[str, Rows], path: Path, vault: FernetVault) -> None:
    store = opened(path, vault)
    assert sum(store.counts(Filter()).values()) == len(held["onboardings"])
    for row, target in of_each(held):
        assert_same_record(row, held, store.load(target, row["key"]))


@pytest.mark.parametrize(
    "every", [11, pytest.param(1, marks=pytest.mark.slow)], ids=["some moments", "every moment"]
)
def test_a_migration_that_is_killed_leaves_the_old_ledger_or_the_new_one(
    every: int, tmp_path: Path, vault: FernetVault
) -> None:
    held = held_by_version_0_1()
    statement, killed = every, 0
    path = tmp_path / "ledger-0.db"
    write_version_0_1(path, vault, held)
    while killed_at(statement, path, vault):
        assert revision(path) == "0001"
        assert_nothing_lost(held, path, vault)
        statement, killed = statement + every, killed + 1
        path = tmp_path / f"ledger-{killed}.db"
        write_version_0_1(path, vault, held)
    assert killed > 40 / every
    assert revision(path) == "0002"
    assert_nothing_lost(held, path, vault)


@pytest.mark.slow
def test_a_ledger_of_three_thousand_customers_migrates_whole(
    path: Path, vault: FernetVault
) -> None:
    held = held_by_version_0_1(copies=430)
    write_version_0_1(path, vault, held)
    for statement in (9, 40, 60):
        assert killed_at(statement, path, vault)
        assert revision(path) == "0001"
    store = opened(path, vault)
    assert sum(store.counts(Filter()).values()) == len(held["onboardings"]) > 3_000
    attempts, last = held["attempts"], held["onboardings"][-7:]
    mine = {row["id"] for row in last}
    of_the_last = [tried for tried in attempts if tried["onboarding_id"] in mine]
    some = held | {"onboardings": last, "attempts": of_the_last}
    for row, target in of_each(some):
        assert_same_record(row, some, store.load(target, row["key"]))
