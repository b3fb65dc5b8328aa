"""What becomes of Authentication+, the mail to the contact of a public company.

The address may be refused, the link may fail or run out of time, or nobody opens the mail at all.
Without a contact address it completes by itself, since the guide's own sample has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tendlc.sandbox.behaviour import mail_domains
from tendlc.sandbox.behaviour.brand_facts import BrandFacts
from tendlc.sandbox.behaviour.magic import Forced
from tendlc.sandbox.behaviour.review_errors import ReviewError, forced_errors, review_error

AuthenticationOutcome = Literal["none", "completed", "failed", "ignored"]

# fact: error-21736
AUTHENTICATION_CODES: Final = frozenset({21736, 21737, 21738, 21739, 21740, 21741})
_UNUSABLE_ADDRESS: Final = frozenset({21738, 21740})
_OUT_OF_TIME: Final = frozenset({21737, 21741})
_FREE_MAIL: Final = 21740


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationVerdict:
    """How it ends; `path` names transitions of lifecycles.AUTHENTICATION that come after the mail.

    The path of a mail that nobody opens is empty: only time ends it.
    """

    outcome: AuthenticationOutcome
    path: tuple[str, ...] = ()
    errors: tuple[ReviewError, ...] = ()


def review_authentication(facts: BrandFacts, asked: Forced, *, mock: bool) -> AuthenticationVerdict:
    """Judge what becomes of the mail (domain: lifecycle, section 4)."""
    if mock or facts.messaging.get("company_type") != "public":
        return AuthenticationVerdict(outcome="none")
    errors = forced_errors(asked, AUTHENTICATION_CODES)
    domain = mail_domains.domain_of(facts.messaging.get("brand_contact_email", ""))
    if not errors and domain in mail_domains.FREE:
        errors = (review_error(_FREE_MAIL),)
    if errors:
        codes = {error.code for error in errors}
        return AuthenticationVerdict(outcome="failed", path=_failing(codes), errors=errors)
    if "mail-ignored" in asked.words:
        return AuthenticationVerdict(outcome="ignored")
    return AuthenticationVerdict(outcome="completed", path=("open-mail", "click-link", "complete"))


def _failing(codes: set[int]) -> tuple[str, ...]:
    if codes & _UNUSABLE_ADDRESS:
        return ("refuse-address",)
    return ("time-out",) if codes & _OUT_OF_TIME else ("open-mail", "click-link", "fail")
