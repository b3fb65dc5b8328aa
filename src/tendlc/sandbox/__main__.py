"""`python -m tendlc.sandbox`: serves the sandbox without the rest of the command line.

The command line of tendlc starts it so as its child, and other programs can do the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import orjson

from tendlc.sandbox.server import SandboxUnavailable, ServerOptions, Serving, serve

_REPEATED: Final[Mapping[str, tuple[str, str]]] = {
    "allow-network": (
        "allow_network",
        "a private network that deliveries may reach, such as 10.1.0.0/16",
    ),
    "reviews": (
        "reviews",
        "how long reviews take in new worlds: instant, by-hand, 30, reads:3, or as in"
        " timing-campaign-to-verdict=by-hand for one of them",
    ),
    "switch": ("switches", "a switch that is on in new worlds: pace, or list_lag_seconds=5"),
    "verdict": ("verdicts", "a verdict that waits in new worlds, as JSON"),
    "fault": ("faults", "a fault, as JSON"),
}
"""Options that may be given several times: where they are kept, and what they are."""


def main() -> int:
    """Serve until stopped; return 1 with a sentence on stderr where that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m tendlc.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4010, help="0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--speed", type=float, help="how many times faster the clocks run")
    parser.add_argument("--seed", default="", help="where all chance comes from")
    parser.add_argument(
        "--patience", type=float, default=30.0, help="seconds that headers, and bodies, may take"
    )
    for name, (kept_as, meaning) in _REPEATED.items():
        parser.add_argument(
            f"--{name}", dest=kept_as, action="append", default=[], help=f"{meaning}; repeatable"
        )
    parser.add_argument("--child", action="store_true", help="print one JSON line; end with stdin")
    parser.add_argument("--pass-through", action="store_true", help="carry other hosts' tunnels")
    given = parser.parse_args()
    try:
        for kept_as, _ in _REPEATED.values():
            setattr(given, kept_as, tuple(getattr(given, kept_as)))
        serve(ServerOptions(**vars(given)), _announce_as_json)
    except SandboxUnavailable as error:
        sys.stderr.write(f"{error.message}\nNext: {error.next_step}\n")
        return 1
    return 0


def _announce_as_json(serving: Serving) -> None:
    told = {
        "port": serving.port,
        "url": serving.url,
        "seed": serving.seed,
        "version": serving.version,
    }
    sys.stdout.write(orjson.dumps(told).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
