"""Reasons: why a resource was rejected, read from the shapes in which Twilio's resources say so.

Bundles give codes alone, brands and campaigns a list of errors, a number its failure's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tendlc.catalog.error_codes import error_codes


@dataclass(frozen=True, slots=True)
class Reason:
    """One error of a resource."""

    code: str
    says: str
    fields: tuple[str, ...] = ()
    url: str = ""


def reasons_in(data: Mapping[str, Any]) -> list[Reason]:
    """Return why a resource was rejected; empty where it says nothing of that."""
    errors = data.get("errors")
    found = [_reason(each) for each in errors or () if isinstance(each, dict)]
    page = data.get("failure_reason")
    if isinstance(page, str) and page:
        found.append(_reason({"code": page.rpartition("/")[2], "url": page}))
    return found


def _reason(error: Mapping[str, Any]) -> Reason:
    code = str(error.get("error_code") or error.get("code") or "")
    known = error_codes().get(int(code)) if code.isdecimal() else None
    says = error.get("description") or (known.meaning if known else "")
    url = str(
        error.get("url") or (f"https://www.twilio.com/docs/api/errors/{code}" if known else "")
    )
    return Reason(code, str(says), tuple(map(str, error.get("fields") or ())), url)
