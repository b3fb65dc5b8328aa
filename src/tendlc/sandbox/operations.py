"""Operations: what each takes (a request, from socket to resource), and what it says to it.

The wire knows no resource and the resources know no HTTP; these few nouns are all that they share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tendlc.sandbox.world.session import Session

Product = Literal["trusthub", "messaging", "api", "events", "events-schemas"]
Fields = Mapping[str, list[str]]
"""Form or query fields: a name may come several times."""
Shape = dict[str, Any]
"""A resource as it is shown to a caller."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines above a request's body say. `kept` says whether its connection stays open."""

    fields: Mapping[bytes, bytes]
    scheme: str
    host: str
    user: str
    password: str
    content_type: bytes
    api_version: str
    length: int
    kept: bool


@dataclass(slots=True)
class Call:
    """One request, from the socket to the resource.

    The wire knows at first only what was sent; the account, the operation and the fields come when
    it is carried out.
    """

    method: str
    head: Head
    product: Product
    target: str
    """The path that was asked for, without the query and without what names the product."""
    raw_query: bytes
    body: bytes
    origin: str
    """What to put before a path, so that an absolute URL leads back the way the caller came."""
    session: Session = field(init=False)
    account_sid: str = field(init=False)
    """The account whose resources are meant: that of the session."""
    path: Mapping[str, str] = field(init=False)
    """What stands in the braces of the operation's path."""
    form: Fields = field(init=False)
    query: Fields = field(init=False)
    page_size: int = field(init=False)
    page_token: str = field(init=False)
    caller_sid: str = field(init=False)
    """The account whose credentials were sent: that of the session, or its parent."""

    @property
    def line(self) -> str:
        """The request line, as faults and the journal see it."""
        query = f"?{self.raw_query.decode('latin-1')}" if self.raw_query else ""
        return f"{self.product}.twilio.com{self.target}{query}"


@dataclass(slots=True)
class Answer:
    """One resource, or nothing."""

    status: int
    body: Shape | None = None


@dataclass(slots=True)
class Listing:
    """A page of a list; `key` names the list in the answer."""

    key: str
    items: list[Shape]
    next_token: str = ""
    previous_token: str = ""


Handler = Callable[[Call], Answer | Listing]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path of one product.

    `paced` marks the brand and campaign requests, of which Twilio wants one a second at most, and
    those for one-time codes, of which it takes ten.
    """

    method: Literal["GET", "POST", "DELETE"]
    product: Product
    path: str
    handler: Handler = field(compare=False)
    paced: Literal["", "registration", "otp"] = ""

    @property
    def id(self) -> str:
        """The name under which the fidelity ledger speaks of it."""
        return f"{self.method} {self.product} {self.path}"
