"""A turn: the requests that arrive together share one transaction.

Work is collected until the event loop comes round, done piece by piece in the order of arrival, and
answered after one commit. Work that writes runs under a savepoint of its own. Should the commit
itself fail, nothing was stored and everybody is told so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tendlc.sandbox.world.store import Store


class Turn:
    """Collects work for one commit. `before_commit` writes back, `after_rollback` forgets."""

    def __init__(
        self, store: Store, before_commit: Callable[[], None], after_rollback: Callable[[], None]
    ) -> None:
        self._store = store
        self._before_commit = before_commit
        self._after_rollback = after_rollback
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        """The one that all work comes from; to ask for it each time is a call of the system."""

    def take(self, work: Callable[[], Any]) -> asyncio.Future[Any]:
        """Have work done in the next turn; the future has its result once that is stored."""
        loop = self._loop or asyncio.get_running_loop()
        self._loop = loop
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((work, future))
        if len(self._waiting) == 1:
            loop.call_soon(self._run)
        return future

    def _run(self) -> None:
        waiting, self._waiting = self._waiting, []
        results: list[tuple[asyncio.Future[Any], Any, BaseException | None]] = []
        if len(waiting) > 1:
            self._store.begin()
        for work, future in waiting:
            try:
                results.append((future, work(), None))
            except Exception as error:  # noqa: BLE001  handed to whoever gave the work
                results.append((future, None, error))
        try:
            if self._store.writing:
                self._before_commit()
            self._store.commit()
        except Exception as error:  # noqa: BLE001  a full disk, for one
            self._store.roll_back()
            self._after_rollback()
            results = [(future, None, error) for future, _, _ in results]
        for future, result, failure in results:
            if future.cancelled():
                continue
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)
