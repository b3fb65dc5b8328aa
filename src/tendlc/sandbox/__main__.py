"""`python -m tendlc.sandbox`: serves the sandbox without the rest of the command line.

The command line of tendlc starts it so as its child, and other programs can do the same.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import orjson

from tendlc.sandbox.server import SandboxUnavailable, ServerOptions, Serving, serve


def main() -> int:
    """Serve until stopped; return 1 with a sentence on stderr where that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m tendlc.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4010, help="0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--speed", type=float, help="how many times faster the clocks run")
    parser.add_argument("--seed", default="", help="where all chance comes from")
    parser.add_argument(
        "--allow-network",
        action="append",
        default=[],
        help="a private network that deliveries may reach, such as 10.1.0.0/16; may be repeated",
    )
    parser.add_argument(
        "--host-name",
        dest="host_names",
        action="append",
        default=[],
        help="a name by which it is asked besides its address, such as that of a container",
    )
    parser.add_argument(
        "--patience", type=float, default=30.0, help="seconds that headers, and bodies, may take"
    )
    parser.add_argument(
        "--reviews", action="append", default=[], help="times of reviews, such as instant"
    )
    parser.add_argument(
        "--fault", dest="faults", action="append", default=[], help="a fault that waits"
    )
    parser.add_argument(
        "--verdict", dest="verdicts", action="append", default=[], help="how a next review ends"
    )
    parser.add_argument(
        "--switch", dest="switches", action="append", default=[], help="a switch that is on"
    )
    parser.add_argument("--child", action="store_true", help="print one JSON line; end with stdin")
    parser.add_argument("--pass-through", action="store_true", help="carry other hosts' tunnels")
    given = parser.parse_args()
    try:
        for name in ("allow_network", "host_names", "reviews", "switches", "faults", "verdicts"):
            setattr(given, name, tuple(getattr(given, name)))
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
