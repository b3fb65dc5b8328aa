"""Worlds in memory and in the store: how much of them is held, and how much one turn has to write.

Times are not measured here: what is counted is rows, which is what other worlds wait for.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tendlc.sandbox.world.accounts import Account, World, Worlds
from tendlc.sandbox.world.graveyard import bury
from tendlc.sandbox.world.outbox import Delivery, Receiver
from tendlc.sandbox.world.session import Session
from tendlc.sandbox.world.snapshots import Snapshots
from tendlc.sandbox.world.store import Store

MANY = 3000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def worlds(store: Store) -> Worlds:
    return Worlds(store, "seed", 1.0)


def account(worlds: Worlds, number: int = 1) -> Account:
    return worlds.enter(f"AC{number:032x}", "token")


def let_much_wait(worlds: Worlds, store: Store, whose: Account) -> None:
    """Leave many steps and deliveries that are still to come."""
    session = Session(store, worlds, whose, 0.0)
    for number in range(MANY):
        session.schedule_in(1e9 + number, "bundle-in-review", f"BU{number:032x}")
        worlds.outbox.put(
            Delivery(
                world=whose.world.id,
                account=whose.id,
                kind="callback",
                about=f"BU{number:032x}",
                name="draft",
                receiver=Receiver("http://127.0.0.1:9/"),
                body=b"",
                made_at=0,
                began_at=0,
                due_at=1e9,
            )
        )
    worlds.write_back()
    store.commit()


def rows_changed(store: Store, pieces: Iterator[None]) -> list[int]:
    """Drive work in pieces, and return how many rows each piece changed."""
    changed = []
    while True:
        before = store.write_count
        ended = next(pieces, "ended") == "ended"
        store.commit()
        changed.append(store.write_count - before)
        if ended:
            return changed


def test_a_reset_changes_few_rows_however_much_waits(worlds: Worlds, store: Store) -> None:
    whose = account(worlds)
    let_much_wait(worlds, store, whose)
    before = store.write_count
    worlds.reset(whose.world)
    assert store.write_count - before < 50


def test_no_piece_of_a_snapshot_or_a_restore_changes_many_rows(
    worlds: Worlds, store: Store
) -> None:
    whose = account(worlds)
    let_much_wait(worlds, store, whose)
    snapshots = Snapshots(store, worlds)
    pieces = rows_changed(store, snapshots.take(whose.world, "much"))
    pieces += rows_changed(store, snapshots.restore(whose.world, "much"))
    assert sum(pieces) > 2 * MANY
    assert max(pieces) <= 200


def test_what_a_reset_leaves_behind_goes_in_small_pieces(worlds: Worlds, store: Store) -> None:
    whose = account(worlds)
    let_much_wait(worlds, store, whose)
    worlds.reset(whose.world)
    pieces = []
    before = store.write_count
    while bury(store):
        pieces.append(store.write_count - before)
        before = store.write_count
    left = [
        store.read_one(f"SELECT count(*) FROM {table} WHERE account = ?", (whose.id,))
        for table in ("schedule", "deliveries")
    ]
    assert (left, max(pieces) <= 200) == ([(0,), (0,)], True)


def test_steps_and_deliveries_of_before_a_reset_are_in_no_world(
    worlds: Worlds, store: Store
) -> None:
    whose = account(worlds)
    let_much_wait(worlds, store, whose)
    worlds.reset(whose.world)
    after = worlds.enter(whose.sid, "token").world
    assert worlds.outbox.first_due(after.id) is None
    found = store.read_one("SELECT count(*) FROM schedule WHERE world = ?", (after.id,))
    assert found == (0,)


def test_a_world_never_gets_a_number_that_rows_of_another_still_have(
    worlds: Worlds, store: Store
) -> None:
    whose = account(worlds)
    let_much_wait(worlds, store, whose)
    old = whose.world.id
    worlds.reset(whose.world)
    store.commit()
    fresh = Worlds(store, "seed", 1.0)
    numbers = [account(fresh, number).world.id for number in range(2, 6)]
    assert old not in numbers
    assert len(set(numbers)) == 4


def test_worlds_that_were_only_looked_at_do_not_stay_in_memory(
    worlds: Worlds, store: Store
) -> None:
    for number in range(7000):
        account(worlds, number + 1)
    worlds.write_back()
    store.commit()
    worlds.trim()
    gc.collect()
    assert sum(isinstance(each, World) for each in gc.get_objects()) <= 5001


def test_a_world_that_somebody_holds_is_the_one_that_others_get(
    worlds: Worlds, store: Store
) -> None:
    held = account(worlds).world
    for number in range(6000):
        account(worlds, number + 2)
    worlds.write_back()
    store.commit()
    worlds.trim()
    held.settings = {"pace": True}
    held.change()
    assert account(worlds).world is held


def test_a_world_in_which_something_will_happen_stays_in_memory(
    worlds: Worlds, store: Store
) -> None:
    whose = account(worlds)
    Session(store, worlds, whose, 0.0).schedule_in(1e10, "bundle-in-review", "BU1")
    sid, number = whose.sid, whose.world.id
    del whose
    for other in range(6000):
        account(worlds, other + 2)
    worlds.write_back()
    store.commit()
    worlds.trim()
    assert [world.id for world in worlds.waiting()] == [number]
    assert worlds.waiting()[0].account_sid == sid


def test_a_held_world_shows_what_is_stored_after_writes_were_taken_back(
    worlds: Worlds, store: Store
) -> None:
    held = account(worlds).world
    worlds.write_back()
    store.commit()
    before = (held.id, held.generation, held.settings)
    worlds.reset(held)
    held.settings = {"pace": True}
    worlds.write_back()
    store.roll_back()
    worlds.forget()
    assert (held.id, held.generation, held.settings) == before
    assert account(worlds).world is held
