"""The free checks: what is looked up for each wish, what stops the payment, what joins early."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.actions import AddPhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import AvailableNumbersSeen, OwnedNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import free_checks
from tendlc.rules.planning.decision import Act, AskHuman
from tests import cast
from tests.records import TERMS, at, last_seen, lost, made, record, refused, words

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
    observed = last_seen(
        owned_numbers=(has,) if has else (), available_numbers=(offers,) if offers else ()
    )
    return record(*attempts, customer=customer, observed=observed)


NOT_OURS = owned(NUMBER, None)
CAMPAIGN = made(StepName.CAMPAIGN, sid="QE1")


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
        *(
            pytest.param(known(wish, CAMPAIGN, has=has), expected, id=f"after the campaign: {name}")
            for name, wish, has, expected in (
                ("an area code", IN_DENVER, None, "settled"),
                ("a certain number", THIS_ONE, None, "settled"),
                ("a SID", OWNED, None, "look at OwnedNumber"),
                ("a strange SID", OWNED, owned(SID, None), "ask number_not_in_account"),
                ("voice alone", OWNED, owned(SID, sends_messages=False), "ask number_cannot_send"),
                ("a SID of ours", OWNED, owned(SID), "act 1"),
            )
        ),
        pytest.param(known(OWNED, CAMPAIGN, made(ADDING, sid=SID)), "settled", id="and added"),
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
    observed = last_seen(onboarding.observed, available_numbers=(second,))
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


@pytest.mark.parametrize(
    ("wish", "has", "offers", "expected"),
    [
        pytest.param(
            THIS_ONE,
            NOT_OURS,
            sale(NUMBER),
            (
                "phone_number.2",
                "phone_numbers[1].phone_number",
                "The account does not own this number, and Twilio does not have it on sale as one "
                "that can send messages. Name a number that the account owns or that is on sale, "
                "or an area code.",
            ),
            id="not on sale",
        ),
        pytest.param(
            IN_DENVER,
            None,
            sale("303"),
            (
                "phone_number.2",
                "phone_numbers[1]",
                "Twilio has no local number with the area code 303 on sale that can send messages. "
                "Name another area code, or none.",
            ),
            id="no such area code on sale",
        ),
        pytest.param(
            OWNED,
            owned(SID, None),
            None,
            (
                "phone_number_addition.2",
                "phone_numbers[1].phone_number_sid",
                "The account has no number with this SID. Name the SID of a number of this "
                "account.",
            ),
            id="not ours",
        ),
        *(
            pytest.param(
                wish,
                owned(named, sends_messages=False),
                None,
                (
                    "phone_number_addition.2",
                    f"phone_numbers[1].{field}",
                    "The account owns this number, but it cannot send messages. Name a number that "
                    "can send messages.",
                ),
                id=f"{field} cannot send",
            )
            for wish, named, field in (
                (OWNED, SID, "phone_number_sid"),
                (THIS_ONE, NUMBER, "phone_number"),
            )
        ),
    ],
)
def test_a_wish_that_cannot_be_fulfilled_is_named_by_its_place(
    wish: PhoneNumberWish,
    has: OwnedNumberSeen | None,
    offers: AvailableNumbersSeen | None,
    expected: tuple[str, str, str],
) -> None:
    customer = cast.acme().model_copy(update={"phone_numbers": (ANY, wish)})
    observed = last_seen(
        owned_numbers=(replace(has, ordinal=2),) if has else (),
        available_numbers=(replace(offers, ordinal=2),) if offers else (),
    )
    decision = free_checks.decide(
        record(customer=customer, observed=observed),
        TERMS,
        at(500),
        messaging_service_sid="MG1",
        look_first=False,
    )
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (
        task.step,
        *task.fields,
        f"{words_of(task).reason} {words_of(task).next_step}",
    ) == expected
    assert task.command is Command.ONBOARD
