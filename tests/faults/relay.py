"""A proxy between the engine and the sandbox that answers in place of Twilio, as proxies do.

A spoiler looks at each request first and may choose another answer, given after the sandbox acted
on the request or before it arrived.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.proxy import Answer, PassOn, Request, proxy
from tests.unit.adapters.rude_server import Trick

OWN_DOORS = ("/control",)
"""What is not Twilio's is never spoiled."""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Another answer; `arrives` says whether the sandbox acts on the request first."""

    trick: Trick
    arrives: bool


Spoiler = Callable[[Request], Spoiled | None]


def spoiling_relay(upstream_url: str, spoiler: Spoiler) -> AbstractContextManager[str]:
    """Have `spoiler` choose what becomes of each request; gives the relay's own URL."""
    lock = threading.Lock()

    def treat(request: Request, pass_on: PassOn) -> Answer | Trick:
        with lock:
            spoiled = None if request.path.startswith(OWN_DOORS) else spoiler(request)
        if spoiled is None:
            return pass_on()
        if spoiled.arrives:
            pass_on()
        return spoiled.trick

    return proxy(upstream_url, treat)
