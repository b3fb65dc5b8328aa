"""`tendlc check`: reads a customer document and says what is wrong with it, and nothing else.

It needs no settings, no ledger and no network, and starts nothing.
"""

from __future__ import annotations

from pathlib import Path


def check(file: Path) -> None:
    """Validate one document; raises IntakeError with every fault."""
    from tendlc.entrypoints.intake.document import read_document

    customer = read_document(file)
    print(f"{file}: {customer.customer} can be registered as far as the document tells.")
