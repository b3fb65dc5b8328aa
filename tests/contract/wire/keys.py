"""Which keys of an answer does the official library read, and which does it leave alone?

The library accepts anything, `{}` too, and so is no judge. But it reads every key that it knows by
`payload.get(...)`. Answers parsed into a dictionary that remembers those reads show what we forget
to send, and what we send that nobody knows: a check that owes nothing to the specs.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Remembering(dict[str, Any]):
    """A dictionary that remembers the keys that were asked for."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(content)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


class KeyRecorder:
    """Stands in for the `json` module inside the library while a test runs."""

    def __init__(self, operation: Callable[[], str | None]) -> None:
        self._operation = operation
        self._seen: dict[str, list[Remembering]] = defaultdict(list)

    def loads(self, text: str) -> Any:
        parsed = json.loads(text)
        name = self._operation()
        refused = isinstance(parsed, dict) and "more_info" in parsed
        if name is None or refused or not isinstance(parsed, dict):
            return parsed
        for key, value in parsed.items():
            if isinstance(value, list):
                parsed[key] = [self._remember(name, item) for item in value]
        return self._remember(name, parsed)

    def _remember(self, name: str, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        remembering = Remembering(item)
        self._seen[name].append(remembering)
        return remembering

    def resources(self) -> dict[str, list[Remembering]]:
        """The parsed objects by operation: those that the library made an instance of."""
        made = {name: [item for item in items if item.asked] for name, items in self._seen.items()}
        return {name: items for name, items in made.items() if items}

    def not_sent(self) -> dict[str, set[str]]:
        """By operation, the keys that the library asked for in vain."""
        return _filled(
            {
                name: {key for item in items for key in item.asked - item.keys()}
                for name, items in self.resources().items()
            }
        )

    def not_read(self) -> dict[str, set[str]]:
        """By operation, the keys that the library knows nothing of."""
        return _filled(
            {
                name: {key for item in items for key in item.keys() - item.asked}
                for name, items in self.resources().items()
            }
        )


def _filled(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {name: keys for name, keys in found.items() if keys}
