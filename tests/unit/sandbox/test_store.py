"""The store: rows may wait, and work that fails takes back its own rows and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendlc.sandbox.world.store import Store

INSERT, READ = "INSERT INTO copies VALUES (?)", "SELECT account FROM copies ORDER BY account"
SIMPLE = st.sampled_from(["later", "now", "many", "read"])
APART: st.SearchStrategy[Any] = st.deferred(
    lambda: st.tuples(st.booleans(), st.lists(SIMPLE | APART, max_size=5))
)
BATCHES = st.lists(st.tuples(st.booleans(), st.lists(SIMPLE | APART, max_size=8)), max_size=4)


class Failed(Exception):
    """What work raises here."""


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        made = Store(Path(folder))
        yield made
        made.close()


def stored(store: Store) -> list[int]:
    return [number for (number,) in store.read(READ)]


@given(BATCHES)
def test_what_is_read_is_what_was_written_and_not_taken_back(
    store: Store, batches: Sequence[tuple[bool, Sequence[Any]]]
) -> None:
    store.write("DELETE FROM copies")
    store.commit()
    numbers = count(1)
    there: list[int] = []
    for is_kept, steps in batches:
        before = list(there)
        _do(store, steps, there, numbers)
        if is_kept:
            store.commit()
        else:
            store.roll_back()
            there = before
        assert stored(store) == there


def _do(store: Store, steps: Sequence[Any], there: list[int], numbers: Iterator[int]) -> None:
    for step in steps:
        if step == "read":
            assert stored(store) == there
        elif isinstance(step, str):
            there.append(next(numbers))
            row = (there[-1],)
            if step == "many":
                store.write_many(INSERT, [row])
            else:
                (store.write_later if step == "later" else store.write)(INSERT, row)
        else:
            _do_apart(store, step, there, numbers)


def _do_apart(
    store: Store, step: tuple[bool, Sequence[Any]], there: list[int], numbers: Iterator[int]
) -> None:
    is_kept, inner = step
    before = list(there)

    def work() -> None:
        _do(store, inner, there, numbers)
        if not is_kept:
            raise Failed

    try:
        store.apart(work)
    except Failed:
        there[:] = before
