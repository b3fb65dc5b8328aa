"""The free checks: what is looked up for each wish, what stops the payment, what joins early."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.actions import AddPhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import AvailableNumbersSeen, Observations, OwnedNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.rules.planning import free_checks
from tendlc.rules.planning.decision import Act, AskHuman
from tests import cast
from tests.records import TERMS, at, lost, made, record, refused, words

SID, NUMBER = "PN" + "5" * 32, "+13035550142"
ANY = PhoneNumberWish()
IN_DENVER = PhoneNumberWish(area_code="303")
THIS_ONE = PhoneNumberWish(phone_number=NUMBER)
OWNED = PhoneNumberWish(phone_number_sid=SID)
BUYING, ADDING = Step(StepName.PHONE_NUMBER), Step(StepName.PHONE_NUMBER_ADDITION)

ADD = AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid=SID)


def owned(wished: str, sid: str | None = SID, **fields: bool) -> OwnedNumberSeen:
    seen = OwnedNumberSeen(
        seen_at=at(0), ordinal=1, wished=wished, sid=sid, sends_messages=sid is not None
    )
    return replace(seen, **fields)  # type: ignore[arg-type]


def sale(wished: str | None, *numbers: str, stale: bool = False) -> AvailableNumbersSeen:
    return AvailableNumbersSeen(
        seen_at=at(0), ordinal=1, phone_numbers=numbers, wished=wished, stale=stale
    )


def known(
    wish: PhoneNumberWish,
    *attempts: Attempt,
    has: OwnedNumberSeen | None = None,
    offers: AvailableNumbersSeen | None = None,
) -> Onboarding:
    customer = cast.acme().model_copy(update={"phone_numbers": (wish,)})
    observed = Observations(
        owned_numbers=(has,) if has else (), available_numbers=(offers,) if offers else ()
    )
    return record(*attempts, customer=customer, observed=observed)


NOT_OURS = owned(NUMBER, None)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(known(ANY), "settled", id="any number"),
        pytest.param(known(IN_DENVER), "look at AvailableNumbers", id="an area code"),
        pytest.param(known(IN_DENVER, offers=sale("303", NUMBER)), "settled", id="in stock"),
        pytest.param(
            known(IN_DENVER, offers=sale("212", NUMBER)),
            "look at AvailableNumbers",
            id="another area was looked at",
        ),
        pytest.param(
            known(IN_DENVER, offers=sale("303", NUMBER, stale=True)),
            "look at AvailableNumbers",
            id="stale stock",
        ),
        pytest.param(
            known(IN_DENVER, offers=sale("303")), "ask no_number_on_sale", id="out of stock"
        ),
        pytest.param(known(THIS_ONE), "look at OwnedNumber", id="a certain number"),
        pytest.param(
            known(THIS_ONE, has=NOT_OURS), "look at AvailableNumbers", id="it is not ours"
        ),
        pytest.param(
            known(THIS_ONE, has=NOT_OURS, offers=sale(NUMBER, NUMBER)), "settled", id="on sale"
        ),
        pytest.param(
            known(THIS_ONE, has=NOT_OURS, offers=sale(NUMBER, "+13035550199")),
            "ask number_not_on_sale",
            id="only a similar one is on sale",
        ),
        pytest.param(known(THIS_ONE, has=owned(NUMBER)), "act 1", id="it is ours"),
        pytest.param(
            known(THIS_ONE, has=owned(NUMBER, sends_messages=False)),
            "ask number_cannot_send",
            id="ours, voice alone",
        ),
        pytest.param(known(OWNED), "look at OwnedNumber", id="a SID"),
        pytest.param(known(OWNED, has=owned(SID)), "act 1", id="a SID of ours"),
        pytest.param(known(OWNED, has=owned(SID, stale=True)), "look at OwnedNumber", id="stale"),
        pytest.param(
            known(OWNED, has=owned(SID, None)), "ask number_not_in_account", id="a strange SID"
        ),
        pytest.param(
            known(OWNED, refused(ADDING, ADD), has=owned(SID)), "ask request_refused", id="refused"
        ),
        pytest.param(known(OWNED, made(ADDING, sid=SID)), "settled", id="added"),
        pytest.param(known(THIS_ONE, lost(BUYING)), "settled", id="being bought"),
        pytest.param(known(THIS_ONE, made(BUYING, sid=SID)), "settled", id="bought"),
        pytest.param(
            known(OWNED, made(StepName.CAMPAIGN, sid="QE1")), "settled", id="after the campaign"
        ),
    ],
)
def test_what_can_be_looked_up_is_looked_up_before_anything_is_paid(
    onboarding: Onboarding, expected: str
) -> None:
    decision = free_checks.decide(
        onboarding, TERMS, at(500), messaging_service_sid="MG1", look_first=False
    )
    assert words(decision) == expected
    if isinstance(decision, Act):
        assert not decision.action.paid


def test_all_wishes_that_cannot_be_fulfilled_are_told_at_once() -> None:
    onboarding = known(OWNED, has=owned(SID, None))
    wishes = (OWNED, PhoneNumberWish(area_code="907"))
    customer = onboarding.customer.model_copy(update={"phone_numbers": wishes})
    second = replace(sale("907"), ordinal=2)
    observed = replace(onboarding.observed, available_numbers=(second,))
    decision = free_checks.decide(
        replace(onboarding, customer=customer, observed=observed),
        TERMS,
        at(0),
        messaging_service_sid="MG1",
        look_first=False,
    )
    assert isinstance(decision, AskHuman)
    assert [task.fields for task in decision.tasks] == [
        ("phone_numbers[0].phone_number_sid",),
        ("phone_numbers[1]",),
    ]
