"""Addresses: which machines a delivery may reach.

Whoever can make a request to the sandbox can name any address, so those of private networks are
refused unless they were allowed. A name is resolved once, and the connection goes to the very
address that was judged: it cannot become another one in between.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LOOPBACK: Final[tuple[Network, ...]] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_FOR_EXAMPLES: Final = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|invalid)\.?", re.IGNORECASE
)
"""Names kept for documents, such as the guide's own: nobody is there to be told anything."""
_TRANSLATED: Final = ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 address in their last four bytes."""


class AddressRefused(Exception):
    """The receiver's address is not one that a delivery may reach; says why."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that the texts name, such as 10.1.0.0/16 or a single address.

    Raises:
        ValueError: a text names no network.
    """
    return tuple(ip_network(text.strip()) for text in texts)


def may_reach(address: Address, allowed: Sequence[Network]) -> bool:
    """Say whether an address is public, or of this machine, or of an allowed network."""
    meant = _meant(address)
    for network in (*LOOPBACK, *allowed):
        if meant.version == network.version and meant in network:
            return True
    special = meant.is_multicast or meant.is_reserved or meant.is_unspecified
    site_local = isinstance(meant, IPv6Address) and meant.is_site_local
    return meant.is_global and not special and not site_local


async def reachable(host: str, port: int, allowed: Sequence[Network]) -> list[str]:
    """Resolve a host and return those of its addresses that may be reached.

    Raises:
        AddressRefused: it has addresses, but none that may be reached; or its name is one that is
            kept for examples.
        OSError: it has no address.
    """
    if _FOR_EXAMPLES.fullmatch(host):
        raise AddressRefused(f"{host} is a name for examples; nothing is sent there")
    addresses = await _addresses(host, port)
    good = [text for text in addresses if may_reach(ip_address(text), allowed)]
    if not good:
        raise AddressRefused(
            f"{', '.join(addresses)} is not a public address;"
            " start the sandbox with --allow-network to allow it"
        )
    return good


async def _addresses(host: str, port: int) -> list[str]:
    """Look a host up, unless it is an address already: a slow resolver must not hold those up."""
    if host == "localhost" or host.endswith(".localhost"):
        return ["127.0.0.1", "::1"]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _meant(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
