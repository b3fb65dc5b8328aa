"""The derived specs, and which of their operations a request belongs to.

A request reaches a product by its real host (also with region and edge labels) or by a path prefix
such as `/trusthub.twilio.com/v1/...`. Both forms end here as the same operation; what differs is
the origin, which every absolute URL in the answer has to repeat.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

HERE = Path(__file__).parent
HOST = re.compile(r"^([a-z]+)(?:\.[a-z0-9-]+){0,2}\.twilio\.com$")

Json: TypeAlias = dict[str, Any]


@cache
def specs() -> Json:
    """The whole derived file."""
    loaded: Json = json.loads((HERE / "specs.json").read_text(encoding="utf-8"))
    return loaded


@cache
def published_examples() -> list[Json]:
    """The examples that Twilio publishes for the operations in scope."""
    lines = (HERE / "spec_examples.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request went: the caller's origin, the product's own host, path and query."""

    origin: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    description: Json
    in_path: Mapping[str, str]

    @property
    def is_item(self) -> bool:
        """Whether the path names one object, and not the collection it is created in."""
        path: str = self.description["path"].removesuffix(".json")
        return path.endswith("}")


def target(url: str, request_headers: Mapping[str, str]) -> Target | None:
    """Read the product from host or prefix; None for what belongs to no Twilio product."""
    parts = urlsplit(url)
    host = request_headers.get("host", parts.netloc)
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    scheme = request_headers.get("x-forwarded-proto", parts.scheme)
    origin = f"{scheme}://{host}"
    product = HOST.match(host.split(":")[0])
    if product:
        return Target(origin, f"{product[1]}.twilio.com", parts.path, query)
    prefix, _, path = parts.path.removeprefix("/").partition("/")
    product = HOST.match(prefix)
    if product is None:
        return None
    return Target(f"{origin}/{prefix}", f"{product[1]}.twilio.com", f"/{path}", query)


@cache
def _routes() -> list[tuple[re.Pattern[str], Json]]:
    described = sorted(specs()["operations"], key=lambda entry: entry["path"].count("{"))
    return [(_pattern(entry["path"]), entry) for entry in described]


def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+?)", escaped) + "$")


def find_operation(method: str, aim: Target) -> Operation | None:
    for pattern, entry in _routes():
        if (entry["host"], entry["method"]) == (aim.host, method):
            match = pattern.match(aim.path)
            if match:
                named = {key: unquote(value) for key, value in match.groupdict().items()}
                return Operation(entry, named)
    return None


# Resources that the walkthrough does without.
BESIDES = re.compile(
    r"ChannelEndpointAssignments|/Vettings|/SmsOtp|/2fa|^/v1/(Sinks|Subscriptions|Types|Schemas)"
    r"|^/v1/(EndUserTypes|SupportingDocumentTypes)|/Services/Usecases|/DependentPhoneNumbers"
    r"|/AvailablePhoneNumbers(/\{CountryCode\}(/TollFree)?)?\.json"
    r"|/Accounts(/\{Sid\})?\.json|/Keys|/Usage|/Balance|/PreregisteredUsa2p"
)
SERVED: list[Json] = specs()["operations"]
WALKTHROUGH = [entry for entry in SERVED if not BESIDES.search(entry["path"])]
