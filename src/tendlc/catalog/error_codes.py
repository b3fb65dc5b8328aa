"""Error codes: what Twilio's numbers mean, who can mend the cause, and what may be done next.

A new code is a row of a table, not a branch. New numbers keep coming, so a reader of an answer must
do without a row: show the description that came with the code. Match on the code, never on the
HTTP status alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from tendlc.catalog.facts import Certainty, Fact, facts, tables

Kind = Literal["S", "E", "V", "M", "L"]
"""S: body of a refused request; E: in the errors of a brand, campaign or bundle; V: in the result
of an evaluation; M: on a message; L: in the debugger log or an event."""

Owner = Literal["business", "isv", "twilio_support", "nobody"]

RetryClass = Literal[
    "safe_repeat",
    "unknown_outcome",
    "already_done",
    "needs_data",
    "needs_waiting",
    "needs_people",
    "never_retry",
]
"""What may be done next: repeat with a pause; read back first; take it for done; have data mended;
look again later; hand it to a person; stop."""

Way = Literal[
    "edit",
    "page",
    "mail",
    "retry",
    "wait",
    "support",
    "authentication",
    "recreate",
    "new_brand",
    "none",
]
"""What brings a rejected thing back: edit the document; fix the web page or the mailbox and submit
unchanged; submit unchanged, after a clean-up if any; wait; Twilio Support; finish Authentication+;
delete the campaign and create it again; another brand; nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """One code. `message` is Twilio's own text where known, with {names} to be filled in.

    `status_inferred` marks an HTTP status that nobody has published. `fields` are TrustHub
    attributes or campaign parameters. `resubmittable` says whether the same brand, bundle or
    campaign can be edited and submitted again; None where unknown or beside the point. Codes of
    one `family` stand for one another, because reviewers stop at the first fault. `way` is given
    for every code of a review or evaluation, and None for codes of requests and messages.
    """

    code: int
    kinds: tuple[Kind, ...]
    meaning: str
    remedy: str
    owner: Owner
    retry: RetryClass
    fact: str
    source: str
    certainty: Certainty
    status: int | None = None
    status_inferred: bool = False
    message: str = ""
    fields: tuple[str, ...] = ()
    resubmittable: bool | None = None
    family: str = ""
    way: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodelessRefusal:
    """A refusal known by its text alone; where `message_is_part`, only that part is known."""

    message: str
    meaning: str
    remedy: str
    owner: Owner
    fact: str
    certainty: Certainty
    status: int | None = None
    message_is_part: bool = False


@cache
def error_codes() -> Mapping[int, ErrorCode]:
    """Return every known code, table by table."""
    rows = (fact for table in tables() if table.startswith("error_codes_") for fact in facts(table))
    return MappingProxyType({fact.values["code"]: _error_code(fact) for fact in rows})


@cache
def refusals_without_code() -> Mapping[str, CodelessRefusal]:
    """Return the refusals whose number is not known, by the id of their row."""
    return MappingProxyType(
        {
            fact.id: CodelessRefusal(**fact.values, fact=fact.id, certainty=fact.certainty)
            for fact in facts("refusals_without_code")
        }
    )


def _error_code(fact: Fact) -> ErrorCode:
    values: dict[str, Any] = dict(fact.values)
    values["kinds"] = tuple(values["kinds"])
    values["fields"] = tuple(values.get("fields", ()))
    return ErrorCode(**values, fact=fact.id, source=fact.source, certainty=fact.certainty)
