"""A verdict: how a review ended, and why.

The reviews give verdicts; what follows from one for a resource is that resource's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tendlc.catalog.error_codes import error_codes

Outcome = Literal["approved", "rejected", "held"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason of a rejection: its code, the fields that are meant, and what was seen."""

    code: int
    fields: tuple[str, ...] = ()
    because: str = ""

    def shape(self) -> dict[str, Any]:
        """Return the fault as it stands in `errors` of a brand or campaign."""
        known = error_codes().get(self.code)
        description = (known.message or known.meaning) if known else "The reason is not documented."
        return {
            "error_code": self.code,
            "description": description,
            "url": f"https://www.twilio.com/docs/api/errors/{self.code}",
            "fields": list(self.fields),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a review. A rejection without faults gives no reason, as Twilio's may."""

    outcome: Outcome
    faults: tuple[Fault, ...] = ()

    def because(self) -> str:
        """Return the reasons in one line, for the journal and the history."""
        return "; ".join(f"{fault.code} {fault.because}".strip() for fault in self.faults)


APPROVED = Verdict("approved")
HELD = Verdict("held")


def verdict_on(faults: list[Fault]) -> Verdict:
    """Return a rejection where there are faults, an approval where there are none."""
    return Verdict("rejected", tuple(faults)) if faults else APPROVED


def asked_for(codes: tuple[int, ...], why: str = "a mark asked for it") -> list[Fault]:
    """Return faults for codes that somebody asked for, with the fields that are known for them."""
    return [Fault(code, _fields(code), why) for code in codes]


def _fields(code: int) -> tuple[str, ...]:
    known = error_codes().get(code)
    fields = known.fields if known else ()
    campaign = code >= 30800
    return tuple(field.upper() for field in fields) if campaign else fields
