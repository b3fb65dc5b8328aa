"""Pages of a long list: the last costs what the first costs, by the steps that SQLite takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tendlc.sandbox.world.accounts import Worlds
from tendlc.sandbox.world.session import Session
from tendlc.sandbox.world.store import Store

MANY = 10_000
KIND = "EndUser"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session of an account with ten thousand end users."""
    store = Store(tmp_path)
    worlds = Worlds(store, "seed", 1.0)
    made = Session(store, worlds, worlds.enter("AC" + "1" * 32, "token"), 0.0)
    for number in range(MANY):
        made.add(KIND, f"IT{number:032x}", {})
    store.commit()
    yield made
    store.close()


def steps_of_every_page(session: Session, size: int) -> list[int]:
    """Walk through the whole list and count the steps that each page took."""
    steps = [0]

    def count() -> int:
        steps[-1] += 1
        return 0

    session._store._connection.set_progress_handler(count, 1)
    _, token, _ = session.page(KIND, size=size)
    while token:
        steps.append(0)
        _, token, _ = session.page(KIND, token=token, size=size)
    return steps


@pytest.mark.parametrize("size", [1, 50])
def test_the_last_of_many_pages_takes_as_few_steps_as_the_first(
    session: Session, size: int
) -> None:
    steps = steps_of_every_page(session, size)
    assert len(steps) == MANY // size
    assert max(steps[1:]) <= steps[0] + 20
    assert max(steps) < 50 + 30 * size
