"""Names under which our objects are found again at Twilio.

Twilio has no idempotency keys; every friendly name carries the customer's key, so that an object
whose SID was lost can be told from all others (walkthrough section 11).
"""

from __future__ import annotations


def friendly_name(key: str, what: str) -> str:
    """Name one object of one customer; at most 64 characters for keys up to 40."""
    return f"{key}: {what}"
