"""What one customer's registration costs: what is still to be paid, and what each paid write takes.

Prices come from the dated fee table; one that it does not have is said to be unknown, never
estimated. What was taken is counted by the requests that were sent, not by steps: a second
campaign or a replaced number is a further piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from tendlc.catalog.fees import current_fees
from tendlc.domain.actions import (
    Action,
    BuyPhoneNumber,
    CreateCampaign,
    RegisterBrand,
    ResendBrandAuthenticationMail,
)
from tendlc.domain.approval import Price, QuoteLine
from tendlc.domain.customer import Customer, PhoneNumberWish
from tendlc.domain.observed import OwnedNumberSeen
from tendlc.domain.onboarding import Onboarding, TargetKind
from tendlc.domain.sent_requests import Charge
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.rules import recreation

BRAND: Final = "brand registration"
BRAND_WITH_VETTING: Final = "brand registration with secondary vetting"
AUTHENTICATION_PLUS: Final = "Authentication+"
CAMPAIGN_VETTING: Final = "campaign vetting"
CAMPAIGN: Final = "campaign"
PHONE_NUMBER: Final = "phone number"

_FEES: Final = {
    BRAND: "brand",
    BRAND_WITH_VETTING: "brand_with_secondary_vetting",
    AUTHENTICATION_PLUS: "authentication_plus",
    CAMPAIGN_VETTING: "campaign_vetting",
    CAMPAIGN: "campaign_month",
    PHONE_NUMBER: "phone_number_month",
}
_TAKEN_BY: Final[Mapping[str, tuple[type[Action], ...]]] = {
    BRAND: (RegisterBrand,),
    BRAND_WITH_VETTING: (RegisterBrand,),
    AUTHENTICATION_PLUS: (RegisterBrand, ResendBrandAuthenticationMail),
    CAMPAIGN_VETTING: (CreateCampaign,),
    CAMPAIGN: (CreateCampaign,),
    PHONE_NUMBER: (BuyPhoneNumber,),
}
"""The writes that take a piece of each line; a line that is not here is named for its write."""

_PAID: Final = {kind.__name__: kind for kind in Action.__subclasses__() if kind.paid}
_SPENT: Final = (None, Result.UNKNOWN, Result.MADE, Result.ADOPTED)


def due(onboarding: Onboarding) -> tuple[QuoteLine, ...]:
    """List what the registration of this record still costs (lifecycle section 17)."""
    return tuple(_counted(onboarding, _due(onboarding)))


def taken_by(action: Action, onboarding: Onboarding) -> tuple[QuoteLine, ...]:
    """List what this write would cost; empty where it is free.

    A paid write of which nothing is known here costs a line of its own name, at no known price.
    """
    customer = onboarding.customer
    low_volume = isinstance(action, RegisterBrand) and action.brand.skip_automatic_sec_vet
    lines = _cost(type(action), customer, low_volume=low_volume) if action.paid else ()
    return tuple(_counted(onboarding, lines))


def charges(before: Onboarding, after: Onboarding) -> tuple[Charge, ...]:
    """List what was paid between two states of a record: a row for each line of a paid write.

    A write is paid once its object is known to be there, made or found after a lost answer. Where
    a price is a range or not known, none is given.
    """
    rows = (_charges_of(tried, after.customer) for tried in _come_about(before, after))
    return tuple(chain.from_iterable(rows))


def _come_about(before: Onboarding, after: Onboarding) -> Iterator[Attempt]:
    """Give the writes whose object is known now and was not before."""
    known = {(tried.step, tried.number) for tried in before.attempts if tried.succeeded}
    for tried in after.attempts:
        if tried.succeeded and not tried.blind and (tried.step, tried.number) not in known:
            yield tried


def _charges_of(tried: Attempt, customer: Customer) -> Iterator[Charge]:
    kind = _PAID.get(tried.action)
    if kind is None:
        return
    for line in _cost(kind, customer, low_volume=customer.brand.skip_automatic_sec_vet):
        price = line.price
        yield Charge(
            step=tried.step,
            number=tried.number,
            what=line.what,
            usd=price.usd if price and price.usd_max is None else None,
            at=tried.result_at or tried.noted_at,
            fees_of=price.date if price else None,
        )


def _cost(kind: type[Action], customer: Customer, *, low_volume: bool) -> Iterable[QuoteLine]:
    if kind is RegisterBrand:
        return _brand(customer, low_volume=low_volume)
    if kind is CreateCampaign:
        return _campaign()
    if kind is BuyPhoneNumber:
        return (_line(PHONE_NUMBER),)
    if kind is ResendBrandAuthenticationMail:
        return (_line(AUTHENTICATION_PLUS),)
    return (_line(kind.__name__),)


def unapproved(onboarding: Onboarding, asked: Iterable[QuoteLine] = ()) -> tuple[QuoteLine, ...]:
    """List all that is due, where the last approval does not reach that far; else nothing.

    Args:
        onboarding: the record.
        asked: lines that the plan has stopped at, which the document alone does not show.

    Returns:
        The whole quote, as the next approval takes the place of the last; empty in a sandbox.
    """
    if onboarding.target.kind is not TargetKind.LIVE:
        return ()
    still = due(onboarding)
    named = {line.what for line in still}
    lines = (*still, *(line for line in asked if line.what not in named))
    return () if all(is_approved(onboarding, line) for line in lines) else lines


def is_approved(onboarding: Onboarding, line: QuoteLine) -> bool:
    """Say whether the last approval reaches as far as this line."""
    return bool(onboarding.approvals) and onboarding.approvals[-1].covers(line)


def _due(onboarding: Onboarding) -> Iterator[QuoteLine]:
    if not _has(onboarding, Step(StepName.BRAND_REGISTRATION)):
        customer = onboarding.customer
        yield from _brand(customer, low_volume=customer.brand.skip_automatic_sec_vet)
    campaign = Step(StepName.CAMPAIGN, onboarding.campaign_number)
    if not _has(onboarding, campaign) or recreation.is_wanted(onboarding):
        yield from _campaign()
    bought = [
        Step(StepName.PHONE_NUMBER, ordinal)
        for ordinal, wish in onboarding.number_wishes()
        if not _is_owned(onboarding, ordinal, wish)
    ]
    missing = sum(not _has(onboarding, step) for step in bought)
    if missing:
        yield _line(PHONE_NUMBER, missing)


def _is_owned(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> bool:
    """Say whether a wish names a number that the account has, as far as anybody has looked."""
    seen = onboarding.observed.last(OwnedNumberSeen, ordinal=ordinal)
    found = seen is not None and seen.sid is not None and seen.wished == wish.phone_number
    added = onboarding.sid_of(StepName.PHONE_NUMBER_ADDITION, ordinal) is not None
    return wish.phone_number_sid is not None or added or found


def _brand(customer: Customer, *, low_volume: bool) -> Iterator[QuoteLine]:
    yield _line(BRAND if low_volume else BRAND_WITH_VETTING)
    if customer.messaging_profile.company_type == "public":
        yield _line(AUTHENTICATION_PLUS)


def _campaign() -> Iterator[QuoteLine]:
    yield _line(CAMPAIGN_VETTING)
    yield _line(CAMPAIGN)


def _line(what: str, count: int = 1) -> QuoteLine:
    fee = current_fees().get(_FEES.get(what, ""))
    price = Price(usd=fee.usd, usd_max=fee.usd_max, per=fee.per, date=fee.date) if fee else None
    return QuoteLine(what=what, count=count, price=price)


def _has(onboarding: Onboarding, step: Step) -> bool:
    """Say whether the object of a step is there, or may be after a lost answer."""
    last = onboarding.last_attempt(step)
    return onboarding.last_success(step) is not None or (last is not None and _is_spent(last))


def _counted(onboarding: Onboarding, lines: Iterable[QuoteLine]) -> Iterator[QuoteLine]:
    spent = [attempt.action for attempt in onboarding.attempts if _is_spent(attempt)]
    for line in lines:
        takers = [kind.__name__ for kind in _TAKEN_BY.get(line.what, ())] or [line.what]
        yield replace(line, used=sum(spent.count(name) for name in takers))


def _is_spent(attempt: Attempt) -> bool:
    """Say whether the request was sent and was paid, or may have been."""
    return not attempt.blind and attempt.result in _SPENT
