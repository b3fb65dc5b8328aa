"""Which hosts a tunnel may lead to, where it does not end in the sandbox itself.

By default none. Where passing through is asked for: hosts of the public internet, and this machine
for callers on this machine; so a sandbox that others can reach is no way into the network around.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from typing import Final

from tendlc.sandbox.deliver.addresses import may_reach as is_open

_AUTHORITY: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.\-]{1,253}):(\d{1,5})")
_CONNECT_SECONDS: Final = 10.0


def split(authority: str) -> tuple[str, int] | None:
    """Return host and port of `host:port`; None where it is not that."""
    match = _AUTHORITY.fullmatch(authority)
    if not match or int(match[2]) > 65535:
        return None
    return match[1].strip("[]").lower(), int(match[2])


def not_carried(host: str) -> str:
    """Return the sentence for a host that is refused."""
    return (
        f"The tendlc sandbox answers for *.twilio.com alone and carries nothing to {host}. "
        "Keep such hosts from the proxy with NO_PROXY, or start it with --pass-through.\n"
    )


async def reach(host: str, port: int, caller: str) -> socket.socket | None:
    """Connect to a host on behalf of a caller; None where it may not be reached.

    The address that was judged is the one connected to: a name is not looked up twice.

    Raises:
        OSError: it is not known or does not answer.
        TimeoutError: it does not answer in ten seconds.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(_CONNECT_SECONDS):
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not found or not all(may_reach(str(each[4][0]), caller) for each in found):
            return None
        family, kind, number, _, address = found[0]
        connection = socket.socket(family, kind, number)
        try:
            connection.setblocking(False)
            await loop.sock_connect(connection, address)
        except BaseException:
            connection.close()
            raise
        return connection


def may_reach(address: str, caller: str) -> bool:
    """Say whether a caller's tunnel may lead to an address; both as texts, without a port."""
    target = _address(address)
    if target.is_loopback:
        return _address(caller).is_loopback
    return is_open(target, ())


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
