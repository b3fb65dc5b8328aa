"""Ports that let somebody else act at every call: the writer from elsewhere of the tests.

A port is wrapped, not replaced: each call goes through to the real one, and then there is a moment
for the writer. A moment before each call would be the one after the call before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tendlc.domain.onboarding import Onboarding, Target
from tendlc.engine.engine import Engine
from tendlc.ports import Store

Change = Callable[[Onboarding], Onboarding]


class Meddled:
    """A port with a moment for somebody else after each call, however it ends."""

    def __init__(self, port: Any, moment: Callable[[str], None]) -> None:
        self._port = port
        self._moment = moment

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*arguments: Any, **options: Any) -> Any:
            try:
                return method(*arguments, **options)
            finally:
                self._moment(name)

        return call


class Writer:
    """Changes a customer's record through a store of its own, at the moments it is told.

    `at` says at which moments, counted from 0; `only` limits what is counted to some calls.
    """

    def __init__(
        self,
        store: Store,
        target: Target,
        key: str,
        *,
        change: Change,
        at: Callable[[int], bool],
        only: tuple[str, ...] = (),
    ) -> None:
        self._store, self._target, self._key = store, target, key
        self._change, self._at, self._only = change, at, only
        self.moments = 0
        self.wrote = 0

    def moment(self, name: str) -> None:
        """Write now, if this is one of the moments."""
        if self._only and name not in self._only:
            return
        now, self.moments = self.moments, self.moments + 1
        if self._at(now):
            known = self._store.load(self._target, self._key)
            self._store.save(known, self._change(known))
            self.wrote += 1

    def beside(self, engine: Engine) -> Engine:
        """Return the engine with this writer at each of its ports."""
        store: Any = Meddled(engine.store, self.moment)
        gateway: Any = Meddled(engine.gateway, self.moment)
        clock: Any = Meddled(engine.clock, self.moment)
        notifier: Any = Meddled(engine.notifier, self.moment)
        return replace(engine, store=store, gateway=gateway, clock=clock, notifier=notifier)
