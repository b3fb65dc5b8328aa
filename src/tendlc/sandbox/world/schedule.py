"""The schedule: what happens by itself, in time order, on the clock of each world.

Before a request is looked at, everything that is due in its world by then has happened, each step
at its own moment and not at the moment of looking; so what a caller sees depends on the clock
alone. One timer wakes the sandbox for the next due step of all worlds, also after a restart.
Which steps there are is told by the server.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

from tendlc.sandbox.world.accounts import Account, World, Worlds
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.session import Session
from tendlc.sandbox.world.store import Store

STEPS_AT_ONCE = 25
"""How many steps are taken before others are served: some ten milliseconds."""
_BUSY_SECONDS = 0.25

Step = Callable[[Session, str], None]
"""Takes a step on the resource of a key, at the moment of the session."""


class Schedule:
    """Takes due steps. `failed` is told of a step that broke: a fault of ours, kept in sight."""

    def __init__(
        self,
        store: Store,
        worlds: Worlds,
        steps: Mapping[str, Step],
        failed: Callable[[World, str, Exception], None],
    ) -> None:
        self._store = store
        self._worlds = worlds
        self._steps = steps
        self._failed = failed

    def catch_up(self, world: World, until: float, most: float = math.inf) -> int:
        """Take the steps that are due in a world, at most so many; return how many there were."""
        taken = 0
        while world.next_due <= until and taken < most and world.id not in self._worlds.busy:
            row = self._store.read_one(
                "SELECT id, at, account, step, key FROM schedule"
                " WHERE world = ? ORDER BY at, id LIMIT 1",
                (world.id,),
            )
            world.next_due = row[1] if row else math.inf
            if row is None or row[1] > until:
                break
            self._take(world, *row)
            taken += 1
        return taken

    def catch_up_all(self) -> None:
        """Take steps that are due now, as many as fit into a batch, and find out when to go on."""
        real = machine_time()
        left = STEPS_AT_ONCE
        self._worlds.wake_at = math.inf
        for world in self._worlds.waiting():
            left -= self.catch_up(world, world.clock.at(real), left)
            if world.id in self._worlds.busy:
                self._worlds.wake_at = min(self._worlds.wake_at, real + _BUSY_SECONDS)
            else:
                self._worlds.stir(world)

    def count_reads(self, account: Account, keys: Collection[str], at: float) -> None:
        """Count that resources were read; what waited for the last of its reads is due from now.

        A key of one SID also stands for what is kept under its parents.
        """
        waiting = self._store.read(
            "SELECT id, key, reads FROM schedule WHERE account = ? AND reads IS NOT NULL",
            (account.id,),
        )
        for number, key, reads in waiting:
            if key not in keys and key.rpartition("/")[2] not in keys:
                continue
            if reads > 1:
                self._store.write("UPDATE schedule SET reads = reads - 1 WHERE id = ?", (number,))
                continue
            self._store.write("UPDATE schedule SET at = ?, reads = NULL WHERE id = ?", (at, number))
            account.world.next_due = min(account.world.next_due, at)
            self._worlds.stir(account.world)

    def _take(
        self, world: World, number: int, at: float, account: int, step: str, key: str
    ) -> None:
        self._store.write("DELETE FROM schedule WHERE id = ?", (number,))
        session = Session(self._store, self._worlds, self._worlds.account_by_id(account), at)
        try:
            self._store.apart(lambda: self._steps[step](session, key))
        except Exception as error:  # noqa: BLE001  one broken step must not stop a world
            self._failed(world, f"{step} on {key}", error)
