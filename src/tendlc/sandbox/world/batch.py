"""Batches: the requests that arrive together share one transaction (group commit).

Work is collected until the event loop comes round, done piece by piece in the order of arrival, and
answered after one commit. Work that writes runs under a savepoint of its own. Should the commit
itself fail, nothing was stored and everybody is told so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from tendlc.sandbox.world.store import Store

Work = Callable[[], Any]
Then = Callable[[Any, Exception | None], None]
"""Is told the result of work, or why there is none, once it is stored."""


class Batch:
    """Collects work for one commit. `before_commit` writes back, `after_rollback` forgets."""

    def __init__(
        self, store: Store, before_commit: Callable[[], None], after_rollback: Callable[[], None]
    ) -> None:
        self._store = store
        self._before_commit = before_commit
        self._after_rollback = after_rollback
        self._waiting: list[tuple[Work, Then]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        """The one that all work comes from; to ask for it each time is a call of the system."""

    def add(self, work: Work, then: Then) -> None:
        """Have work done in the next batch, and `then` told of it; `then` must not raise."""
        self._waiting.append((work, then))
        if len(self._waiting) == 1:
            loop = self._loop = self._loop or asyncio.get_running_loop()
            loop.call_soon(self._run)

    def take(self, work: Work) -> asyncio.Future[Any]:
        """Have work done in the next batch; the future has its result once that is stored."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.add(work, partial(_settle, future))
        return future

    def _run(self) -> None:
        waiting, self._waiting = self._waiting, []
        results: list[tuple[Then, Any, Exception | None]] = []
        failure: Exception | None = None
        try:
            if len(waiting) > 1:
                self._store.begin()
            for work, then in waiting:
                try:
                    results.append((then, work(), None))
                except Exception as error:  # noqa: BLE001  handed to whoever gave the work
                    results.append((then, None, error))
            self._before_commit()
            self._store.commit()
        except Exception as error:  # noqa: BLE001  a full disk, for one
            self._store.roll_back()
            self._after_rollback()
            failure = error
        if failure is not None:
            results = [(then, None, failure) for _, then in waiting]
        for then, result, reason in results:
            then(result, reason)


def _settle(future: asyncio.Future[Any], result: Any, failure: Exception | None) -> None:
    if future.cancelled():
        return
    if failure is None:
        future.set_result(result)
    else:
        future.set_exception(failure)
