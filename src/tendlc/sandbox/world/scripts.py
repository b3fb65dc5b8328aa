"""Scripts: faults and verdicts that somebody asked for and that are still to be used up.

A fault spoils the answer to a request, a delivery fault spoils a delivery, a verdict decides a
review. Each may be limited to one world; all are stored, so that they outlive a restart. Who asks,
and in which words, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from tendlc.sandbox.world.patterns import fits
from tendlc.sandbox.world.store import Store

Kind = Literal["fault", "verdict", "delivery_fault"]


@dataclass(slots=True)
class Script:
    """One rule; `world` is None where it holds in all of them."""

    id: int
    kind: Kind
    world: int | None
    data: dict[str, Any]


class Scripts:
    """All rules, in the order in which they were asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scripts: list[Script] = []
        self.unsaved = False
        """Whether the rules changed since the last commit."""
        self.load()

    def load(self) -> None:
        """Read the rules again, as stored."""
        rows = self._store.read("SELECT id, kind, world, data FROM scripts ORDER BY id")
        self._scripts = [Script(row[0], row[1], row[2], orjson.loads(row[3])) for row in rows]

    def add(self, kind: Kind, world: int | None, data: dict[str, Any]) -> Script:
        """Store a rule."""
        number = self._store.write(
            "INSERT INTO scripts (kind, world, data) VALUES (?,?,?)",
            (kind, world, orjson.dumps(data).decode()),
        )
        script = Script(number, kind, world, data)
        self.unsaved = True
        self._scripts.append(script)
        return script

    @property
    def any_fault(self) -> bool:
        """Whether any request may be spoilt."""
        return bool(self._scripts) and any(each.kind == "fault" for each in self._scripts)

    def all(self, kind: Kind, world: int | None = None) -> list[Script]:
        """Return the rules of a kind; of one world where it is named."""
        return [
            script
            for script in self._scripts
            if script.kind == kind and (world is None or script.world in (None, world))
        ]

    def remove(self, script: Script) -> None:
        """Forget a rule."""
        self.unsaved = True
        self._scripts.remove(script)
        self._store.write("DELETE FROM scripts WHERE id = ?", (script.id,))

    def renumber(self, world: int, number: int) -> None:
        """Follow a world to its new number; what is stored has followed already."""
        for script in self._scripts:
            if script.world == world:
                script.world = number
                self.unsaved = True

    def fault_for(self, method: str, target: str, world: int | None) -> dict[str, Any] | None:
        """Return the first fault that fits a request and use it up once; None where none fits."""
        for script in self._scripts:
            if script.kind == "fault" and script.world in (None, world):
                data = script.data
                is_meant = data["method"] in ("", method) and fits(data["path"], target)
                if is_meant:
                    self._use_up(script)
                    return data
        return None

    def verdict_for(self, world: int, kind: str, sid: str) -> dict[str, Any] | None:
        """Return the verdict asked for the resource, or for the next of its kind, and use it up."""
        script = self._verdict(world, kind, sid)
        if script is None:
            return None
        self._use_up(script)
        return script.data

    def has_verdict_for(self, world: int, kind: str, sid: str) -> bool:
        """Say whether a verdict waits for the resource, or for the next of its kind."""
        return self._verdict(world, kind, sid) is not None

    def _verdict(self, world: int, kind: str, sid: str) -> Script | None:
        for wanted in (sid, ""):
            for script in self.all("verdict", world):
                if script.data["kind"] == kind and script.data["sid"] == wanted:
                    return script
        return None

    def delivery_fault_for(self, world: int, name: str) -> dict[str, Any] | None:
        """Return the first delivery fault for an event type or a status, and use it up once."""
        for script in self._scripts:
            ours = script.kind == "delivery_fault" and script.world == world
            if ours and fits(script.data["name"], name):
                self._use_up(script)
                return script.data
        return None

    def _use_up(self, script: Script) -> None:
        count = script.data.get("count")
        if count is None:
            return
        self.unsaved = True
        script.data["count"] = count - 1
        if count <= 1:
            self.remove(script)
            return
        self._store.write(
            "UPDATE scripts SET data = ? WHERE id = ?",
            (orjson.dumps(script.data).decode(), script.id),
        )
