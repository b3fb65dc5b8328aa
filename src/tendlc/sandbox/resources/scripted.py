"""Verdicts that somebody asked for by control: their codes as errors of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tendlc.catalog.error_codes import error_codes
from tendlc.sandbox.behaviour.review import ReviewError, review_error


def scripted_errors(script: Mapping[str, Any], *, upper: bool = False) -> tuple[ReviewError, ...]:
    """Return the errors of a scripted verdict; `upper` where fields are shown in capitals.

    A code that the catalog does not know is passed on as it is: new numbers keep coming.
    """
    errors = []
    for code in script["codes"]:
        known = (
            review_error(code)
            if code in error_codes()
            else ReviewError(code=code, fields=(), description="A code that is not known here.")
        )
        fields = tuple(name.upper() for name in known.fields) if upper else known.fields
        errors.append(ReviewError(code=code, fields=fields, description=known.description))
    return tuple(errors)
