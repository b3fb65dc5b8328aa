"""Which host an address names, whose it is, and whether two hosts belong to one domain.

Nothing is looked up: the public endings that count here are the few short ones, such as .co.uk.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from tendlc.catalog.domains import (
    MAPS,
    PAGE_BUILDERS,
    SOCIAL_NETWORKS,
    URL_SHORTENERS,
    is_among,
)

SHORTENER: Final = "an address of a link shortener"

_SHORT_ENDINGS: Final = ("co", "com", "org", "net", "gov", "edu", "ac", "or", "ne")


def host_of(url: str) -> str:
    """Return the host of a web address, in small letters and without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def of_one_domain(one: str, other: str) -> bool:
    """Say whether two hosts belong to one domain: shop.acme.com and mail.acme.com do."""
    return _domain(one) == _domain(other)


def _domain(host: str) -> list[str]:
    """Return the labels of the domain that somebody registered: two, or three as in acme.co.uk."""
    labels = host.split(".")
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHORT_ENDINGS
    return labels[-3 if shared else -2 :]


def borrowed(host: str) -> str:
    """Say what a host is that cannot be the business's own; empty where it may be."""
    kinds = (
        (URL_SHORTENERS, SHORTENER),
        (MAPS, "a link to a map"),
        (SOCIAL_NETWORKS, "a page of a social network"),
        (PAGE_BUILDERS, "on the domain of a page builder"),
    )
    for listed, said in kinds:
        if is_among(host, listed):
            return said
    try:
        ip_address(host)
    except ValueError:
        return ""
    return "a bare IP address"
