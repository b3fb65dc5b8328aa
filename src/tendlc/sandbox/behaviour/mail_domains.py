"""Mail domains that no company owns: those of free mail, and those that are thrown away.

A few well-known ones of each. Twilio's own lists are not published.
"""

from __future__ import annotations

from typing import Final

FREE: Final = frozenset(
    {"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "gmx.com"}
)
DISPOSABLE: Final = frozenset(
    {
        "mailinator.com",
        "guerrillamail.com",
        "10minutemail.com",
        "yopmail.com",
        "trashmail.com",
        "tempmail.com",
        "sharklasers.com",
    }
)


def domain_of(address: str) -> str:
    """Return the domain of an e-mail address in small letters; empty where it has none."""
    return address.strip().lower().rpartition("@")[2]
