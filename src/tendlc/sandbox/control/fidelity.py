"""The fidelity ledger: where each operation and rule of the sandbox comes from, and how sure it is.

Twilio cannot be reached from here, so honesty takes the place of comparison. One TOML file.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from tendlc.sandbox.control.requests import Request


@cache
def ledger() -> dict[str, list[dict[str, Any]]]:
    """Return the entries: operations by their id, and rules."""
    text = files(__package__).joinpath("fidelity.toml").read_text(encoding="utf-8")
    parsed = tomllib.loads(text)
    operations = [
        {
            "id": f"{method} {entry['product']} {entry['path']}",
            **{name: entry[name] for name in ("source", "certainty", "note")},
        }
        for entry in parsed["operations"]
        for method in entry["methods"]
    ]
    return {"operations": operations, "rules": parsed["rules"]}


def show(request: Request) -> dict[str, Any]:
    """Show the ledger."""
    return ledger()
