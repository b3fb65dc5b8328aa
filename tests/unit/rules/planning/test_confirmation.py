"""What was just made is looked for once more: by the service, the brand and each bought number.

Somebody else may have made the same at the same time; a list that shows two of them tells.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.actions import BuyPhoneNumber, RegisterBrand
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import BrandSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.rules.planning import phone_numbers
from tendlc.rules.planning.brand_registration import REGISTER
from tendlc.rules.planning.decision import Act, Decision, ReadBack
from tendlc.rules.planning.messaging_service import STEP as SERVICE
from tendlc.rules.planning.order import CHAIN
from tests import cast
from tests.records import TERMS, at, last_seen, made, missed_first, record, seen_brand, words

BY_NAME = {link.name: link for link in CHAIN}
PROFILE, PRODUCT = Step(StepName.CUSTOMER_PROFILE), Step(StepName.TRUST_PRODUCT)
BUNDLES = [made(PROFILE, sid="BU1"), made(PRODUCT, sid="BU2")]
BRAND = made(REGISTER, sid="BN1", at=100)


def decide(link: str, onboarding: Onboarding, now: float = 1000) -> Decision | None:
    return BY_NAME[link].decide(onboarding, TERMS, at(now))


def said(decision: Decision | None) -> str:
    if isinstance(decision, ReadBack) and decision.confirm:
        return f"confirm {decision.step}"
    return words(decision)


def service(*unconfirmed: Step, lag: bool | None = None) -> Onboarding:
    return record(made(SERVICE, sid="MG1", at=100), unconfirmed=unconfirmed, lists_lag=lag)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(service(SERVICE), f"confirm {SERVICE}", id="just made"),
        pytest.param(service(), "act 2", id="confirmed, its webhooks are next"),
        pytest.param(service(PROFILE), "act 2", id="another step is not confirmed"),
        pytest.param(service(SERVICE, lag=True), "act 2", id="lists are known to lag"),
        pytest.param(service(SERVICE, lag=False), "act 2", id="lists are known to show it"),
    ],
)
def test_a_service_is_looked_for_once_more(onboarding: Onboarding, expected: str) -> None:
    assert said(decide("messaging service", onboarding)) == expected


def brand(seen: BrandSeen | None, *unconfirmed: Step) -> Onboarding:
    observed = last_seen(brand=seen)
    return record(*BUNDLES, BRAND, observed=observed, unconfirmed=unconfirmed)


MOVING = seen_brand("PENDING", at=900)


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(brand(None, REGISTER), 1000, f"confirm {REGISTER}", id="never seen"),
        pytest.param(brand(None), 1000, "look at Brand", id="never seen, confirmed"),
        pytest.param(brand(MOVING, REGISTER), 901, "wait 1060", id="it moves: not due"),
        pytest.param(brand(MOVING, REGISTER), 1060, f"confirm {REGISTER}", id="it moves: due"),
        pytest.param(
            brand(replace(MOVING, stale=True), REGISTER), 901, f"confirm {REGISTER}", id="stale"
        ),
        pytest.param(
            brand(seen_brand("APPROVED", at=900), REGISTER), 901, f"confirm {REGISTER}", id="good"
        ),
        pytest.param(
            brand(seen_brand("FAILED", at=900), REGISTER), 901, f"confirm {REGISTER}", id="failed"
        ),
    ],
)
def test_a_brand_is_looked_for_once_more_when_it_is_looked_at(
    onboarding: Onboarding, now: float, expected: str
) -> None:
    assert said(decide("brand registration", onboarding, now)) == expected


def unpaid(*attempts: Attempt, before_run: int = 0, unconfirmed: tuple[Step, ...]) -> Onboarding:
    attempts = (*BUNDLES, made(SERVICE, sid="MG1"), *attempts)
    return record(*attempts, attempts_before_run=before_run, unconfirmed=unconfirmed)


@pytest.mark.parametrize("step", [PROFILE, PRODUCT, SERVICE], ids=str)
@pytest.mark.parametrize("before_run", [0, 1])
def test_what_is_free_is_confirmed_before_the_brand_is_looked_for_or_paid(
    step: Step, before_run: int
) -> None:
    decision = decide("brand registration", unpaid(before_run=before_run, unconfirmed=(step,)))
    assert said(decision) == f"confirm {step}"
    after = decide("brand registration", unpaid(before_run=before_run, unconfirmed=()))
    assert said(after) == ("look first 1" if before_run else "act 1")


def test_a_brand_that_was_missed_is_paid_after_that() -> None:
    missed = missed_first(REGISTER)
    decision = decide("brand registration", unpaid(missed, before_run=1, unconfirmed=()))
    assert isinstance(decision, Act)
    assert isinstance(decision.action, RegisterBrand)
    again = unpaid(missed, before_run=1, unconfirmed=(PRODUCT,))
    assert said(decide("brand registration", again)) == f"confirm {PRODUCT}"


@pytest.mark.parametrize("ordinal", [1, 2])
def test_each_bought_number_is_looked_for_once_more_by_its_name(ordinal: int) -> None:
    wishes = (PhoneNumberWish(), PhoneNumberWish())
    customer = cast.acme().model_copy(update={"phone_numbers": wishes})
    bought = [made(Step(StepName.PHONE_NUMBER, n), sid=f"PN{n}") for n in (1, 2)]
    added = [made(Step(StepName.PHONE_NUMBER_ADDITION, n), sid=f"PN{n}") for n in range(1, ordinal)]
    step = Step(StepName.PHONE_NUMBER, ordinal)
    onboarding = record(*bought, *added, customer=customer, unconfirmed=(step,))
    decision = phone_numbers.decide(
        onboarding, TERMS, at(500), messaging_service_sid="MG1", look_first=False
    )
    name = BuyPhoneNumber(friendly_name=f"acme: phone number {ordinal}", phone_number="")
    assert decision == ReadBack(step=step, action=name, number=1, confirm=True)
