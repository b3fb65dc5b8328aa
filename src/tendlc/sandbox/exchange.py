"""What passes between the wire and the resources: a call, and what is said to it.

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


@dataclass(slots=True)
class Call:
    """One request to one operation, made by a known account."""

    session: Session
    path: Mapping[str, str]
    """What stands in the braces of the operation's path."""
    form: Fields
    query: Fields
    origin: str
    """What to put before a path, so that an absolute URL leads back the way the caller came."""
    target: str
    """The path that was asked for, without the query."""
    api_version: str
    page_size: int
    page_token: str
    caller_sid: str
    """The account whose credentials were sent: that of the session, or its parent."""

    @property
    def account_sid(self) -> str:
        """The account whose resources are meant."""
        return self.session.account.sid


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
