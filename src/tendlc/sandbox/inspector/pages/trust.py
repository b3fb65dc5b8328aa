"""The fidelity ledger: where each operation and rule comes from, and how sure it is.

Read from control, which keeps it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from tendlc.sandbox.inspector.visit import Shown, Visit

CERTAINTIES: Final = {
    "published": "stands in Twilio's specification, guide or error dictionary",
    "documented": "stands on another page of Twilio",
    "seen": "was seen in live use, by others",
    "guess": "is our guess",
}


def show(visit: Visit) -> Shown:
    """Show the ledger, or the entries of a certainty that contain a text."""
    ledger = visit.sources.look("/control/fidelity")
    certainty, text = visit.query.get("certainty", ""), visit.query.get("text", "").strip()
    entries = [*ledger["operations"], *ledger["rules"]]
    facts = {
        "certainties": CERTAINTIES,
        "counts": Counter(entry["certainty"] for entry in entries),
        "certainty": certainty,
        "text": text,
        "all": len(entries),
        "operations": [each for each in ledger["operations"] if _fits(each, certainty, text)],
        "rules": [each for each in ledger["rules"] if _fits(each, certainty, text)],
    }
    return Shown("fidelity.html", "Fidelity", "fidelity", facts)


def _fits(entry: dict[str, Any], certainty: str, text: str) -> bool:
    words = " ".join(str(value) for value in entry.values()).lower()
    return certainty in ("", entry["certainty"]) and text.lower() in words
