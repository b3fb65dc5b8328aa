"""Which Twilio product a request is meant for, by its host, and the way by which it came.

`/v1/Services` exists in several products, so the product is never guessed from the path. It comes
from the Host header (with region and edge labels), or from the first part of the path where a
client was given a base URL such as http://127.0.0.1:4010/trusthub.twilio.com.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import cast

from tendlc.sandbox.operations import Product
from tendlc.sandbox.refusal import Refusal

_TWILIO = re.compile(
    r"(trusthub|messaging|api|events-schemas|events)(?:\.[a-z0-9-]+){0,2}\.twilio\.com"
)
_ANY_TWILIO = re.compile(r"(?:[a-z0-9-]+\.)*twilio\.com")
_HOST = re.compile(r"[A-Za-z0-9.\-]+(?::\d+)?|\[[0-9a-fA-F:.]+\](?::\d+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: `product` is None for the sandbox's own pages and control.

    `strip` says how many characters of the path name the product and are no part of it.
    """

    product: Product | None
    origin: str
    strip: int
    twilio: bool = True


def is_twilio(host: str) -> bool:
    """Say whether a host name, without a port, is Twilio's, be it of a product we answer for."""
    return _ANY_TWILIO.fullmatch(host.lower()) is not None


@lru_cache(maxsize=256)
def locate(scheme: str, host: str, first: str) -> Place | None:
    """Return the place that a scheme, a Host header and the first part of a path lead to.

    None means that the host is not one that may be answered for.
    """
    if not _HOST.fullmatch(host):
        return None
    name = host.rsplit(":", 1)[0].lower() if not host.startswith("[") else host
    origin = f"{scheme}://{host}"
    by_host = _TWILIO.fullmatch(name)
    if by_host:
        return Place(cast(Product, by_host[1]), origin, 0)
    if _ANY_TWILIO.fullmatch(name):
        return None
    by_path = _TWILIO.fullmatch(first.lower())
    if by_path:
        return Place(cast(Product, by_path[1]), f"{origin}/{first}", len(first) + 1)
    if _ANY_TWILIO.fullmatch(first.lower()):
        return None
    return Place(None, origin, 0, twilio=False)


class OwnHost:
    """Knows by which names the sandbox itself may be asked.

    A page of another site can have its own name lead to this machine (DNS rebinding), and its
    requests then look like ours. So only names that nobody else can own are answered: loopback,
    the address that was listened on, where that means all addresses any plain address, and the
    `names` that were allowed.
    """

    def __init__(self, listened: str, names: Iterable[str] = ()) -> None:
        self._names = {"localhost", listened.lower(), *(name.lower() for name in names)}
        address = _address(listened)
        self._everywhere = address is not None and address.is_unspecified

    def refuse_others(self, host: str) -> None:
        """Refuse a Host header that is not ours.

        Raises:
            Refusal: 20403.
        """
        name = _name(host).lower()
        address = _address(name)
        if name in self._names or name.endswith(".localhost"):
            return
        if address is not None and (address.is_loopback or self._everywhere):
            return
        raise Refusal(
            20403,
            f"The sandbox is asked by its own address, such as 127.0.0.1; to ask it as {name[:80]},"
            " start it with --host-name",
            because=f"asked for by the name {name}",
        )


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host


def _address(name: str) -> IPv4Address | IPv6Address | None:
    with suppress(ValueError):
        return ip_address(name)
    return None
