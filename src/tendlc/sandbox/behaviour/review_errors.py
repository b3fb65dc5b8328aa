"""What every review shares: the error of a verdict, and the bundle as it was handed in.

Texts come from the catalog, so that a rejection reads like Twilio's. How an error is written into
the JSON of a bundle, a brand or a campaign differs, and stands here as one method each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from tendlc.catalog.error_codes import error_codes
from tendlc.sandbox.behaviour.evaluation import Attached
from tendlc.sandbox.behaviour.magic import Forced

BundleKind = Literal["customer_profile", "trust_product"]

_URL: Final = "https://www.twilio.com/docs/api/errors/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewError:
    """One reason of a rejection."""

    code: int
    fields: tuple[str, ...]
    description: str

    @property
    def url(self) -> str:
        """The page of the code."""
        return f"{_URL}{self.code}"

    def as_bundle_json(self) -> dict[str, Any]:
        """Return the error as customer profiles and trust products show it."""
        return {"code": self.code}

    def as_json(self) -> dict[str, Any]:
        """Return the error as brands and campaigns show it."""
        return {
            "error_code": self.code,
            "description": self.description,
            "url": self.url,
            "fields": list(self.fields),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedBundle:
    """A customer profile or trust product as the registry reads it."""

    kind: BundleKind
    policy_sid: str
    status: str
    attached: Sequence[Attached] = ()
    addresses: Sequence[Mapping[str, object]] = ()
    """Those that its supporting documents name, with the keys of the Address resource."""

    def attributes(self, *types: str) -> Mapping[str, object]:
        """Return the attributes of the first end user of one of the types; empty where none is."""
        for one in self.attached:
            if one.kind == "end_user" and one.type in types:
                return one.attributes if isinstance(one.attributes, Mapping) else {}
        return {}

    def texts(self) -> list[object]:
        """Return all that a magic value may stand in."""
        return [*(one.attributes for one in self.attached), *self.addresses]


def review_error(code: int, fields: Iterable[str] | None = None) -> ReviewError:
    """Return the error of a code, with the fields that the catalog knows unless others are named.

    Raises:
        KeyError: the catalog does not know the code.
    """
    known = error_codes()[code]
    named = tuple(fields) if fields is not None else known.fields
    return ReviewError(code=code, fields=named, description=known.message or known.meaning)


def forced_errors(asked: Forced, known: frozenset[int]) -> tuple[ReviewError, ...]:
    """Return the errors that magic values ask of a review that knows these codes.

    Where a code has no fields of its own, the fields in which it was asked for are named.
    """
    errors = []
    for code in asked.of(known):
        own = error_codes()[code].fields
        errors.append(review_error(code, own or [place for place in asked.places[code] if place]))
    return tuple(errors)


def text_of(fields: Mapping[str, object], name: str) -> str:
    """Return a field as text: empty where it is absent, numbers as they are written."""
    value = fields.get(name)
    if value is None or isinstance(value, bool | Mapping):
        return ""
    return str(value).strip()
