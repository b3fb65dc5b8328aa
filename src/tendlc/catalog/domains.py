"""Hosts that say something about whoever uses them: free mail, social networks, shorteners.

The lists are ours, of well-known services; Twilio's own are not published.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.facts import facts

_LISTS: Final = {fact.id: frozenset(fact.values["values"]) for fact in facts("domains")}

FREE_MAIL: Final = _LISTS["free-mail-domains"]
DISPOSABLE_MAIL: Final = _LISTS["disposable-mail-domains"]
SOCIAL_NETWORKS: Final = _LISTS["social-network-hosts"]
PAGE_BUILDERS: Final = _LISTS["page-builder-hosts"]
MAPS: Final = _LISTS["map-hosts"]
URL_SHORTENERS: Final = _LISTS["url-shorteners"]


def is_among(host: str, listed: frozenset[str]) -> bool:
    """Say whether a host, in small letters, or a domain above it is in a list."""
    parts = host.split(".")
    return any(".".join(parts[start:]) in listed for start in range(len(parts)))
