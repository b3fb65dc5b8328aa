"""Which of the documented operations a sandbox serves: by what it says itself.

So a test that goes over all operations takes in a new one without a further line.
"""

from __future__ import annotations

import re

from tests.conftest import SandboxProcess
from tests.contract.wire.operations import Json, specs


def served_by(sandbox: SandboxProcess) -> list[Json]:
    """The documented operations that stand in the sandbox's fidelity ledger."""
    ledger = sandbox.control("GET", "/fidelity")["operations"]
    known = {re.sub(r"{\w+}", "{}", entry["id"]) for entry in ledger}
    return [entry for entry in specs()["operations"] if own_name(entry) in known]


def undocumented(sandbox: SandboxProcess) -> set[str]:
    """What the sandbox serves although no published file has it."""
    ledger = sandbox.control("GET", "/fidelity")["operations"]
    documented = {own_name(entry) for entry in specs()["operations"]}
    return {entry["id"] for entry in ledger} - {
        entry["id"] for entry in ledger if re.sub(r"{\w+}", "{}", entry["id"]) in documented
    }


def own_name(entry: Json) -> str:
    """The name of a documented operation in the ledger, without what is in its braces."""
    path = re.sub(r"{\w+}", "{}", entry["path"])
    return f"{entry['method']} {entry['host'].removesuffix('.twilio.com')} {path}"
