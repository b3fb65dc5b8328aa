"""Faults: spoiling an answer on purpose, before the change is made or after it is stored.

The engine must bear a lost answer, and only a sandbox can lose one at a chosen moment. A fault is a
rule: method, a pattern of the path, how often, when, and what happens.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.wire.rendering import Outgoing, render_refusal

DROPPED = Outgoing(0, b"", dropped=True)
RESET = Outgoing(0, b"", dropped=True, reset=True)
_CODES = {429: 20429, 500: 20500, 503: 20503, 422: 20422}


async def spoil(fault: dict[str, Any]) -> Outgoing | None:
    """Carry a fault out; return what takes the place of the answer, or None for a mere delay."""
    if fault["delay"]:
        await asyncio.sleep(fault["delay"])
    if fault["drop"] or fault.get("reset"):
        return RESET if fault.get("reset") else DROPPED
    if fault["status"]:
        return render_refusal(_as_refusal(fault))
    return None


def describe(fault: dict[str, Any]) -> str:
    """Say in a few words what a fault did, for the journal."""
    what = [f"held for {fault['delay']} s"] if fault["delay"] else []
    what += ["connection dropped"] if fault["drop"] else []
    what += ["connection reset"] if fault.get("reset") else []
    what += [f"status {fault['status']}"] if fault["status"] else []
    return f"fault {fault['when']} the change: {', '.join(what)}"


def _as_refusal(fault: dict[str, Any]) -> Refusal:
    after = fault.get("retry_after")
    headers = (("retry-after", str(after)),) if after is not None else ()
    status = fault["status"]
    code = fault.get("code") or _CODES.get(status, 20500 if status >= 500 else 20001)
    return Refusal(code, status=status, headers=headers)
